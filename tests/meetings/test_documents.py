from datetime import date, time

import pytest
from django.template.loader import render_to_string

from meetings.documents.agenda import agenda_context, may_read_agenda
from meetings.documents.source import meeting_by_id
from meetings.models import Meeting
from meetings.services import agendas
from tests.factories import MeetingFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(round) -> Meeting:
    meeting = MeetingFactory(
        round=round,
        kind="learning",
        title="Lärandeträff 1",
        date=date(2026, 12, 3),
        place="Växjö",
        aims="Se nuläget\nVälja väg",
    )
    agendas.add_agenda_item(meeting=meeting, title="Fika", minutes=30, kind="break")
    agendas.add_agenda_item(
        meeting=meeting,
        title="Inledning",
        minutes=20,
        locked_start=time(10),
        public_text="Vi ses",
        internal_text="Boka stora salen",
    )
    return meeting


def test_the_agenda_document_holds_what_participants_see(planned):
    assert agenda_context(meeting_by_id(str(planned.pk))) == {
        "title": "Lärandeträff 1",
        "subtitle": "Dagordning för lärandeträff 3 december 2026",
        "facts": [
            ("Dag", "Torsdag 3 december 2026"),
            ("Tid", "09.30–10.20"),
            ("Plats", "Växjö"),
            ("Värd", "SKR"),
            ("För", planned.round.name),
        ],
        "aims": ["Se nuläget", "Välja väg"],
        "rows": [
            {"time": "09.30–10.00", "title": "Fika", "text": "", "minutes": 30},
            {"time": "10.00–10.20", "title": "Inledning", "text": "Vi ses", "minutes": 20},
        ],
    }


def test_the_agenda_document_is_a_real_table_under_real_headings(planned):
    html = on_one_line(render_to_string("meetings/documents/agenda.html", agenda_context(planned)))

    assert html.count("<h1") == 1
    assert html.count('<th scope="row" class="when">') == 2
    assert html.count('<th scope="col">') == 3
    assert "Boka stora salen" not in html


def test_an_empty_agenda_is_a_document_too(meeting):
    html = render_to_string("meetings/documents/agenda.html", agenda_context(meeting))

    assert "Dagordningen är inte skriven än." in html
    assert "<table" not in html


def test_what_is_typed_cannot_become_markup(planned):
    agendas.add_agenda_item(meeting=planned, title="<img src=x>", minutes=5, public_text="<b>fet")

    html = render_to_string("meetings/documents/agenda.html", agenda_context(planned))

    assert "<img" not in html
    assert "&lt;b&gt;fet" in html


def test_the_agenda_is_costed_once(planned, django_assert_num_queries):
    with django_assert_num_queries(2):  # the meeting with its place, its items
        agenda_context(meeting_by_id(str(planned.pk)))


def test_a_meeting_that_is_gone_is_said_to_be():
    with pytest.raises(Meeting.DoesNotExist):
        meeting_by_id("4711")


@pytest.mark.parametrize(
    ("who", "joint", "own_group"),
    [
        ("outsider", False, False),
        ("politician", True, True),
        ("other_strategist", True, False),
        ("staff", True, True),
    ],
)
def test_who_may_read_the_agenda_document(people, meeting, group_meeting, who, joint, own_group):
    assert may_read_agenda(people[who], meeting) is joint
    assert may_read_agenda(people[who], group_meeting) is own_group
