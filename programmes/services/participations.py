"""Which organisations take part in a round: they join, change and leave."""

from typing import Any

from django.db import IntegrityError, transaction

from modellkoncept.locking import lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import AlreadyTakesPartError, OnlyMentorsHaveAThemeError, WrongRoundError
from programmes.models import LearningGroup, Organisation, Participation, Round, Theme
from programmes.services.groups import hold_a_seat
from programmes.services.rounds import refuse_if_closed

PARTICIPATION_FIELDS = {"organisation", "kind", "group", "theme"}


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
    participation = Participation(
        round=round,
        organisation=organisation,
        kind=Participation.Kind(kind),
        group=group,
        theme=theme,
    )
    _refuse_what_does_not_fit(participation)
    if group and not participation.is_mentor:
        hold_a_seat(group)
    return _saved(participation)


@transaction.atomic
def change_participation(*, participation: Participation, **fields: Any) -> Participation:
    """Change which organisation it is, as what it takes part, its group or its theme.

    Raises what `join_round` raises; then nothing has changed.
    """
    refuse_unknown_fields(fields, PARTICIPATION_FIELDS)
    refuse_if_closed(participation.round_id)
    participation = lock_row(Participation.objects.all(), participation.pk)
    for name, value in fields.items():
        setattr(participation, name, value)
    _refuse_what_does_not_fit(participation)
    if participation.group and not participation.is_mentor and fields.keys() & {"group", "kind"}:
        hold_a_seat(participation.group, participation)
    return _saved(participation)


@transaction.atomic
def remove_participation(*, participation: Participation) -> None:
    """Take an organisation out of the round, with its members and what they have made there."""
    refuse_if_closed(participation.round_id)
    Participation.objects.get(pk=participation.pk).delete()


def _refuse_what_does_not_fit(participation: Participation) -> None:
    parts = (participation.group, participation.theme)
    if any(part is not None and part.round_id != participation.round_id for part in parts):
        raise WrongRoundError
    if participation.theme and not participation.is_mentor:
        raise OnlyMentorsHaveAThemeError


def _saved(participation: Participation) -> Participation:
    try:
        with transaction.atomic():
            participation.save()
    except IntegrityError as error:
        raise AlreadyTakesPartError from error
    return participation
