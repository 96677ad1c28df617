"""Documents of a round and its organisations, as PDF and Word."""
