"""What the database refuses in a round, whichever code asks it."""

from datetime import time
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from programmes.errors import AlreadyTakesPartError, WrongRoundError
from programmes.models import (
    LearningGroup,
    Participation,
    Round,
    RoundTemplate,
    TemplateMeeting,
    Theme,
)
from programmes.services import groups, participations
from programmes.services.themes import arrange_themes
from tests.constraints import refused_by
from tests.factories import (
    LearningGroupFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

PARTS = [
    ("group", LearningGroupFactory, "participation_is_in_a_group_of_its_round"),
    ("theme", ThemeFactory, "participation_has_a_theme_of_its_round"),
]


@pytest.fixture
def mentor(round) -> Participation:
    """A mentor with no group and no theme yet."""
    return ParticipationFactory(round=round, kind=Participation.Kind.MENTOR)


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_a_participations_group_and_theme_are_of_its_round(round, mentor, part, factory, name):
    own, other = factory(round=round), factory()
    found = Participation.objects.filter(pk=mentor.pk)

    assert refused_by(lambda: found.update(**{part: other})) == name
    assert refused_by(lambda: found.update(**{part: own})) is None
    assert refused_by(lambda: found.update(**{part: None})) is None


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_a_participation_is_not_added_with_a_part_of_another_round(round, part, factory, name):
    stranger = Participation(
        round=round,
        organisation=OrganisationFactory(),
        kind=Participation.Kind.MENTOR,
        **{part: factory()},
    )

    assert refused_by(lambda: Participation.objects.bulk_create([stranger])) == name


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_neither_a_participation_nor_what_it_has_moves_to_another_round(
    round, mentor, part, factory, name
):
    own, elsewhere = factory(round=round), RoundFactory()
    found = Participation.objects.filter(pk=mentor.pk)
    found.update(**{part: own})

    assert refused_by(lambda: found.update(round=elsewhere)) == name
    assert refused_by(lambda: type(own).objects.filter(pk=own.pk).update(round=elsewhere)) == name


def test_a_group_or_theme_that_does_not_exist_is_refused_too(mentor):
    found = Participation.objects.filter(pk=mentor.pk)

    assert refused_by(lambda: found.update(group_id=0)) == PARTS[0][2]
    assert refused_by(lambda: found.update(theme_id=0)) == PARTS[1][2]


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_the_services_say_so_before_the_database_does(mentor, part, factory, name):
    with pytest.raises(WrongRoundError):
        participations.change_participation(participation=mentor, **{part: factory()})


def test_a_second_participation_in_the_same_round_still_has_its_own_error(round, mentor):
    with pytest.raises(AlreadyTakesPartError):
        participations.join_round(
            round=round,
            organisation=mentor.organisation,
            kind=Participation.Kind.PARTICIPANT,
            group=LearningGroupFactory(round=round),
        )


def test_a_mentor_stays_when_its_theme_is_removed(round, mentor):
    theme = ThemeFactory(round=round)
    Participation.objects.filter(pk=mentor.pk).update(theme=theme)

    assert refused_by(lambda: arrange_themes(round=round, themes=[])) is None
    mentor.refresh_from_db()
    assert (mentor.theme, mentor.round) == (None, round)


def test_a_group_is_removed_once_its_organisations_have_left_it(round, group, mentor):
    Participation.objects.filter(pk=mentor.pk).update(group=group)

    with pytest.raises(ProtectedError):
        groups.remove_group(group=group)
    participations.change_participation(participation=mentor, group=None)

    assert refused_by(lambda: groups.remove_group(group=group)) is None
    assert not LearningGroup.objects.exists()


def test_an_organisation_leaves_and_its_group_and_theme_stay(round, group, mentor):
    theme = ThemeFactory(round=round)
    Participation.objects.filter(pk=mentor.pk).update(group=group, theme=theme)

    assert refused_by(lambda: participations.remove_participation(participation=mentor)) is None
    assert (LearningGroup.objects.get(), Theme.objects.get()) == (group, theme)


def test_a_round_is_removed_with_its_themes_and_mentors(round, mentor):
    Participation.objects.filter(pk=mentor.pk).update(theme=ThemeFactory(round=round))

    assert refused_by(round.delete) is None
    assert not Round.objects.exists()
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"months": 0}, "template_lasts_1_to_60_months"),
        ({"months": 61}, "template_lasts_1_to_60_months"),
    ],
)
def test_a_template_has_a_length(changed, name):
    assert refused_by(lambda: RoundTemplate.objects.update(**changed)) == name


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"months": 61}, "template_meeting_within_60_months"),
        ({"ends_at": time(1)}, "template_meeting_ends_after_it_starts"),
    ],
)
def test_a_meeting_of_a_template_is_possible(changed, name):
    assert refused_by(lambda: TemplateMeeting.objects.update(**changed)) == name


def test_a_form_starts_one_round_whatever_code_saves_it(round):
    key = uuid4()
    Round.objects.filter(pk=round.pk).update(form_key=key)

    with pytest.raises(IntegrityError):
        RoundFactory(form_key=key)
