"""What the database refuses, whichever code asks it."""

from collections.abc import Callable

from django.db import IntegrityError, connection, transaction


def is_refused(change: Callable[[], object]) -> bool:
    """Whether the change fails, at once or at its commit."""
    return refused_by(change) is not None


def refused_by(change: Callable[[], object]) -> str | None:
    """The name of the constraint by which the change fails, at once or at its commit."""
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or str(error)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return None
