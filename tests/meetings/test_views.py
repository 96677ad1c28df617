import re
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from meetings.forms.agendas import RemovedItemForm
from meetings.models import AgendaItem, Meeting
from meetings.services import agendas, meetings
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from programmes.models import Membership
from tests.factories import AgendaItemFactory, MeetingFactory, ThemeFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
FIKA = {"title": "Fika", "minutes": "15", "kind": "break"}


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


def item_url(item, *parts) -> str:
    return agenda_url(item.meeting, "punkter", item.pk, *parts)


# --- who sees and does what ---------------------------------------------------------------------


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
        ("key_person", 403),
        ("other_strategist", 404),
    ],
)
def test_who_may_not_plan_changes_nothing(client, people, item, who, expected):
    client.force_login(people[who])
    meeting = item.meeting
    version = {"version": "2"}

    answers = [
        client.post(agenda_url(meeting, "punkter"), FIKA),
        client.post(agenda_url(meeting, "punkter", "aterstall"), FIKA | {"position": "1"}),
        client.get(item_url(item)),
        client.post(item_url(item), FIKA | version),
        client.post(item_url(item, "minuter"), {"minutes": "5"} | version),
        client.post(item_url(item, "flytta"), {"direction": "up"} | version),
        client.post(item_url(item, "ta-bort"), version),
        client.post(f"/moten/{meeting.pk}/andra/", {"title": "X"} | version),
    ]

    assert {answer.status_code for answer in answers} == {expected}
    meeting.refresh_from_db()
    assert meeting.agenda_version == 2
    assert AgendaItem.objects.get().title == "Inledning"


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


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_an_address_that_never_was_is_404(planner, group_meeting, number):
    assert planner.get(f"/moten/{number}/").status_code == 404
    assert planner.get(agenda_url(group_meeting, "punkter", number)).status_code == 404
    gone = planner.post(agenda_url(group_meeting, "punkter", number, "ta-bort"), {"version": "1"})
    assert gone.status_code == 404


def test_an_item_of_another_meeting_is_404_whatever_version_is_claimed(planner, item):
    strange = AgendaItemFactory(meeting=MeetingFactory())
    wrong = agenda_url(item.meeting, "punkter", strange.pk, "ta-bort")

    assert planner.post(wrong, {"version": "2"}).status_code == 404
    assert planner.post(wrong, {"version": "1"}).status_code == 404
    assert AgendaItem.objects.filter(pk=strange.pk).exists()


# --- reading ------------------------------------------------------------------------------------


def test_the_meeting_page_shows_times_titles_and_public_text_only(client, people, item):
    client.force_login(people["politician"])

    page = on_one_line(client.get(f"/moten/{item.meeting.pk}/").text)

    assert "<time>09.30</time>" in page
    assert "–09.50" in page
    assert "Vi presenterar oss" in page
    assert "Boka stora salen" not in page
    assert agenda_url(item.meeting) + '"' not in page


def test_the_internal_text_is_for_planners_only(planner, item):
    assert "Boka stora salen" in planner.get(agenda_url(item.meeting)).text
    assert "Boka stora salen" not in planner.get(f"/moten/{item.meeting.pk}/").text


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


def test_findings_stand_in_words_beside_their_item(planner, item):
    agendas.add_agenda_item(
        meeting=item.meeting, title="Lunch", minutes=60, kind="meal", locked_start=time(9, 40)
    )
    agendas.add_agenda_item(
        meeting=item.meeting, title="Avslut", minutes=10, locked_start=time(11, 15)
    )

    page = on_one_line(planner.get(agenda_url(item.meeting)).text)

    assert "”Lunch” är låst till 09.40" in page
    assert "Programmet före ”Lunch” slutar 09.50, det är 10 min för sent." in page
    assert "35 min över till ”Avslut” 11.15." in page
    assert ">10 min över</text>" in page


# --- planning -----------------------------------------------------------------------------------


def test_htmx_gets_only_the_part_that_changed(planner, group_meeting):
    response = planner.post(agenda_url(group_meeting, "punkter"), FIKA, headers=HTMX)

    assert response.status_code == 200
    assert response.templates[0].name == "meetings/agendas/_agenda.html"
    assert "<html" not in response.text
    assert on_one_line(response.text).strip().startswith('<div id="agenda">')
    assert "”Fika” är tillagd sist." in response.text


