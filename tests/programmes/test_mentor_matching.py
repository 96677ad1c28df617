"""Who suits as a mentor: a score that is the same each time, with its reasons. No database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.mentoring.distance import distance_km
from programmes.mentoring.matching import Candidate, Criterion, Need, propose
from programmes.mentoring.titles import Part, has_title

STOCKHOLM, UMEA, MALMO = (59.33, 18.07), (63.83, 20.26), (55.6, 13.0)
NEED = Need(theme="analys", places=[UMEA])
PLAIN = Candidate(key=1, name="Alfa kommun", place=STOCKHOLM)
BETTER = {
    Criterion.THEME: {"themes": frozenset({"analys"})},
    Criterion.DISTANCE: {"place": UMEA},
    Criterion.ROUNDS: {"rounds_completed": 1},
    Criterion.CAPACITY: {"capacity_left": 1},
}

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
candidates = st.builds(
    Candidate,
    key=st.integers(1, 9999),
    name=st.text(min_size=1, max_size=20),
    themes=st.frozensets(st.sampled_from(["analys", "styrning"])),
    place=st.none() | places,
    rounds_completed=st.integers(0, 5),
    times_mentor=st.integers(0, 5),
    capacity_left=st.none() | st.integers(0, 9),
)


def order(*given_):
    return [each.candidate.name for each in propose(NEED, given_)]


def test_equal_points_are_ordered_as_a_swede_reads():
    second, third = (
        replace(PLAIN, key=n, name=f"{name} kommun") for n, name in [(2, "Åby"), (3, "Örby")]
    )

    assert order(third, second, PLAIN) == ["Alfa kommun", "Åby kommun", "Örby kommun"]


@pytest.mark.parametrize("criterion", Criterion)
def test_one_criterion_moved_flips_the_order(criterion):
    other = replace(PLAIN, key=2, name="Beta kommun")
    assert order(PLAIN, other) == ["Alfa kommun", "Beta kommun"]

    moved = replace(other, **BETTER[criterion])

    assert order(PLAIN, moved) == ["Beta kommun", "Alfa kommun"]


def test_the_points_are_those_that_the_page_tells():
    best = replace(
        PLAIN,
        themes=frozenset({"analys"}),
        place=UMEA,
        rounds_completed=1,
        times_mentor=2,
        capacity_left=3,
    )
    [proposal] = propose(NEED, [best])

    assert [(each.points, each.most) for each in proposal.points] == [
        (40, 40),
        (30, 30),
        (20, 20),
        (10, 10),
    ]
    assert proposal.total == 100


@given(st.lists(candidates, max_size=8), st.randoms())
def test_the_order_does_not_depend_on_how_the_candidates_come(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    assert [p.total for p in propose(NEED, found)] == [p.total for p in propose(NEED, shuffled)]


@given(candidates)
def test_points_lie_between_nothing_and_all(candidate):
    [proposal] = propose(NEED, [candidate])

    assert all(0 <= each.points <= each.most for each in proposal.points)
    assert 0 <= proposal.total <= 100


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_never_longer_than_half_the_earth(one, other):
    there, back = distance_km(one, other), distance_km(other, one)

    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20016


@given(places)
def test_nothing_lies_nearer_than_the_place_itself(place):
    assert distance_km(place, place) == pytest.approx(0, abs=1e-6)


def test_a_known_distance():
    assert distance_km(STOCKHOLM, MALMO) == pytest.approx(513, abs=3)


def part(year, *, mentor=False, completed=True):
    return Part(is_mentor=mentor, starts_on=date(year, 9, 1), is_completed=completed)


@pytest.mark.parametrize(
    ("parts", "earned"),
    [
        ([], False),
        ([part(2017)], False),
        ([part(2017, mentor=True)], False),
        ([part(2017), part(2019, mentor=True)], True),
        ([part(2019), part(2017, mentor=True)], False),
        ([part(2017), part(2017, mentor=True)], False),
        ([part(2017, completed=False), part(2019, mentor=True)], False),
        ([part(2017), part(2019, mentor=True, completed=False)], False),
        ([part(2019, mentor=True), part(2017), part(2021)], True),
    ],
)
def test_the_title_takes_a_round_and_then_one_as_a_mentor(parts, earned):
    assert has_title(parts) is earned
