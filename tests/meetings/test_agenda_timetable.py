"""An agenda's remarks, with the arithmetic that explains an overrun."""

from datetime import time

from meetings.agenda.schedule import Planned
from meetings.agenda.timetable import Agenda, Sum, timetable


def plan(*rows: tuple[int, time | None]) -> Agenda[str]:
    titles = [f"Punkt {number}" for number, _ in enumerate(rows, start=1)]
    planned = [
        Planned(title, minutes, lock, "session")
        for title, (minutes, lock) in zip(titles, rows, strict=True)
    ]
    return timetable(titles, planned, time(9, 30))


def sums(agenda) -> list[Sum | None]:
    return [remark.sum for line in agenda.lines for remark in line.remarks]


def test_an_overrun_carries_what_was_added_up_and_what_there_is_room_for():
    agenda = plan((30, None), (60, None), (35, None), (60, time(11, 0)))

    assert sums(agenda) == [
        Sum(terms=(30, 60, 35), total=125, room=90, start=time(9, 30), lock=time(11, 0))
    ]


def test_the_sum_begins_at_the_lock_before():
    agenda = plan((30, None), (60, time(10, 0)), (75, None), (45, time(12, 0)))

    assert sums(agenda) == [
        Sum(terms=(60, 75), total=135, room=120, start=time(10, 0), lock=time(12, 0))
    ]


def test_what_is_no_overrun_has_no_sum():
    agenda = plan((30, time(12, 0)), (30, time(11, 0)))

    assert [(remark.kind, remark.sum) for remark in agenda.lines[1].remarks] == [
        ("lock_order", None)
    ]
