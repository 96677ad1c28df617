"""Learning groups: created in a round."""

from django.db import transaction

from programmes.errors import GroupFullError
from programmes.models import (
    LearningGroup,
    Participation,
    Round,
)
from programmes.services.rounds import refuse_if_closed

MOST_PARTICIPANTS_IN_A_GROUP = 3


@transaction.atomic
def create_group(*, round: Round, name: str, note: str = "") -> LearningGroup:
    """Make an empty learning group in the round."""
    refuse_if_closed(round.pk)
    return LearningGroup.objects.create(round=round, name=name, note=note)


def hold_a_seat(group: LearningGroup) -> None:
    # Holding the group's row keeps two organisations from both taking the third seat.
    held = LearningGroup.objects.select_for_update().get(pk=group.pk)
    taken = held.participations.filter(kind=Participation.Kind.PARTICIPANT).count()
    if taken >= MOST_PARTICIPANTS_IN_A_GROUP:
        raise GroupFullError
