"""Parts and columns that the apps above add to this app's pages, so that imports stay one-way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from modellkoncept.registry import Registry
from programmes.models import Participation, Round, User
from programmes.requests import Request

Context = dict[str, Any] | None
BuildContext = Callable[[User, Round | None], Context]
BuildParticipationContext = Callable[[User, Participation], Context]
FindCells = Callable[[Sequence[Round]], dict[int, Any]]


class Page(Enum):
    """A place on this app's pages that other apps may fill."""

    HOME_OPEN_NOW = auto()  # first of all: what people do right now
    HOME = auto()
    HOME_WAITING = auto()  # the list on the home page of what waits for the user
    MY_DATA = auto()  # sections of the page of the user's own data: <section class="card stack">
    ROUND_OPEN_NOW = auto()  # first of all, as on the home page
    ROUND_FIRST = auto()  # how far the round has come, and what is next in it
    ROUND = auto()
    ROUND_LAST = auto()  # below the people: what one seldom needs
    ROUND_MENU = auto()  # one link each, in the menu at the end: what one does once
    GROUPS = auto()  # the page where SKR plans the groups of a round


@dataclass(frozen=True)
class PagePart:
    template: str
    build_context: BuildContext


@dataclass(frozen=True)
class ParticipationPart:
    template: str
    build_context: BuildParticipationContext


@dataclass(frozen=True)
class Column:
    label: str | Promise
    template: str
    find_cells: FindCells


parts: dict[Page, Registry[PagePart]] = {page: Registry("part of the page") for page in Page}
participation_parts: Registry[ParticipationPart] = Registry("part of an organisation's page")
columns: Registry[Column] = Registry("column of the overview")


def register_part(page: Page, template: str, build_context: BuildContext) -> None:
    """Show this template on the home page or on a round's page.

    An app does it once, in its hooks.py; parts stand in the order in which the apps are installed.
    `build_context(user, round)` gives what the template reads, in a fixed number of queries,
    or None when there is nothing to show. `round` is None on the user's own pages; on a round's
    page it comes with its people and groups. The part reads only what this user may see. A part of
    HOME_WAITING is one or more `<li class="task-row">`.
    """
    parts[page].add(template, PagePart(template, build_context))


def register_participation_part(template: str, build_context: BuildParticipationContext) -> None:
    """Show this template on the page of an organisation in a round, as `register_part` does."""
    participation_parts.add(template, ParticipationPart(template, build_context))


def register_column(label: str | Promise, template: str, find_cells: FindCells) -> None:
    """Add a column to the staff's table of all rounds.

    `find_cells(rounds)` gives what the template reads as `cell`, by the round's id, in a fixed
    number of queries; it need not know every round.
    """
    columns.add(template, Column(label, template, find_cells))


Built = dict[BuildContext, Context]


def render_parts(
    page: Page, request: Request, round: Round | None = None, built: Built | None = None
) -> list[SafeString]:
    """Render what the other apps show the user on this page.

    `built` keeps what was built for one place for the others on the same page.
    """
    built = {} if built is None else built
    for part in parts[page]:
        if part.build_context not in built:
            built[part.build_context] = part.build_context(request.user, round)
    filled = [(part.template, built[part.build_context]) for part in parts[page]]
    return [
        render_to_string(template, context, request)
        for template, context in filled
        if context is not None
    ]


def render_participation_parts(request: Request, participation: Participation) -> list[SafeString]:
    """Render what the subjects and the other apps show the user of this organisation."""
    filled = [
        (part.template, part.build_context(request.user, participation))
        for part in participation_parts
    ]
    return [
        render_to_string(template, context, request)
        for template, context in filled
        if context is not None
    ]


def column_labels() -> list[str | Promise]:
    return [column.label for column in columns]


def render_cells(
    request: Request, rounds: Sequence[Round]
) -> list[list[tuple[str | Promise, SafeString]]]:
    """For each round a labelled cell of every column."""
    found = [(column, column.find_cells(rounds)) for column in columns]
    return [
        [
            (
                column.label,
                render_to_string(column.template, {"cell": cells.get(round.pk)}, request),
            )
            for column, cells in found
        ]
        for round in rounds
    ]
