"""The removal of a round's personal data, and what it leaves to clean up."""
