"""No withheld figure can be worked out from what is shown: tried by brute force on many tables."""

import itertools
import random

import pytest

from modellkoncept.privacy.suppression import LEAST, cells_to_suppress, feasible_range, with_totals


def solutions(figures, hidden, most: int):
    """Every table of figures 0 to `most` that agrees with all that is shown."""
    table = with_totals(figures)
    inner = [
        (y, x)
        for y, row in enumerate(figures)
        for x, figure in enumerate(row)
        if figure is not None and (y, x) in hidden
    ]
    for guess in itertools.product(range(most + 1), repeat=len(inner)):
        filled = [list(row) for row in figures]
        for (y, x), value in zip(inner, guess, strict=True):
            filled[y][x] = value
        totals = with_totals(filled)
        if all(
            totals[y][x] == table[y][x]
            for y in range(len(table))
            for x in range(len(table[0]))
            if (y, x) not in hidden
        ):
            yield totals


def random_table(dice: random.Random, height: int, width: int, most: int):
    return [
        [None if dice.random() < 0.1 else dice.randint(0, most) for _ in range(width)]
        for _ in range(height)
    ]


@pytest.mark.parametrize("seed", range(15))
def test_a_withheld_figure_could_be_at_least_five_things_one_of_them_five_or_more(seed):
    dice = random.Random(seed)  # noqa: S311 – a test that can be repeated
    figures = random_table(dice, 2, 2, 8)
    hidden = cells_to_suppress(figures)

    found = list(solutions(figures, hidden, 14))

    for y, x in hidden:
        values = {table[y][x] for table in found}
        assert len(values) >= LEAST, (figures, hidden)
        assert max(values) >= LEAST, (figures, hidden)


@pytest.mark.parametrize("seed", range(15))
def test_what_is_said_to_be_possible_is_what_brute_force_finds(seed):
    dice = random.Random(1000 + seed)  # noqa: S311 – a test that can be repeated
    figures = random_table(dice, 2, 3, 4)
    inner = [(y, x) for y in range(2) for x in range(3) if figures[y][x] is not None]
    hidden = set(dice.sample(inner, min(4, len(inner))))

    found = list(solutions(figures, hidden, 12))

    table = with_totals(figures)
    for y, x in hidden:
        values = {each[y][x] for each in found}
        assert feasible_range(table, hidden, (y, x)) == (min(values), max(values))


@pytest.mark.parametrize("seed", range(60))
def test_in_tables_of_any_size_every_small_figure_is_withheld_and_none_can_be_told(seed):
    dice = random.Random(2000 + seed)  # noqa: S311 – a test that can be repeated
    figures = random_table(dice, dice.randint(1, 9), dice.randint(1, 5), dice.choice([3, 9, 40]))
    table = with_totals(figures)

    hidden = cells_to_suppress(figures)

    small = {
        (y, x)
        for y, row in enumerate(table)
        for x, figure in enumerate(row)
        if figure is not None and figure < LEAST
    }
    assert small <= hidden
    for place in hidden:
        low, high = feasible_range(table, hidden, place)
        assert high >= LEAST
        assert high - low >= LEAST - 1


def test_one_small_figure_takes_a_rectangle_with_it_and_leaves_the_totals():
    figures = [[12, 3, 7], [6, 8, 9]]

    assert cells_to_suppress(figures) == {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_where_nothing_is_small_all_is_shown():
    assert cells_to_suppress([[12, 5], [6, 8]]) == set()


def test_a_group_that_was_never_asked_is_no_figure():
    assert cells_to_suppress([[12, None], [6, None]]) == set()


def test_a_single_small_figure_takes_its_totals_with_it():
    assert cells_to_suppress([[3]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        # A 4 that could be 4 or 5 and nothing else would be as good as told: 8 goes too.
        ([[5, 4], [12, 8], [1, 1]], {(1, 2), (3, 0), (3, 1), (3, 2)}),
        # Five values are enough: no more is withheld than must be.
        ([[1, 4, 4], [1, 0, 3]], {(2, 2), (2, 3)}),
        # What flows one way through a figure may flow back: the whole sum can be shown.
        ([[3, 0], [1, 1]], {(2, 2)}),
        # Totals go last: they are what a reader looks for first.
        ([[2, 7], [3, 0], [1, 6]], {(0, 2), (3, 0), (3, 1), (3, 2)}),
    ],
)
def test_as_much_is_shown_as_can_be_and_no_more(figures, shown):
    table = with_totals(figures)
    places = {(y, x) for y in range(len(table)) for x in range(len(table[0]))}

    assert places - cells_to_suppress(figures) == shown
