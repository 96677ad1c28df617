"""Registrations of rounds with the tools below, and with the round's own pages."""
