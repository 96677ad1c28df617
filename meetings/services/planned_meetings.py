"""The meetings of a whole round at once: created, moved, one for each group, removed."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from meetings.audience_lock import is_audience_locked
from meetings.errors import OutsideRoundError
from meetings.models import AgendaItem, Meeting
from meetings.services import meetings
from meetings.services.letters import copy_letter_rules
from meetings.services.meeting_lock import lock_meeting
from programmes.errors import DayOutsideRoundError
from programmes.models import LearningGroup, Round
from programmes.planned_meetings import MovedMeeting, NewMeeting
from programmes.services.rounds import refuse_if_closed

COPIED = ["kind", "title", "date", "starts_at", "ends_at", "theme", "aims"]
COPIED_OF_ITEM = [
    "position", "title", "minutes", "locked_start", "kind", "public_text", "internal_text",
]  # fmt: skip


def hold_meetings_of(round: Round) -> None:
    """Lock the round's meetings, in the order of their ids, until the transaction ends."""
    list(Meeting.objects.filter(round=round).order_by("pk").select_for_update(of=["self"]))


@transaction.atomic
def create_planned(round: Round, planned: Sequence[NewMeeting]) -> None:
    """Create these meetings. Raises DayOutsideRoundError; then none is created."""
    refuse_if_closed(round.pk)
    for each in planned:
        try:
            meetings.create_meeting(round=round, **vars(each))
        except OutsideRoundError as error:
            raise DayOutsideRoundError from error


@transaction.atomic
def move_planned(round: Round, moved: Iterable[MovedMeeting]) -> None:
    """Give meetings of the round new times.

    Raises StaleVersionError or DayOutsideRoundError; then none is moved.
    """
    refuse_if_closed(round.pk)
    for each in sorted(moved, key=lambda meeting: meeting.pk):
        meeting = Meeting.objects.get(pk=each.pk, round=round)
        times = {"date": each.date, "starts_at": each.starts_at, "ends_at": each.ends_at}
        try:
            meetings.change_meeting(meeting=meeting, version=each.version, **times)
        except OutsideRoundError as error:
            raise DayOutsideRoundError from error


@transaction.atomic
def share_out_meeting(round: Round, meeting_id: int, groups: Sequence[LearningGroup]) -> bool:
    """Let the first group have the meeting of the whole round, and each other group a copy of it.

    False, and nothing changed, where the meeting has a group or its audience is fixed.
    """
    refuse_if_closed(round.pk)
    meeting = lock_meeting(meeting_id, None)
    if not groups or meeting.group_id is not None or is_audience_locked(meeting):
        return False
    items = list(meeting.agenda_items.all())
    first, *others = groups
    meetings.change_meeting(meeting=meeting, group=first)
    for group in others:
        made = meetings.create_meeting(
            round=round, group=group, **{name: getattr(meeting, name) for name in COPIED}
        )
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=made, **{name: getattr(item, name) for name in COPIED_OF_ITEM})
            for item in items
        )
    return True


@transaction.atomic
def remove_meetings_of(round: Round) -> None:
    """Remove every meeting of the round. Raises ProtectedError while a board stands on one."""
    refuse_if_closed(round.pk)
    Meeting.objects.filter(round=round).delete()


@transaction.atomic
def copy_rules(source: Round, target: Round) -> None:
    """Give a copied round the letters of the earlier one."""
    copy_letter_rules(source=source, target=target)
