"""SKR's people: added and removed by their colleagues, without the administration."""

import pytest

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.models import OutgoingMail
from programmes.models import User
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = {"full_name": "Kim Ek", "email": "kim@skr.example"}


@pytest.fixture
def staff(client) -> User:
    user = UserFactory(is_staff=True, full_name="Signe Personal")
    client.force_login(user)
    return user


def test_a_colleague_is_added_once_and_comes_in_by_her_link(client, staff):
    for _time in range(2):
        assert client.post("/skr/", NEW).status_code == 302

    kim = User.objects.get(email="kim@skr.example")
    assert (kim.full_name, kim.is_skr, kim.is_superuser) == ("Kim Ek", True, False)
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.forget_body_when_sent) == ("kim@skr.example", True)
    path = next(line.strip() for line in letter.body.splitlines() if "/inbjudan/" in line)
    client.logout()
    assert client.post(path.removeprefix("http://127.0.0.1:8000")).status_code == 302
    assert client.get("/oversikt/").status_code == 200
    assert sorted(AuditEvent.objects.values_list("kind", "actor")) == [
        ("person-added", staff.pk),
        ("rights-changed", staff.pk),
    ]


def test_somebody_of_an_organisation_cannot_lead_the_rounds(client, staff):
    member = MembershipFactory().user

    answer = client.post("/skr/", {"full_name": "Någon", "email": member.email})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "email": ["Personen är med i en omgång för en organisation. Ta bort personen där först."]
    }
    assert not User.objects.get(pk=member.pk).is_staff


def test_what_is_wrong_is_said_beside_the_field_and_kept(client, staff):
    answer = client.post("/skr/", {"full_name": "https://a.example", "email": "kim"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["full_name", "email"]
    assert 'value="https://a.example"' in answer.content.decode()


def test_a_colleague_is_removed_after_a_question_and_sees_nothing_more(client, staff):
    other = UserFactory(is_staff=True, is_superuser=True)
    path = f"/skr/{other.pk}/ta-bort/"

    assert client.post(path).status_code == 200
    assert User.objects.get(pk=other.pk).is_skr
    for _time in range(2):
        client.post(path, {"confirmed": "1"})

    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser, other.is_active) == (False, False, True)
    client.force_login(other)
    assert client.get("/oversikt/").status_code == 403


def test_the_last_one_stays(client, staff):
    client.post(f"/skr/{staff.pk}/ta-bort/", {"confirmed": "1"})

    assert User.objects.get(pk=staff.pk).is_skr


@pytest.mark.parametrize("rows", [1, 3])
def test_page_query_count(client, staff, rows, django_assert_num_queries):
    UserFactory.create_batch(rows, is_staff=True)

    with django_assert_num_queries(3):
        client.get("/skr/")
