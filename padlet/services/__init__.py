"""Everything that changes boards and notes, one file a subject. Views and tasks come here."""
