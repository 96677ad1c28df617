"""Organisations and their members in a round and its groups."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction

from programmes import errors
from programmes.models import Membership, Participation, Role
from programmes.services import groups, members, participations
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PARTICIPANT, MENTOR = Participation.Kind.PARTICIPANT, Participation.Kind.MENTOR


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


def test_a_mentor_joins_with_its_theme(round):
    group = groups.create_group(round=round, name="Kustgruppen", note="Nära varandra")
    theme = ThemeFactory(round=round)

    mentor = participations.join_round(
        round=round,
        organisation=OrganisationFactory(),
        kind=MENTOR,
        group=group,
        theme=theme,
    )

    assert (mentor.is_mentor, mentor.group, mentor.theme) == (True, group, theme)


def test_a_fourth_participant_does_not_fit_in_a_group(round, group):
    ParticipationFactory.create_batch(3, round=round, group=group)

    with pytest.raises(errors.GroupFullError):
        participations.join_round(
            round=round, organisation=OrganisationFactory(), kind=PARTICIPANT, group=group
        )

    assert group.participations.count() == 3


def test_mentors_take_no_seat_in_a_group(round, group):
    ParticipationFactory.create_batch(3, round=round, group=group)
    ParticipationFactory.create_batch(2, round=round, group=group, kind=MENTOR)

    participations.join_round(
        round=round, organisation=OrganisationFactory(), kind=MENTOR, group=group
    )

    assert group.participations.filter(kind=MENTOR).count() == 3


@pytest.mark.parametrize("what", ["group", "theme"])
def test_a_group_or_theme_of_another_round_is_refused(round, what):
    foreign = {"group": LearningGroupFactory, "theme": ThemeFactory}[what]()

    with pytest.raises(errors.WrongRoundError):
        participations.join_round(
            round=round, organisation=OrganisationFactory(), kind=MENTOR, **{what: foreign}
        )

    assert not round.participations.exists()


def test_a_participant_gets_no_theme(round):
    with pytest.raises(errors.OnlyMentorsHaveAThemeError):
        participations.join_round(
            round=round,
            organisation=OrganisationFactory(),
            kind=PARTICIPANT,
            theme=ThemeFactory(round=round),
        )


def test_an_organisation_joins_a_round_once(round):
    organisation = OrganisationFactory()
    participations.join_round(round=round, organisation=organisation, kind=PARTICIPANT)

    with pytest.raises(errors.AlreadyTakesPartError):
        participations.join_round(round=round, organisation=organisation, kind=MENTOR)

    assert round.participations.get().kind == PARTICIPANT


@pytest.mark.django_db(transaction=True)
def test_two_organisations_at_once_cannot_both_take_the_third_seat(round, group):
    ParticipationFactory.create_batch(2, round=round, group=group)
    slow, quick = OrganisationFactory.create_batch(2)
    seated, other_is_done = Event(), Event()

    def join(organisation):
        participations.join_round(
            round=round, organisation=organisation, kind=PARTICIPANT, group=group
        )

    def sit_down_slowly():
        with transaction.atomic():
            join(slow)
            seated.set()
            other_is_done.wait(0.5)  # in vain, when the other waits as it should
        connection.close()

    def come_meanwhile():
        seated.wait(5)
        try:
            join(quick)
        except errors.GroupFullError:
            return "full"
        finally:
            other_is_done.set()
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        pool.submit(sit_down_slowly)
        answer = pool.submit(come_meanwhile).result()

    assert answer == "full"
    assert group.participations.count() == 3


def test_a_person_has_one_role_in_an_organisation_and_the_last_word_holds():
    participation, user = ParticipationFactory(), UserFactory()
    members.add_member(participation=participation, user=user, role=Role.MANAGER)

    members.add_member(participation=participation, user=user, role=Role.STRATEGIST)

    assert list(Membership.objects.values_list("user", "role")) == [(user.pk, "strategist")]


def test_a_role_nobody_has_heard_of_is_refused():
    with pytest.raises(ValueError, match="kung"):
        members.add_member(participation=ParticipationFactory(), user=UserFactory(), role="kung")
