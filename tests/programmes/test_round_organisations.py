"""Which organisations are in a round: found, added as participant or mentor, taken out."""

import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from programmes.models import Organisation, Participation
from programmes.services import organisations, participations
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def address(round):
    return f"/omgangar/{round.pk}/organisationer/"


@pytest.mark.parametrize("kind", Participation.Kind.values)
def test_one_of_the_register_is_added_and_the_next_one_as_the_same(
    client, staff, round, address, kind
):
    answer = client.post(address, {"organisation": "k1280", "kind": kind})

    assert answer.url == f"{address}?som={kind}"
    participation = round.participations.get()
    assert (str(participation), participation.kind) == ("Malmö stad", kind)
    assert list(AuditEvent.objects.values_list("kind", "actor", "round_id", "subject")) == [
        ("organisation_joined", staff.pk, round.pk, "Malmö stad")
    ]


def test_a_page_without_scripts_has_a_button_for_each_that_is_found(client, staff, round, address):
    lund = organisations.choose_organisation(code="1281")
    ParticipationFactory(round=round, organisation=lund)

    answer = client.get(address, {"sok": "lund", "som": "mentor"})

    found = [(choice.name, there) for choice, there in answer.context["found"]]
    assert found[0] == ("Lunds kommun", True)
    assert all(not there for _name, there in found[1:])
    assert answer.text.count('name="kind" value="mentor"') == len(found) - 1


def test_as_somebody_types_the_options_alone_are_fetched(client, staff, round, address):
    answer = client.get(address, {"sok": "malm"}, headers=HTMX)

    assert 'data-key="k1280"' in answer.text
    assert "<html" not in answer.text
    assert client.get(address, {"sok": ""}, headers=HTMX).text.strip() == ""


def test_a_long_list_says_that_there_are_more(client, staff, round, address):
    answer = client.get(address, {"sok": "kommun"}, headers=HTMX)

    assert answer.text.count('role="option"') == 12
    assert "Skriv mer för att hitta rätt." in answer.text


def test_one_that_is_there_is_told(client, staff, round, address):
    client.post(address, {"organisation": "k1280", "kind": "mentor"})

    answer = client.post(address, {"organisation": "k1280", "kind": "participant"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["organisation"] == ["Malmö stad är redan med i omgången."]
    assert round.participations.get().kind == "mentor"


@pytest.mark.parametrize("forged", ["k9999", "o0", "x", "k1280'--"])
def test_what_nobody_offered_is_not_found(client, staff, round, address, forged):
    sent = {"organisation": forged, "kind": "mentor"}

    assert client.post(address, sent).status_code == 404
    assert not Organisation.objects.exists()


def test_the_question_says_what_goes_along(client, staff, round, address):
    group = LearningGroupFactory(round=round)
    participation = ParticipationFactory(round=round, kind=Participation.Kind.MENTOR)
    MentorshipFactory(mentor=participation, group=group)
    MembershipFactory.create_batch(2, participation=participation)

    answer = client.post(f"/deltagande/{participation.pk}/ta-bort/")

    said = "Det här försvinner också och kan inte återställas: 2 medverkande, 1 mentorskap."
    assert said in answer.text
    assert Participation.objects.filter(pk=participation.pk).exists()


def test_taken_out_its_meetings_have_another_host_and_the_log_knows(client, staff, round):
    participation = ParticipationFactory(round=round)
    name = str(participation)
    meeting = MeetingFactory(round=round, host=participation)

    client.post(f"/deltagande/{participation.pk}/ta-bort/", {"confirmed": "1"})

    meeting.refresh_from_db()
    assert meeting.host is None
    assert AuditEvent.objects.values_list("kind", "subject").get() == ("organisation_left", name)


def test_in_a_closed_round_nobody_joins(client, staff, round, address):
    round.closed_on = timezone.localdate()
    round.save()

    assert client.post(address, {"organisation": "k1280", "kind": "mentor"}).status_code == 409
    assert "Lägg till en organisation" not in client.get(address).text
    assert not Participation.objects.exists()


@pytest.mark.parametrize("who", ["strategist", "mentor"])
def test_only_skr_puts_a_round_together(client, people, round, address, who):
    participation = ParticipationFactory(round=round)
    client.force_login(people[who])

    answers = [
        client.post(address, {"organisation": "k1280", "kind": "mentor"}),
        client.post(f"/deltagande/{participation.pk}/ta-bort/", {"confirmed": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Participation.objects.filter(pk=participation.pk).exists()


def test_two_who_choose_the_same_get_the_same():
    made = [organisations.choose_organisation(code="1280") for _ in range(2)]

    assert made[0] == made[1]


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_page_query_count(client, staff, round, address, rows, django_assert_num_queries):
    for organisation in OrganisationFactory.create_batch(rows):
        participations.join_round(
            round=round, organisation=organisation, kind=Participation.Kind.MENTOR
        )
        LearningGroupFactory(round=round)

    # session, user, round, organisations, mentorships, groups; what is left to do: the round with
    # its people (6); searching: who is there, and all
    with django_assert_num_queries(14):
        client.get(address, {"sok": "lund"})
