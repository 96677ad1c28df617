"""Agenda items: their forms, services and constraints."""

import threading
from datetime import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict

from meetings.forms.agendas import AgendaItemForm, RemovedItemForm
from meetings.models import AgendaItem
from meetings.services import agendas, meetings
from modellkoncept.locking import StaleVersionError
from tests.factories import (
    AgendaItemFactory,
    MeetingFactory,
)

pytestmark = pytest.mark.django_db
ITEM = {"title": "Fika", "minutes": "15", "kind": "break"}


@pytest.fixture
def items(meeting) -> list[AgendaItem]:
    """Three items, as the services make them."""
    return [
        agendas.add_agenda_item(meeting=meeting, title=title, minutes=30)
        for title in ("Fika", "Inledning", "Lunch")
    ]


@pytest.fixture
def version(meeting, items) -> int:
    meeting.refresh_from_db()
    return meeting.agenda_version


def titles(meeting) -> list[str]:
    return [item.title for item in meeting.agenda_items.all()]


def positions(meeting) -> list[int]:
    return [item.position for item in meeting.agenda_items.all()]


def test_an_unknown_field_is_a_mistake_in_our_code(meeting, items, version):
    with pytest.raises(TypeError):
        meetings.change_meeting(meeting=meeting, round=None)
    with pytest.raises(TypeError):
        agendas.change_agenda_item(item=items[0], version=version, position=3)


def test_add_agenda_item_goes_last_and_counts_the_version(meeting, items):
    item = agendas.add_agenda_item(
        meeting=meeting,
        title="Grupparbete",
        minutes=45,
        kind=AgendaItem.Kind.GROUP_WORK,
        locked_start=time(13),
        public_text="Ta med pennor",
        internal_text="Tre rum",
    )

    item.refresh_from_db()
    meeting.refresh_from_db()
    assert (item.position, meeting.agenda_version) == (4, 5)
    assert (item.title, item.minutes, item.kind) == ("Grupparbete", 45, "group_work")
    assert (item.locked_start, item.public_text, item.internal_text) == (
        time(13),
        "Ta med pennor",
        "Tre rum",
    )


def test_add_agenda_item_without_a_version_never_collides_but_with_an_old_one_does(meeting, items):
    agendas.add_agenda_item(meeting=meeting, title="Sist", minutes=5)
    with pytest.raises(StaleVersionError):
        agendas.add_agenda_item(meeting=meeting, title="Ännu senare", minutes=5, version=1)

    assert titles(meeting) == ["Fika", "Inledning", "Lunch", "Sist"]


def test_change_agenda_item_changes_only_what_it_was_told(meeting, items, version):
    agendas.change_agenda_item(item=items[0], version=version, minutes=15, locked_start=time(9))

    item = AgendaItem.objects.get(pk=items[0].pk)
    meeting.refresh_from_db()
    assert (item.title, item.minutes, item.locked_start) == ("Fika", 15, time(9))
    assert meeting.agenda_version == version + 1


@pytest.mark.parametrize(
    "act",
    [
        lambda item, version: agendas.change_agenda_item(item=item, version=version, title="X"),
        lambda item, version: agendas.move_agenda_item(item=item, version=version, steps=1),
        lambda item, version: agendas.remove_agenda_item(item=item, version=version),
    ],
    ids=["change", "move", "remove"],
)
def test_with_an_old_version_nothing_happens(meeting, items, version, act):
    agendas.change_agenda_item(item=items[1], version=version, title="Annans ord")

    with pytest.raises(StaleVersionError):
        act(items[0], version)

    assert titles(meeting) == ["Fika", "Annans ord", "Lunch"]


def test_changing_an_item_that_is_gone_is_a_collision(meeting, items, version):
    agendas.remove_agenda_item(item=AgendaItem.objects.get(pk=items[0].pk), version=version)

    with pytest.raises(StaleVersionError):
        agendas.change_agenda_item(item=items[0], version=version + 1, title="X")


@pytest.mark.parametrize(
    ("which", "steps", "expected"),
    [
        (0, 1, ["Inledning", "Fika", "Lunch"]),
        (2, -1, ["Fika", "Lunch", "Inledning"]),
        (0, -1, ["Fika", "Inledning", "Lunch"]),
        (2, 1, ["Fika", "Inledning", "Lunch"]),
    ],
)
def test_move_agenda_item(meeting, items, version, which, steps, expected):
    moved = agendas.move_agenda_item(item=items[which], steps=steps, version=version)

    assert titles(meeting) == expected
    assert positions(meeting) == [1, 2, 3]
    assert moved.position == expected.index(items[which].title) + 1


