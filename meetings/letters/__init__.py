"""The letters of a meeting: which there are, when each goes and what it says; no database."""
