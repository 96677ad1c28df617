"""The pages of meetings: list, one meeting, and the form."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from meetings.models import AgendaItem, Meeting
from meetings.services import agendas, meetings
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from programmes.models import Membership
from tests.factories import AgendaItemFactory, MeetingFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(group_meeting) -> AgendaItem:
    """The one item of the group's meeting, at version 2 of its agenda."""
    return agendas.add_agenda_item(
        meeting=group_meeting,
        title="Inledning",
        minutes=20,
        public_text="Vi presenterar oss",
        internal_text="Boka stora salen",
    )


@pytest.fixture
def planner(client, people):
    """A browser where the strategist of the group's meeting is signed in."""
    client.force_login(people["strategist"])
    return client


def agenda_url(meeting, *parts) -> str:
    return "/".join(["/moten", str(meeting.pk), "dagordning", *map(str, parts), ""])


@pytest.mark.parametrize(
    ("who", "joint", "joint_plan", "own", "own_plan"),
    [
        ("outsider", 404, 404, 404, 404),
        ("politician", 200, 403, 200, 403),
        ("manager", 200, 403, 200, 403),
        ("strategist", 200, 403, 200, 200),
        ("key_person", 200, 403, 200, 403),
        ("mentor", 200, 403, 200, 200),
        ("other_strategist", 200, 403, 404, 404),
        ("staff", 200, 200, 200, 200),
    ],
)
def test_who_may_read_and_who_may_plan(  # noqa: PLR0913 – one table of four pages
    client, people, meeting, group_meeting, who, joint, joint_plan, own, own_plan
):
    client.force_login(people[who])

    assert client.get(f"/moten/{meeting.pk}/").status_code == joint
    assert client.get(agenda_url(meeting)).status_code == joint_plan
    assert client.get(f"/moten/{meeting.pk}/andra/").status_code == joint_plan
    assert client.get(f"/moten/{group_meeting.pk}/").status_code == own
    assert client.get(agenda_url(group_meeting)).status_code == own_plan
    assert client.get(f"/moten/{group_meeting.pk}/andra/").status_code == own_plan


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("outsider", 404),
        ("politician", 403),
        ("manager", 403),
        ("strategist", 200),
        ("key_person", 403),
        ("mentor", 200),
        ("other_strategist", 200),
        ("staff", 200),
    ],
)
def test_who_may_create_a_meeting(client, people, round, who, expected):
    client.force_login(people[who])

    assert client.get(f"/moten/ny/?omgang={round.pk}").status_code == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [("outsider", 404), ("other_strategist", 404), ("politician", 302), ("staff", 302)],
)
def test_everybody_who_sees_a_meeting_may_ask_for_its_document(client, people, item, who, expected):
    client.force_login(people[who])

    response = client.post(agenda_url(item.meeting, "dokument"))

    assert response.status_code == expected
    if expected == 302:
        document = Document.objects.get()
        assert response.url == document.get_absolute_url()
        assert (document.kind, document.of) == (AGENDA.name, str(item.meeting.pk))
        assert AGENDA.formats == (Format.PDF, Format.WORD)
        assert document.requested_by == people[who]
    else:
        assert not Document.objects.exists()


def test_the_meeting_page_shows_times_titles_and_public_text_only(client, people, item):
    client.force_login(people["politician"])

    page = client.get(f"/moten/{item.meeting.pk}/").text

    assert '<time datetime="09:30">09.30</time>' in page
    assert "–09.50" in page
    assert "Vi presenterar oss" in page
    assert "Boka stora salen" not in page
    assert agenda_url(item.meeting) + '"' not in page


def test_the_list_holds_upcoming_and_past_meetings_that_one_may_see(
    client, people, round, group, group_meeting
):
    today = timezone.localdate()
    now = MeetingFactory(round=round, date=today)
    before, long_ago = (
        MeetingFactory(round=round, date=today - timedelta(days=days)) for days in (1, 90)
    )
    MeetingFactory()  # of another round
    client.force_login(people["politician"])

    context = client.get("/moten/").context

    assert list(context["upcoming"]) == [now, group_meeting]
    assert list(context["past"]) == [before, long_ago]
    assert context["to_plan"] == []


