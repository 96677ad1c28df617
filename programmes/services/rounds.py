"""Rounds: created with their themes, changed, removed; and guarded once they are closed."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import change_fields, refuse_unknown_fields
from modellkoncept.registry import Registry
from programmes.errors import (
    AlreadyStartedError,
    DaysInUseError,
    RoundClosedError,
    RoundInUseError,
)
from programmes.models import PlanningQuestion, Round, RoundTemplate, Theme, User
from programmes.planned_meetings import meeting_planner

# What apps above have on days of a round: the first and the last day in use, or None.
DaysInUse = Callable[[Round], tuple[date, date] | None]
_days_in_use: Registry[DaysInUse] = Registry("use of a round's days")

ROUND_REMOVED = AuditKind("round_removed", _("Tog bort en omgång"))
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
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    themes: list[str],
    language: str = "sv",
    template: RoundTemplate | None = None,
    form_key: UUID | None = None,
) -> Round:
    """Start a round with its themes, in the order of the work, and its planning questions.

    Raises AlreadyStartedError when the form with this key has started a round.
    """
    round = Round(
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        language=language,
        template=template,
        form_key=form_key,
    )
    try:
        with transaction.atomic():
            round.save(force_insert=True)
    except IntegrityError as error:
        if started := Round.objects.filter(form_key=form_key).exclude(form_key=None).first():
            raise AlreadyStartedError(started) from error
        raise
    Theme.objects.bulk_create(
        Theme(round=round, position=position, label=label)
        for position, label in enumerate(themes, start=1)
    )
    PlanningQuestion.objects.create_defaults(round)
    return round


@transaction.atomic
def remove_round(*, round: Round, actor: User | None = None) -> None:
    """Remove a round that no organisation takes part in, with its groups and meetings.

    Raises RoundInUseError, and removes nothing, otherwise.
    """
    meeting_planner().hold(round)
    round = lock_round(round.pk, None)
    name = round.name
    if round.participations.exists():
        raise RoundInUseError
    try:
        with transaction.atomic():
            meeting_planner().remove_all(round)
            round.delete()
    except ProtectedError as error:
        raise RoundInUseError from error
    record_act(ROUND_REMOVED, actor=actor, subject=name)


def lock_round(round_id: int, version: int | None) -> Round:
    """The round, locked until the transaction ends: one writer of what it is at a time.

    Raises RoundClosedError, or StaleVersionError when somebody changed it after this version.
    """
    round = lock_row(Round.objects.all(), round_id)
    refuse_if_closed(round.pk)
    check_version(round, version)
    return round


def change_locked_round(round: Round, fields: dict[str, Any]) -> None:
    """Set these fields of a locked round, and count the change."""
    refuse_unknown_fields(fields, ROUND_FIELDS)
    change_fields(round, {**fields, "version": round.version + 1}, ROUND_FIELDS | {"version"})


def refuse_days_in_use(round: Round) -> None:
    """Raise DaysInUseError when something in the round lies outside its days."""
    for used in filter(None, (days(round) for days in _days_in_use)):
        first, last = used
        if first < round.starts_on:
            raise DaysInUseError("starts_on")
        if last > round.ends_on:
            raise DaysInUseError("ends_on")
