"""The timeline of any round: nothing overlaps, nothing leaves the drawing."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from programmes.timeline.drawing import draw
from programmes.timeline.labels import text_width
from programmes.timeline.layout import spread
from programmes.timeline.types import FULL, MIDDLE, SLIM, SMALL, Drawing, Milestone, Words, number

START, END = date(2026, 9, 15), date(2028, 3, 16)
NAMES = ["Region Kronoberg", "Lunds kommun", "Region Östergötland"]
DAYS = [START, date(2026, 12, 3), date(2027, 5, 20), date(2027, 10, 14), END]
EVERY_SIZE = pytest.mark.parametrize(
    "size", [FULL, MIDDLE, SMALL, SLIM], ids=["full", "middle", "small", "slim"]
)


def milestones_on(days, **more):
    return [
        Milestone(day, f"Lärandeträff {n}", f"{day:%d} dec 2026", f"Träff {n}", str(n), **more)
        for n, day in enumerate(days, 1)
    ]


def drawn(
    days=(), *, today=date(2027, 4, 8), lanes=NAMES, size=FULL, milestones=None, **more
) -> Drawing:
    given = {"starts_on": START, "ends_on": END} | more
    return draw(
        lanes=lanes,
        milestones=milestones_on(days) if milestones is None else milestones,
        today=today,
        words=Words("I dag 8 april", "Arbete hemma", lambda day: f"{day:%b}"),
        size=size,
        **given,
    )


ROUNDS = {
    "ordinary": DAYS,
    "eight days apart": [START + timedelta(days=8 * n) for n in range(4)],
    "the same day": [date(2027, 1, 20)] * 3,
    "one": [date(2027, 1, 20)],
    "none": [],
    "twelve": [START + timedelta(days=45 * n) for n in range(12)],
    "twelve in a month": [date(2027, 3, 1) + timedelta(days=3 * n) for n in range(12)],
    "twelve at the end": [END - timedelta(days=2 * n) for n in range(12)],
    "thirty": [START + timedelta(days=18 * n) for n in range(30)],
}
EVERY_ROUND = pytest.mark.parametrize("days", ROUNDS.values(), ids=ROUNDS.keys())


def boxes(texts, size, tall):
    for text in texts:
        half, x, y = text_width(text.words, size) / 2, float(text.x), float(text.y)
        yield x - half, x + half, y - tall, y


@EVERY_SIZE
@EVERY_ROUND
def test_milestones_stand_in_the_order_of_their_days_and_never_touch(days, size):
    drawing = drawn(days, size=size)

    xs = [float(marker.x) for marker in drawing.markers]
    assert len(xs) == len(days)
    assert all(b - a > 2 * float(drawing.radius) for a, b in pairwise(xs))
    assert all(size.margin - 1 <= x <= size.width - size.margin + 1 for x in xs)


@EVERY_SIZE
@EVERY_ROUND
def test_no_label_touches_another_or_leaves_the_paper(days, size):
    drawing = drawn(days, size=size)

    found = [*boxes(drawing.labels, 17, 15), *boxes(drawing.dates, 14, 12)]
    for at, (left, right, top, bottom) in enumerate(found):
        assert left >= 0
        assert right <= size.width
        assert 0 <= top < bottom <= float(drawing.height)
        for other_left, other_right, other_top, other_bottom in found[at + 1 :]:
            apart = right < other_left or other_right < left
            assert apart or bottom < other_top or other_bottom < top


@pytest.mark.parametrize("size", [FULL, MIDDLE])
@pytest.mark.parametrize("days", [ROUNDS["ordinary"], ROUNDS["twelve"]], ids=["five", "twelve"])
def test_each_label_stands_over_its_own_milestone(days, size):
    drawing = drawn(days, size=size)

    for marker, label in zip(drawing.markers, drawing.labels, strict=True):
        half = text_width(label.words, 17) / 2
        assert abs(float(marker.x) - float(label.x)) < half


def test_what_has_been_is_done_what_is_next_is_next_and_the_rest_is_later():
    drawing = drawn(DAYS)

    assert [marker.state for marker in drawing.markers] == [
        "done",
        "done",
        "next",
        "later",
        "later",
    ]
    assert [bool(marker.tick) for marker in drawing.markers] == [True, True, False, False, False]


def test_what_the_reader_does_not_go_to_is_never_next():
    first, *others = milestones_on(DAYS[2:])

    drawing = drawn(milestones=[replace(first, is_attended=False), *others])

    assert [marker.state for marker in drawing.markers] == ["later", "next", "later"]


def test_a_meeting_today_is_the_next_and_the_done_part_reaches_it():
    drawing = drawn(DAYS, today=DAYS[1])

    assert [marker.state for marker in drawing.markers][:3] == ["done", "next", "later"]
    assert drawing.done_to == drawing.markers[1].x


@EVERY_ROUND
def test_today_stands_after_what_is_done_and_before_what_comes(days):
    today = date(2027, 3, 10)
    drawing = drawn(days, today=today)

    here = float(drawing.done_to)
    assert all(float(marker.x) < here for marker in drawing.markers if marker.state == "done")
    assert all(float(marker.x) >= here for marker in drawing.markers if marker.state != "done")
    assert drawing.today is not None
    assert drawing.today.line.startswith(f"M{drawing.done_to} ")


@pytest.mark.parametrize(
    ("today", "done_to"), [(START - timedelta(days=1), "0"), (END + timedelta(days=1), "1200")]
)
def test_before_and_after_the_round_there_is_no_today(today, done_to):
    drawing = drawn(DAYS, today=today)

    assert (drawing.today, drawing.done_to) == (None, done_to)


def test_meetings_outside_the_round_stretch_it():
    before, after = START - timedelta(days=30), END + timedelta(days=30)

    drawing = drawn([before, after], today=before)

    assert [marker.x for marker in drawing.markers] == ["62", "1138"]
    assert drawing.today is not None


@pytest.mark.parametrize("size", [FULL, SMALL])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 9])
def test_each_organisation_has_a_lane_and_all_lanes_meet_at_a_milestone(count, size):
    drawing = drawn(DAYS, lanes=[f"Kommun {n}" for n in range(count)], size=size)

    assert len(drawing.lane_paths) == max(1, count)
    assert len(set(drawing.lane_paths)) == max(1, count)
    end = f"{drawing.markers[-1].x} {drawing.markers[-1].y}"
    assert all(path.endswith(end) for path in drawing.lane_paths)
    heights = [float(y) for path in drawing.lane_paths for y in re.findall(r" (\d+\.?\d*)H", path)]
    assert all(0 < y < float(drawing.height) for y in heights)


def test_a_round_without_meetings_is_lanes_side_by_side():
    drawing = drawn([])

    assert drawing.lane_paths == ("M62 46H1138", "M62 98H1138", "M62 150H1138")
    assert [name.words for name in drawing.names] == NAMES


EVERY_TENTH_DAY = [START + timedelta(days=n) for n in range(0, (END - START).days, 10)]


def words_of(drawing):
    """The box of every text but today's own; an organisation's name begins at its x."""
    yield from boxes(drawing.labels, 17, 15)
    for texts in (drawing.dates, drawing.months, drawing.support, drawing.homes):
        yield from boxes(texts, 14, 12)
    for name in drawing.names:
        x, y = float(name.x), float(name.y)
        yield x, x + text_width(name.words, 14), y - 12, y


@EVERY_SIZE
@EVERY_ROUND
def test_today_strikes_through_no_words_whatever_day_it_is(days, size):
    milestones = milestones_on(days, support=("Mentor Stormåla kommun",))

    for today in {*EVERY_TENTH_DAY, *days} - {day for day in days if not START <= day <= END}:
        drawing = drawn(milestones=milestones, today=today, size=size)

        x, top, bottom = map(float, re.findall(r"[\d.]+", drawing.today.line))
        own = [(x, x, top, bottom), *boxes([drawing.today.words], 14, 12)]
        if flag := drawing.today.flag:
            left, upper = float(flag.x), float(flag.y)
            own.append((left, left + float(flag.width), upper, upper + 30))
            assert left <= x <= left + float(flag.width)
        struck = [
            box
            for box in words_of(drawing)
            for left, right, upper, lower in own
            if box[0] < right and left < box[1] and box[2] < lower and upper < box[3]
        ]
        assert (today, struck) == (today, [])


def test_todays_flag_leaves_the_way_to_a_mentor_open():
    milestones = milestones_on(DAYS, support=("Mentor Umeå",))

    drawing = drawn(milestones=milestones, today=DAYS[2] - timedelta(days=7))

    left = float(drawing.today.flag.x)
    stems = [float(stem.partition(" ")[0][1:]) for stem in drawing.stems]
    assert [x for x in stems if left < x < left + float(drawing.today.flag.width)] == []


def test_names_stand_on_their_lanes_clear_of_today():
    drawing = drawn(DAYS)

    here = float(drawing.done_to)
    assert [name.words for name in drawing.names] == NAMES
    assert len({name.x for name in drawing.names}) == 1
    widest = max(text_width(name, 14) for name in NAMES)
    start = float(drawing.names[0].x)
    assert start > here or start + widest < here


def test_without_room_for_all_the_names_none_is_drawn():
    assert drawn(ROUNDS["twelve"]).names == ()


def test_mentors_stand_under_the_meeting_whose_theme_they_support():
    milestones = milestones_on(DAYS[:2]) + milestones_on(
        DAYS[2:3], support=("Mentor Umeå", "Mentor Växjö")
    )

    drawing = drawn(milestones=milestones)

    assert [text.words for text in drawing.support] == ["Mentor Umeå", "Mentor Växjö"]
    assert {text.x for text in drawing.support} == {drawing.markers[2].x}
    assert float(drawing.support[1].y) - float(drawing.support[0].y) == 20
    assert drawing.stems[0].startswith(f"M{drawing.markers[2].x} ")


@EVERY_ROUND
def test_no_two_mentors_touch(days):
    drawing = drawn(milestones=milestones_on(days, support=("Mentor Stormåla kommun",)))

    found = list(boxes(drawing.support, 14, 12))
    for at, (left, right, top, bottom) in enumerate(found):
        for other_left, other_right, other_top, other_bottom in found[at + 1 :]:
            apart = right < other_left or other_right < left
            assert apart or bottom < other_top or other_bottom < top


def test_work_at_home_is_said_where_there_is_room_and_clear_of_today():
    drawing = drawn(DAYS)

    half, here = text_width("Arbete hemma", 14) / 2, float(drawing.done_to)
    assert len(drawing.homes) == 4
    assert all(abs(float(text.x) - here) > half for text in drawing.homes)
    assert drawn(ROUNDS["thirty"]).homes == ()


def test_months_are_told_at_even_distances_and_not_under_today():
    drawing = drawn(DAYS)

    found = list(boxes(drawing.months, 14, 12))
    assert len(found) >= 5
    assert all(a[1] < b[0] for a, b in pairwise(found))
    here = float(drawing.done_to)
    assert all(right < here or here < left for left, right, _, _ in found)


def test_long_names_are_shortened():
    drawing = drawn(
        milestones=[Milestone(DAYS[1], "En mycket lång rubrik som ingen hinner läsa", "3 dec")]
    )

    assert [label.words for label in drawing.labels] == ["En mycket lång rubrik s…"]


def test_a_small_timeline_says_what_is_next_first_and_leaves_out_what_does_not_fit():
    days = ROUNDS["twelve"]

    drawing = drawn(days, size=SLIM)

    following = next(n for n, day in enumerate(days, 1) if day >= date(2027, 4, 8))
    said = [text.words for text in drawing.dates]
    assert f"Träff {following}" in said
    assert len(said) < len(days)
    assert "Träff 1" not in said


def test_figures_are_written_with_a_point_and_no_more_than_they_need():
    assert [number(value) for value in (62, 62.0, 137.46, 0.04, -10.5)] == [
        "62",
        "62",
        "137.5",
        "0",
        "-10.5",
    ]


def test_every_figure_in_the_drawing_is_a_plain_number():
    drawing = drawn(DAYS)

    figures = [
        drawing.height,
        drawing.done_to,
        *(value for marker in drawing.markers for value in (marker.x, marker.y)),
    ]
    assert all(re.fullmatch(r"-?\d+(\.\d)?", figure) for figure in figures)
    assert all(
        re.fullmatch(r"[MCHVl\d. -]+", path) for path in (*drawing.lane_paths, *drawing.lines)
    )


@pytest.mark.parametrize(
    ("wanted", "gaps", "moved"),
    [
        ([], [], []),
        ([10], [], [10]),
        ([10, 50], [20], [10, 50]),
        ([50, 50], [20], [40, 60]),
        ([50, 50, 50], [20, 20], [30, 50, 70]),
        ([0, 5], [20], [0, 20]),
        ([95, 100], [20], [80, 100]),
        ([0, 50, 100], [90, 90], [0, 50, 100]),
    ],
    ids=["none", "one", "room", "two", "three", "low end", "high end", "too many"],
)
def test_places_move_as_little_as_the_gaps_ask(wanted, gaps, moved):
    assert spread(wanted, gaps, 0, 100) == moved