def test_a_long_list_is_paged_and_an_odd_page_number_is_forgiven(client, people, round):
    MeetingFactory.create_batch(25, round=round)
    client.force_login(people["politician"])

    assert len(client.get("/moten/").context["upcoming"]) == 20
    assert len(client.get("/moten/?sida=2").context["upcoming"]) == 5
    assert len(client.get("/moten/?sida=sista").context["upcoming"]) == 20


def new_meeting(**fields) -> dict[str, str]:
    return {
        "title": "Lärandeträff 1",
        "kind": "learning",
        "date": "2026-12-03",
        "starts_at": "09.30",
        "place": "Växjö",
        "aims": "Se nuläget",
    } | fields


def test_a_strategist_creates_a_meeting_for_an_own_group(planner, round, group):
    theme = ThemeFactory(round=round)

    response = planner.post(
        f"/moten/ny/?omgang={round.pk}", new_meeting(group=group.pk, theme=theme.pk)
    )

    meeting = Meeting.objects.get()
    assert response.url == agenda_url(meeting)
    assert (meeting.round, meeting.group, meeting.theme) == (round, group, theme)
    assert (meeting.date, meeting.starts_at) == (date(2026, 12, 3), time(9, 30))


def test_a_strategist_cannot_create_a_joint_meeting(planner, round):
    response = planner.post(f"/moten/ny/?omgang={round.pk}", new_meeting())

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"group"}
    assert "Se nuläget" in response.text
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("everybody")
def test_new_without_a_round_goes_to_the_only_one_or_asks(client, people, round):
    client.force_login(people["strategist"])
    assert client.get("/moten/ny/").url == f"/moten/ny/?omgang={round.pk}"

    client.force_login(people["staff"])
    assert round in client.get("/moten/ny/").context["rounds"]

    client.force_login(people["politician"])
    assert client.get("/moten/ny/").status_code == 403
    assert client.get("/moten/ny/?omgang=x").status_code == 404


def test_the_host_changes_a_joint_meeting_but_not_whose_it_is(client, people, meeting, group):
    host = Membership.objects.get(user=people["strategist"]).participation
    meetings.change_meeting(meeting=meeting, host=host)
    client.force_login(people["strategist"])
    typed = new_meeting(version="2", group=group.pk, host="")

    assert client.post(f"/moten/{meeting.pk}/andra/", typed).url == f"/moten/{meeting.pk}/"

    meeting.refresh_from_db()
    assert (meeting.title, meeting.group, meeting.host) == ("Lärandeträff 1", None, host)


def test_two_who_change_a_meeting_both_keep_their_words(planner, group_meeting):
    meetings.change_meeting(meeting=group_meeting, place="Den andras plats")

    response = planner.post(
        f"/moten/{group_meeting.pk}/andra/", new_meeting(version="1", place="Min plats")
    )

    assert response.status_code == 409
    assert "Den andras plats" in response.text
    assert 'value="Min plats"' in response.text
    assert '<input type="hidden" name="version" value="2">' in response.text
    group_meeting.refresh_from_db()
    assert group_meeting.place == "Den andras plats"


def test_a_wrong_change_of_a_meeting_shows_the_stored_title_and_what_was_typed(
    planner, group_meeting
):
    response = planner.post(
        f"/moten/{group_meeting.pk}/andra/", new_meeting(version="1", starts_at="tidigt")
    )

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"starts_at"}
    assert response.context["meeting"].title == group_meeting.title
    assert 'value="tidigt"' in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_their_length(
    client, people, round, group, count, django_assert_num_queries
):
    meeting = MeetingFactory.create_batch(
        count, round=round, group=group, theme=ThemeFactory(round=round)
    )[0]
    yesterday = timezone.localdate() - timedelta(days=1)
    MeetingFactory.create_batch(count, round=round, date=yesterday)
    AgendaItemFactory.create_batch(count, meeting=meeting, locked_start=time(12))
    client.force_login(people["strategist"])

    # session, user, 2 × (count, page), the user's next, rounds to plan
    with django_assert_num_queries(8):
        client.get("/moten/")
    # session, user, meeting, items, open boards, two rules, how many boards there are to join
    with django_assert_num_queries(10):
        client.get(f"/moten/{meeting.pk}/")
    with django_assert_num_queries(5):
        client.get(agenda_url(meeting))
