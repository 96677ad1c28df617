"""Where an item stands in the agenda: placed, added between two, locked; each in one act."""

import re
from datetime import time

import pytest

from meetings.models import AgendaItem
from meetings.services import agendas
from modellkoncept.locking import StaleVersionError
from tests.factories import AgendaItemFactory, MeetingFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEW = {"title": "Nytt", "minutes": "15", "kind": "session"}


@pytest.fixture
def items(group_meeting) -> list[AgendaItem]:
    """Four items at version 5."""
    return [
        agendas.add_agenda_item(meeting=group_meeting, title=title, minutes=30) for title in "ABCD"
    ]


@pytest.fixture
def planner(client, people):
    client.force_login(people["strategist"])
    return client


def order(meeting) -> str:
    return "".join(meeting.agenda_items.values_list("title", flat=True))


def url(meeting, *parts) -> str:
    return "/".join(["/moten", str(meeting.pk), "dagordning", *map(str, parts), ""])


def after_of(items, after) -> int:
    return items["ABCD".index(after)].pk if after else agendas.FIRST


@pytest.mark.parametrize(
    ("moved", "after", "expected"),
    [
        ("A", "D", "BCDA"),
        ("D", "", "DABC"),
        ("B", "C", "ACBD"),
        ("C", "A", "ACBD"),
        ("A", "", "ABCD"),
        ("C", "B", "ABCD"),
        ("C", "C", "ABCD"),
    ],
)
def test_an_item_is_moved_anywhere_in_one_act(
    planner, group_meeting, items, moved, after, expected
):
    item = items["ABCD".index(moved)]
    given = {"after": str(after_of(items, after)), "version": "5"}

    answer = planner.post(url(group_meeting, "punkter", item.pk, "flytta"), given, headers=HTMX)

    assert answer.status_code == 200
    assert order(group_meeting) == expected
    assert f"”{moved}” är nu punkt {expected.index(moved) + 1}." in answer.text
    assert list(group_meeting.agenda_items.values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(("after", "expected"), [("", "XABCD"), ("B", "ABXCD"), ("D", "ABCDX")])
def test_an_item_is_added_after_another_and_the_form_stays_there(
    planner, group_meeting, items, after, expected
):
    place = after_of(items, after)
    form = planner.get(f"{url(group_meeting)}?efter={place}", headers=HTMX)
    assert form.context["new_form"]["after"].value() == str(place)
    typed = NEW | {"title": "X", "after": str(place), "in_place": "1"}

    answer = planner.post(url(group_meeting, "punkter"), typed, headers=HTMX)

    added = AgendaItem.objects.get(title="X")
    assert order(group_meeting) == expected
    assert answer.context["adding_after"] == added.pk
    assert answer.context["new_form"]["after"].value() == str(added.pk)
    assert answer.text.count('id="ny-punkt"') == 1


def test_the_form_stands_between_the_rows_that_it_adds_between(planner, group_meeting, items):
    page = on_one_line(planner.get(f"{url(group_meeting)}?efter={items[1].pk}").text)

    stands = re.findall(r'<li class="a-it[^"]*" id="(item\d+|ny-punkt)"', page)
    assert stands == [
        f"item{items[0].pk}",
        f"item{items[1].pk}",
        "ny-punkt",
        f"item{items[2].pk}",
        f"item{items[3].pk}",
    ]
    assert page.count('name="title"') == 1
    links = re.findall(r'href="[^"]*\?efter=(\d+)#ny-punkt"', page)
    assert links == [str(each) for each in (0, items[0].pk, items[2].pk, items[3].pk)]


def test_a_place_is_chosen_by_name_also_while_the_item_is_edited(planner, group_meeting, items):
    page = planner.get(url(group_meeting, "punkter", items[3].pk))
    form = page.context["item_form"]
    assert form["after"].value() == items[2].pk
    assert [name for _value, name in form.fields["after"].choices] == [
        "Först i dagordningen",
        "09.30 A",
        "10.00 B",
        "10.30 C",
    ]

    planner.post(
        url(group_meeting, "punkter", items[3].pk),
        NEW | {"title": "D2", "after": str(items[0].pk), "version": "5"},
    )

    assert order(group_meeting) == "AD2BC"


def test_who_changes_only_the_text_leaves_the_item_in_its_place(planner, group_meeting, items):
    for after in ({}, {"after": str(items[0].pk)}):
        group_meeting.refresh_from_db()
        given = NEW | {"title": "B", "version": str(group_meeting.agenda_version)} | after
        planner.post(url(group_meeting, "punkter", items[1].pk), given)

    assert order(group_meeting) == "ABCD"


@pytest.mark.parametrize("after", ["strange", "999999", "-1", "²", "9" * 5000])
def test_a_place_that_is_not_there_is_refused_and_the_text_stays(
    planner, group_meeting, items, after
):
    strange = AgendaItemFactory(meeting=MeetingFactory()).pk
    typed = NEW | {"after": str(strange) if after == "strange" else after, "in_place": "1"}

    answer = planner.post(url(group_meeting, "punkter"), typed)

    assert answer.status_code == 422
    assert answer.context["new_form"].errors == {
        "after": ["Punkten som du valde finns inte längre. Välj en annan plats."]
    }
    assert 'value="Nytt"' in answer.text
    assert order(group_meeting) == "ABCD"


@pytest.mark.parametrize("after", ["999999", "strange"])
def test_moving_after_what_is_not_there_changes_nothing(planner, group_meeting, items, after):
    strange = AgendaItemFactory(meeting=MeetingFactory()).pk
    given = {"after": str(strange) if after == "strange" else after, "version": "5"}

    answer = planner.post(url(group_meeting, "punkter", items[0].pk, "flytta"), given)

    assert answer.status_code == 409
    assert order(group_meeting) == "ABCD"


def test_two_who_place_at_once_overwrite_nobody(group_meeting, items):
    agendas.place_agenda_item(item=items[0], after=items[3].pk, version=5)

    with pytest.raises(StaleVersionError):
        agendas.place_agenda_item(item=items[3], after=agendas.FIRST, version=5)

    assert order(group_meeting) == "BCDA"


def test_a_new_item_follows_the_one_it_was_placed_after_wherever_that_has_gone(
    group_meeting, items
):
    agendas.place_agenda_item(item=items[1], after=items[3].pk, version=5)

    agendas.add_agenda_item(meeting=group_meeting, title="X", minutes=5, after=items[1].pk)

    assert order(group_meeting) == "ACDBX"


# --- locks ---------------------------------------------------------------------------------------
def test_an_item_is_locked_and_unlocked_in_one_act_each(planner, group_meeting, items):
    address = url(group_meeting, "punkter", items[2].pk, "las")
    locked = []

    for version, typed in (
        ("5", {"locked_start": "12.00"}),
        ("6", {"locked_start": "12.15"}),
        ("7", {"locked_start": "12.15", "unlock": "1"}),
        ("8", {"locked_start": "11"}),
        ("9", {"locked_start": ""}),
    ):
        planner.post(address, typed | {"version": version})
        items[2].refresh_from_db()
        locked.append(items[2].locked_start)

    assert locked == [time(12), time(12, 15), None, time(11), None]


def test_the_menu_offers_the_time_that_the_item_has(planner, group_meeting, items):
    page = on_one_line(planner.get(url(group_meeting)).text)

    assert f'id="lock{items[2].pk}" name="locked_start" autocomplete="off" value="10.30"' in page
    assert "Lås upp tiden" not in page


@pytest.mark.parametrize("typed", ["lunch", "25.00", "12.60"])
def test_a_wrong_time_comes_back_in_the_open_menu(planner, group_meeting, items, typed):
    address = url(group_meeting, "punkter", items[2].pk, "las")

    answer = planner.post(address, {"locked_start": typed, "version": "5"}, headers=HTMX)

    page = on_one_line(answer.text)
    assert answer.status_code == 422
    assert f'value="{typed}" aria-invalid="true"' in page
    assert page.count('<details class="menu-box" open>') == 1
    items[2].refresh_from_db()
    assert items[2].locked_start is None


def test_a_lock_on_an_old_agenda_is_refused_and_not_forgotten(planner, group_meeting, items):
    agendas.change_agenda_item(item=items[0], version=5, minutes=45)
    address = url(group_meeting, "punkter", items[2].pk, "las")

    answer = planner.post(address, {"locked_start": "12.00", "version": "5"}, headers=HTMX)

    assert answer.status_code == 409
    assert "Du ville låsa ”C” till 12.00." in answer.text


# --- what the page says ---------------------------------------------------------------------------
def test_where_one_edits_the_page_says_who_sees_it(planner, group_meeting, items):
    sentence = "Det du sparar syns direkt för alla i träffen."

    pages = [
        url(group_meeting),
        url(group_meeting, "punkter", items[0].pk),
        f"/moten/{group_meeting.pk}/andra/",
    ]

    assert [planner.get(page).text.count(sentence) for page in pages] == [1, 1, 1]


def test_texts_are_folded_and_open_where_there_is_something_to_edit(planner, group_meeting, items):
    agendas.change_agenda_item(item=items[0], version=5, public_text="Vi presenterar oss")

    listed = on_one_line(planner.get(url(group_meeting)).text)
    edited = on_one_line(planner.get(url(group_meeting, "punkter", items[0].pk)).text)

    assert listed.count('<details class="a-more"><summary>Text till deltagarna') == 2
    assert edited.count('<details class="a-more" open>') == 1
