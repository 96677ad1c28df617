"""Words in and out of boards. Pure: no Django, no database."""
