from datetime import date

import pytest
from django.db import IntegrityError

from programmes.models import Membership, Participation, Round, Theme, User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("outsider", False),
        ("politician", True),
        ("manager", True),
        ("strategist", True),
        ("key_person", True),
        ("mentor", True),
        ("other_strategist", True),
        ("staff", True),
    ],
)
def test_a_round_is_visible_to_those_who_take_part_and_to_skr(people, round, who, sees):
    found = Round.objects.visible_to(people[who])

    assert (round in found) is sees


def test_a_round_is_listed_once_for_somebody_with_two_places_in_it(round):
    first = MembershipFactory(participation=ParticipationFactory(round=round))
    MembershipFactory(participation=ParticipationFactory(round=round), user=first.user)

    assert list(Round.objects.visible_to(first.user)) == [round]


def test_skr_sees_every_round():
    rounds = RoundFactory.create_batch(3)

    assert set(Round.objects.visible_to(UserFactory(is_staff=True))) == set(rounds)


def test_memberships_come_with_the_latest_round_first():
    user = UserFactory()
    old, new = (
        MembershipFactory(
            user=user,
            participation=ParticipationFactory(round=RoundFactory(starts_on=start)),
        )
        for start in (date(2024, 9, 1), date(2026, 9, 1))
    )

    assert list(Membership.objects.of(user).with_round()) == [new, old]


def test_an_address_is_one_person_whatever_its_case():
    UserFactory(email="karin@exempel.example")

    with pytest.raises(IntegrityError):
        UserFactory(email="Karin@Exempel.example")


def test_a_new_person_has_no_password():
    user = User.objects.create_user("Karin@Exempel.example ", "Karin Ek")

    assert (user.email, user.has_usable_password()) == ("karin@exempel.example", False)


def test_a_superuser_has_no_password_either():
    user = User.objects.create_superuser("a@b.example", "A B", password="hemligt")

    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, True, False)


@pytest.mark.parametrize(
    ("full_name", "short"), [("Karin Ek", "Karin"), ("Karin", "Karin"), ("", "k@e.example")]
)
def test_the_short_name_is_the_first_name(full_name, short):
    assert User(email="k@e.example", full_name=full_name).get_short_name() == short


@pytest.mark.parametrize("code", ["123", "12a4", "", " 123"])
def test_an_organisation_code_is_four_digits(code):
    with pytest.raises(IntegrityError):
        OrganisationFactory(code=code)


def test_a_round_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        RoundFactory(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1))


def test_an_organisation_is_once_in_a_round():
    participation = ParticipationFactory()

    with pytest.raises(IntegrityError):
        ParticipationFactory(round=participation.round, organisation=participation.organisation)


def test_a_participant_has_no_theme():
    theme = ThemeFactory()

    with pytest.raises(IntegrityError):
        ParticipationFactory(round=theme.round, theme=theme)


def test_a_mentor_outlives_the_theme():
    theme = ThemeFactory()
    mentor = ParticipationFactory(round=theme.round, kind=Participation.Kind.MENTOR, theme=theme)

    theme.delete()

    mentor.refresh_from_db()
    assert mentor.theme is None


def test_a_theme_place_is_taken_once():
    theme = ThemeFactory(position=1)

    with pytest.raises(IntegrityError):
        ThemeFactory(round=theme.round, position=1)


def test_themes_come_in_their_order(round):
    second = ThemeFactory(round=round, position=2)
    first = ThemeFactory(round=round, position=1)

    assert list(Theme.objects.all()) == [first, second]


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("who", "sees"), [("outsider", False), ("politician", True), ("mentor", True), ("staff", True)]
)
def test_who_sees_the_round_sees_its_groups_organisations_and_people(people, group, who, sees):
    participation = Participation.objects.filter(group=group).first()
    membership = participation.memberships.first()

    for thing in (group, participation, participation.organisation, membership):
        found = type(thing).objects.visible_to(people[who]).filter(pk=thing.pk)
        assert found.exists() is sees
