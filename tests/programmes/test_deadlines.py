"""Last days: relative to meetings, in Swedish days, whatever the clock and the calendar do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.deadlines.days import (
    days_late,
    days_left,
    end_of,
    moved_day,
    relative_day,
    swedish_day,
)
from programmes.deadlines.meetings import (
    Anchor,
    MeetingDay,
    anchoring_meeting,
    due_day,
    meetings_for,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
OFFSETS = st.integers(-365, 365)


def meeting(day: date, **given) -> MeetingDay:
    return MeetingDay(**{"round_id": 1, "group_id": None, "kind": "learning", "day": day} | given)


@given(DAYS, OFFSETS)
def test_a_relative_day_is_so_many_days_away_and_there_is_a_way_back(day, days):
    found = relative_day(day, days)

    assert (found - day).days == days
    assert relative_day(found, -days) == day


@given(DAYS, DAYS)
def test_late_and_left_are_the_same_distance(due, today):
    assert days_late(due, today) == max(0, -days_left(due, today))


@given(DAYS, st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 – hypothesis wants bounds without a zone
def test_it_is_late_from_the_end_of_the_swedish_day_and_not_before(due, moment):
    assert (moment >= end_of(due)) is (days_late(due, swedish_day(moment)) > 0)


@given(DAYS, DAYS, DAYS)
def test_what_follows_a_start_keeps_its_distance(day, was, now):
    assert moved_day(day, was=was, now=now) - now == day - was


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [
        (date(2028, 3, 14), -14, date(2028, 2, 29)),
        (date(2027, 3, 14), -14, date(2027, 2, 28)),
        (date(2028, 2, 29), 365, date(2029, 2, 28)),
        (date(2028, 2, 29), -365, date(2027, 3, 1)),
        (date(2027, 3, 29), -1, date(2027, 3, 28)),  # the clock is put forward that night
        (date.min, -1, date.min),
        (date.max, 1, date.max),
    ],
)
def test_a_leap_day_and_a_changed_clock_count_as_days(day, days, found):
    assert relative_day(day, days) == found


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 1, 1, 22, 59, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2027, 1, 1, 23, 0, tzinfo=UTC), date(2027, 1, 2)),
        (datetime(2027, 7, 1, 21, 59, tzinfo=UTC), date(2027, 7, 1)),
        (datetime(2027, 7, 1, 22, 0, tzinfo=UTC), date(2027, 7, 2)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), date(2027, 3, 28)),  # 02.00 does not exist
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), date(2027, 10, 31)),  # 02.30 for the first time
    ],
)
def test_the_day_is_the_swedish_one(moment, day):
    assert swedish_day(moment) == day


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        swedish_day(datetime(2027, 1, 1))  # noqa: DTZ001 – what it is about


def test_without_a_last_day_nothing_is_late():
    assert days_late(None, date(2027, 1, 1)) == 0


FIRST, SECOND = date(2026, 12, 14), date(2027, 5, 24)
PLAN = [
    meeting(SECOND, title="Andra"),
    meeting(FIRST, title="Första"),
    meeting(date(2026, 9, 15), kind="kickoff"),
    meeting(date(2026, 10, 1), group_id=7, title="Grupp 7", theme_id=3),
    meeting(date(2026, 11, 1), group_id=8, title="Grupp 8"),
    meeting(date(2026, 11, 2), round_id=2, title="En annan omgång"),
]


def test_a_group_has_the_joint_meetings_and_its_own_in_the_order_of_time():
    assert [each.title for each in meetings_for(PLAN, 1, 7) if each.kind == "learning"] == [
        "Grupp 7",
        "Första",
        "Andra",
    ]
    assert [each.title for each in meetings_for(PLAN, 1, None) if each.kind == "learning"] == [
        "Första",
        "Andra",
    ]


@pytest.mark.parametrize(
    ("anchor", "days", "found"),
    [
        (Anchor("learning", 1), -14, date(2026, 11, 30)),
        (Anchor("learning", 2), -7, date(2027, 5, 17)),
        (Anchor("kickoff"), 30, date(2026, 10, 15)),
        (Anchor("learning", 3), -7, None),
        (Anchor("results"), -7, None),
        (Anchor("learning", 0), -7, None),
        (Anchor("", theme_id=3), -7, None),  # another group's
    ],
)
def test_a_last_day_is_counted_from_its_meeting(anchor, days, found):
    assert due_day(meetings_for(PLAN, 1, None), anchor, days) == found


def test_a_theme_finds_its_meeting_wherever_it_stands():
    theirs = meetings_for(PLAN, 1, 7)

    assert anchoring_meeting(theirs, Anchor("", theme_id=3)).title == "Grupp 7"


@given(DAYS, OFFSETS, OFFSETS)
def test_a_last_day_follows_the_meeting_when_it_is_moved(day, days, moved):
    before = meeting(day)
    after = replace(before, day=relative_day(day, moved))
    anchor = Anchor("learning")

    assert due_day([after], anchor, days) - due_day([before], anchor, days) == timedelta(days=moved)
