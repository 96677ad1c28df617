"""The pages of meetings, one file a subject."""
