from datetime import time

import pytest
from django.http import QueryDict

from meetings.forms.agendas import AgendaItemForm, RemovedItemForm
from meetings.forms.meetings import MeetingForm
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    ParticipationFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

ITEM = {"title": "Fika", "minutes": "15", "kind": "break"}
MEETING = {"title": "Träff", "kind": "learning", "date": "2026-12-03", "starts_at": "9.30"}


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


def test_a_strategist_chooses_among_her_own_groups_and_must_choose(people, round, group):
    form = MeetingForm(MEETING, round=round, user=people["strategist"])

    assert list(form.fields["group"].queryset) == [group]
    assert set(form.errors) == {"group"}


def test_skr_may_leave_the_group_empty_and_choose_any(people, round):
    form = MeetingForm(MEETING, round=round, user=people["staff"])

    assert list(form.fields["group"].queryset) == list(round.groups.all())
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == time(9, 30)


@pytest.mark.parametrize(
    ("name", "factory"),
    [("group", LearningGroupFactory), ("theme", ThemeFactory), ("host", ParticipationFactory)],
)
def test_nothing_from_another_round_can_be_chosen(people, round, name, factory):
    stranger = factory()
    form = MeetingForm(MEETING | {name: stranger.pk}, round=round, user=people["staff"])

    assert set(form.errors) == {name}


def test_a_strategist_cannot_make_a_meeting_joint_or_give_it_away(people, group_meeting):
    form = MeetingForm(instance=group_meeting, round=group_meeting.round, user=people["strategist"])

    assert "group" not in form.fields
    assert "host" in form.fields


def test_a_host_does_not_decide_who_hosts_a_joint_meeting(people, meeting):
    form = MeetingForm(instance=meeting, round=meeting.round, user=people["strategist"])

    assert form.fields.keys().isdisjoint({"group", "host"})
