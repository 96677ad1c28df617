"""Forms of rounds and their people, one file a subject."""
