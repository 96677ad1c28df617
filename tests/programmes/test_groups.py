"""The groups of a round: made, renamed, removed, and which organisation is in which."""

import pytest

from modellkoncept.audit.models import AuditEvent
from modellkoncept.locking import StaleVersionError
from programmes import errors
from programmes.models import LearningGroup, Organisation, Participation
from programmes.services import groups, participations
from programmes.services.participations import Move
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MentorshipFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def address(round):
    return f"/omgangar/{round.pk}/grupper/"


def placed(*rows):
    """What the form sends: each organisation, the group that its row showed, the chosen one."""
    sent = {}
    for participation, was, to in rows:
        sent[f"was-{participation.pk}"] = was.pk if was else ""
        sent[f"group-{participation.pk}"] = to.pk if to else ""
    return sent


def in_group(group):
    return set(group.participations.all())


def test_several_are_placed_at_once_and_the_log_knows_each(client, staff, round, address):
    north, south = (LearningGroupFactory(round=round, name=name) for name in ("Norra", "Södra"))
    one, other = ParticipationFactory.create_batch(2, round=round)
    third = ParticipationFactory(round=round, group=north)

    answer = client.post(
        address, placed((one, None, north), (other, None, south), (third, north, south))
    )

    assert answer.status_code == 302
    assert (in_group(north), in_group(south)) == ({one}, {other, third})
    assert set(AuditEvent.objects.values_list("kind", "subject")) == {
        ("group_changed", f"{one}: Norra"),
        ("group_changed", f"{other}: Södra"),
        ("group_changed", f"{third}: Södra"),
    }


def test_a_third_fits_and_a_fourth_is_refused_with_all_of_it(client, staff, round, group, address):
    two = ParticipationFactory.create_batch(2, round=round, group=group)
    third, fourth = ParticipationFactory.create_batch(2, round=round)

    answer = client.post(address, placed((third, None, group), (fourth, None, group)))

    assert answer.status_code == 422
    said = f"{group} skulle få fler än tre deltagare. Välj en annan grupp för någon av dem."
    assert answer.context["placement"].non_field_errors() == [said]
    assert answer.context["placement"][f"group-{fourth.pk}"].value() == str(group.pk)
    assert in_group(group) == set(two)
    client.post(address, placed((third, None, group)))
    assert in_group(group) == {*two, third}


def test_two_may_change_places_in_full_groups(round):
    north, south = LearningGroupFactory.create_batch(2, round=round)
    one, other = (ParticipationFactory(round=round, group=each) for each in (north, south))
    for each in (north, south):
        ParticipationFactory.create_batch(2, round=round, group=each)

    participations.place_in_groups(
        round=round, moves=[Move(one, north.pk, south), Move(other, south.pk, north)]
    )

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.group, other.group) == (south, north)


def test_who_moves_one_that_was_moved_meanwhile_is_told_and_nothing_is_saved(
    client, staff, round, address
):
    north, south = LearningGroupFactory.create_batch(2, round=round)
    moved, other = ParticipationFactory.create_batch(2, round=round)
    Participation.objects.filter(pk=moved.pk).update(group=north)

    answer = client.post(address, placed((moved, None, south), (other, None, south)))

    assert answer.status_code == 409
    assert "Någon annan har flyttat en av organisationerna" in answer.text
    assert (in_group(north), in_group(south)) == ({moved}, set())


def test_two_who_place_different_organisations_both_succeed(client, staff, round, group, address):
    one, other = ParticipationFactory.create_batch(2, round=round)
    client.post(address, placed((one, None, group), (other, None, None)))

    client.post(address, placed((one, None, None), (other, None, group)))

    assert in_group(group) == {one, other}


def test_a_group_of_another_round_is_refused(client, staff, round, address):
    participation, stranger = ParticipationFactory(round=round), LearningGroupFactory()

    answer = client.post(address, placed((participation, None, stranger)))

    assert answer.status_code == 422
    with pytest.raises(errors.WrongRoundError):
        participations.place_in_groups(round=round, moves=[Move(participation, None, stranger)])


