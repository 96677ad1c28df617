"""Sheets to print for those who write by hand: one for each group and small group."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents.kinds import Kind
from modellkoncept.templatetags.ui import day
from padlet.models import Board
from padlet.permissions import may_facilitate_board
from padlet.reports.breakouts import breakout_name, numbered_breakouts
from padlet.reports.documents.discussions import board_by_id
from padlet.texts import prompt_wording

RULED_LINES = 12  # on a sheet, shared by its questions
MIN_LINES = 3  # for a question


def sheets(board: Board) -> dict[str, Any]:
    """For each group its own questions, with ruled lines to write on."""
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


PAPER = Kind(
    name="paper",
    label=gettext_lazy("Pappersark"),
    template="padlet/documents/paper.html",
    find=board_by_id,
    may_read=may_facilitate_board,
    context=sheets,
    language=lambda board: board.meeting.round.language,
)
