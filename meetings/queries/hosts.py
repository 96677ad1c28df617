"""The meetings of a round with who may host each, and their mentors."""

from collections.abc import Collection
from typing import Any

from meetings.models import Meeting
from modellkoncept.database.swedish_order import SwedishOrder
from programmes.models import Participation, Round
from programmes.queries.mentorships import mentor_rows


def hosts_context(round: Round) -> dict[str, Any]:
    """The meetings by group, each with its mentors; who may be host. A fixed number of queries.

    A group's meeting is hosted by one of the group, a joint one by any of the round, and by SKR
    when nobody is chosen.
    """
    participations = list(round.participations.select_related("organisation", "theme"))
    mentors = mentor_rows(participations, round.mentorships.select_related("theme"))
    meetings = Meeting.objects.filter(round=round).select_related("group", "theme", "host")
    rows = [
        {
            "meeting": meeting,
            "choices": host_choices(meeting, participations),
            "mentors": [
                each
                for each in mentors.get(meeting.group_id, [])
                if meeting.theme_id and each.theme and each.theme.pk == meeting.theme_id
            ],
        }
        for meeting in meetings.order_by(SwedishOrder("group__name"), "date", "starts_at", "pk")
    ]
    return {"round": round, "hosts": rows}


def titles_of_learning_meetings(
    wanted: Collection[tuple[int, int]],
) -> dict[tuple[int, int], str]:
    """The title of each (group, theme)'s learning meeting; of several the first."""
    groups, themes = {group for group, _theme in wanted}, {theme for _group, theme in wanted}
    found = Meeting.objects.filter(
        kind=Meeting.Kind.LEARNING, group__in=groups, theme__in=themes
    ).order_by("-date", "-pk")
    return {
        key: title
        for group, theme, title in found.values_list("group_id", "theme_id", "title")
        if (key := (group, theme)) in wanted
    }


def host_choices(meeting: Meeting, participations: list[Participation]) -> list[Participation]:
    """Who may host the meeting: its own group's participants, or all; and who hosts it now."""
    return [
        each
        for each in participations
        if each.pk == meeting.host_id
        or (not each.is_mentor and meeting.group_id in {None, each.group_id})
    ]
