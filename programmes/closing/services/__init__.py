"""Everything that changes a closing."""
