"""An agenda's remarks, with the arithmetic that explains an overrun."""

from datetime import time

import pytest

from meetings.agenda.timetable import Sum
from meetings.queries.agendas import agenda_of
from tests.factories import AgendaItemFactory, MeetingFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return MeetingFactory(starts_at=time(9, 30))


def plan(meeting, *rows: tuple[int, time | None]):
    for position, (minutes, lock) in enumerate(rows, start=1):
        AgendaItemFactory(meeting=meeting, position=position, minutes=minutes, locked_start=lock)
    return agenda_of(meeting)


def sums(agenda) -> list[Sum | None]:
    return [remark.sum for line in agenda.lines for remark in line.remarks]


def test_an_overrun_carries_what_was_added_up_and_what_there_is_room_for(meeting):
    agenda = plan(meeting, (30, None), (60, None), (35, None), (60, time(11, 0)))

    assert sums(agenda) == [
        Sum(terms=(30, 60, 35), total=125, room=90, start=time(9, 30), lock=time(11, 0))
    ]


def test_the_sum_begins_at_the_lock_before(meeting):
    agenda = plan(meeting, (30, None), (60, time(10, 0)), (75, None), (45, time(12, 0)))

    assert sums(agenda) == [
        Sum(terms=(60, 75), total=135, room=120, start=time(10, 0), lock=time(12, 0))
    ]


def test_what_is_no_overrun_has_no_sum(meeting):
    agenda = plan(meeting, (30, time(12, 0)), (30, time(11, 0)))

    assert [(remark.kind, remark.sum) for remark in agenda.lines[1].remarks] == [
        ("lock_order", None)
    ]


def test_the_planning_page_sets_the_sum_under_the_item(client, people, group_meeting):
    group_meeting.starts_at = time(9, 30)
    group_meeting.save(update_fields=["starts_at"])
    plan(group_meeting, (30, None), (60, None), (35, None), (60, time(11, 0)))
    client.force_login(people["strategist"])

    page = on_one_line(client.get(f"/moten/{group_meeting.pk}/dagordning/").text)

    assert page.count('<p class="sum">') == 1
    assert page.count("Det ryms 90 minuter mellan 09.30 och 11.00.") == 1
    assert page.count("30 +&nbsp;60 +&nbsp;35") == 1
