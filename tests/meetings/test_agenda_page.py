"""The page where an agenda is planned."""

import re
from datetime import time

import pytest

from meetings.forms.agendas import RemovedItemForm
from meetings.models import AgendaItem
from meetings.services import agendas
from tests.factories import AgendaItemFactory, MeetingFactory
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


def test_the_internal_text_is_for_planners_only(planner, item):
    assert "Boka stora salen" in planner.get(agenda_url(item.meeting)).text
    assert "Boka stora salen" not in planner.get(f"/moten/{item.meeting.pk}/").text


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
    assert "35 min fri tid före ”Avslut” 11.15, om ni inte fyller den." in page
    assert ">10 min för långt</text>" in page


def test_the_planning_page_sets_the_sum_under_the_item(client, people, group_meeting):
    group_meeting.starts_at = time(9, 30)
    group_meeting.save(update_fields=["starts_at"])
    rows = [(30, None), (60, None), (35, None), (60, time(11, 0))]
    for position, (minutes, lock) in enumerate(rows, start=1):
        AgendaItemFactory(
            meeting=group_meeting, position=position, minutes=minutes, locked_start=lock
        )
    client.force_login(people["strategist"])

    page = on_one_line(client.get(f"/moten/{group_meeting.pk}/dagordning/").text)

    assert page.count('<p class="calculation">') == 1
    assert page.count("Det ryms 90 minuter mellan 09.30 och 11.00.") == 1
    assert page.count("30 +&nbsp;60 +&nbsp;35") == 1


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
    assert '<h3 hx-disable dir="auto">Inledning</h3>' in on_one_line(response.text)


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
