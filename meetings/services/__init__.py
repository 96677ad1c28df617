"""Services that change meetings, one file a subject."""
