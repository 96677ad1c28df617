"""Forms of rounds and their participants, one file a subject."""
