"""Everything that changes meetings. Views and demo data all come here."""

from datetime import date as Date  # noqa: N812 – `date` is the name of a meeting's day
from datetime import time
from typing import Any, Literal

from django.db import transaction

from meetings import audience
from meetings.documentation import count_chapters
from meetings.models import SOURCE_LENGTH, AgendaItem, Idea, Meeting
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import promise_document
from programmes.models import LearningGroup, Participation, Round, Theme
from programmes.services import refuse_if_closed

MEETING_FIELDS = {
    "kind",
    "title",
    "date",
    "starts_at",
    "place",
    "aims",
    "group",
    "theme",
    "host",
}
ITEM_FIELDS = {"title", "minutes", "kind", "locked_start", "public_text", "internal_text"}


class AudienceFixedError(Exception):
    """Something on the meeting has promised its people who they share it with."""


class NotInRoundError(Exception):
    """The group, theme or host belongs to another round than the meeting."""


class AgendaChangedError(Exception):
    """Somebody changed the meeting or its agenda after this writer read it; nothing was saved."""


@transaction.atomic
def create_meeting(
    *,
    round: Round,
    kind: str,
    title: str,
    date: Date,
    starts_at: time,
    place: str = "",
    aims: str = "",
    group: LearningGroup | None = None,
    theme: Theme | None = None,
    host: Participation | None = None,
) -> Meeting:
    """Plan a new meeting, with an empty agenda."""
    meeting = Meeting(
        round=round,
        kind=kind,
        title=title,
        date=date,
        starts_at=starts_at,
        place=place,
        aims=aims,
        group=group,
        theme=theme,
        host=host,
    )
    _refuse_strangers(meeting)
    refuse_if_closed(round.pk)
    meeting.save()
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, version: int | None = None, **fields: Any) -> Meeting:
    """Change what is said about the meeting itself; a given version must be the newest."""
    _refuse_unknown(fields, MEETING_FIELDS)
    meeting = _locked(meeting.pk, version)
    if fields.get("group", meeting.group) != meeting.group and audience.is_fixed(meeting):
        raise AudienceFixedError
    for name, value in fields.items():
        setattr(meeting, name, value)
    _refuse_strangers(meeting)
    meeting.agenda_version += 1
    meeting.save(update_fields=[*fields, "agenda_version"])
    return meeting


@transaction.atomic
def add_agenda_item(
    *,
    meeting: Meeting,
    title: str,
    minutes: int,
    kind: str = AgendaItem.Kind.SESSION,
    locked_start: time | None = None,
    public_text: str = "",
    internal_text: str = "",
    version: int | None = None,
) -> AgendaItem:
    """Put an item last. Without a version it never collides: what is last stays last."""
    meeting = _locked(meeting.pk, version)
    item = AgendaItem(
        meeting=meeting,
        title=title,
        minutes=minutes,
        kind=kind,
        locked_start=locked_start,
        public_text=public_text,
        internal_text=internal_text,
    )
    _insert(meeting, item, at=None)
    return item


@transaction.atomic
def change_agenda_item(*, item: AgendaItem, version: int, **fields: Any) -> AgendaItem:
    """Change an item that nobody has touched since `version`."""
    _refuse_unknown(fields, ITEM_FIELDS)
    meeting = _locked(item.meeting_id, version)
    item = _still_there(meeting, item)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    _bump(meeting)
    return item


@transaction.atomic
def move_agenda_item(
    *, item: AgendaItem, direction: Literal["up", "down"], version: int
) -> AgendaItem:
    """Let an item change places with its neighbour; the first stays first and the last last."""
    meeting = _locked(item.meeting_id, version)
    item = _still_there(meeting, item)
    items = list(meeting.agenda_items.all())
    place = items.index(item)
    target = min(max(place + (-1 if direction == "up" else 1), 0), len(items) - 1)
    items.insert(target, items.pop(place))
    _number(items)
    _bump(meeting)
    item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, version: int) -> None:
    """Take an item out of the agenda; `restore_agenda_item` puts the same words back."""
    meeting = _locked(item.meeting_id, version)
    _still_there(meeting, item).delete()
    _number(list(meeting.agenda_items.all()))
    _bump(meeting)


