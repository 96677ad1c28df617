"""Rounds: created with their themes, changed, removed; and guarded once they are closed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection, transaction

from modellkoncept.locking import lock_row
from modellkoncept.partial_update import change_fields
from modellkoncept.registry import Registry
from programmes.errors import DaysInUseError, RoundClosedError
from programmes.models import PlanningQuestion, Round, Theme

# What apps above have on days of a round: the first and the last day in use, or None.
DaysInUse = Callable[[Round], tuple[date, date] | None]
_days_in_use: Registry[DaysInUse] = Registry("use of a round's days")

ROUND_FIELDS = {"name", "starts_on", "ends_on", "language"}


def register_days_in_use(name: str, days: DaysInUse) -> None:
    """Let no change of a round leave these days outside it."""
    _days_in_use.add(name, days)


def refuse_if_closed(round_id: int) -> None:
    """Raise RoundClosedError, or keep the round open until this transaction has ended.

    Every service of every app that changes something in a round asks this. Many may hold a round
    open at once; closing it waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_on FROM programmes_round WHERE id = %s FOR SHARE", [round_id])
        found = cursor.fetchone()
    if found and found[0] is not None:
        raise RoundClosedError


@transaction.atomic
def create_round(
    *, name: str, starts_on: date, ends_on: date, themes: list[str], language: str = "sv"
) -> Round:
    """Start a round with its themes, in the order of the work, and its planning questions."""
    round = Round.objects.create(name=name, starts_on=starts_on, ends_on=ends_on, language=language)
    Theme.objects.bulk_create(
        Theme(round=round, position=position, label=label)
        for position, label in enumerate(themes, start=1)
    )
    PlanningQuestion.objects.create_defaults(round)
    return round


@transaction.atomic
def change_round(*, round: Round, **fields: Any) -> Round:
    """Change a round's name, its days or its language.

    Raises DaysInUseError when something in the round lies outside its new days.
    """
    refuse_if_closed(round.pk)
    round = lock_row(Round.objects.all(), round.pk)
    change_fields(round, fields, ROUND_FIELDS)
    if fields.keys() & {"starts_on", "ends_on"}:
        _refuse_days_in_use(round, fields)
    return round


@transaction.atomic
def remove_round(*, round: Round) -> None:
    """Remove a round with all that belongs to it.

    Raises ProtectedError while one of its groups is in use: those are emptied first.
    """
    refuse_if_closed(round.pk)
    Round.objects.get(pk=round.pk).delete()


def _refuse_days_in_use(round: Round, fields: dict[str, Any]) -> None:
    for used in filter(None, (days(round) for days in _days_in_use)):
        first, last = used
        if "starts_on" in fields and first < round.starts_on:
            raise DaysInUseError("starts_on")
        if "ends_on" in fields and last > round.ends_on:
            raise DaysInUseError("ends_on")
