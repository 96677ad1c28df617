"""Learning groups: created in a round, renamed and removed; how many fit in one."""

from typing import Any

from django.db import transaction

from modellkoncept.locking import lock_row
from modellkoncept.partial_update import change_fields
from programmes.errors import GroupFullError
from programmes.models import LearningGroup, Participation, Round
from programmes.services.rounds import refuse_if_closed

MOST_PARTICIPANTS_IN_A_GROUP = 3
GROUP_FIELDS = {"name", "note"}


@transaction.atomic
def create_group(*, round: Round, name: str, note: str = "") -> LearningGroup:
    """Make an empty learning group in the round."""
    refuse_if_closed(round.pk)
    return LearningGroup.objects.create(round=round, name=name, note=note)


@transaction.atomic
def change_group(*, group: LearningGroup, **fields: Any) -> LearningGroup:
    """Change the group's name or the note about it."""
    refuse_if_closed(group.round_id)
    group = lock_row(LearningGroup.objects.all(), group.pk)
    change_fields(group, fields, GROUP_FIELDS)
    return group


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
        raise GroupFullError
