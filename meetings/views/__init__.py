"""Views of meetings, one file a subject."""
