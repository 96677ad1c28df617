"""Invitations as people paste them. Pure: no Django, no database."""
