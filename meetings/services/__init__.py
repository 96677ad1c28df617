"""Everything that changes meetings, one file a subject."""
