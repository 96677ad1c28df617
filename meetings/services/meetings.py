"""Create, change and remove meetings."""

from datetime import date as Date  # noqa: N812 – `date` is the name of a meeting's day
from datetime import time
from typing import Any

from django.db import transaction

from meetings.audience_lock import is_audience_locked
from meetings.errors import AudienceFixedError, NotInRoundError, OutsideRoundError
from meetings.models import Meeting
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.models import LearningGroup, Participation, Round, Theme
from programmes.services.rounds import refuse_if_closed

MEETING_FIELDS = {
    "kind",
    "title",
    "date",
    "starts_at",
    "ends_at",
    "place",
    "aims",
    "group",
    "theme",
    "host",
}


@transaction.atomic
def create_meeting(
    *,
    round: Round,
    kind: str,
    title: str,
    date: Date,
    starts_at: time,
    ends_at: time | None = None,
    place: str = "",
    aims: str = "",
    group: LearningGroup | None = None,
    theme: Theme | None = None,
    host: Participation | None = None,
) -> Meeting:
    """Plan a new meeting, with an empty agenda.

    Raises NotInRoundError or OutsideRoundError.
    """
    meeting = Meeting(
        round=round,
        kind=kind,
        title=title,
        date=date,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        aims=aims,
        group=group,
        theme=theme,
        host=host,
    )
    _refuse_strangers(meeting)
    refuse_if_closed(round.pk)
    _refuse_other_days(meeting)
    meeting.save()
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, version: int | None = None, **fields: Any) -> Meeting:
    """Change the meeting's own fields; a given version must be the newest."""
    refuse_unknown_fields(fields, MEETING_FIELDS)
    meeting = lock_meeting(meeting.pk, version)
    if fields.get("group", meeting.group) != meeting.group and is_audience_locked(meeting):
        raise AudienceFixedError
    before = meeting.date
    for name, value in fields.items():
        setattr(meeting, name, value)
    _refuse_strangers(meeting)
    if meeting.date != before:
        _refuse_other_days(meeting)
    meeting.agenda_version += 1
    meeting.save(update_fields=[*fields, "agenda_version"])
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: Meeting) -> None:
    """Remove a meeting with its agenda, its boards and what was taken home from it."""
    lock_meeting(meeting.pk, None).delete()


def _refuse_strangers(meeting: Meeting) -> None:
    parts = (meeting.group, meeting.theme, meeting.host)
    if any(part is not None and part.round_id != meeting.round_id for part in parts):
        raise NotInRoundError


def _refuse_other_days(meeting: Meeting) -> None:
    """The round is held open by this transaction, so its days stay as they are read here."""
    round = Round.objects.get(pk=meeting.round_id)
    if not round.starts_on <= meeting.date <= round.ends_on:
        raise OutsideRoundError
