"""Boards live: cache, projection onto an audience, differences, tickets, the source of the hub."""
