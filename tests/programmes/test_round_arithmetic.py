"""The days of a round by its template, and what speaks against each: no database."""

from calendar import monthrange
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.round_templates.arithmetic import add_months, add_weeks
from programmes.round_templates.day_marks import Mark, Why, marks_of, next_working_day
from programmes.round_templates.files import shipped_templates, template_of
from programmes.round_templates.plan import (
    Kind,
    Template,
    TemplateMeeting,
    last_day,
    planned_meetings,
    titles,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NAMES = {kind: str(kind) for kind in Kind}


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 8, 31), 3, date(2027, 11, 30)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 12, 31), 14, date(2029, 2, 28)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 9, 14), 0, date(2027, 9, 14)),
    ],
)
def test_months_are_added_as_people_add_them(day, months, then):
    assert add_months(day, months) == then


@given(DAYS, st.integers(-120, 120))
def test_the_month_is_the_one_asked_for_and_the_day_the_same_or_the_months_last(day, months):
    then = add_months(day, months)

    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == min(day.day, monthrange(then.year, then.month)[1])


@given(DAYS, st.integers(-200, 200))
def test_a_meeting_moved_by_weeks_keeps_its_weekday(day, weeks):
    assert add_weeks(day, weeks).weekday() == day.weekday()


def test_a_calendar_that_ends_is_an_overflow():
    with pytest.raises(OverflowError):
        add_months(date(9999, 6, 1), 12)


@pytest.mark.parametrize(
    ("day", "marks"),
    [
        (date(2027, 9, 14), []),
        (date(2027, 9, 18), [Mark(Why.WEEKEND)]),
        (date(2027, 3, 26), [Mark(Why.HOLIDAY, "Långfredagen")]),
        (date(2027, 6, 25), [Mark(Why.EVE, "Midsommarafton")]),
        (date(2027, 12, 24), [Mark(Why.EVE, "Julafton")]),
        (date(2027, 4, 30), [Mark(Why.EVE, "Valborgsmässoafton")]),
        (date(2027, 5, 7), [Mark(Why.EVE, "Klämdag")]),
        (date(2027, 3, 28), [Mark(Why.HOLIDAY, "Påskdagen"), Mark(Why.CLOCK_CHANGE)]),
        (date(2027, 10, 31), [Mark(Why.WEEKEND), Mark(Why.CLOCK_CHANGE)]),
    ],
)
def test_weekends_holidays_eves_and_clock_changes_are_marked(day, marks):
    assert marks_of(day) == marks


def test_the_names_are_in_the_readers_language():
    assert marks_of(date(2027, 6, 26), "en") == [Mark(Why.HOLIDAY, "Midsummer Day")]


@given(DAYS)
def test_the_next_working_day_is_the_first_without_a_mark(day):
    found = next_working_day(day)

    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert marks_of(found) == []
    assert all(marks_of(each) for each in between)


def test_the_proposed_template_gives_the_days_of_a_round_of_18_months():
    template, *_others = shipped_templates()

    found = [(each.title, each.date) for each in planned_meetings(template, date(2027, 9, 14))]

    assert found == [
        ("Uppstartskonferens", date(2027, 9, 14)),
        ("Strategträff inför lärandeträff 1", date(2027, 11, 16)),
        ("Lärandeträff 1", date(2027, 12, 14)),
        ("Strategträff inför lärandeträff 2", date(2028, 4, 16)),
        ("Lärandeträff 2", date(2028, 5, 14)),
        ("Strategträff inför lärandeträff 3", date(2028, 9, 16)),
        ("Lärandeträff 3", date(2028, 10, 14)),
        ("Resultatkonferens", date(2029, 3, 14)),
    ]


def test_there_are_templates_of_a_year_and_a_half_one_year_and_two():
    assert [(each.name, each.months) for each in shipped_templates()] == [
        ("18 månader", 18),
        ("Ett år", 12),
        ("Två år", 24),
    ]


def test_labels_win_and_the_others_are_numbered_within_their_kind():
    meetings = [
        TemplateMeeting(Kind.KICKOFF, 0),
        TemplateMeeting(Kind.LEARNING, 3),
        TemplateMeeting(Kind.LEARNING, 6, label="Mitt i"),
        TemplateMeeting(Kind.LEARNING, 9),
    ]
    names = {**NAMES, Kind.LEARNING: "Benchmarkingträff", Kind.KICKOFF: "Start"}

    assert titles(Template("A", 12, (), tuple(meetings), names)) == [
        "Start",
        "Benchmarkingträff 1",
        "Mitt i",
        "Benchmarkingträff 3",
    ]


@given(DAYS, st.lists(st.integers(0, 24), max_size=8), st.none() | st.integers(0, 26))
def test_no_meeting_is_outside_the_round_and_all_come_in_order(start, months, weeks):
    meetings = tuple(
        TemplateMeeting(Kind.LEARNING, each, strategists_weeks=weeks) for each in months
    )
    template = Template("A", 24, (), meetings, NAMES)

    found = planned_meetings(template, start)

    days = [each.date for each in found]
    assert days == sorted(days)
    assert all(start <= day <= last_day(template, start) for day in days)
    assert len(found) == len(months) * (1 if weeks is None else 2)


def test_a_file_without_its_meetings_is_refused():
    with pytest.raises(KeyError):
        template_of({"name": "A", "months": 1, "themes": [], "names": {}})


def test_a_file_gives_times_and_kinds_of_the_calendar():
    told = {
        "name": "A",
        "months": 1,
        "themes": ["X"],
        "names": {"learning": "Träff"},
        "meetings": [{"kind": "learning", "months": 1, "starts_at": time(9), "theme": 1}],
    }

    [meeting] = template_of(told).meetings

    assert (meeting.kind, meeting.starts_at, meeting.theme) == (Kind.LEARNING, time(9), 1)