def test_without_javascript_each_act_answers_with_a_redirect_to_its_item(planner, item):
    meeting = item.meeting
    added = planner.post(agenda_url(meeting, "punkter"), FIKA)
    fika = meeting.agenda_items.get(title="Fika")

    moved = planner.post(item_url(fika, "flytta"), {"direction": "up", "version": "3"})
    timed = planner.post(item_url(fika, "minuter"), {"minutes": "25", "version": "4"})
    saved = planner.post(item_url(fika), FIKA | {"title": "Kaffe", "version": "5"})

    back = f"{agenda_url(meeting)}#item{fika.pk}"
    assert [answer.url for answer in (added, moved, timed, saved)] == [back] * 4
    assert list(meeting.agenda_items.values_list("title", "minutes")) == [
        ("Kaffe", 15),
        ("Inledning", 20),
    ]
    assert "”Kaffe” är sparad." in planner.get(agenda_url(meeting)).text


def test_the_moved_item_keeps_its_menu_open_and_its_buttons_keep_their_ids(planner, item):
    agendas.add_agenda_item(meeting=item.meeting, title="Fika", minutes=15)

    response = planner.post(
        item_url(item, "flytta"), {"direction": "down", "version": "3"}, headers=HTMX
    )

    assert response.context["focus"] == item.pk
    assert len(re.findall(r'<details class="menu-box" open>', on_one_line(response.text))) == 1
    assert f'id="down{item.pk}" aria-disabled="true"' in on_one_line(response.text)
    assert "”Inledning” är nu punkt 2." in response.text


def test_a_wrong_new_item_comes_back_with_what_was_typed(planner, group_meeting):
    response = planner.post(
        agenda_url(group_meeting, "punkter"),
        FIKA | {"minutes": "0", "public_text": "Långt <b>svar"},
    )

    assert response.status_code == 422
    assert response.context["new_form"].errors.keys() == {"minutes"}
    assert "Långt &lt;b&gt;svar" in response.text
    assert not group_meeting.agenda_items.exists()


def test_a_wrong_change_comes_back_with_what_was_typed_and_the_stored_title_stands(planner, item):
    response = planner.post(
        item_url(item), FIKA | {"title": "x" * 161, "version": "2"}, headers=HTMX
    )

    assert response.status_code == 422
    assert response.context["item_form"].errors.keys() == {"title"}
    assert "x" * 161 in response.text
    assert "<h3 hx-disable>Inledning</h3>" in on_one_line(response.text)


@pytest.mark.parametrize("typed", ["0", "en timme", "", "99999999999999"])
def test_wrong_minutes_come_back_beside_their_field(planner, item, typed):
    response = planner.post(item_url(item, "minuter"), {"minutes": typed, "version": "2"})

    assert response.status_code == 422
    assert f'value="{typed[:10]}" aria-invalid="true"' in on_one_line(response.text)
    item.refresh_from_db()
    assert item.minutes == 20


def test_a_removed_item_comes_back_by_the_button_in_the_toast(planner, item):
    agendas.change_agenda_item(item=item, version=2, locked_start=time(9, 45))
    agendas.add_agenda_item(meeting=item.meeting, title="Fika", minutes=15)

    removed = planner.post(item_url(item, "ta-bort"), {"version": "4"}, headers=HTMX)
    assert "”Inledning” är borttagen." in removed.text
    undo = hidden_fields(removed.text)
    planner.post(agenda_url(item.meeting, "punkter", "aterstall"), undo, headers=HTMX)

    assert list(
        item.meeting.agenda_items.values_list(
            "title", "locked_start", "public_text", "internal_text"
        )
    ) == [
        ("Inledning", time(9, 45), "Vi presenterar oss", "Boka stora salen"),
        ("Fika", None, "", ""),
    ]


def test_a_second_press_on_the_toasts_button_finds_the_item_there(planner, item):
    removed = planner.post(item_url(item, "ta-bort"), {"version": "2"}, headers=HTMX)
    undo = hidden_fields(removed.text)

    for _press in range(2):
        planner.post(agenda_url(item.meeting, "punkter", "aterstall"), undo, headers=HTMX)

    assert list(item.meeting.agenda_items.values_list("pk", "title")) == [(item.pk, "Inledning")]


