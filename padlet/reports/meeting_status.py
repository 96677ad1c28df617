"""What a round's page tells of each meeting's boards, and of the documents made of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from meetings.preparations import State, Status
from modellkoncept.documents.models import Document
from padlet.models import Board
from padlet.reports.documents.discussions import KINDS
from programmes.models import User


def board_statuses(user: User, meetings: Sequence[Meeting]) -> dict[int, Status]:
    """How far each meeting's boards have come, of those that this user may see.

    Only who leads a meeting is told that it has none: to others a prepared board does not exist.
    """
    states: dict[int, list[str]] = defaultdict(list)
    for board in _boards(user, meetings):
        states[board.meeting_id].append(board.state)
    led = Meeting.objects.led_by(user).filter(pk__in=[meeting.pk for meeting in meetings])
    leads = set(led.values_list("pk", flat=True))
    found = {}
    for meeting in meetings:
        if states[meeting.pk]:
            found[meeting.pk] = _status(states[meeting.pk])
        elif meeting.pk in leads and not meeting.is_past:
            found[meeting.pk] = Status(State.NOT_YET, _("Ingen tavla än"))
    return found


def _status(states: list[str]) -> Status:
    drafts, closed = states.count(Board.State.DRAFT), states.count(Board.State.CLOSED)
    if in_use := len(states) - drafts - closed:
        words = ngettext("En tavla är öppen", "%(n)s tavlor är öppna", in_use)
        return Status(State.PART, words % {"n": in_use})
    if drafts:
        words = ngettext("En tavla är förberedd", "%(n)s tavlor är förberedda", drafts)
        return Status(State.DONE, words % {"n": drafts})
    words = ngettext("En tavla är stängd", "%(n)s tavlor är stängda", closed)
    return Status(State.DONE, words % {"n": closed})


def document_statuses(user: User, meetings: Sequence[Meeting]) -> dict[int, Status]:
    """How many documents there are of each meeting and of its boards; the same twice is one."""
    meeting_of = {str(board.pk): board.meeting_id for board in _boards(user, meetings)}
    made = Document.objects.filter(state=Document.State.DONE).order_by()
    of_meetings = made.of_kinds([AGENDA, DOCUMENTATION]).filter(
        of__in=[str(meeting.pk) for meeting in meetings]
    )
    of_boards = made.of_kinds(KINDS).filter(of__in=list(meeting_of))
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for kind, of in (of_meetings | of_boards).values_list("kind", "of").distinct():
        found[meeting_of[of] if kind in BOARD_KINDS else int(of)].add((kind, of))
    return {meeting.pk: _made(meeting, len(found[meeting.pk])) for meeting in meetings}


BOARD_KINDS = {kind.name for kind in KINDS}


def _made(meeting: Meeting, count: int) -> Status:
    if count:
        words = ngettext("Ett dokument är skapat", "%(n)s dokument är skapade", count)
        return Status(State.DONE, words % {"n": count})
    return Status(State.NOT_YET, _("Inga dokument") if meeting.is_past else _("Inga dokument än"))


def _boards(user: User, meetings: Iterable[Meeting]) -> Iterable[Board]:
    boards = Board.objects.visible_to(user).without_rehearsals()
    return boards.filter(meeting__in=meetings).only("meeting_id", "state").order_by()
