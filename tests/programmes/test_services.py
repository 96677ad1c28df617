from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction

from programmes import errors
from programmes.models import Membership, Participation, Role, User
from programmes.services import groups, members, organisations, participations, people, rounds
from tests.factories import (
    LearningGroupFactory,
    OrganisationFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PARTICIPANT, MENTOR = Participation.Kind.PARTICIPANT, Participation.Kind.MENTOR


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


def test_an_organisation_is_a_municipality_or_a_region():
    organisation = organisations.add_organisation(name="Region Nordhav", kind="L", code="9902")

    assert organisation.get_kind_display() == "Region"
    with pytest.raises(ValueError, match="X"):
        organisations.add_organisation(name="Något annat", kind="X", code="9903")


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
            other_is_done.wait(0.5)  # in vain, when the other waits for us as she should
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


def test_a_person_is_found_again_by_her_address_whatever_its_case():
    first = people.add_person(email=" Karin.Ek@Granvik.example ", full_name="Karin Ek")

    again = people.add_person(
        email="KARIN.EK@granvik.example", full_name="Någon annan", is_staff=True
    )

    assert again == first
    assert list(User.objects.values_list("email", "full_name", "is_staff")) == [
        ("karin.ek@granvik.example", "Karin Ek", False)
    ]


def test_a_person_has_one_role_in_an_organisation_and_the_last_word_holds():
    participation, user = ParticipationFactory(), UserFactory()
    members.add_member(participation=participation, user=user, role=Role.MANAGER)

    members.add_member(participation=participation, user=user, role=Role.STRATEGIST)

    assert list(Membership.objects.values_list("user", "role")) == [(user.pk, "strategist")]


def test_a_role_nobody_has_heard_of_is_refused():
    with pytest.raises(ValueError, match="kung"):
        members.add_member(participation=ParticipationFactory(), user=UserFactory(), role="kung")
