"""Last days relative to meetings, in whole Swedish days. Pure: no Django, no database."""