def test_move_mends_positions_with_holes(meeting):
    first, second = (AgendaItemFactory(meeting=meeting, position=place) for place in (4, 9))

    agendas.move_agenda_item(item=second, steps=-1, version=1)

    assert list(meeting.agenda_items.all()) == [second, first]
    assert positions(meeting) == [1, 2]


def test_a_removed_item_can_be_put_back_where_it_stood(meeting, items, version):
    agendas.remove_agenda_item(item=items[1], version=version)
    assert (titles(meeting), positions(meeting)) == (["Fika", "Lunch"], [1, 2])

    agendas.restore_agenda_item(
        meeting=meeting, position=2, title="Inledning", minutes=30, internal_text="Kort"
    )

    meeting.refresh_from_db()
    assert titles(meeting) == ["Fika", "Inledning", "Lunch"]
    assert positions(meeting) == [1, 2, 3]
    assert meeting.agenda_items.get(position=2).internal_text == "Kort"
    assert meeting.agenda_version == version + 2


@pytest.mark.parametrize(("position", "expected"), [(99, 4), (1, 1), (-5, 1)])
def test_restoring_at_an_odd_position_lands_inside_the_agenda(meeting, items, position, expected):
    item = agendas.restore_agenda_item(meeting=meeting, position=position, title="Åter", minutes=5)

    item.refresh_from_db()
    assert item.position == expected
    assert positions(meeting) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_with_the_same_version_one_wins_and_the_rest_hear_of_it():
    meeting = MeetingFactory()
    item = agendas.add_agenda_item(meeting=meeting, title="Fika", minutes=30)
    told: list[str] = []

    def write(number: int) -> None:
        try:
            agendas.change_agenda_item(item=item, version=2, title=f"Skribent {number}")
        except StaleVersionError:
            told.append("collision")
        else:
            told.append(f"Skribent {number}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert told.count("collision") == 9
    assert [AgendaItem.objects.get().title] == [text for text in told if text != "collision"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, set()),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 161}, {"title"}),
        ({"minutes": "0"}, {"minutes"}),
        ({"minutes": "481"}, {"minutes"}),
        ({"minutes": "en kvart"}, {"minutes"}),
        ({"kind": "fest"}, {"kind"}),
        ({"locked_start": "lunch"}, {"locked_start"}),
        ({"locked_start": "25.00"}, {"locked_start"}),
        ({"public_text": "x" * 4001}, {"public_text"}),
    ],
)
def test_agenda_item_form_names_what_is_wrong(typed, wrong):
    assert set(AgendaItemForm(ITEM | typed).errors) == wrong


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12.00", time(12)),
        ("9:05", time(9, 5)),
        ("0930", time(9, 30)),
        ("9", time(9)),
        (" 12.00 ", time(12)),
        ("", None),
    ],
)
def test_clock_times_are_understood_as_people_write_them(typed, expected):
    form = AgendaItemForm(ITEM | {"locked_start": typed})

    assert form.is_valid()
    assert form.cleaned_data["locked_start"] == expected


def test_clock_times_are_shown_with_a_full_stop():
    form = AgendaItemForm(instance=AgendaItemFactory(locked_start=time(12)))

    assert 'value="12.00"' in str(form["locked_start"])


def test_a_removed_item_survives_its_hidden_fields():
    item = AgendaItemFactory(
        locked_start=time(12),
        public_text="Rad ett\nrad två",
        internal_text="Hemligt <b>",
        kind="meal",
    )
    place = {"position": 3, "was": RemovedItemForm.sign(item)}
    form = RemovedItemForm(instance=item, initial=place)
    posted = QueryDict(mutable=True)
    posted.update({name: form[name].value() or "" for name in form.fields})
    posted["locked_start"] = "12.00"

    again = RemovedItemForm(posted, meeting=item.meeting)

    assert again.is_valid()
    assert again.cleaned_data == {
        "title": item.title,
        "minutes": 30,
        "locked_start": time(12),
        "kind": "meal",
        "public_text": "Rad ett\nrad två",
        "internal_text": "Hemligt <b>",
        "position": 3,
        "was": item.pk,
    }


@pytest.mark.parametrize("minutes", [0, 481])
def test_the_database_refuses_impossible_minutes(meeting, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItemFactory(meeting=meeting, minutes=minutes)


def test_the_database_refuses_two_items_on_one_position(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 – the constraint is deferred to the end
        AgendaItemFactory.create_batch(2, meeting=meeting, position=1)
        connection.check_constraints()
