"""Cell suppression: withhold figures so that no small one can be derived. Pure; no Django.

A table is questions × role groups with a total for each row, each column and the whole. A figure
under five is withheld; so is what would give it away by subtraction. The reader of the table knows
that every row and column adds up and that no figure is negative. What can be derived from that is
measured exactly: in such a table a withheld figure can grow by as much as can flow back through
the other withheld ones (a maximum flow), and shrink likewise. Of each withheld figure at least
`LEAST` different values must remain possible, one of them `LEAST` or more: nobody can tell that it
is small, and least of all what it is.

Two tables of different selections can still be subtracted from each other by a reader who has
both. The page says so. The difference is the figures of the boards by which they differ, and those
boards' own documentation, which everybody there was given, holds more: the notes themselves, group
by group.
What no documentation holds, one organisation's notes by role group, no difference gives either (see
padlet/reports/crosstab.py).
"""

from collections import deque
from collections.abc import Sequence

from modellkoncept.privacy.small_groups import LEAST

UNBOUNDED = 10**9
# A figure by its row and column; the totals are the row and column after the last.
Place = tuple[int, int]
# None: never asked. It is no figure, and everybody knows it.
Figures = Sequence[Sequence[int | None]]


def with_totals(figures: Figures) -> list[list[int | None]]:
    """The table with a column of row totals, and a row of column totals."""
    rows = [[*row, _total(row)] for row in figures]
    width = len(rows[0]) if rows else 1
    return [*rows, [_total([row[x] for row in rows]) for x in range(width)]]


def _total(line: Sequence[int | None]) -> int | None:
    """The sum of the figures that were asked for; None where none was."""
    asked = [figure for figure in line if figure is not None]
    return sum(asked) if asked else None


def cells_to_suppress(figures: Figures) -> set[Place]:
    """The places, totals included, that must not be shown."""
    table = with_totals(figures)
    hidden = {
        (y, x)
        for y, row in enumerate(table)
        for x, figure in enumerate(row)
        if figure is not None and figure < LEAST
    }
    waiting = deque(sorted(hidden))
    while waiting:
        place = waiting[0]
        if is_safe(table, hidden, place):
            waiting.popleft()  # and it stays so: more withheld never makes a figure known
            continue
        cover = _cover(table, hidden, place)
        hidden |= cover
        waiting.extend(sorted(cover))
    return hidden


def is_safe(table: Sequence[Sequence[int | None]], hidden: set[Place], place: Place) -> bool:
    low, high = feasible_range(table, hidden, place)
    return high >= LEAST and high - low + 1 >= LEAST


def feasible_range(
    table: Sequence[Sequence[int | None]], hidden: set[Place], place: Place
) -> tuple[int, int]:
    """The least and greatest that a withheld figure can be, for all that is shown."""
    value = table[place[0]][place[1]] or 0
    return value - min(_change(table, hidden, place, -1), value), value + _change(
        table, hidden, place, +1
    )


def _change(
    table: Sequence[Sequence[int | None]], hidden: set[Place], place: Place, step: int
) -> int:
    """How far the figure can move up (+1) or down (-1) while everything shown stays true.

    Rows and columns are the nodes. Counted with its sign (totals against), every row and column of
    the table sums to nothing, so what one figure gains must come back through others.
    """
    bottom, right = len(table) - 1, len(table[0]) - 1
    room: dict[str, dict[str, int]] = {}
    for y, x in hidden - {place}:
        figure = table[y][x] or 0
        is_counted_against = (y == bottom) != (x == right)
        up, down = (figure, UNBOUNDED) if is_counted_against else (UNBOUNDED, figure)
        room.setdefault(f"row{y}", {})[f"column{x}"] = up
        room.setdefault(f"column{x}", {})[f"row{y}"] = down
    row, column = f"row{place[0]}", f"column{place[1]}"
    is_counted_against = (place[0] == bottom) != (place[1] == right)
    grows = (step > 0) != is_counted_against
    return _flow(room, column, row) if grows else _flow(room, row, column)


def _flow(room: dict[str, dict[str, int]], source: str, sink: str) -> int:
    """The maximum flow, as far as it matters here: more than UNBOUNDED is without bound."""
    total = 0
    while total < UNBOUNDED and (path := _path(room, source, sink)):
        most = min(room[a][b] for a, b in path)
        for a, b in path:
            room[a][b] -= most
            room[b][a] = room[b].get(a, 0) + most
        total += most
    return min(total, UNBOUNDED)


def _path(room: dict[str, dict[str, int]], source: str, sink: str) -> list[tuple[str, str]]:
    came_from = {source: source}
    ahead = deque([source])
    while ahead and sink not in came_from:
        here = ahead.popleft()
        for there, left in room.get(here, {}).items():
            if left > 0 and there not in came_from:
                came_from[there] = here
                ahead.append(there)
    if sink not in came_from:
        return []
    path, here = [], sink
    while here != source:
        path.append((came_from[here], here))
        here = came_from[here]
    return path


def _cover(table: Sequence[Sequence[int | None]], hidden: set[Place], place: Place) -> set[Place]:
    """The cells to suppress beside an unsafe figure: the cheapest corners that make it safe.

    The corners of a rectangle can move against each other. Where no rectangle is enough, the
    nearest figure goes, and the next step looks again: when everything is withheld, all is safe.
    """
    y, x = place
    corners = [
        {(y, other_x), (other_y, x), (other_y, other_x)} - hidden
        for other_y in range(len(table))
        for other_x in range(len(table[0]))
        if other_y != y and other_x != x
    ]
    whole = [each for each in corners if each and all(table[b][a] is not None for b, a in each)]
    for cover in sorted(whole, key=lambda each: _cost(table, each)):
        if is_safe(table, hidden | cover, place):
            return cover
    shown = [
        {(b, a)}
        for b, row in enumerate(table)
        for a, figure in enumerate(row)
        if figure is not None and (b, a) not in hidden
    ]
    near = [each for each in shown if any(b == y or a == x for b, a in each)]
    return min(near or shown, key=lambda each: _cost(table, each))


def _cost(
    table: Sequence[Sequence[int | None]], places: set[Place]
) -> tuple[int, int, int, list[Place]]:
    """Totals go last; then as few figures as can be, and small ones."""
    bottom, right = len(table) - 1, len(table[0]) - 1
    totals = sum((y == bottom) + (x == right) for y, x in places)
    return (totals, len(places), sum(table[y][x] or 0 for y, x in places), sorted(places))
