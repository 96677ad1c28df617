"""Which organisation suits as a mentor, and what one has earned by being one. Pure."""
