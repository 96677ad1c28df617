"""Rounds: created with their themes, and guarded once they are closed."""

from datetime import date

from django.db import connection, transaction

from programmes.errors import RoundClosedError
from programmes.models import (
    Round,
    Theme,
)


def refuse_if_closed(round_id: int) -> None:
    """Raise RoundClosedError, or keep the round open until this transaction has ended.

    Every service of every app that changes something in a round asks this. Many may hold a round
    open at once; whoever closes it waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_on FROM programmes_round WHERE id = %s FOR SHARE", [round_id])
        found = cursor.fetchone()
    if found and found[0] is not None:
        raise RoundClosedError


@transaction.atomic
def create_round(*, name: str, starts_on: date, ends_on: date, themes: list[str]) -> Round:
    """Start a round with its themes, in the order in which they are worked with."""
    round = Round.objects.create(name=name, starts_on=starts_on, ends_on=ends_on)
    Theme.objects.bulk_create(
        Theme(round=round, position=position, label=label)
        for position, label in enumerate(themes, start=1)
    )
    return round
