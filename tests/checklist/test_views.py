from datetime import date, timedelta

import pytest
from django.utils import timezone

from checklist.permissions import may_see_self_assessments
from programmes.models import User
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PATH = "/sjalvskattning/"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("outsider", True),  # takes part, in another round
        ("politician", True),
        ("manager", True),
        ("strategist", True),
        ("key_person", True),
        ("mentor", False),
        ("other_strategist", True),
        ("staff", True),
    ],
)
def test_who_may_see_self_assessments(people, who, may):
    assert may_see_self_assessments(User.objects.get(pk=people[who].pk)) is may


def test_somebody_without_a_round_may_not():
    assert may_see_self_assessments(UserFactory()) is False


def test_the_page_lists_my_organisations_and_nobody_elses(client, people, group):
    client.force_login(people["politician"])

    response = client.get(PATH)

    mine = people["politician"].memberships.get().participation
    assert list(response.context["page"]) == [mine]
    assert "Självskattningen är inte öppen än" in response.text


def test_staff_sees_every_organisation_that_takes_part_but_no_mentor(client, people):
    client.force_login(people["staff"])

    shown = {each.kind for each in client.get(PATH).context["page"]}

    assert shown == {"participant"}


def test_the_first_learning_meeting_of_the_own_group_is_told(client):
    today = timezone.localdate()
    group = LearningGroupFactory()
    other = LearningGroupFactory(round=group.round)
    member = MembershipFactory(participation=ParticipationFactory(round=group.round, group=group))
    for where, kind, days in (
        (group, "learning", 40),
        (group, "learning", 20),
        (other, "learning", 10),
        (None, "kickoff", 5),
    ):
        MeetingFactory(round=group.round, group=where, kind=kind, date=today + timedelta(days=days))
    client.force_login(member.user)

    [row] = client.get(PATH).context["page"]

    assert row.first_meeting == today + timedelta(days=20)


@pytest.mark.parametrize(
    ("day", "words"), [(None, "Inte bestämd än"), (date(2020, 1, 2), "(har varit)")]
)
def test_a_meeting_that_is_not_to_come_is_said_in_words(client, day, words):
    member = MembershipFactory()
    if day:
        MeetingFactory(round=member.participation.round, kind="learning", date=day)
    client.force_login(member.user)

    assert words in client.get(PATH).text


@pytest.mark.parametrize("organisations", [1, 3])
def test_query_count(client, organisations, django_assert_num_queries):
    user = UserFactory()
    for _ in range(organisations):
        group = LearningGroupFactory()
        participation = ParticipationFactory(round=group.round, group=group)
        MembershipFactory(participation=participation, user=user)
        MeetingFactory(round=group.round, group=group, kind="learning")
    client.force_login(user)

    with django_assert_num_queries(4):  # session, user, how many, organisations
        client.get(PATH)
