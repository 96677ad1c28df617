"""Everything that changes rounds and who takes part. Views, tasks and demo data all come here."""

from datetime import date

from django.db import IntegrityError, connection, transaction

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

MOST_PARTICIPANTS_IN_A_GROUP = 3


class GroupFullError(Exception):
    """The group already has three participants; more would leave no time to learn from each."""


class WrongRoundError(Exception):
    """The group or the theme belongs to another round."""


class OnlyMentorsHaveAThemeError(Exception):
    """A participant works with all the themes; a mentor supports one."""


class AlreadyTakesPartError(Exception):
    """The organisation is in the round already."""


class RoundClosedError(Exception):
    """The round is closed: it may be read, and nothing in it changes any more."""


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


def add_organisation(*, name: str, kind: str, code: str) -> Organisation:
    """Add a municipality (K) or a region (L) with its four-digit code."""
    return Organisation.objects.create(name=name, kind=Organisation.Kind(kind), code=code)


@transaction.atomic
def create_group(*, round: Round, name: str, note: str = "") -> LearningGroup:
    """Make an empty learning group in the round."""
    refuse_if_closed(round.pk)
    return LearningGroup.objects.create(round=round, name=name, note=note)


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
        _hold_a_seat(group)
    try:
        with transaction.atomic():
            return Participation.objects.create(
                round=round, organisation=organisation, kind=kind, group=group, theme=theme
            )
    except IntegrityError as error:
        raise AlreadyTakesPartError from error


def _hold_a_seat(group: LearningGroup) -> None:
    # Holding the group's row keeps two organisations from both taking the third seat.
    held = LearningGroup.objects.select_for_update().get(pk=group.pk)
    taken = held.participations.filter(kind=Participation.Kind.PARTICIPANT).count()
    if taken >= MOST_PARTICIPANTS_IN_A_GROUP:
        raise GroupFullError


@transaction.atomic
def add_person(*, email: str, full_name: str, is_staff: bool = False) -> User:
    """Give the person with this address, whatever its case; add her when she is new.

    Somebody who is here already keeps her name and her rights.
    """
    address = email.strip().lower()
    try:
        with transaction.atomic():
            return User.objects.create_user(address, full_name, is_staff=is_staff)
    except IntegrityError:
        return User.objects.get(email__iexact=address)


@transaction.atomic
def add_member(*, participation: Participation, user: User, role: str) -> Membership:
    """Give the person her one role in the organisation; said again, the last word holds."""
    refuse_if_closed(participation.round_id)
    membership, _ = Membership.objects.update_or_create(
        participation=participation, user=user, defaults={"role": Role(role)}
    )
    return membership
