"""Parts that the apps above add to a meeting's page, so that imports stay one-way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from meetings.models import Meeting
from modellkoncept.registry import Registry
from programmes.models import User
from programmes.requests import Request

Context = dict[str, Any] | None
BuildContext = Callable[[User, Meeting], Context]


class Place(Enum):
    """A place on a meeting's page that other apps may fill."""

    OPEN_NOW = auto()  # first of all, before the agenda: what people do there now


@dataclass(frozen=True)
class MeetingPart:
    template: str
    build_context: BuildContext


parts: dict[Place, Registry[MeetingPart]] = {
    place: Registry("part of a meeting's page") for place in Place
}


def register_meeting_part(place: Place, template: str, build_context: BuildContext) -> None:
    """Show this template on the page of every meeting.

    An app does it once, in its hooks.py. `build_context(user, meeting)` gives what the template
    reads, of no more than this user may see, in a fixed number of queries; None shows nothing.
    """
    parts[place].add(template, MeetingPart(template, build_context))


def render_meeting_parts(place: Place, request: Request, meeting: Meeting) -> list[SafeString]:
    """Render what the other apps show the user in this place."""
    filled = [(each.template, each.build_context(request.user, meeting)) for each in parts[place]]
    return [
        render_to_string(template, context, request)
        for template, context in filled
        if context is not None
    ]
