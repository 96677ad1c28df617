"""The page of an organisation in a round: who it is, its group, its people by role."""

import pytest

from programmes.models import Participation, Role
from programmes.services import mentorships
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    MentorshipFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def test_a_participants_page_has_its_group_with_mentors_and_its_people(client, staff, round, group):
    ours, theirs = ParticipationFactory.create_batch(2, round=round, group=group)
    theme = ThemeFactory(round=round)
    MentorshipFactory(group=group, theme=theme)
    LearningGroupFactory(round=round)
    MembershipFactory.create_batch(2, participation=ours, role=Role.MANAGER)

    context = client.get(ours.get_absolute_url()).context

    [around] = context["groups"]
    assert (around.group, set(around.participants)) == (group, {ours, theirs})
    assert [row.theme for row in around.mentors] == [theme]
    assert {row.role: len(row.people) for row in context["roles"]} == {
        "politician": 0,
        "manager": 2,
        "strategist": 0,
        "key_person": 0,
    }


def test_a_mentors_page_has_every_group_that_it_supports(client, staff, round):
    mentor = ParticipationFactory(round=round, kind=Participation.Kind.MENTOR)
    theme = ThemeFactory(round=round)
    groups = [LearningGroupFactory(round=round, name=name) for name in ("Norra", "Södra")]
    for group in groups:
        mentorships.add_mentorship(mentor=mentor, group=group, theme=theme)

    found = client.get(mentor.get_absolute_url()).context["groups"]

    assert [(row.group, row.themes) for row in found] == [(each, [theme]) for each in groups]


def test_the_mentor_comes_to_its_own_groups_from_there(client, people):
    mentor = Participation.objects.filter(memberships__user=people["mentor"]).get()
    link = f'href="/deltagande/{mentor.pk}/grupper/"'

    seen = {}
    for who in ("mentor", "strategist", "staff"):
        client.force_login(people[who])
        seen[who] = link in client.get(mentor.get_absolute_url()).text

    assert seen == {"mentor": True, "strategist": False, "staff": False}


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_page_query_count(client, staff, round, group, rows, django_assert_num_queries):
    ours = ParticipationFactory(round=round, group=group)
    MembershipFactory.create_batch(rows, participation=ours)
    for _ in range(rows):
        MentorshipFactory(group=group)
        ParticipationFactory(round=round, group=LearningGroupFactory(round=round))

    # session, user, participation, history (2), who is in the round, mentorships, people; the
    # meetings: its mentorships, the meetings; whether it is a mentor's to read, its own pages, its
    # people and its tasks; which rounds of its history the user may read
    with django_assert_num_queries(14):
        client.get(ours.get_absolute_url())


def test_the_pages_of_an_organisation_begin_with_what_it_is_to_do(client, round):
    ours = ParticipationFactory(round=round)
    coordinator = MembershipFactory(participation=ours, role="strategist", is_coordinator=True).user
    client.force_login(coordinator)

    links = client.get(ours.get_absolute_url()).context["links"]

    assert [str(link.label) for link in links] == [
        "Uppgifter",
        "Organisationsfakta",
        "Beslut",
        "Planering",
        "Personer",
        "Bjud in personer",
    ]
    assert [client.get(link.url).status_code for link in links] == [200] * 6
