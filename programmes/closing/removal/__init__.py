"""Removal of a round's personal data, and the cleanup of files after it."""
