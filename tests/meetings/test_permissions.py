import pytest

from meetings.models import Meeting
from meetings.permissions import may_create_meeting, may_plan_meeting
from programmes.models import Membership
from tests.factories import MeetingFactory, MembershipFactory, ParticipationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hosted_meeting(round, people):
    """A joint meeting whose host is the organisation of `strategist` and `politician`."""
    host = Membership.objects.get(user=people["strategist"]).participation
    return MeetingFactory(round=round, host=host)


@pytest.mark.parametrize(
    ("who", "joint", "hosted", "of_group", "create"),
    [
        ("outsider", False, False, False, False),
        ("politician", False, False, False, False),
        ("manager", False, False, False, False),
        ("strategist", False, True, True, True),
        ("key_person", False, False, False, False),
        ("mentor", False, False, True, True),
        ("other_strategist", False, False, False, True),
        ("staff", True, True, True, True),
    ],
)
def test_who_may_plan_and_create(  # noqa: PLR0913 – one table of four rules
    people, round, meeting, hosted_meeting, group_meeting, who, joint, hosted, of_group, create
):
    user = people[who]

    assert may_plan_meeting(user, meeting) is joint
    assert may_plan_meeting(user, hosted_meeting) is hosted
    assert may_plan_meeting(user, group_meeting) is of_group
    assert may_create_meeting(user, round) is create


def test_hosting_a_groups_meeting_gives_a_strategist_outside_it_no_right(
    people, round, group_meeting
):
    other = Membership.objects.get(user=people["other_strategist"]).participation
    group_meeting.host = other

    assert may_plan_meeting(people["other_strategist"], group_meeting) is False


def test_a_strategist_without_a_group_creates_nothing(round):
    alone = MembershipFactory(participation=ParticipationFactory(round=round)).user

    assert may_create_meeting(alone, round) is False


def test_a_former_member_of_staff_may_nothing(people, round, meeting):
    people["staff"].is_active = False

    assert may_plan_meeting(people["staff"], meeting) is False
    assert may_create_meeting(people["staff"], round) is False


@pytest.mark.parametrize("who", ["outsider", "politician", "manager", "strategist", "key_person",
                                 "mentor", "other_strategist", "staff"])  # fmt: skip
def test_the_planned_meetings_are_those_that_each_may_plan(people, round, group, who):
    ours = people["strategist"].memberships.get().participation
    meetings = [
        MeetingFactory(round=round),
        MeetingFactory(round=round, group=group),
        MeetingFactory(round=round, host=ours),
        MeetingFactory(round=round, group=group, host=ours),
        MeetingFactory(),
    ]
    user = people[who]

    planned = set(Meeting.objects.planned_by(user))

    assert planned == {meeting for meeting in meetings if may_plan_meeting(user, meeting)}
