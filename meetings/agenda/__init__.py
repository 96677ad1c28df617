"""Agendas: times computed, findings, the picture of the day. Pure: no Django, no database."""
