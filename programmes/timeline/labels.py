"""Place labels so that none overlaps another or leaves the drawing."""

from collections.abc import Sequence
from itertools import pairwise

from programmes.timeline.layout import spread

AIR = 14  # between two labels side by side
ROWS_AT_MOST = 8
LETTERS_AT_MOST = 24
NARROW, BROAD = frozenset("iljtfrI.,:;!|'()[]- 1"), frozenset("mwMWÅÄÖOGQ@%&—…")
BIG, SMALL_TEXT = 17, 14  # the sizes that the style sheet gives labels and all else


def text_width(text: str, size: float) -> float:
    """About how wide a half-bold text is, in any of the fonts we ask for; rather more than less."""
    em = sum(0.34 if each in NARROW else 0.9 if each in BROAD else 0.6 for each in text)
    return em * size


def rows_of(
    widths: Sequence[float], places: Sequence[float], width: float
) -> tuple[list[int], list[float]]:
    """The row of each label, 0 nearest to the lanes, and its position in that row.

    A label may be moved sideways only as long as it still stands over its own milestone;
    when that is not enough, it moves up a row.
    """
    rows: list[list[int]] = []
    stands: list[list[float]] = []
    for label in range(len(places)):
        for row in range(ROWS_AT_MOST):
            if row == len(rows):
                rows.append([])
                stands.append([])
            mine = [*rows[row], label]
            at = _side_by_side([widths[each] for each in mine], [places[i] for i in mine], width)
            if at or row == ROWS_AT_MOST - 1:
                rows[row], stands[row] = mine, at or [*stands[row], places[label]]
                break
    row_of, at_of = [0] * len(places), list(places)
    for row, mine in enumerate(rows):
        for label, x in zip(mine, stands[row], strict=True):
            row_of[label], at_of[label] = row, x
    return row_of, at_of


def _side_by_side(
    widths: Sequence[float], places: Sequence[float], width: float
) -> list[float] | None:
    """Positions for one row of labels without overlap; None when one would leave its milestone."""
    gaps = [(a + b) / 2 + AIR for a, b in pairwise(widths)]
    at = spread(places, gaps, widths[0] / 2 + 2, width - widths[-1] / 2 - 2)
    astray = any(
        abs(x - place) > wide / 2 - 8 for x, place, wide in zip(at, places, widths, strict=True)
    )
    touching = any(b - a < gap - AIR for (a, b), gap in zip(pairwise(at), gaps, strict=True))
    return None if astray or touching else at


def shortened(text: str) -> str:
    """The text in as few letters as there is room for, with … where it was cut."""
    return text if len(text) <= LETTERS_AT_MOST else f"{text[: LETTERS_AT_MOST - 1].rstrip()}…"


def kept_inside(x: float, words: str, width: float, size: float = SMALL_TEXT) -> float:
    """Where words centred on x stand when they may not leave the paper."""
    half = text_width(words, size) / 2 + 2
    return min(max(x, half), width - half)
