"""Parts of other apps' pages that show meetings: my page, a round's page and the overview."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from meetings.queries.timeline import timeline
from programmes.models import LearningGroup, Membership, Participation, Round, User
from programmes.page_parts import Context
from programmes.timeline.types import FULL, MIDDLE, SLIM, SMALL

COMING_SHOWN = 3
PLANNED_SHOWN = 12
NEEDS_AGENDA_WITHIN = timedelta(days=60)


def next_meetings(user: User, round: Round | None) -> Context:
    """The user's next meeting, the timeline of its round, and the meetings after it."""
    coming = list(Meeting.objects.visible_to(user).with_place().upcoming()[: 1 + COMING_SHOWN])
    if not coming:
        return None
    meeting = coming[0]
    return {
        "meeting": meeting,
        "days": (meeting.date - timezone.localdate()).days,
        "timeline": _timeline_of(meeting, user),
        "later": coming[1:],
    }


def _timeline_of(meeting: Meeting, user: User) -> Any:
    """The timeline that this meeting is on, as its group or the user's group sees it."""
    mine = Membership.objects.filter(user=user, participation=OuterRef("pk"))
    participations = list(
        Participation.objects.filter(round=meeting.round_id)
        .select_related("organisation", "group")
        .annotate(is_mine=Exists(mine))
    )
    there = {each.group for each in participations if each.group}
    groups = {each.group for each in participations if each.group and each.is_mine} or there
    group = meeting.group or (groups.pop() if len(groups) == 1 else None)
    found = Meeting.objects.visible_to(user).filter(round=meeting.round_id).order_by("date")
    return timeline(meeting.round, group, found, participations, {"wide": SMALL, "slim": SLIM})


def unfinished_agendas(user: User, round: Round | None) -> Context:
    """The coming meetings that the user plans, whose agendas clash or are not yet written."""
    planned_by_user = Meeting.objects.planned_by(user).filter(round__closed_on=None)
    coming = planned_by_user.upcoming().prefetch_related("agenda_items")
    soon = timezone.localdate() + NEEDS_AGENDA_WITHIN
    planned = [(meeting, agenda_of(meeting)) for meeting in coming[:PLANNED_SHOWN]]
    clashing = [(meeting, len(agenda.troubled)) for meeting, agenda in planned if not agenda.fits]
    unwritten = [
        meeting for meeting, agenda in planned if not agenda.lines and meeting.date <= soon
    ]
    if not clashing and not unwritten:
        return None
    return {"clashing": clashing, "unwritten": unwritten}


def round_meetings(user: User, round: Round | None) -> Context:
    """A timeline for each learning group of the round, and the meetings that the user may see.

    Reads the participations and groups that the page has fetched.
    """
    if round is None:
        return None
    found = Meeting.objects.visible_to(user).with_place().filter(round=round)
    meetings = list(found.order_by("date", "starts_at", "pk"))
    past = [meeting for meeting in meetings if meeting.is_past]
    coming = [meeting for meeting in meetings if not meeting.is_past]
    participations = list(round.participations.all())
    groups: list[LearningGroup | None] = _groups_to_draw(user, round, participations) or [None]
    return {
        "timelines": [
            timeline(round, group, meetings, participations, {"full": FULL, "middle": MIDDLE})
            for group in groups
        ],
        "names_groups": len(round.groups.all()) > 1,
        "past": past,
        "coming": coming,
        "today": timezone.localdate(),
    }


def _groups_to_draw(
    user: User, round: Round, participations: Iterable[Participation]
) -> list[LearningGroup | None]:
    """Every group to SKR staff; to others their own: they may not see other groups' meetings."""
    mine = {
        each.group_id
        for each in participations
        if any(membership.user_id == user.pk for membership in each.memberships.all())
    }
    return [group for group in round.groups.all() if user.is_skr or group.pk in mine]


def next_meeting_of_each(rounds: Iterable[Round]) -> dict[int, Any]:
    """For the overview: each round's next meeting, by the round's id."""
    following = Meeting.objects.filter(round__in=list(rounds)).upcoming()
    nearest = following.order_by("round_id", "date", "starts_at").distinct("round_id")
    return {meeting.round_id: meeting for meeting in nearest.select_related("group")}
