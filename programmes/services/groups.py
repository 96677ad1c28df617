"""Learning groups: created in a round, renamed and removed; how many fit in one."""

from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import GroupFullError, GroupNameTakenError
from programmes.models import LearningGroup, Participation, Round
from programmes.services.rounds import refuse_if_closed

MOST_PARTICIPANTS_IN_A_GROUP = 3
GROUP_FIELDS = {"name", "note"}


@transaction.atomic
def create_group(*, round: Round, name: str, note: str = "") -> LearningGroup:
    """Make an empty learning group in the round. Raises GroupNameTakenError."""
    refuse_if_closed(round.pk)
    return _saved(LearningGroup(round=round, name=name, note=note))


@transaction.atomic
def change_group(
    *, group: LearningGroup, version: int | None = None, **fields: Any
) -> LearningGroup:
    """Change the group's name or the note about it.

    Raises StaleVersionError or GroupNameTakenError; then nothing has changed.
    """
    refuse_unknown_fields(fields, GROUP_FIELDS)
    refuse_if_closed(group.round_id)
    group = lock_row(LearningGroup.objects.all(), group.pk)
    check_version(group, version)
    for name, value in fields.items():
        setattr(group, name, value)
    group.version += 1
    return _saved(group)


@transaction.atomic
def remove_group(*, group: LearningGroup) -> None:
    """Remove an empty group. Raises ProtectedError while an organisation or a meeting is in it."""
    refuse_if_closed(group.round_id)
    LearningGroup.objects.get(pk=group.pk).delete()


def hold_a_seat(group: LearningGroup, participation: Participation | None = None) -> None:
    """Raise GroupFullError unless one more participant, or this one, fits in the group.

    Locks the group's row, so that two organisations cannot both take the third seat.
    """
    group = lock_row(LearningGroup.objects.all(), group.pk)
    taken = group.participations.filter(kind=Participation.Kind.PARTICIPANT)
    if participation is not None:
        taken = taken.exclude(pk=participation.pk)
    if taken.count() >= MOST_PARTICIPANTS_IN_A_GROUP:
        raise GroupFullError(group)


def _saved(group: LearningGroup) -> LearningGroup:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise GroupNameTakenError from error
    return group
