"""The meeting of a document, read by both kinds."""

from collections.abc import Collection

from django.utils.formats import date_format

from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet
from modellkoncept.text.shortening import shortened

TITLE_LENGTH = 100  # of which a file's name keeps all


def meeting_by_id(of: str) -> Meeting:
    """The meeting that a document is about; raises Meeting.DoesNotExist when it is gone."""
    return meetings_by_ids([of]).get()


def meetings_by_ids(ids: Collection[str]) -> MeetingQuerySet:
    """The meetings that documents are about, with all that these print of them."""
    return Meeting.objects.with_place().prefetch_related("agenda_items").filter(pk__in=ids)


def day_in_words(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l j F Y")
    return day[:1].upper() + day[1:]


def document_title(label: str, meeting: Meeting, *more: str) -> str:
    """The name of a document of this meeting: what it is, the meeting, its day, and what else.

    A long title of the meeting is cut between words, never the day: a file's name keeps a hundred
    characters.
    """
    day = date_format(meeting.date, "j F Y")
    room = TITLE_LENGTH - len(f"{label}: , {day}")
    # A title of one endless word has no other place to be cut.
    name = shortened(meeting.title, room) or f"{meeting.title[: room - 1]}…"
    title = f"{label}: {name}, {day}"
    return ", ".join(
        [
            title,
            *(short for each in more if (short := shortened(each, TITLE_LENGTH - len(title) - 2))),
        ]
    )


def printed(meeting: Meeting) -> tuple[str, ...]:
    """What every document of a meeting prints of it, to be compared with what it was."""
    return (
        meeting.title,
        meeting.date.isoformat(),
        meeting.place,
        str(meeting.round),
        meeting.round.language,
        str(meeting.group or ""),
        str(meeting.theme or ""),
    )