@pytest.mark.parametrize("was", ["", "7", "påhittat"])
def test_only_what_was_removed_here_can_come_back(planner, item, was):
    another = AgendaItemFactory()
    theirs = RemovedItemForm.sign(another)
    address = agenda_url(item.meeting, "punkter", "aterstall")

    undo = FIKA | {"position": "1"}
    answers = [planner.post(address, undo | {"was": each}).status_code for each in (was, theirs)]

    assert answers == [422, 422]
    assert list(item.meeting.agenda_items.all()) == [item]


def test_without_javascript_the_toast_stands_on_the_next_page_once(planner, item):
    assert planner.post(item_url(item, "ta-bort"), {"version": "2"}).url == agenda_url(item.meeting)

    first = planner.get(agenda_url(item.meeting))
    second = planner.get(agenda_url(item.meeting))

    assert hidden_fields(first.text)["title"] == "Inledning"
    assert "borttagen" not in second.text


def hidden_fields(html: str) -> dict[str, str]:
    """What the undo button of the toast would post."""
    page = on_one_line(html)
    toast = page[page.index('class="toast') :]
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', toast)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


# --- two at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_later_of_two_writers_sees_both_texts_and_may_save_again(planner, item, headers):
    agendas.change_agenda_item(item=item, version=2, public_text="Den andras text")
    mine = FIKA | {"public_text": "Min text", "version": "2"}

    lost = planner.post(item_url(item), mine, headers=headers)

    assert lost.status_code == 409
    assert "Den andras text" in lost.text
    assert "Min text" in lost.text
    assert AgendaItem.objects.get().public_text == "Den andras text"

    planner.post(item_url(item), mine | {"version": "3"})
    assert AgendaItem.objects.get().public_text == "Min text"


def test_a_wrong_form_on_an_old_version_is_a_collision_too(planner, item):
    """Otherwise the corrected form would carry the new version and overwrite unseen."""
    agendas.change_agenda_item(item=item, version=2, title="Den andras")

    response = planner.post(item_url(item), FIKA | {"minutes": "0", "version": "2"})

    assert response.status_code == 409
    assert "Den andras" in response.text


def test_what_was_typed_for_a_removed_item_waits_as_a_new_one(planner, item):
    agendas.remove_agenda_item(item=item, version=2)

    response = planner.post(item_url(item), FIKA | {"public_text": "Min text", "version": "2"})

    assert response.status_code == 409
    assert response.context["new_form"]["public_text"].value() == "Min text"
    assert "Någon annan tog bort punkten" in response.text


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("minuter", {"minutes": "45"}),
        ("flytta", {"direction": "down"}),
        ("ta-bort", {}),
    ],
)
@pytest.mark.parametrize("version", ["2", "", "nonsense", "²", "9" * 5000])
def test_an_act_on_an_old_agenda_is_refused_and_shows_the_new(
    planner, item, address, typed, version
):
    agendas.change_agenda_item(item=item, version=2, title="Nytt namn")

    response = planner.post(item_url(item, address), typed | {"version": version}, headers=HTMX)

    assert response.status_code == 409
    assert "Någon annan ändrade dagordningen nyss" in response.text
    assert "Nytt namn" in response.text
    assert AgendaItem.objects.get().minutes == 20


def test_refused_minutes_are_not_forgotten(planner, item):
    agendas.change_agenda_item(item=item, version=2, minutes=30)

    response = planner.post(item_url(item, "minuter"), {"minutes": "45", "version": "2"})

    assert "Du ville ge ”Inledning” 45 min." in response.text


# --- the meeting itself -------------------------------------------------------------------------


def new_meeting(**fields) -> dict[str, str]:
    return {
        "title": "Lärandeträff 1",
        "kind": "learning",
        "date": "2026-12-03",
        "starts_at": "09.30",
        "place": "Växjö",
        "aims": "Se nuläget",
    } | fields


def test_a_strategist_creates_a_meeting_for_her_group(planner, round, group):
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
    assert '<input type="hidden" name="version" value="2">' in on_one_line(response.text)
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


# --- cost ---------------------------------------------------------------------------------------


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

    with django_assert_num_queries(7):  # session, user, 2 × (count, page), rounds to plan
        client.get("/moten/")
    # session, user, meeting, items, two rules, how many boards there are to join
    with django_assert_num_queries(7):
        client.get(f"/moten/{meeting.pk}/")
    with django_assert_num_queries(5):
        client.get(agenda_url(meeting))
