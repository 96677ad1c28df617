"""SKR's choice of a mentor: into the round, if it is not there yet, and to the group."""

from django.db import transaction

from programmes.errors import AlreadyTakesPartError
from programmes.models import (
    LearningGroup,
    Mentorship,
    Organisation,
    Participation,
    Theme,
    User,
)
from programmes.services.mentorships import add_mentorship
from programmes.services.participations import join_round
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def choose_mentor(
    *,
    group: LearningGroup,
    theme: Theme | None,
    organisation: Organisation,
    supports: Mentorship | None = None,
    instead_of: str = "",
    reason: str = "",
    actor: User | None = None,
) -> Mentorship:
    """Let the organisation be a mentor of the group in the theme; all of it or nothing.

    Raises what `add_mentorship` raises.
    """
    refuse_if_closed(group.round_id)
    there = Participation.objects.filter(round=group.round_id, organisation=organisation)
    mentor = there.first()
    if mentor is None:
        try:
            mentor = join_round(
                round=group.round,
                organisation=organisation,
                kind=Participation.Kind.MENTOR,
                actor=actor,
            )
        except AlreadyTakesPartError:  # a colleague has chosen it in the same second
            mentor = there.get()
    return add_mentorship(
        mentor=mentor,
        group=group,
        theme=theme,
        supports=supports,
        instead_of=instead_of,
        reason=reason,
        actor=actor,
    )
