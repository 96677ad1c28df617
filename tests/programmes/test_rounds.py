"""Rounds and their themes."""

from datetime import date

import pytest
from django.db import IntegrityError

from programmes.models import Round, Theme
from programmes.services import rounds
from tests.factories import (
    MembershipFactory,
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


def test_a_round_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        RoundFactory(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1))


def test_a_theme_place_is_taken_once():
    theme = ThemeFactory(position=1)

    with pytest.raises(IntegrityError):
        ThemeFactory(round=theme.round, position=1)


def test_themes_come_in_their_order(round):
    second = ThemeFactory(round=round, position=2)
    first = ThemeFactory(round=round, position=1)

    assert list(Theme.objects.all()) == [first, second]


def test_a_round_starts_with_its_themes_in_order():
    round = rounds.create_round(
        name="Omgång ett",
        starts_on=date(2026, 9, 15),
        ends_on=date(2028, 3, 16),
        themes=["Styrning", "Förbättring", "Analys"],
    )

    assert list(round.themes.values_list("position", "label")) == [
        (1, "Styrning"),
        (2, "Förbättring"),
        (3, "Analys"),
    ]
