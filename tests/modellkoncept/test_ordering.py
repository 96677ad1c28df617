"""Ordered rows are moved among their siblings, and renumbered with the fewest updates."""

import pytest

from meetings.models import AgendaItem
from modellkoncept.ordering import renumber, with_item_moved
from tests.factories import AgendaItemFactory, MeetingFactory


@pytest.mark.parametrize(
    ("item", "steps", "order"),
    [
        ("a", 1, "bacd"),
        ("d", -2, "adbc"),
        ("b", 0, "abcd"),
        ("a", -1, "abcd"),
        ("c", 9, "abdc"),
    ],
)
def test_an_item_moves_so_many_steps_and_stops_at_the_ends(item, steps, order):
    assert "".join(with_item_moved("abcd", item, steps)) == order


def test_an_item_that_is_not_among_them_cannot_move():
    with pytest.raises(ValueError, match="not in"):
        with_item_moved("abcd", "x", 1)


@pytest.mark.django_db
def test_rows_are_numbered_from_one_and_only_those_that_change_are_saved(
    django_assert_num_queries,
):
    meeting = MeetingFactory()
    first, second, third = (AgendaItemFactory(meeting=meeting) for _ in range(3))
    AgendaItem.objects.filter(pk=third.pk).update(title="changed meanwhile")

    with django_assert_num_queries(1):
        renumber([second, first, third])

    stored = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    assert list(stored.values_list("pk", "position", "title")) == [
        (second.pk, 1, second.title),
        (first.pk, 2, first.title),
        (third.pk, 3, "changed meanwhile"),
    ]
    with django_assert_num_queries(0):
        renumber([second, first, third])
