"""Who takes part in a round: organisations, and people in their roles."""

from django.db import IntegrityError, transaction

from programmes.errors import AlreadyTakesPartError, OnlyMentorsHaveAThemeError, WrongRoundError
from programmes.models import (
    LearningGroup,
    Membership,
    Organisation,
    Participation,
    Role,
    Round,
    Theme,
    User,
)
from programmes.services.groups import hold_a_seat
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def join_round(
    *,
    round: Round,
    organisation: Organisation,
    kind: str,
    group: LearningGroup | None = None,
    theme: Theme | None = None,
) -> Participation:
    """Let an organisation into the round, as a participant or as the mentor for one theme.

    Raises WrongRoundError, OnlyMentorsHaveAThemeError, GroupFullError or
    AlreadyTakesPartError; then nothing has changed.
    """
    refuse_if_closed(round.pk)
    kind = Participation.Kind(kind)
    if {part.round_id for part in (group, theme) if part} - {round.pk}:
        raise WrongRoundError
    if theme and kind != Participation.Kind.MENTOR:
        raise OnlyMentorsHaveAThemeError
    if group and kind == Participation.Kind.PARTICIPANT:
        hold_a_seat(group)
    try:
        with transaction.atomic():
            return Participation.objects.create(
                round=round, organisation=organisation, kind=kind, group=group, theme=theme
            )
    except IntegrityError as error:
        raise AlreadyTakesPartError from error


@transaction.atomic
def add_member(*, participation: Participation, user: User, role: str) -> Membership:
    """Give the person her one role in the organisation; said again, the last word holds."""
    refuse_if_closed(participation.round_id)
    membership, _ = Membership.objects.update_or_create(
        participation=participation, user=user, defaults={"role": Role(role)}
    )
    return membership
