"""Add, change, place, remove and restore agenda items.

A place is told as the id of the item that stands before it: 0 is first of all. Whatever another
user has moved meanwhile, the item comes after the one that this user saw.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db import transaction

from meetings.models import AgendaItem, Meeting
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.locking import StaleVersionError
from modellkoncept.ordering import renumber, with_item_moved
from modellkoncept.partial_update import change_fields, refuse_unknown_fields

ITEM_FIELDS = {"title", "minutes", "kind", "locked_start", "public_text", "internal_text"}

FIRST = 0  # the place before every item


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
    after: int | None = None,
    version: int | None = None,
) -> AgendaItem:
    """Add an item after another, or last.

    Without a version it never conflicts, unless the item before it is gone: StaleVersionError.
    """
    meeting = lock_meeting(meeting.pk, version)
    item = AgendaItem(
        meeting=meeting,
        title=title,
        minutes=minutes,
        kind=kind,
        locked_start=locked_start,
        public_text=public_text,
        internal_text=internal_text,
    )
    items = list(meeting.agenda_items.all())
    _insert(meeting, item, at=len(items) if after is None else _index_after(items, after))
    return item


@transaction.atomic
def change_agenda_item(
    *, item: AgendaItem, version: int, after: int | None = None, **fields: Any
) -> AgendaItem:
    """Change an item that nobody has touched since `version`; a given place moves it there."""
    meeting = lock_meeting(item.meeting_id, version)
    item = _still_there(meeting, item)
    change_fields(item, fields, ITEM_FIELDS)
    if after is not None:
        _place(meeting, item, after)
    _bump(meeting)
    return item


@transaction.atomic
def move_agenda_item(*, item: AgendaItem, steps: int, version: int) -> AgendaItem:
    """Move an item so many steps later (below 0: earlier), at most to an end."""
    meeting = lock_meeting(item.meeting_id, version)
    item = _still_there(meeting, item)
    items = list(meeting.agenda_items.all())
    renumber(with_item_moved(items, item, steps))
    _bump(meeting)
    item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def place_agenda_item(*, item: AgendaItem, after: int, version: int) -> AgendaItem:
    """Move an item to after another, or first, in one act."""
    meeting = lock_meeting(item.meeting_id, version)
    item = _still_there(meeting, item)
    _place(meeting, item, after)
    _bump(meeting)
    item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, version: int) -> None:
    """Remove an item from the agenda; `restore_agenda_item` puts the same item back."""
    meeting = lock_meeting(item.meeting_id, version)
    _still_there(meeting, item).delete()
    renumber(list(meeting.agenda_items.all()))
    _bump(meeting)


@transaction.atomic
def restore_agenda_item(
    *, meeting: Meeting, position: int, was: int | None = None, **fields: Any
) -> AgendaItem:
    """Put a removed item back where it stood, or last if the agenda has become shorter.

    `was` is the id it had. It has it again, so that a second press finds it there.
    """
    refuse_unknown_fields(fields, ITEM_FIELDS)
    meeting = lock_meeting(meeting.pk, None)
    if was and (back := meeting.agenda_items.filter(pk=was).first()):
        return back
    item = AgendaItem(pk=was, meeting=meeting, **fields)
    _insert(meeting, item, at=max(position, 1) - 1)
    return item


def _still_there(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    found = meeting.agenda_items.filter(pk=item.pk).first()
    if found is None:
        raise StaleVersionError
    return found


def _place(meeting: Meeting, item: AgendaItem, after: int) -> None:
    items = list(meeting.agenda_items.all())
    if after == item.pk:
        return
    others = [each for each in items if each.pk != item.pk]
    to = _index_after(others, after)
    renumber(with_item_moved(items, item, to - items.index(item)))


def _index_after(items: Sequence[AgendaItem], after: int) -> int:
    """The index that comes after this item; raises StaleVersionError when it is gone."""
    if after == FIRST:
        return 0
    for index, each in enumerate(items):
        if each.pk == after:
            return index + 1
    raise StaleVersionError


def _insert(meeting: Meeting, item: AgendaItem, *, at: int) -> None:
    items = list(meeting.agenda_items.all())
    items.insert(at, item)
    item.position = items.index(item) + 1
    # Positions may collide until the commit: the constraint is deferred.
    item.save(force_insert=True)
    renumber(items)
    _bump(meeting)


def _bump(meeting: Meeting) -> None:
    meeting.agenda_version += 1
    meeting.save(update_fields=["agenda_version"])
