"""Forms of rounds, one file a subject."""
