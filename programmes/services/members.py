"""The people of an organisation in a round, each with one role there."""

from collections.abc import Callable

from django.db import transaction

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.jobs.models import Job
from modellkoncept.locking import check_version, lock_row
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.registry import Registry
from programmes.audit_kinds import (
    COORDINATOR_CHANGED,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    ROLE_CHANGED,
)
from programmes.errors import LastCoordinatorError
from programmes.models import Invitation, Membership, Participation, PastMembership, Role, User
from programmes.services.invitation_links import withdraw_links
from programmes.services.rounds import refuse_if_closed

# What apps above do when somebody has left: `(person, participation, her successor or None)`.
Departed = Callable[[User, Participation, User | None], None]
_departed: Registry[Departed] = Registry("follow-up of a departure")


def register_departure(name: str, departed: Departed) -> None:
    """Let an app take back what the person was to get or do, or give it to her successor.

    It is called in the transaction of the change.
    """
    _departed.add(name, departed)


@transaction.atomic
def add_member(
    *,
    participation: Participation,
    user: User,
    role: str,
    is_coordinator: bool = False,
    actor: User | None = None,
) -> Membership:
    """Give the person one role in the organisation; the last call wins."""
    refuse_if_closed(participation.round_id)
    membership, is_new = Membership.objects.update_or_create(
        participation=participation,
        user=user,
        defaults={"role": Role(role), "is_coordinator": is_coordinator},
    )
    User.objects.filter(pk=user.pk, has_taken_part=False).update(has_taken_part=True)
    if actor is not None:
        record_about(membership, MEMBER_ADDED if is_new else ROLE_CHANGED, actor)
    return membership


@transaction.atomic
def add_new_member(
    *, participation: Participation, user: User, role: str, is_coordinator: bool = False
) -> Membership | None:
    """Give the person a role in the organisation; None, and nothing changed, if she has one."""
    refuse_if_closed(participation.round_id)
    membership, is_new = Membership.objects.get_or_create(
        participation=participation,
        user=user,
        defaults={"role": Role(role), "is_coordinator": is_coordinator},
    )
    User.objects.filter(pk=user.pk, has_taken_part=False).update(has_taken_part=True)
    return membership if is_new else None


@transaction.atomic
def change_member(
    *,
    membership: Membership,
    role: str | None = None,
    is_coordinator: bool | None = None,
    version: int | None = None,
    actor: User | None = None,
) -> Membership:
    """Give a member another role in the organisation, or make her its coordinator or not.

    Raises StaleVersionError when somebody else has changed her since that version was read, and
    LastCoordinatorError when nobody would coordinate the organisation any more.
    """
    refuse_if_closed(membership.participation.round_id)
    membership = lock_member(membership)
    check_version(membership, version)
    before = membership.role, membership.is_coordinator
    if is_coordinator is False:
        refuse_if_last_coordinator(membership)
    membership.role = Role(role) if role is not None else membership.role
    if is_coordinator is not None:
        membership.is_coordinator = is_coordinator
    membership.version += 1
    membership.save(update_fields=["role", "is_coordinator", "version"])
    if before[0] != membership.role:
        record_about(membership, ROLE_CHANGED, actor)
    if before[1] != membership.is_coordinator:
        record_about(membership, COORDINATOR_CHANGED, actor)
    return membership


@transaction.atomic
def remove_member(
    *,
    membership: Membership,
    actor: User | None = None,
    coordinator_instead: Membership | None = None,
) -> None:
    """Take a person out of the organisation; the account and her history stay. Idempotent.

    An invitation that she has not accepted is withdrawn: it leaves nothing, nor does an account
    that only it had made. Raises LastCoordinatorError when nobody would coordinate those who are
    left: SKR then names who does `coordinator_instead`.
    """
    refuse_if_closed(membership.participation.round_id)
    if not Membership.objects.filter(pk=membership.pk).exists():
        return
    membership = lock_member(membership)
    if coordinator_instead is not None:
        change_member(membership=coordinator_instead, is_coordinator=True, actor=actor)
    others = Membership.objects.filter(participation=membership.participation_id)
    if others.exclude(pk=membership.pk).exists():
        refuse_if_last_coordinator(membership)
    invitation = Invitation.objects.filter(membership=membership).first()
    if actor is not None:
        record_about(membership, MEMBER_REMOVED, actor)
    if invitation is None or invitation.is_accepted:
        keep_history(membership)
    person = membership.user
    withdraw_letters(membership)
    membership.delete()
    tell_departure(person, membership.participation, None)
    forget_unused_account(person, invitation)


@transaction.atomic
def let_everybody_go(*, participation: Participation) -> None:
    """Take out all people of an organisation that leaves the round, with its open invitations."""
    refuse_if_closed(participation.round_id)
    for membership in participation.memberships.select_related("user", "participation"):
        invitation = Invitation.objects.filter(membership=membership).first()
        withdraw_letters(membership)
        membership.delete()
        tell_departure(membership.user, participation, None)
        forget_unused_account(membership.user, invitation)


def lock_member(membership: Membership) -> Membership:
    """The member as she is now; changes of the organisation's people wait for each other."""
    lock_row(Participation.objects.all(), membership.participation_id)
    return lock_row(
        Membership.objects.select_related("user", "participation__organisation"), membership.pk
    )


def refuse_if_last_coordinator(membership: Membership) -> None:
    """Raise LastCoordinatorError if nobody else coordinates the organisation of this locked row."""
    others = Membership.objects.filter(
        participation=membership.participation_id, is_coordinator=True
    ).exclude(pk=membership.pk)
    if membership.is_coordinator and not others.exists():
        raise LastCoordinatorError


def keep_history(membership: Membership, *, succeeded_by: User | None = None) -> None:
    """Keep that she was here, as what and for how long. The caller has asked for the round."""
    PastMembership.objects.create(
        participation=membership.participation,
        user=membership.user,
        role=membership.role,
        was_coordinator=membership.is_coordinator,
        since=membership.since,
        succeeded_by=succeeded_by,
    )


def withdraw_letters(membership: Membership) -> None:
    """Delete the invitation's letters that have not arrived, and let no link in one lead in.

    Her links stay while another organisation's invitation is open: they are to the same person.
    """
    others = Invitation.objects.filter(membership__user=membership.user, is_accepted=False)
    if not others.exclude(membership=membership).exists():
        withdraw_links(user=membership.user)
    for invitation in Invitation.objects.filter(membership=membership):
        OutgoingMail.objects.filter(
            key__startswith=f"{invitation.key}-", state__in=[Job.State.QUEUED, Job.State.FAILED]
        ).delete()


def tell_departure(person: User, participation: Participation, successor: User | None) -> None:
    """Let the apps above follow up that she has left."""
    for departed in _departed:
        departed(person, participation, successor)


def forget_unused_account(person: User, invitation: Invitation | None) -> None:
    """Delete the account that this invitation made, if nobody ever came in with it.

    Its letters go too, also those that arrived: nothing else knows whose address that was.
    """
    if invitation is not None and invitation.made_account and not invitation.is_accepted:
        unused = User.objects.filter(
            pk=person.pk, memberships=None, past_memberships=None, is_staff=False
        )
        if unused.delete()[0]:
            OutgoingMail.objects.filter(to=person.email).delete()


def record_about(membership: Membership, kind: AuditKind, actor: User | None) -> None:
    """Keep in the audit log who did this with whose part in the round."""
    participation = membership.participation
    record_act(
        kind,
        actor=actor,
        round_id=participation.round_id,
        subject=f"{membership.user.full_name}, {participation.organisation}",
    )
