"""Views of self-assessment, one file a subject."""
