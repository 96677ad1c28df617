"""Where the apps above hang their parts on this app's pages, so that the imports stay one-way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from programmes.models import Round, User
from programmes.requests import Request

# "home_waiting" is the list on a person's home page of what waits for her.
Page = Literal["home", "home_waiting", "round"]
Context = dict[str, Any] | None
BuildContext = Callable[[User, Round | None], Context]
FindCells = Callable[[Sequence[Round]], dict[int, Any]]


@dataclass(frozen=True)
class PagePart:
    template: str
    build_context: BuildContext


@dataclass(frozen=True)
class Column:
    label: str | Promise
    template: str
    find_cells: FindCells


_parts: dict[Page, list[PagePart]] = {"home": [], "home_waiting": [], "round": []}
_columns: list[Column] = []


def register_part(page: Page, template: str, build_context: BuildContext) -> None:
    """Show this template on a person's home page or on a round's page.

    Call it in `AppConfig.ready`; parts stand in the order in which the apps are installed.
    `build_context(user, round)` gives what the template reads, in a fixed number of queries,
    or None when there is nothing to show. On the home page `round` is None; on a round's page
    it comes with its people and groups. The part reads only what this user may see. A part of
    "home_waiting" is one or more `<li class="duty">`.
    """
    part = PagePart(template, build_context)
    if part not in _parts[page]:
        _parts[page].append(part)


def register_column(label: str | Promise, template: str, find_cells: FindCells) -> None:
    """Add a column to the staff's table of all rounds.

    `find_cells(rounds)` gives what the template reads as `cell`, by the round's id, in a fixed
    number of queries; it need not know every round.
    """
    column = Column(label, template, find_cells)
    if column not in _columns:
        _columns.append(column)


def render_parts(page: Page, request: Request, round: Round | None = None) -> list[SafeString]:
    """Render what the other apps show on this page to whoever is signed in."""
    filled = [(part.template, part.build_context(request.user, round)) for part in _parts[page]]
    return [
        render_to_string(template, context, request)
        for template, context in filled
        if context is not None
    ]


def column_labels() -> list[str | Promise]:
    return [column.label for column in _columns]


def render_cells(
    request: Request, rounds: Sequence[Round]
) -> list[list[tuple[str | Promise, SafeString]]]:
    """For each round a labelled cell of every column."""
    columns = [(column, column.find_cells(rounds)) for column in _columns]
    return [
        [
            (
                column.label,
                render_to_string(column.template, {"cell": cells.get(round.pk)}, request),
            )
            for column, cells in columns
        ]
        for round in rounds
    ]
