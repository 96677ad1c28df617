"""Who gets the letters of a meeting: those who go to it, and are of the letter's roles."""

from collections.abc import Iterable

from meetings.models import Meeting
from programmes.models import Membership, Role


def members_of(round_ids: Iterable[int], user_ids: Iterable[int] | None = None) -> list[Membership]:
    """The members of these rounds who may sign in (of these people); mentors' come last."""
    found = Membership.objects.filter(
        participation__round__in=list(round_ids), user__is_active=True
    )
    if user_ids is not None:
        found = found.filter(user__in=list(user_ids))
    return list(
        found.select_related("user", "participation__organisation")
        .prefetch_related("participation__mentorships")
        .order_by("-participation__kind", "pk")
    )


def attends(membership: Membership, meeting: Meeting) -> bool:
    """Whether the member goes to the meeting: for one object what `Meeting.attended_by` asks."""
    participation = membership.participation
    supported = {each.group_id for each in participation.mentorships.all()}
    return (
        participation.round_id == meeting.round_id
        and meeting.group_id in {None, participation.group_id} | supported
        and (meeting.kind != Meeting.Kind.STRATEGIST or membership.role == Role.STRATEGIST)
    )


def recipients(
    meeting: Meeting, roles: Iterable[str], members: Iterable[Membership]
) -> list[Membership]:
    """Those of the members who get a letter to these roles (to all, when empty); each person once.

    Who goes there for two organisations gets it for the first of them.
    """
    wanted = set(roles) or set(Role.values)
    found: dict[int, Membership] = {}
    for membership in members:
        if attends(membership, meeting) and membership.role in wanted:
            found.setdefault(membership.user_id, membership)
    return list(found.values())
