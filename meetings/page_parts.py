"""Parts of other apps' pages that show meetings: my page, a round's page and the overview."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import AgendaItem, Meeting
from meetings.preparations import State, Status, preparations_of
from meetings.queries.agendas import agenda_of
from meetings.queries.files import meetings_with_presentations
from meetings.queries.hosts import hosts_context
from meetings.queries.timeline import timeline
from programmes.models import (
    LearningGroup,
    Membership,
    Mentorship,
    Participation,
    Round,
    User,
)
from programmes.page_parts import Context
from programmes.queries.mentorships import groups_by_participation
from programmes.task_kinds import TaskState, TaskStatus
from programmes.timeline.types import FULL, MIDDLE, SLIM, SMALL

SIZES = {"full": FULL, "middle": MIDDLE, "slim": SLIM}  # of the timelines on a round's page
COMING_SHOWN = 3
PLANNED_SHOWN = 12
MOST_BRAIDS_OPEN = 2  # of a round with more groups the others are folded
NEEDS_AGENDA_WITHIN = timedelta(days=60)


def next_meetings(user: User, round: Round | None) -> Context:
    """The user's next meeting, the timeline of its round, and the meetings after it."""
    attended = Meeting.objects.attended_by(user).with_place()
    coming = list(attended.upcoming()[: 1 + COMING_SHOWN])
    if not coming:
        return None
    meeting = coming[0]
    return {
        "meeting": meeting,
        "days": meeting.days_left,
        "timeline": _timeline_of(meeting, user),
        "later": coming[1:],
    }


def _timeline_of(meeting: Meeting, user: User) -> Any:
    """The timeline that this meeting is on, as its group or the user's group sees it."""
    membership = Membership.objects.filter(user=user, participation=OuterRef("pk"))
    participations = list(
        Participation.objects.filter(round=meeting.round_id)
        .select_related("organisation", "group", "theme")
        .annotate(is_mine=Exists(membership))
    )
    mentorships = list(
        Mentorship.objects.filter(round=meeting.round_id).select_related("theme", "group")
    )
    mine = {each.pk for each in participations if each.is_mine}
    there = {each.group for each in participations if each.group}
    own = {each.group for each in participations if each.group and each.is_mine}
    own |= {each.group for each in mentorships if each.mentor_id in mine}
    groups = own or there
    group = meeting.group or (groups.pop() if len(groups) == 1 else None)
    found = Meeting.objects.visible_to(user).with_attendance(user).filter(round=meeting.round_id)
    meetings = found.order_by("date", "starts_at", "pk")
    sizes = {"wide": SMALL, "slim": SLIM}
    return timeline(meeting.round, group, meetings, participations, sizes, mentorships)


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
    """A timeline for each learning group of the round, what is next, and the user's meetings.

    Reads the participations and groups that the page has fetched.
    """
    if round is None:
        return None
    found = Meeting.objects.visible_to(user).with_attendance(user).with_place()
    meetings = list(found.filter(round=round).order_by("date", "starts_at", "pk"))
    prepared = preparations_of(user, meetings)
    past = [(each, prepared[each.pk]) for each in meetings if each.is_past]
    coming = [(each, prepared[each.pk]) for each in meetings if not each.is_past]
    participations = list(round.participations.all())
    groups: list[LearningGroup | None] = _groups_to_draw(user, round, participations) or [None]
    mentorships = list(round.mentorships.all())
    timelines = [
        timeline(round, group, meetings, participations, SIZES, mentorships) for group in groups
    ]
    highlighted = {each.next for each in timelines}
    following = [row for row in coming if row[0] in highlighted]
    return {
        "timelines": timelines,
        # Many groups each have their next in the line above; in full only the first of them.
        "following": following if len(groups) <= MOST_BRAIDS_OPEN else following[:1],
        "next_ids": {meeting.pk for meeting, _prepared in following},
        "names_groups": len(round.groups.all()) > 1,
        "past": past,
        "coming": coming,
        "today": timezone.localdate(),
    }


def _groups_to_draw(
    user: User, round: Round, participations: Sequence[Participation]
) -> list[LearningGroup | None]:
    """Every group to SKR staff; to others their own: they may not see other groups' meetings."""
    in_groups = groups_by_participation(participations, round.mentorships.all())
    mine = {
        group
        for each in participations
        if any(membership.user_id == user.pk for membership in each.memberships.all())
        for group in in_groups.get(each.pk, ())
    }
    return [group for group in round.groups.all() if user.is_skr or group.pk in mine]


def hosts_of_meetings(user: User, round: Round | None) -> Context:
    """A table of the round's meetings where the host of each is chosen."""
    if round is None:
        return None
    return hosts_context(round)


def meetings_of_organisation(user: User, participation: Participation) -> Context:
    """The meetings that the organisation hosts, and those that it supports as a mentor."""
    visible = Meeting.objects.visible_to(user).filter(round=participation.round_id)
    mentorships = set(participation.mentorships.values_list("group", "theme"))
    if participation.group_id and participation.theme_id:
        mentorships.add((participation.group_id, participation.theme_id))
    hosted, supported = [], []
    for meeting in visible.order_by("date", "starts_at", "pk"):
        if meeting.host_id == participation.pk:
            hosted.append(meeting)
        if meeting.theme_id and (meeting.group_id, meeting.theme_id) in mentorships:
            supported.append(meeting)
    if not hosted and not supported:
        return None
    return {"hosted": hosted, "supported": supported}


def agenda_statuses(user: User, meetings: Sequence[Meeting]) -> dict[int, Status]:
    """Whether each meeting's agenda is written."""
    written = set(
        AgendaItem.objects.filter(meeting__in=meetings)
        .order_by()
        .values_list("meeting", flat=True)
        .distinct()
    )
    soon = timezone.localdate() + NEEDS_AGENDA_WITHIN
    return {
        meeting.pk: _agenda_status(meeting, meeting.pk in written, soon) for meeting in meetings
    }


def _agenda_status(meeting: Meeting, is_written: bool, soon: date) -> Status:
    if is_written:
        return Status(State.DONE, _("Dagordningen är skriven"))
    if meeting.is_past:
        return Status(State.NOT_YET, _("Ingen dagordning"))
    state = State.MISSING if meeting.date <= soon else State.NOT_YET
    return Status(state, _("Ingen dagordning än"))


def next_meeting_of_each(rounds: Iterable[Round]) -> dict[int, Any]:
    """For the overview: each round's next meeting, by the round's id."""
    following = Meeting.objects.filter(round__in=list(rounds)).upcoming()
    nearest = following.order_by("round_id", "date", "starts_at").distinct("round_id")
    return {meeting.round_id: meeting for meeting in nearest.select_related("group")}


def presentation_statuses(participations: Sequence[Participation]) -> dict[int, TaskStatus]:
    """Whether each organisation has uploaded its presentation for its group's learning meeting."""
    return {
        pk: TaskStatus(
            TaskState.DONE if is_there else TaskState.MISSING,
            _("Uppladdad till %(meeting)s") % {"meeting": meeting.title}
            if is_there
            else _("Saknas till %(meeting)s") % {"meeting": meeting.title},
            reverse("meetings:files", args=[meeting.pk])
            if is_there
            else f"{reverse('meetings:add_file', args=[meeting.pk])}?slag=presentation",
        )
        for pk, (meeting, is_there) in meetings_with_presentations(participations).items()
    }
