"""Invitations: a person, her part in an organisation and the letter that tells her, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from modellkoncept.text.email_address import normal_address
from programmes.audit_kinds import ADDRESS_CORRECTED, INVITED, REPLACED, RESENT
from programmes.errors import (
    AlreadyAcceptedError,
    AlreadyMemberError,
    NotInvitableError,
    ResendTooSoonError,
    WrongRoundError,
)
from programmes.models import Invitation, Membership, Participation, Round, User
from programmes.services import members, people, task_states
from programmes.services.invitation_letters import write_letter
from programmes.services.rounds import refuse_if_closed


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite: where, at which address, and as what."""

    participation: Participation
    address: str  # in its normal form
    full_name: str
    role: str
    is_coordinator: bool = False


@transaction.atomic
def invite_people(
    *, round: Round, invitees: Sequence[Invitee], actor: User | None
) -> list[Invitation]:
    """Invite all of them, each with one letter.

    Who is in the organisation already, works at SKR or may not sign in is passed over, so the same
    list twice, or two who send it at once, is one letter to each. Raises WrongRoundError.
    """
    refuse_if_closed(round.pk)
    if any(each.participation.round_id != round.pk for each in invitees):
        raise WrongRoundError
    # In one order, so that two who invite the same people at once never wait for each other.
    ordered = sorted(invitees, key=lambda each: (each.address, each.participation.pk))
    made = (_invite(each, actor) for each in ordered)
    return [invitation for invitation in made if invitation is not None]


@transaction.atomic
def resend_invitation(*, membership: Membership, actor: User | None) -> Invitation:
    """Write the letter again, to one who has not come in yet; at most once an hour.

    Raises AlreadyAcceptedError or ResendTooSoonError.
    """
    refuse_if_closed(membership.participation.round_id)
    membership = members.lock_member(membership)
    invitation, _ = Invitation.objects.get_or_create(membership=membership)
    if invitation.is_accepted:
        raise AlreadyAcceptedError
    if (again_at := invitation.resend_at) is not None:
        raise ResendTooSoonError(again_at)
    members.withdraw_letters(membership)
    write_letter(invitation, membership, actor=actor)
    members.record_about(membership, RESENT, actor)
    return invitation


@transaction.atomic
def correct_invitation(
    *, membership: Membership, full_name: str, email: str, actor: User | None
) -> Membership:
    """Invite the person with this address instead: the other address was wrong.

    No account changes its address: the seat moves to the account of the right one, and the account
    that the wrong one had made goes. Raises AlreadyAcceptedError, AlreadyMemberError or
    NotInvitableError.
    """
    refuse_if_closed(membership.participation.round_id)
    membership = members.lock_member(membership)
    invitation = Invitation.objects.filter(membership=membership).first()
    if invitation is None or invitation.is_accepted:
        raise AlreadyAcceptedError
    before = membership.user
    if before.email == normal_address(email):
        if invitation.made_account:
            membership.user = people.change_person(person=before, full_name=full_name)
        return membership
    _seat(membership, full_name, email, actor)
    members.tell_departure(before, membership.participation, membership.user)
    members.forget_unused_account(before, invitation)
    members.record_about(membership, ADDRESS_CORRECTED, actor)
    return membership


@transaction.atomic
def replace_member(
    *, membership: Membership, full_name: str, email: str, actor: User | None
) -> Membership:
    """Let another person take over the seat: the role, what is assigned, and the coordination.

    What each does for herself she has still to do. Her predecessor loses access at once; her
    history stays and names who came after. Raises AlreadyMemberError or NotInvitableError.
    """
    refuse_if_closed(membership.participation.round_id)
    membership = members.lock_member(membership)
    before = membership.user
    left = Membership(
        participation=membership.participation,
        user=before,
        role=membership.role,
        is_coordinator=membership.is_coordinator,
        since=membership.since,
    )
    _seat(membership, full_name, email, actor)
    task_states.forget_ticks(membership=membership)
    members.keep_history(left, succeeded_by=membership.user)
    members.tell_departure(before, membership.participation, membership.user)
    members.record_about(left, REPLACED, actor)
    return membership


@transaction.atomic
def accept_invitations(*, user: User) -> None:
    """She has come in, by a link or a code: her invitations are accepted. When is not stored."""
    Invitation.objects.filter(membership__user=user, is_accepted=False).update(is_accepted=True)


def _invite(invitee: Invitee, actor: User | None) -> Invitation | None:
    is_known = User.objects.filter(email=invitee.address).exists()
    person = people.add_person(email=invitee.address, full_name=invitee.full_name)
    if not is_invitable(person):
        return None
    membership = members.add_new_member(
        participation=invitee.participation,
        user=person,
        role=invitee.role,
        is_coordinator=invitee.is_coordinator,
    )
    if membership is None:
        return None
    invitation = Invitation.objects.create(membership=membership, made_account=not is_known)
    write_letter(invitation, membership, actor=actor)
    members.record_about(membership, INVITED, actor)
    return invitation


def is_invitable(person: User) -> bool:
    """Whether an organisation may invite her: SKR leads the rounds, and some may not sign in."""
    return person.is_active and not person.is_staff and not person.is_superuser


def _seat(membership: Membership, full_name: str, email: str, actor: User | None) -> None:
    """Give this locked seat to the person with this address, with an invitation of her own."""
    is_known = User.objects.filter(email=email).exists()
    person = people.add_person(email=email, full_name=full_name)
    if not is_invitable(person):
        raise NotInvitableError
    seats = Membership.objects.filter(participation=membership.participation_id)
    if seats.filter(user=person).exists():
        raise AlreadyMemberError
    members.withdraw_letters(membership)
    Invitation.objects.filter(membership=membership).delete()
    membership.user, membership.since = person, timezone.localdate()
    membership.shows_address = False  # which was the other's choice
    membership.version += 1
    membership.save(update_fields=["user", "since", "shows_address", "version"])
    User.objects.filter(pk=person.pk, has_taken_part=False).update(has_taken_part=True)
    invitation = Invitation.objects.create(membership=membership, made_account=not is_known)
    write_letter(invitation, membership, actor=actor)
