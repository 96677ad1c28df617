"""Lock one row for this transaction, and refuse a writer who read an older version of it."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class StaleVersionError(Exception):
    """The row was saved by another user since it was read; nothing was saved."""


def lock_row(rows: models.QuerySet[Row], pk: object) -> Row:
    """The row as it is now, locked until the transaction ends.

    Only the row itself is locked, not what is joined to it. Raises the model's DoesNotExist.
    """
    return rows.select_for_update(of=["self"]).get(pk=pk)


def is_stale(row: models.Model, read: int | None, field: str = "version") -> bool:
    """Whether the row was saved by another user after the version that the writer read.

    None is a writer who cannot collide. Of a row that is not locked the answer may soon be old.
    """
    return read is not None and read != getattr(row, field)


def check_version(row: models.Model, read: int | None, field: str = "version") -> None:
    """Raise StaleVersionError unless the version that the writer read is the row's own.

    None is a writer who cannot collide, and always passes. Ask it of a locked row.
    """
    if is_stale(row, read, field):
        raise StaleVersionError
