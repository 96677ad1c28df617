"""Meetings: who sees them, their form and their services."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings import errors
from meetings.forms.meetings import MeetingForm
from meetings.models import Meeting
from meetings.services import meetings
from modellkoncept.locking import StaleVersionError
from programmes.errors import DaysInUseError
from programmes.services.round_plans import change_planned_round
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
MEETING = {"title": "Träff", "kind": "learning", "date": "2026-12-03", "starts_at": "9.30"}


@pytest.mark.parametrize(
    ("who", "joint", "own_group"),
    [
        ("outsider", False, False),
        ("politician", True, True),
        ("manager", True, True),
        ("strategist", True, True),
        ("key_person", True, True),
        ("mentor", True, True),
        ("other_strategist", True, False),
        ("staff", True, True),
    ],
)
def test_visible_to_gives_joint_meetings_and_those_of_the_users_group(
    people, meeting, group_meeting, who, joint, own_group
):
    expected = {meeting} if joint else set()
    expected |= {group_meeting} if own_group else set()

    assert set(Meeting.objects.visible_to(people[who])) == expected


def test_visible_to_gives_each_meeting_once_to_a_member_of_two_organisations(round, meeting):
    user = MembershipFactory(participation__round=round).user
    MembershipFactory(participation__round=round, user=user)

    assert list(Meeting.objects.visible_to(user)) == [meeting]


def test_a_group_in_another_round_opens_no_meetings_in_this_one(round, group_meeting):
    elsewhere = RoundFactory()
    participation = ParticipationFactory(
        round=elsewhere, group=LearningGroupFactory(round=elsewhere)
    )
    user = MembershipFactory(participation=participation).user

    assert not Meeting.objects.visible_to(user).exists()


def test_upcoming_holds_today_and_later_the_nearest_first(round):
    today = timezone.localdate()
    later, now, _past = (
        MeetingFactory(round=round, date=today + timedelta(days=days)) for days in (9, 0, -1)
    )

    assert list(Meeting.objects.upcoming()) == [now, later]


def test_aims_are_one_on_each_line():
    assert Meeting(aims="Se nuläget\n\n  Välja väg  \r\n").aim_list == ["Se nuläget", "Välja väg"]


def test_without_a_host_the_meeting_is_skrs():
    assert Meeting().host_name == "SKR"
    assert (
        MeetingFactory(host=ParticipationFactory(organisation__name="Storbergs kommun")).host_name
        == "Storbergs kommun"
    )


def test_a_strategist_chooses_among_own_groups_and_must_choose(people, round, group):
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


def new_meeting(round, day=date(2026, 12, 3), **fields) -> Meeting:
    return meetings.create_meeting(
        round=round,
        kind=Meeting.Kind.LEARNING,
        title="Lärandeträff 1",
        date=day,
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


@pytest.mark.parametrize("day", [date(2026, 9, 14), date(2028, 3, 17), date(1, 1, 1)])
def test_a_meeting_is_on_a_day_of_its_round(round, meeting, day):
    with pytest.raises(errors.OutsideRoundError):
        new_meeting(round, day=day)
    with pytest.raises(errors.OutsideRoundError):
        meetings.change_meeting(meeting=meeting, date=day)

    assert Meeting.objects.get() == meeting
    for edge in (round.starts_on, round.ends_on):
        assert meetings.change_meeting(meeting=meeting, date=edge).date == edge


def test_a_meeting_outside_its_round_from_before_can_be_changed_otherwise(meeting):
    Meeting.objects.update(date=date(2020, 1, 1))

    assert meetings.change_meeting(meeting=meeting, place="Lund").place == "Lund"


def change_days(round, **fields) -> None:
    change_planned_round(round=round, version=None, fields=fields, themes=[])


def test_no_change_of_a_round_leaves_its_meetings_outside(round):
    for day in (date(2026, 10, 1), date(2027, 5, 1)):
        new_meeting(round, day=day)

    for fields in ({"starts_on": date(2026, 10, 2)}, {"ends_on": date(2027, 4, 30)}):
        with pytest.raises(DaysInUseError):
            change_days(round, **fields)
    change_days(round, starts_on=date(2026, 10, 1), ends_on=date(2027, 5, 1))
    round.refresh_from_db()
    assert (round.starts_on, round.ends_on) == (date(2026, 10, 1), date(2027, 5, 1))


def test_the_forms_say_so_beside_the_day(client, people, round, meeting):
    client.force_login(people["staff"])
    given = {"title": "Träff", "kind": "learning", "starts_at": "09.30", "date": "2030-01-01"}

    for address in (f"/moten/ny/?omgang={round.pk}", f"/moten/{meeting.pk}/andra/"):
        answered = client.post(address, given | {"version": meeting.agenda_version})

        assert answered.status_code == 422
        assert answered.context["form"].errors == {
            "date": ["Välj en dag under omgången, från 15 september 2026 till 16 mars 2028."]
        }
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
