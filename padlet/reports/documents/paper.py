"""Sheets to print for those who write by hand: one for each group and breakout."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.documents.source import document_title
from modellkoncept.documents.kinds import Kind, Version, fingerprint
from modellkoncept.templatetags.ui import day
from padlet.models import Board
from padlet.queries.breakouts import breakout_name, numbered_breakouts
from padlet.reports.documents.discussions import board_by_id
from padlet.texts import prompt_wording
from programmes.models import User

RULED_LINES = 12  # on a sheet, shared by its prompts
MIN_LINES = 3  # for a prompt


def sheets(board: Board) -> dict[str, Any]:
    """For each group its own prompts, with ruled lines to write on."""
    meeting, language = board.meeting, board.meeting.round.language
    prompts = list(board.prompts.all())
    lines = max(MIN_LINES, RULED_LINES // max(1, len(prompts)))
    facts = [(_("Träff"), meeting.title), (_("Dag"), day(meeting.date))]
    if meeting.place:
        facts.append((_("Plats"), meeting.place))
    return {
        "title": _("Pappersark"),
        "subtitle": f"{board.title}, {meeting.title}",
        "facts": facts,
        "board": board,
        "meeting": meeting,
        "lines": range(lines),
        "sheets": [
            {
                "group": breakout_name(str(section), number),
                "prompts": [
                    prompt_wording.worded_for(prompt.template, section.role_group, language)
                    for prompt in prompts
                ],
            }
            for section in board.sections.all()
            for number, _size in numbered_breakouts(section.breakout_sizes)
        ],
    }


def _versions(ids: Collection[str]) -> dict[str, Version]:
    """What each board's sheets print, in the language they are printed in."""
    found = {}
    for board in Board.objects.with_boxes().filter(pk__in=ids):
        with translation.override(board.meeting.round.language):
            found[str(board.pk)] = Version(content=fingerprint(sheets(board)))
    return found


def _readable(user: User) -> QuerySet[Board]:
    return Board.objects.facilitated_by(user)


PAPER = Kind(
    name="paper",
    label=gettext_lazy("Pappersark"),
    template="padlet/documents/paper.html",
    find=board_by_id,
    readable=_readable,
    context=sheets,
    versions=_versions,
    title=lambda board: document_title(_("Pappersark"), board.meeting, board.title),
    language=lambda board: board.meeting.round.language,
    round_id=lambda board: board.meeting.round_id,
)
