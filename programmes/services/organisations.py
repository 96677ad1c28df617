"""Organisations: added to the register."""

from programmes.models import (
    Organisation,
)


def add_organisation(*, name: str, kind: str, code: str) -> Organisation:
    """Add a municipality (K) or a region (L) with its four-digit code."""
    return Organisation.objects.create(name=name, kind=Organisation.Kind(kind), code=code)
