from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from meetings.models import Meeting
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db


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
def test_visible_to_gives_joint_meetings_and_those_of_ones_own_group(
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


@pytest.mark.parametrize("minutes", [0, 481])
def test_the_database_refuses_impossible_minutes(meeting, minutes):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItemFactory(meeting=meeting, minutes=minutes)


def test_the_database_refuses_two_items_on_one_position(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 – the constraint is deferred to the end
        AgendaItemFactory.create_batch(2, meeting=meeting, position=1)
        connection.check_constraints()
