import threading
from datetime import date, time

import pytest
from django.db import connection

from meetings import errors
from meetings.models import AgendaItem, Meeting
from meetings.services import agendas, meetings
from modellkoncept.locking import StaleVersionError
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    ParticipationFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


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


def new_meeting(round, **fields) -> Meeting:
    return meetings.create_meeting(
        round=round,
        kind=Meeting.Kind.LEARNING,
        title="Lärandeträff 1",
        date=date(2026, 12, 3),
        starts_at=time(9, 30),
        **fields,
    )


def test_create_meeting_saves_what_it_was_given(round, group):
    theme = ThemeFactory(round=round)
    host = ParticipationFactory(round=round)

    meeting = new_meeting(
        round, place="Växjö", aims="Se nuläget", group=group, theme=theme, host=host
    )

    meeting.refresh_from_db()
    assert (meeting.group, meeting.theme, meeting.host) == (group, theme, host)
    assert (meeting.place, meeting.aims, meeting.starts_at) == ("Växjö", "Se nuläget", time(9, 30))
    assert meeting.agenda_version == 1


@pytest.mark.parametrize(
    ("name", "factory"),
    [("group", LearningGroupFactory), ("theme", ThemeFactory), ("host", ParticipationFactory)],
)
def test_nothing_from_another_round_gets_into_a_meeting(round, meeting, name, factory):
    stranger = factory()

    with pytest.raises(errors.NotInRoundError):
        new_meeting(round, **{name: stranger})
    with pytest.raises(errors.NotInRoundError):
        meetings.change_meeting(meeting=meeting, **{name: stranger})

    assert Meeting.objects.get() == meeting


def test_change_meeting_changes_only_what_it_was_told(meeting):
    title = meeting.title

    meetings.change_meeting(meeting=meeting, place="Lund")

    meeting.refresh_from_db()
    assert (meeting.place, meeting.title, meeting.agenda_version) == ("Lund", title, 2)


def test_change_meeting_with_an_old_version_saves_nothing(meeting):
    meetings.change_meeting(meeting=meeting, place="Lund", version=1)

    with pytest.raises(StaleVersionError):
        meetings.change_meeting(meeting=meeting, place="Malmö", version=1)

    meeting.refresh_from_db()
    assert meeting.place == "Lund"


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
        lambda item, version: agendas.move_agenda_item(
            item=item, version=version, direction="down"
        ),
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
    ("which", "direction", "expected"),
    [
        (0, "down", ["Inledning", "Fika", "Lunch"]),
        (2, "up", ["Fika", "Lunch", "Inledning"]),
        (0, "up", ["Fika", "Inledning", "Lunch"]),
        (2, "down", ["Fika", "Inledning", "Lunch"]),
    ],
)
def test_move_agenda_item(meeting, items, version, which, direction, expected):
    moved = agendas.move_agenda_item(item=items[which], direction=direction, version=version)

    assert titles(meeting) == expected
    assert positions(meeting) == [1, 2, 3]
    assert moved.position == expected.index(items[which].title) + 1


def test_move_mends_positions_with_holes(meeting):
    first, second = (AgendaItemFactory(meeting=meeting, position=place) for place in (4, 9))

    agendas.move_agenda_item(item=second, direction="up", version=1)

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
