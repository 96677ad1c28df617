"""The planned end of a meeting's day, and what its agenda says against it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.agenda.findings import Finding, Flaw
from meetings.agenda.picture import draw
from meetings.agenda.schedule import Planned, schedule
from meetings.documents.agenda import agenda_context
from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from tests.factories import AgendaItemFactory, MeetingFactory
from tests.markup import on_one_line

ITEMS = [Planned("Fika", 30), Planned("Pass", 60), Planned("Slut", 15)]  # from 9.30 to 11.15


@pytest.mark.parametrize(
    ("end", "findings"),
    [
        (None, ()),
        (time(12), ()),
        (time(11, 15), ()),
        (time(11), (Finding(Flaw.PAST_END, 2, 15, 675),)),
        (time(9, 31), (Finding(Flaw.PAST_END, 2, 104, 675),)),
    ],
)
def test_what_runs_past_the_planned_end_is_found(end, findings):
    plan = schedule(ITEMS, time(9, 30), end)

    assert plan.findings == findings
    assert plan.fits is (not findings)


def test_the_item_that_ends_last_runs_over_also_when_it_is_not_the_last():
    items = [Planned("Långt", 180), Planned("Lunch", 10, time(10))]

    plan = schedule(items, time(9), time(11))

    assert [each for each in plan.findings if each.kind is Flaw.PAST_END] == [
        Finding(Flaw.PAST_END, 0, 60, 720)
    ]


def test_the_picture_reaches_the_planned_end_and_hatches_what_runs_past_it():
    spare = draw(ITEMS, schedule(ITEMS, time(9, 30), time(13)))
    over = draw(ITEMS, schedule(ITEMS, time(9, 30), time(11)))

    assert (spare.end, spare.overruns) == ("100.000%", ())
    assert over.end == "85.714%"
    [overrun] = over.overruns
    assert (overrun.x, overrun.width, overrun.minutes) == ("85.714%", "14.286%", 15)
    assert over.end_height < overrun.label_y - 14 < overrun.label_y < over.height


def test_two_overruns_have_their_words_in_a_line_each():
    items = [Planned("Långt", 200), Planned("Lunch", 60, time(12)), Planned("Mer", 90)]

    day = draw(items, schedule(items, time(9), time(14)))

    assert len(day.overruns) == 2
    assert len({each.label_y for each in day.overruns}) == 2
    assert all(each.label_y < day.height for each in day.overruns)


@pytest.fixture
def planned(group_meeting) -> Meeting:
    """A meeting that is planned to end a quarter before its agenda does."""
    Meeting.objects.filter(pk=group_meeting.pk).update(starts_at=time(9, 30), ends_at=time(11))
    for position, each in enumerate(ITEMS, start=1):
        AgendaItemFactory(
            meeting=group_meeting, position=position, title=each.title, minutes=each.minutes
        )
    return Meeting.objects.get(pk=group_meeting.pk)


@pytest.mark.django_db
def test_the_planning_page_says_how_many_minutes_over(client, people, planned):
    client.force_login(people["strategist"])

    page = on_one_line(client.get(f"/moten/{planned.pk}/dagordning/").text)

    sentence = "15 min för långt: punkten slutar 11.15, men dagen ska sluta 11.00."
    assert page.count(sentence) == 3  # beside the agenda, under the item, in the picture's words
    assert page.count(">15 min för långt</text>") == 1
    assert "Allt ryms." not in page


@pytest.mark.django_db
def test_the_planning_page_says_how_many_minutes_are_left(client, people, planned):
    Meeting.objects.filter(pk=planned.pk).update(ends_at=time(11, 35))
    client.force_login(people["strategist"])

    page = on_one_line(client.get(f"/moten/{planned.pk}/dagordning/").text)

    assert "Det är 20 minuter kvar till det planerade slutet 11.35." in page


@pytest.mark.django_db
def test_without_a_planned_end_the_page_offers_one(client, people, planned):
    Meeting.objects.filter(pk=planned.pk).update(ends_at=None)
    client.force_login(people["strategist"])

    page = client.get(f"/moten/{planned.pk}/dagordning/").text

    assert "Skriv när dagen ska sluta" in page


@pytest.mark.django_db
def test_people_are_told_the_planned_end(client, people, planned):
    client.force_login(people["politician"])

    page = on_one_line(client.get(f"/moten/{planned.pk}/").text)

    assert "09.30–11.00" in page
    assert dict(agenda_context(planned)["facts"])["Tid"] == "09.30–11.00"
    assert agenda_of(planned).spare == -15


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["09.30", "9.29", "00.00", "tidigt"])
def test_an_end_that_is_no_end_comes_back_beside_its_field(client, people, planned, typed):
    client.force_login(people["strategist"])
    given = {"title": "Träff", "kind": "learning", "date": planned.date.isoformat()}
    given |= {"starts_at": "9.30", "ends_at": typed, "version": "1"}

    answer = client.post(f"/moten/{planned.pk}/andra/", given)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"ends_at"}
    assert f'value="{typed}"' in answer.text
    assert Meeting.objects.get(pk=planned.pk).ends_at == time(11)


@pytest.mark.django_db
def test_the_end_is_saved_and_may_be_emptied(client, people, planned):
    client.force_login(people["strategist"])
    given = {"title": "Träff", "kind": "learning", "date": planned.date.isoformat()}
    given |= {"starts_at": "9.30"}

    saved = []
    for version, typed in (("1", "15.45"), ("2", "")):
        client.post(f"/moten/{planned.pk}/andra/", given | {"ends_at": typed, "version": version})
        saved.append(Meeting.objects.get(pk=planned.pk).ends_at)

    assert saved == [time(15, 45), None]


@pytest.mark.django_db
def test_the_database_keeps_the_end_after_the_start():
    with pytest.raises(IntegrityError, match="meeting_ends_after_it_starts"), transaction.atomic():
        MeetingFactory(starts_at=time(10), ends_at=time(10))
    meeting = MeetingFactory(starts_at=time(10))
    meeting.ends_at = time(9)

    with pytest.raises(ValidationError) as refused:
        meeting.full_clean()

    assert refused.value.messages == ["Välj ett slut som är senare än början."]
