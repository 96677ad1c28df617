"""The notes of a round, over all its groups, for SKR's own use."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents import editions
from modellkoncept.documents.kinds import Kind, Version, fingerprint
from padlet.models import Board, Selection
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


def _readable(user: User) -> QuerySet[Selection]:
    """Only SKR's: see `may_read_round`."""
    return Selection.objects.all() if user.is_skr else Selection.objects.none()


def _versions(ids: Collection[str]) -> dict[str, Version]:
    """Another edition once a note of the chosen boards was taken away, or a whole board."""
    selections = list(Selection.objects.filter(pk__in=ids).select_related("round"))
    rounds = [selection.round_id for selection in selections]
    boards = list(
        Board.objects.shareable().filter(meeting__round__in=rounds).select_related("meeting")
    )
    found = {}
    for selection in selections:
        chosen = sorted(
            (board.pk, board.edition, board.content_version, board.title)
            for board in boards
            if board.meeting.round_id == selection.round_id and board.pk in selection.boards
        )
        found[str(selection.pk)] = Version(
            edition=editions.joined({str(pk): edition for pk, edition, *_rest in chosen}),
            content=fingerprint(
                (
                    [(pk, *rest) for pk, _edition, *rest in chosen],
                    str(selection.round),
                    selection.round.language,
                )
            ),
        )
    return found


ROUND_NOTES = Kind(
    name="round-notes",
    label=gettext_lazy("Lappar i omgången"),
    template="padlet/documents/round_notes.html",
    find=selection_by_id,
    readable=_readable,
    context=round_notes,
    versions=_versions,
    language=lambda selection: selection.round.language,
    round_id=lambda selection: selection.round_id,
)
