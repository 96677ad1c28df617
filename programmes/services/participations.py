"""Which organisations take part in a round: they join, change, move between groups and leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import (
    AlreadyTakesPartError,
    GroupFullError,
    MovedMeanwhileError,
    OnlyMentorsHaveAThemeError,
    StillMentorError,
    WrongRoundError,
)
from programmes.models import (
    LearningGroup,
    Mentorship,
    Organisation,
    Participation,
    Round,
    Theme,
    User,
)
from programmes.services.groups import MOST_PARTICIPANTS_IN_A_GROUP, hold_a_seat
from programmes.services.members import let_everybody_go
from programmes.services.mentorships import follow_participation
from programmes.services.rounds import refuse_if_closed

PARTICIPATION_FIELDS = {"organisation", "kind", "group", "theme"}
JOINED = AuditKind("organisation_joined", _("Organisation tillagd i omgången"))
LEFT = AuditKind("organisation_left", _("Organisation borttagen ur omgången"))
GROUP_CHANGED = AuditKind("group_changed", _("Organisation flyttad till en grupp"))


@dataclass(frozen=True)
class Move:
    """An organisation's way from the group that its row showed to another (None: no group)."""

    participation: Participation
    was: int | None
    to: LearningGroup | None


@transaction.atomic
def join_round(
    *,
    round: Round,
    organisation: Organisation,
    kind: str,
    group: LearningGroup | None = None,
    theme: Theme | None = None,
    actor: User | None = None,
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
    participation = _saved(participation)
    follow_participation(participation)
    record_act(JOINED, actor=actor, round_id=round.pk, subject=str(organisation))
    return participation


@transaction.atomic
def change_participation(
    *, participation: Participation, actor: User | None = None, **fields: Any
) -> Participation:
    """Change which organisation it is, as what it takes part, its group or its theme.

    Raises what `join_round` raises, or StillMentorError when a mentor with mentorships would take
    part instead; then nothing has changed.
    """
    refuse_unknown_fields(fields, PARTICIPATION_FIELDS)
    refuse_if_closed(participation.round_id)
    participation = lock_row(Participation.objects.all(), participation.pk)
    before = (participation.group_id, participation.theme_id)
    for name, value in fields.items():
        setattr(participation, name, value)
    _refuse_what_does_not_fit(participation)
    if participation.group and not participation.is_mentor and fields.keys() & {"group", "kind"}:
        hold_a_seat(participation.group, participation)
    participation = _saved(participation)
    follow_participation(participation, before)
    if participation.group_id != before[0]:
        _record_group(participation, actor)
    return participation


@transaction.atomic
def place_in_groups(
    *, round: Round, moves: Iterable[Move], actor: User | None = None
) -> list[Participation]:
    """Move several participants at once, all or none; returns those that were moved.

    Two may change places. Raises MovedMeanwhileError when somebody has moved one of them since
    its row was read, GroupFullError (with the group) or WrongRoundError.
    """
    refuse_if_closed(round.pk)
    wanted = {move.participation.pk: move for move in moves}
    rows = Participation.objects.select_for_update(of=["self"]).filter(
        round=round, pk__in=wanted, kind=Participation.Kind.PARTICIPANT
    )
    # The groups first, in one order, so that two users never wait for each other.
    groups = LearningGroup.objects.select_for_update(of=["self"]).filter(round=round)
    by_id = {group.pk: group for group in groups.order_by("pk")}
    moved = []
    for participation in rows.select_related("organisation").order_by("pk"):
        move = wanted[participation.pk]
        if participation.group_id != move.was:
            raise MovedMeanwhileError
        if move.to is not None and move.to.pk not in by_id:
            raise WrongRoundError
        participation.group = move.to
        participation.save(update_fields=["group"])
        _record_group(participation, actor)
        moved.append(participation)
    if len(moved) != len(wanted):
        raise MovedMeanwhileError
    _refuse_full_groups(moved)
    return moved


@transaction.atomic
def remove_participation(*, participation: Participation, actor: User | None = None) -> None:
    """Take an organisation out of the round, with its members and what they have made there."""
    refuse_if_closed(participation.round_id)
    found = Participation.objects.select_related("organisation").get(pk=participation.pk)
    record_act(LEFT, actor=actor, round_id=found.round_id, subject=str(found.organisation))
    let_everybody_go(participation=found)
    found.delete()


def _refuse_full_groups(moved: Iterable[Participation]) -> None:
    for group in {each.group for each in moved if each.group is not None}:
        taken = group.participations.filter(kind=Participation.Kind.PARTICIPANT)
        if taken.count() > MOST_PARTICIPANTS_IN_A_GROUP:
            raise GroupFullError(group)


def _record_group(participation: Participation, actor: User | None) -> None:
    subject = f"{participation.organisation}: {participation.group or '–'}"
    record_act(GROUP_CHANGED, actor=actor, round_id=participation.round_id, subject=subject)


def _refuse_what_does_not_fit(participation: Participation) -> None:
    parts = (participation.group, participation.theme)
    if any(part is not None and part.round_id != participation.round_id for part in parts):
        raise WrongRoundError
    if participation.is_mentor:
        return
    if participation.theme:
        raise OnlyMentorsHaveAThemeError
    if participation.pk and Mentorship.objects.filter(mentor=participation).exists():
        raise StillMentorError


def _saved(participation: Participation) -> Participation:
    try:
        with transaction.atomic():
            participation.save()
    except IntegrityError as error:
        raise AlreadyTakesPartError from error
    return participation
