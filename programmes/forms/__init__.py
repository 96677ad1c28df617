"""Forms of rounds and organisations, one file a subject."""
