"""The clock of an agenda, by tables and by arithmetic that must hold for any agenda at all."""

import random
from datetime import time

import pytest

from meetings.agenda.findings import Finding, Flaw
from meetings.agenda.schedule import DAY, Planned, Schedule, Slot, clock, schedule, stretch_before

START = time(9, 30)


def at(text: str) -> int:
    hour, minute = text.split(".")
    return int(hour) * 60 + int(minute)


def items(*rows: tuple[int, str | None]) -> list[Planned]:
    """Items from pairs of minutes and lock."""
    return [
        Planned(f"Punkt {number}", minutes, lock and clock(at(lock)))
        for number, (minutes, lock) in enumerate(rows)
    ]


def times(plan: Schedule) -> list[str]:
    return [f"{clock(slot.start):%H.%M}–{clock(slot.end):%H.%M}" for slot in plan.slots]


def test_items_follow_each_other_from_the_start():
    plan = schedule(items((30, None), (20, None), (60, None)), START)

    assert times(plan) == ["09.30–10.00", "10.00–10.20", "10.20–11.20"]
    assert plan.end == at("11.20")
    assert plan.findings == ()
    assert plan.fits


def test_a_lock_that_is_met_exactly_gives_no_finding():
    plan = schedule(items((150, None), (60, "12.00"), (30, None)), START)

    assert times(plan) == ["09.30–12.00", "12.00–13.00", "13.00–13.30"]
    assert plan.findings == ()


def test_a_lock_stands_and_says_how_late_the_items_before_it_are():
    morning = [(30, None), (20, None), (120, None), (10, None), (35, None)]
    plan = schedule(items(*morning, (60, "12.00"), (30, None)), START)

    assert times(plan)[4:] == ["12.30–13.05", "12.00–13.00", "13.00–13.30"]
    assert plan.findings == (Finding(Flaw.OVER, item=5, minutes=65, at=at("13.05")),)
    assert not plan.fits


@pytest.mark.parametrize(
    ("rows", "lock", "before"),
    [
        ([(30, None), (60, None), (35, None), (60, "11.00")], 3, [0, 1, 2]),
        ([(30, None), (60, "10.00"), (90, None), (15, "12.00")], 3, [1, 2]),
        ([(30, "09.30"), (60, "09.45")], 1, [0]),
    ],
)
def test_a_stretch_begins_at_the_lock_before_or_at_the_start(rows, lock, before):
    assert list(stretch_before(items(*rows), lock)) == before


def test_free_time_before_a_lock_is_told_and_is_no_fault():
    plan = schedule(items((115, None), (60, "12.00")), START)

    assert plan.findings == (Finding(Flaw.GAP, item=1, minutes=35, at=at("11.25")),)
    assert plan.fits


def test_an_empty_agenda_ends_when_it_starts_and_says_so():
    plan = schedule([], START)

    assert plan == Schedule(at("9.30"), at("9.30"), (), (Finding(Flaw.EMPTY, None, 0, at("9.30")),))
    assert plan.fits


def test_a_lock_before_the_meeting_begins_is_told():
    plan = schedule(items((30, "9.00"), (30, None)), START)

    assert times(plan) == ["09.00–09.30", "09.30–10.00"]
    assert plan.findings == (Finding(Flaw.LOCK_BEFORE_START, 0, 30, at("9.30")),)


def test_two_locks_in_the_wrong_order_are_told_once():
    plan = schedule(items((60, "13.00"), (60, "12.00"), (10, None)), START)

    assert times(plan) == ["13.00–14.00", "12.00–13.00", "13.00–13.10"]
    assert plan.findings == (
        Finding(Flaw.GAP, 0, 210, at("9.30")),
        Finding(Flaw.LOCK_ORDER, 1, 60, at("13.00")),
    )


def test_two_locks_at_the_same_time_run_over():
    plan = schedule(items((60, "12.00"), (30, "12.00")), time(12))

    assert plan.findings == (Finding(Flaw.OVER, 1, 60, at("13.00")),)


def test_the_first_item_past_midnight_is_told():
    plan = schedule(items((30, None), (45, None), (30, None)), time(23))

    assert times(plan) == ["23.00–23.30", "23.30–00.15", "00.15–00.45"]
    assert plan.findings == (Finding(Flaw.PAST_MIDNIGHT, 1, 15, DAY + 15),)
    assert plan.end == DAY + 45


def test_ending_at_midnight_is_allowed():
    assert schedule(items((60, None)), time(23)).findings == ()


def test_the_day_ends_with_the_last_item_to_end_also_when_a_short_one_is_locked_last():
    plan = schedule(items((600, None), (10, "16.00")), START)

    assert plan.end == at("19.30")
    assert plan.findings == (Finding(Flaw.OVER, 1, 210, at("19.30")),)


def test_midnight_itself_can_be_a_lock():
    assert schedule(items((30, "0.00")), time(0)).slots == (Slot(0, 30),)


# The times that SKR proposes for the first learning meeting, in minutes.
LEARNING_MEETING_1 = [30, 20, 60, 10, 30, 60, 30, 60, 15, 40, 35]


@pytest.mark.parametrize("locks", [{}, {5: "12.00"}, {0: "9.30", 5: "12.00", 10: "15.25"}])
def test_the_first_learning_meeting_lasts_from_half_past_nine_to_four(locks):
    rows = [(minutes, locks.get(at)) for at, minutes in enumerate(LEARNING_MEETING_1)]

    plan = schedule(items(*rows), START)

    assert times(plan) == [
        "09.30–10.00",
        "10.00–10.20",
        "10.20–11.20",
        "11.20–11.30",
        "11.30–12.00",
        "12.00–13.00",
        "13.00–13.30",
        "13.30–14.30",
        "14.30–14.45",
        "14.45–15.25",
        "15.25–16.00",
    ]
    assert plan.findings == ()
    assert clock(plan.end) == time(16)


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_planned_the_arithmetic_holds(seed):
    dice = random.Random(seed)  # noqa: S311 – dice for a test, the same ones every time
    planned = [
        Planned(
            f"Punkt {number}",
            dice.choice([1, 5, 10, 30, 60, 240, 480]),
            clock(dice.randrange(DAY)) if dice.random() < 0.3 else None,
        )
        for number in range(dice.randrange(15))
    ]
    start = clock(dice.randrange(DAY))

    plan = schedule(planned, start)

    assert len(plan.slots) == len(planned)
    now = plan.start
    for index, (item, slot) in enumerate(zip(planned, plan.slots, strict=True)):
        assert slot.end - slot.start == item.minutes
        told = [f for f in plan.findings if f.item == index and f.kind != Flaw.PAST_MIDNIGHT]
        if item.locked is None:
            assert slot.start == now
            assert told == []
        else:
            assert clock(slot.start) == item.locked
            assert len(told) == (0 if slot.start == now else 1)
            for finding in told:
                assert finding.minutes > 0
                if finding.kind in {Flaw.OVER, Flaw.GAP}:
                    assert finding.minutes == abs(slot.start - now)
        now = slot.end
    assert plan.end == max((slot.end for slot in plan.slots), default=plan.start)
    assert sum(f.kind == Flaw.PAST_MIDNIGHT for f in plan.findings) == int(plan.end > DAY)
