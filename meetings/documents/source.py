"""The meeting of a document, read by both kinds."""

from django.utils.formats import date_format

from meetings.models import Meeting


def meeting_by_id(of: str) -> Meeting:
    """The meeting that a document is about; raises Meeting.DoesNotExist when it is gone."""
    return Meeting.objects.with_place().prefetch_related("agenda_items").get(pk=of)


def day_in_words(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l j F Y")
    return day[:1].upper() + day[1:]
