from datetime import date, time

import pytest
from django.template.loader import render_to_string

from meetings.documents.agenda import AGENDA, agenda_context
from meetings.documents.source import document_title, meeting_by_id
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

    assert "Dagordningen har inga punkter." in html
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
    readable = AGENDA.readable(people[who])

    assert readable.filter(pk=meeting.pk).exists() is joint
    assert readable.filter(pk=group_meeting.pk).exists() is own_group


CHANGES = [
    lambda meeting: Meeting.objects.update(title="Nytt namn"),
    lambda meeting: Meeting.objects.update(place="Annan plats"),
    lambda meeting: Meeting.objects.update(aims="Ett annat mål"),
    lambda meeting: meeting.agenda_items.filter(position=2).update(public_text="Annan text"),
    lambda meeting: meeting.agenda_items.filter(position=1).update(minutes=25),
    lambda meeting: meeting.agenda_items.filter(position=1).delete(),
]
NO_CHANGES = [
    lambda meeting: meeting.agenda_items.update(internal_text="Bara för planerarna"),
    lambda meeting: Meeting.objects.update(agenda_version=99),
]


@pytest.mark.parametrize(
    ("change", "another"), [(c, True) for c in CHANGES] + [(c, False) for c in NO_CHANGES]
)
def test_the_agenda_has_another_version_when_participants_would_read_another(
    planned, change, another
):
    before = AGENDA.version_of(str(planned.pk))

    change(planned)

    assert (AGENDA.version_of(str(planned.pk)) != before) is another


def test_a_document_is_called_by_its_meeting_and_day_and_a_long_title_is_cut_before_the_day(
    planned,
):
    assert AGENDA.title_of(planned) == "Dagordning: Lärandeträff 1, 3 december 2026"

    planned.title = "Mycket lång rubrik " * 6

    assert AGENDA.title_of(planned) == (
        f"Dagordning: {'Mycket lång rubrik ' * 3}Mycket lång…, 3 december 2026"
    )
    assert len(document_title("Dokumentation", planned, "Och en tavla till " * 9)) <= 100

    planned.title = "Lärandeträff 1"
    assert document_title("Dokumentation", planned, "Gruppdiskussion: vem kan göra vad åt det") == (
        "Dokumentation: Lärandeträff 1, 3 december 2026, Gruppdiskussion: vem kan göra vad åt det"
    )
    long = "Gruppdiskussion: vem kan göra vad, när och för vems skull?"
    assert document_title("Dokumentation", planned, long) == (
        "Dokumentation: Lärandeträff 1, 3 december 2026, "
        "Gruppdiskussion: vem kan göra vad, när och för vems…"
    )

    planned.title = "x" * 120
    endless = document_title("Dokumentation", planned, "Tavla")
    assert (len(endless), endless[-18:]) == (100, "…, 3 december 2026")


@pytest.mark.parametrize("count", [1, 3])
def test_the_versions_of_many_agendas_cost_the_same(round, count, django_assert_num_queries):
    meetings = [MeetingFactory(round=round) for _ in range(count)]

    with django_assert_num_queries(2):  # the meetings, their items
        found = AGENDA.versions([str(meeting.pk) for meeting in meetings])
    assert set(found) == {str(meeting.pk) for meeting in meetings}
