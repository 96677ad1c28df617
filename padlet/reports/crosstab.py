"""The notes of several boards counted and listed by prompt and role group, for a whole round.

What is counted: visible notes on boards that are opened, revealed and no rehearsal. A note is known
here by its prompt and its role group, and by nothing else: not by board, meeting or learning
group, because a learning group can consist of one organisation, and organisation × role is a view
that must not exist (TRUST: C7). For the same reason the notes of a board on which only one
organisation takes part are counted in a column of their own, without their role group: else two
selections, with and without that board, would give the crossing by subtraction.

Figures under five are withheld, with those that would give them away (see suppression.py). The
notes behind withheld figures are listed together, without role group, only where the prompt's
total is shown: a list can be counted.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from modellkoncept.files.spreadsheets import Cell, Sheet
from modellkoncept.privacy import suppression
from padlet.live import board_cache
from padlet.models import Board, Section
from padlet.texts import prompt_wording
from programmes.models import Participation, Round

WITHOUT_ROLE = ""


@dataclass(frozen=True)
class Count:
    """A figure of the table as it may be shown."""

    value: int | None  # None: never asked, or withheld
    is_withheld: bool = False

    def __str__(self) -> str:
        if self.is_withheld:
            return _("visas inte")
        return "–" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Row:
    prompt: str
    figures: list[Count]
    total: Count
    texts: list[tuple[str, list[str]]]  # (role group, notes)
    is_short: bool  # whether there are notes that may not be listed


@dataclass(frozen=True)
class Crosstab:
    columns: list[str]
    rows: list[Row]
    totals: list[Count]  # of the columns, and last of the whole

    @property
    def named_rows(self) -> list[tuple[Row, list[tuple[str, Count]]]]:
        """Each row with its figures by the names of their columns."""
        return [(row, list(zip(self.columns, row.figures, strict=True))) for row in self.rows]

    @property
    def named_totals(self) -> list[tuple[str, Count]]:
        return list(zip([*self.columns, _("Summa")], self.totals, strict=True))

    @property
    def has_withheld(self) -> bool:
        figures = [*self.totals, *(figure for row in self.rows for figure in row.figures)]
        return any(figure.is_withheld for figure in figures)

    @property
    def all_texts(self) -> list[tuple[str, str, str]]:
        """(prompt, role group, note), in reading order."""
        return [
            (row.prompt, group, text)
            for row in self.rows
            for group, texts in row.texts
            for text in texts
        ]


def boards_of(round: Round) -> list[Board]:
    """The boards of a round whose notes may be exported, with what the page shows of them."""
    found = Board.objects.shareable().filter(meeting__round=round)
    return list(
        found.select_related("meeting__group")
        .prefetch_related("prompts", "sections")
        .order_by("meeting__date", "pk")
    )


def prompts_of(boards: Sequence[Board], language: str) -> dict[str, str]:
    """Each prompt once: as it is stored, and as a heading over all groups."""
    return {
        prompt.template: prompt_wording.worded_for_all(prompt.template, language)
        for board in boards
        for prompt in board.prompts.all()
    }


def crosstab(round: Round, boards: Sequence[Board], prompt_template: str = "") -> Crosstab:
    """Count and list the notes of these boards (from `boards_of`), of one prompt or all."""
    prompts = prompts_of(boards, round.language)
    if prompt_template:
        prompts = {key: words for key, words in prompts.items() if key == prompt_template}
    alone = _boards_of_one_organisation(round, boards)
    notes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for board in boards:
        for prompt in board.prompts.all():
            for section in board.sections.all():
                notes[prompt.template, _column(board.pk, section.role_group, alone)] += []
    asked = {prompt.pk: prompt for board in boards for prompt in board.prompts.all()}
    of = {section.pk: section for board in boards for section in board.sections.all()}
    for note in board_cache.visible_notes(*boards):
        column = _column(note.board_id, of[note.section_id].role_group, alone)
        notes[asked[note.prompt_id].template, column].append(note.text)
    keys = [key for key in [*Section.RoleGroup.values, WITHOUT_ROLE] if _is_asked(notes, key)]
    table = [
        [len(notes[template, key]) if (template, key) in notes else None for key in keys]
        for template in prompts
    ]
    return _shown(list(prompts.items()), keys, table, notes)


def _shown(
    prompts: list[tuple[str, str]],
    keys: list[str],
    table: list[list[int | None]],
    notes: dict[tuple[str, str], list[str]],
) -> Crosstab:
    hidden = suppression.cells_to_suppress(_without_empty_lines(table)) if keys else set()
    figures = [
        [
            Count(None, is_withheld=True) if (y, x) in hidden else Count(value)
            for x, value in enumerate(row)
        ]
        for y, row in enumerate(suppression.with_totals(table))
    ]
    names = [_name(key) for key in keys]
    rows = []
    for (template, words), line in zip(prompts, figures, strict=False):
        texts = [
            (name, notes[template, key])
            for key, name, figure in zip(keys, names, line, strict=False)
            if figure.value
        ]
        together = [
            text
            for key, figure in zip(keys, line, strict=False)
            if figure.is_withheld
            for text in notes[template, key]
        ]
        may_list = bool(together) and not line[-1].is_withheld
        if may_list:
            # In an order that does not run group by group.
            texts.append((_("Övriga rollgrupper, tillsammans"), sorted(together)))
        rows.append(
            Row(
                prompt=words,
                figures=line[:-1],
                total=line[-1],
                texts=texts,
                is_short=line[-1].is_withheld,
            )
        )
    return Crosstab(names, rows, figures[-1])


def _without_empty_lines(table: list[list[int | None]]) -> list[list[int | None]]:
    """The table where a prompt or role group without a single note counts as never asked.

    Nobody wrote there, so there is nobody to protect, and its noughts would only hide others.
    """
    rows = [any(row) for row in table]
    columns = [any(column) for column in zip(*table, strict=True)]
    return [
        [figure if has_notes and columns[x] else None for x, figure in enumerate(row)]
        for has_notes, row in zip(rows, table, strict=True)
    ]


def _column(board_id: int, role_group: str, alone: set[int]) -> str:
    return WITHOUT_ROLE if board_id in alone else role_group


def _name(key: str) -> str:
    return str(Section.RoleGroup(key).label) if key else _("Utan rollgrupp")


def _is_asked(notes: dict[tuple[str, str], list[str]], key: str) -> bool:
    return any(column == key for _template, column in notes)


def _boards_of_one_organisation(round: Round, boards: Sequence[Board]) -> set[int]:
    taking_part = Participation.objects.filter(round=round, kind=Participation.Kind.PARTICIPANT)
    in_group = Counter(taking_part.values_list("group", flat=True))
    in_all = sum(in_group.values())

    def organisations(board: Board) -> int:
        return in_group[board.meeting.group_id] if board.meeting.group_id else in_all

    return {board.pk for board in boards if organisations(board) < 2}  # noqa: PLR2004 – one is alone


def sheets(found: Crosstab) -> list[Sheet]:
    """The table and the notes, each on its own sheet."""
    header = [_("Fråga"), *found.columns, _("Summa")]
    rows: list[list[Cell]] = [
        [row.prompt, *map(_cell, row.figures), _cell(row.total)] for row in found.rows
    ]
    rows.append([_("Summa"), *map(_cell, found.totals)])
    texts: list[list[Any]] = [list(each) for each in found.all_texts]
    return [
        Sheet(_("Antal"), header, rows, [60]),
        Sheet(_("Lappar"), [_("Fråga"), _("Rollgrupp"), _("Lapp")], texts, [50, 34, 90]),
    ]


def _cell(figure: Count) -> Cell:
    return figure.value if figure.value is not None else str(figure)
