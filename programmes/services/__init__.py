"""Services that change rounds and their participants, one file a subject."""
