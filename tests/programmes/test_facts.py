"""The organisation's facts: filled in by its people, read by SKR, by nobody else."""

import pytest
from django.utils import timezone

from modellkoncept.locking import StaleVersionError
from programmes.models import FACT_FIELDS, OrganisationFacts, Participation
from programmes.services import facts
from tests.factories import ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(people) -> Participation:
    return Participation.objects.get(memberships__user=people["strategist"])


def address(participation) -> str:
    return f"/deltagande/{participation.pk}/fakta/"


@pytest.mark.parametrize(
    ("who", "read", "saved"),
    [
        ("outsider", 404, 404),
        ("politician", 200, 302),
        ("manager", 200, 302),
        ("strategist", 200, 302),
        ("key_person", 200, 302),
        ("mentor", 403, 403),
        ("other_strategist", 403, 403),
        ("staff", 200, 403),
    ],
)
def test_its_people_answer_and_skr_reads(client, people, ours, who, read, saved):
    client.force_login(people[who])

    answers = [
        client.get(address(ours)),
        client.post(address(ours), {"version": "0", "goals": "Jämlik service"}),
    ]

    assert [answer.status_code for answer in answers] == [read, saved]
    assert OrganisationFacts.objects.count() == (saved == 302)


def test_what_is_saved_is_there_again_and_skr_sees_it_without_a_form(client, people, ours):
    client.force_login(people["manager"])
    client.post(
        address(ours), {"version": "0", "goals": "Mål ett\nMål två", "decided": "\u202emars"}
    )
    form = client.get(address(ours)).text
    client.force_login(UserFactory(is_staff=True))
    text = client.get(address(ours)).text

    assert "Mål ett\nMål två</textarea>" in form
    assert ["Mål ett<br>Mål två" in text, 'name="goals"' in text] == [True, False]
    assert "2 av 12 frågor har ett svar." in text


def test_two_colleagues_who_save_at_once_lose_nothing(client, people, ours):
    facts.save_facts(participation=ours, answers={"goals": "Hennes"})
    client.force_login(people["strategist"])

    answer = client.post(address(ours), {"version": "0", "goals": "Mina"})

    assert answer.status_code == 409
    assert ["Mina" in answer.text, "Hennes" in answer.text] == [True, True]
    assert OrganisationFacts.objects.get().goals == "Hennes"
    assert client.post(address(ours), {"version": "1", "goals": "Våra"}).status_code == 302
    assert OrganisationFacts.objects.get().goals == "Våra"


def test_a_version_that_never_was_is_stale():
    with pytest.raises(StaleVersionError):
        facts.save_facts(participation=ParticipationFactory(), answers={}, version=7)

    assert not OrganisationFacts.objects.exists()


def test_an_answer_that_cannot_be_stored_is_refused_beside_its_field(client, people, ours):
    client.force_login(people["strategist"])

    answer = client.post(address(ours), {"version": "0", "goals": "a\x00b", "decided": "mars"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "goals": ["Texten innehåller ett tecken som vi inte kan spara."]
    }
    assert ">mars</textarea>" in answer.text.replace("\n", "")


def test_a_closed_round_shows_the_answers_and_refuses_new_ones(client, people, ours):
    facts.save_facts(participation=ours, answers={"goals": "Jämlik service"})
    ours.round.closed_on = timezone.localdate()
    ours.round.save()
    client.force_login(people["strategist"])

    text = client.get(address(ours)).text
    answer = client.post(address(ours), {"version": "1", "goals": "Annat"})

    assert ["Jämlik service" in text, 'name="goals"' in text] == [True, False]
    assert answer.status_code == 409


def test_every_question_has_a_place_in_the_form():
    stored = {field.name for field in OrganisationFacts._meta.fields}  # noqa: SLF001 – Django's public API, despite its name

    assert stored - set(FACT_FIELDS) == {"id", "participation", "version"}
