"""Everything that changes rounds and who takes part, one file a subject."""
