"""Who may do what with a meeting. Plain functions: a misspelt name cannot import."""

from meetings.models import Meeting
from programmes.models import Membership, MembershipQuerySet, Role, Round, User
from programmes.permissions import is_skr


def may_plan_meeting(user: User, meeting: Meeting) -> bool:
    """SKR staff; a group's own meeting also its strategists, a joint one also its host's."""
    if is_skr(user):
        return True
    leads = _leads(user).filter(participation__round=meeting.round_id)
    if meeting.group_id:
        return leads.filter(participation__group=meeting.group_id).exists()
    return meeting.host_id is not None and leads.filter(participation=meeting.host_id).exists()


def may_take_home(user: User, meeting: Meeting) -> bool:
    """Whoever takes part for an organisation: its list is its own, not SKR's and no mentor's."""
    return meeting.participation_of(user) is not None


def may_create_meeting(user: User, round: Round) -> bool:
    """SKR staff, and each strategist for the learning group that she is in."""
    return (
        is_skr(user)
        or _leads(user)
        .filter(participation__round=round, participation__group__isnull=False)
        .exists()
    )


def _leads(user: User) -> MembershipQuerySet:
    return Membership.objects.of(user).filter(role=Role.STRATEGIST)
