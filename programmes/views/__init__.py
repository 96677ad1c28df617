"""Views of rounds, one file a subject."""
