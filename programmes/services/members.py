"""The people of an organisation in a round, each with one role there."""

from django.db import transaction

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from programmes.audit_kinds import MEMBER_ADDED, MEMBER_REMOVED, ROLE_CHANGED
from programmes.models import Membership, Participation, Role, User
from programmes.services.rounds import refuse_if_closed


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
        _record(MEMBER_ADDED if is_new else ROLE_CHANGED, membership, actor)
    return membership


@transaction.atomic
def change_member(
    *,
    membership: Membership,
    role: str | None = None,
    is_coordinator: bool | None = None,
    actor: User | None = None,
) -> Membership:
    """Give a member another role in the organisation, or make her its coordinator or not."""
    refuse_if_closed(membership.participation.round_id)
    membership = lock_row(Membership.objects.all(), membership.pk)
    if role is not None:
        membership.role = Role(role)
    if is_coordinator is not None:
        membership.is_coordinator = is_coordinator
    membership.save(update_fields=["role", "is_coordinator"])
    if actor is not None:
        _record(ROLE_CHANGED, membership, actor)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: User | None = None) -> None:
    """Take a person out of the organisation; the account stays. Idempotent."""
    refuse_if_closed(membership.participation.round_id)
    removed, _ = Membership.objects.filter(pk=membership.pk).delete()
    if removed and actor is not None:
        _record(MEMBER_REMOVED, membership, actor)


def _record(kind: AuditKind, membership: Membership, actor: User) -> None:
    """Whose membership, where and as what."""
    what = [membership.user, membership.get_role_display(), membership.participation]
    record_act(
        kind,
        actor=actor,
        round_id=membership.participation.round_id,
        subject=", ".join(map(str, what)),
    )
