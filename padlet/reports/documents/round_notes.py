"""The notes of a round, over all its groups, for SKR's own use."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents.kinds import Kind
from padlet.models import Board, Selection
from padlet.permissions import may_read_round
from padlet.reports.crosstab import boards_of, crosstab
from padlet.texts import prompt_wording
from programmes.models import User


def selection_by_id(of: str) -> Selection:
    return Selection.objects.select_related("round").get(pk=of)


def chosen_boards(selection: Selection) -> list[Board]:
    """The chosen boards that may still be exported."""
    return [board for board in boards_of(selection.round) if board.pk in selection.boards]


def round_notes(selection: Selection) -> dict[str, Any]:
    boards = chosen_boards(selection)
    found = crosstab(selection.round, boards, selection.prompt)
    language = selection.round.language
    asked = prompt_wording.worded_for_all(selection.prompt, language) or _("Alla frågor")
    return {
        "title": _("Lappar i omgången"),
        "subtitle": str(selection.round),
        "facts": [
            (_("Fråga"), asked),
            (_("Antal tavlor"), str(len(boards))),
            (_("Antal lappar"), str(found.totals[-1])),
        ],
        "crosstab": found,
        "boards": boards,
    }


def _may_read(user: User, selection: Selection) -> bool:
    return may_read_round(user, selection.round)


def _edition(selection: Selection) -> str:
    """Another once a note of the chosen boards was taken away, or a whole board."""
    now = [(board.pk, board.redaction_count) for board in chosen_boards(selection)]
    return hashlib.sha256(repr(sorted(now)).encode()).hexdigest()[:40]


ROUND_NOTES = Kind(
    name="round-notes",
    label=gettext_lazy("Lappar i omgången"),
    template="padlet/documents/round_notes.html",
    find=selection_by_id,
    may_read=_may_read,
    context=round_notes,
    edition=_edition,
    language=lambda selection: selection.round.language,
)