def test_one_alone_is_warned_about_and_a_mixture_is_fine(client, staff, round, address):
    alone, mixed = LearningGroupFactory.create_batch(2, round=round)
    ParticipationFactory(round=round, group=alone)
    for kind in Organisation.Kind.values:
        ParticipationFactory(round=round, group=mixed, organisation__kind=kind)

    answer = client.get(address)

    rows = {row.group: row for row in answer.context["groups"]}
    assert (rows[alone].is_alone, rows[alone].mixture) == (True, "")
    assert (rows[mixed].is_alone, rows[mixed].mixture) == (
        False,
        "Blandad grupp: 1 kommun och 1 region.",
    )
    assert answer.text.count("En ensam deltagare har ingen att lära av.") == 1


def test_a_group_is_made_renamed_and_removed(client, staff, round, address):
    client.post(f"{address}ny/", {"name": "Norra", "note": "Nära varandra"})
    group = LearningGroup.objects.get()
    change = f"/grupper/{group.pk}/andra/"

    client.post(change, {"name": "Södra", "note": "", "version": 1})
    late = client.post(change, {"name": "Västra", "note": "", "version": 1})

    assert late.status_code == 409
    assert 'value="Västra"' in late.text
    assert LearningGroup.objects.get().name == "Södra"
    assert "Ta bort Södra?" in client.post(f"/grupper/{group.pk}/ta-bort/").text
    client.post(f"/grupper/{group.pk}/ta-bort/", {"confirmed": "1"})
    assert not LearningGroup.objects.exists()


@pytest.mark.parametrize("used_by", ["participation", "mentorship", "meeting"])
def test_a_group_in_use_stays_and_the_page_says_what_to_do(client, staff, round, group, used_by):
    {
        "participation": ParticipationFactory,
        "mentorship": MentorshipFactory,
        "meeting": MeetingFactory,
    }[used_by](round=round, group=group)

    answer = client.post(f"/grupper/{group.pk}/ta-bort/", {"confirmed": "1"}, follow=True)

    assert f"{group} kan inte tas bort än." in answer.text
    assert LearningGroup.objects.filter(pk=group.pk).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Skriv gruppens namn."),
        ("x" * 121, "Skriv högst 120 tecken. Nu är det 121."),
        ("N\x00", "Texten innehåller ett tecken som vi inte kan spara."),
        ("Norra", "En annan grupp i omgången heter så. Skriv ett annat namn."),
    ],
)
def test_a_bad_name_is_told_and_stays(client, staff, round, address, typed, said):
    LearningGroupFactory(round=round, name="Norra")

    answer = client.post(f"{address}ny/", {"name": typed, "note": ""})

    assert answer.status_code == 422
    assert answer.context["group_form"].errors["name"] == [said]
    assert round.groups.count() == 1


def test_the_service_refuses_an_older_version_and_a_taken_name(round, group):
    other = LearningGroupFactory(round=round)
    groups.change_group(group=group, version=1, note="Ny")

    with pytest.raises(StaleVersionError):
        groups.change_group(group=group, version=1, note="Äldre")
    with pytest.raises(errors.GroupNameTakenError):
        groups.change_group(group=other, name=group.name)


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_page_query_count(client, staff, round, address, rows, django_assert_num_queries):
    for group in LearningGroupFactory.create_batch(rows, round=round):
        ParticipationFactory(round=round, group=group)
        MentorshipFactory(group=group)
        MeetingFactory(round=round, group=group)

    # session, user, round; the form: participants, groups; the groups: organisations, mentorships,
    # groups; the hosts: organisations, mentorships, meetings; what is left to do: the round
    # with its people (6)
    with django_assert_num_queries(17):
        client.get(address)
