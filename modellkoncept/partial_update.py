"""Partial update: save only the fields that a service was given, and only those it knows."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def refuse_unknown_fields(fields: Iterable[str], known: set[str]) -> None:
    """Raise TypeError, as Python does for a keyword argument that a function does not have."""
    if unknown := set(fields) - known:
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")


def change_fields(row: models.Model, fields: dict[str, Any], known: set[str]) -> None:
    """Set these fields and save no others. Raises TypeError for a field that is not known."""
    refuse_unknown_fields(fields, known)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
