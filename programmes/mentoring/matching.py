"""Score who suits as a mentor for a group and a theme, criterion by criterion. Pure.

Each criterion gives points of its own, so that a reason can be written out with them; the sum
decides, and where sums are equal the Swedish order of the names. No organisation is left out
because of its points: only one that takes part in the round itself, which the caller leaves out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from modellkoncept.text.swedish_order import swedish_order
from programmes.mentoring.distance import Place, distance_km

THEME_POINTS = 40
DISTANCE_POINTS = 30
ROUNDS_POINTS = 20
CAPACITY_POINTS = 10
NEAR, FAR = 50.0, 500.0  # km: full points up to the first, none from the second on
MENTOR_TIMES_COUNTED = 2  # as a mentor before: half of the points for rounds, by these times


class Criterion(StrEnum):
    THEME = "theme"
    DISTANCE = "distance"
    ROUNDS = "rounds"
    CAPACITY = "capacity"


@dataclass(frozen=True)
class Need:
    """A theme of a group, and where the group's participants are."""

    theme: str
    places: Sequence[Place]


@dataclass(frozen=True)
class Candidate:
    """What is known of an organisation that may be a mentor.

    `rounds_completed` are those it took part in; `capacity_left` is None where it has not said.
    """

    key: int
    name: str
    themes: frozenset[str] = frozenset()
    place: Place | None = None
    rounds_completed: int = 0
    times_mentor: int = 0
    capacity_left: int | None = None


@dataclass(frozen=True)
class Points:
    """What one criterion gave of what it could give, and the fact behind it (None: unknown)."""

    criterion: Criterion
    points: int
    most: int
    fact: int | None


@dataclass(frozen=True)
class Proposal:
    candidate: Candidate
    points: tuple[Points, ...]

    @property
    def total(self) -> int:
        return sum(each.points for each in self.points)


def propose(need: Need, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Every candidate with its points, the best first; the same input gives the same order."""
    scored = [Proposal(each, _points(need, each)) for each in candidates]
    return sorted(
        scored,
        key=lambda each: (-each.total, swedish_order(each.candidate.name), each.candidate.key),
    )


def mean_distance(place: Place | None, places: Sequence[Place]) -> float | None:
    """The mean distance to these places in km; None where there is nothing to measure."""
    if place is None or not places:
        return None
    return sum(distance_km(place, each) for each in places) / len(places)


def _points(need: Need, candidate: Candidate) -> tuple[Points, ...]:
    has_theme = need.theme in candidate.themes
    away = mean_distance(candidate.place, need.places)
    return (
        Points(Criterion.THEME, THEME_POINTS * has_theme, THEME_POINTS, int(has_theme)),
        Points(
            Criterion.DISTANCE,
            _for_distance(away),
            DISTANCE_POINTS,
            None if away is None else round(away),
        ),
        Points(Criterion.ROUNDS, _for_rounds(candidate), ROUNDS_POINTS, candidate.rounds_completed),
        Points(
            Criterion.CAPACITY,
            CAPACITY_POINTS * bool(candidate.capacity_left),
            CAPACITY_POINTS,
            candidate.capacity_left,
        ),
    )


def _for_distance(away: float | None) -> int:
    """Falls in a straight line from NEAR to FAR."""
    if away is None:
        return 0
    part = (FAR - away) / (FAR - NEAR)
    return round(DISTANCE_POINTS * min(1.0, max(0.0, part)))


def _for_rounds(candidate: Candidate) -> int:
    """Half for a completed round of its own, half by how often it has been a mentor."""
    half = ROUNDS_POINTS // 2
    times = min(candidate.times_mentor, MENTOR_TIMES_COUNTED)
    return half * bool(candidate.rounds_completed) + half * times // MENTOR_TIMES_COUNTED