@transaction.atomic
def restore_agenda_item(
    *, meeting: Meeting, position: int, was: int | None = None, **fields: Any
) -> AgendaItem:
    """Put a removed item back where it stood, or last if the agenda has become shorter.

    `was` is the id it had. It has it again, so that a second press finds it there.
    """
    _refuse_unknown(fields, ITEM_FIELDS)
    meeting = _locked(meeting.pk, None)
    if was and (back := meeting.agenda_items.filter(pk=was).first()):
        return back
    item = AgendaItem(pk=was, meeting=meeting, **fields)
    _insert(meeting, item, at=max(position, 1) - 1)
    return item


@transaction.atomic
def take_home(*, participation: Participation, meeting: Meeting, text: str, source: str) -> Idea:
    """Copy something said at the meeting to the organisation's own list. Again is the same.

    It is a copy of words: nothing leads back to who said it, or to where it was written.
    """
    if participation.round_id != meeting.round_id:
        raise NotInRoundError
    refuse_if_closed(meeting.round_id)
    idea, _is_new = Idea.objects.get_or_create(
        participation=participation,
        meeting=meeting,
        text=text,
        defaults={"source": source[:SOURCE_LENGTH]},
    )
    return idea


@transaction.atomic
def remove_idea(*, idea: Idea) -> None:
    """Take an idea off the organisation's list; `take_home` with its words puts it back."""
    refuse_if_closed(idea.meeting.round_id)
    Idea.objects.filter(pk=idea.pk).delete()


def _locked(meeting_id: int, version: int | None) -> Meeting:
    """Hold the meeting row: whoever changes an agenda is alone with it until the commit."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    refuse_if_closed(meeting.round_id)
    if version is not None and version != meeting.agenda_version:
        raise AgendaChangedError
    return meeting


def _still_there(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    found = meeting.agenda_items.filter(pk=item.pk).first()
    if found is None:
        raise AgendaChangedError
    return found


def _insert(meeting: Meeting, item: AgendaItem, *, at: int | None) -> None:
    items = list(meeting.agenda_items.all())
    items.insert(len(items) if at is None else at, item)
    item.position = items.index(item) + 1
    # Positions may collide until the commit: the constraint is deferred.
    item.save(force_insert=True)
    _number(items)
    _bump(meeting)


def _number(items: list[AgendaItem]) -> None:
    """Count the items 1, 2, 3 in this order."""
    moved = []
    for position, item in enumerate(items, start=1):
        if item.position != position:
            item.position = position
            moved.append(item)
    AgendaItem.objects.bulk_update(moved, ["position"])


def _bump(meeting: Meeting) -> None:
    meeting.agenda_version += 1
    meeting.save(update_fields=["agenda_version"])


def _refuse_unknown(fields: dict[str, Any], known: set[str]) -> None:
    if unknown := fields.keys() - known:
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")


def _refuse_strangers(meeting: Meeting) -> None:
    parts = (meeting.group, meeting.theme, meeting.host)
    if any(part is not None and part.round_id != meeting.round_id for part in parts):
        raise NotInRoundError


# --- documentation ----------------------------------------------------------------------------

ALONE = 1  # a chapter that is the only one has its own document, which is the meeting's


@transaction.atomic
def promise_documentation(*, meeting: Meeting) -> Document | None:
    """Promise the meeting's joint documentation, when there is more than one chapter to join.

    Of two that finish their chapters at once, the later waits, and sees both.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if count_chapters(meeting) <= ALONE:
        return None
    return promise_document(kind="documentation", of=meeting, formats=["pdf", "word"])
