"""Bounds on the size and the time of every request, in front of everything."""
