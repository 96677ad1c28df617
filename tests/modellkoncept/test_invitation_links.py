"""A link in an invitation: opened by anybody's machine, used once by the person it was sent to."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from modellkoncept.mail.models import OutgoingMail
from modellkoncept.registry import Registry
from programmes.models import InvitationLink, User
from programmes.services import invitation_links
from programmes.services.people import change_person
from tests.factories import MembershipFactory, UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
OVER = "Länken gäller inte längre"


@pytest.fixture
def karin():
    return UserFactory(email="karin.ek@granvik.example", full_name="Karin Ek")


@pytest.fixture
def accepted(monkeypatch) -> list[User]:
    """Those of whom an app above has been told that they came in."""
    told: list[User] = []
    monkeypatch.setattr(invitation_links, "_accepted", Registry("act"))
    invitation_links.register_invitation_accepted("test", told.append)
    return told


def page(answer) -> str:
    return on_one_line(answer.content.decode())


def main(answer) -> str:
    """What the page says; around it stand its own address and token."""
    return page(answer).partition("<main")[2].partition("</main>")[0]


def signed_in_as(client) -> User | None:
    answer = client.get("/")
    return answer.context["user"] if answer.status_code == 200 else None


def test_opening_it_changes_nothing_however_often_and_the_button_signs_in(client, karin, accepted):
    membership = MembershipFactory(user=karin)
    path = invitation_links.create_link(user=karin)

    scanned = [Client().get(path).status_code for _time in range(3)]
    scanned += [Client().head(path).status_code for _time in range(3)]
    shown = page(client.get(path))
    told_before = list(accepted)
    pressed = client.post(path)

    assert scanned == [200] * 6
    assert "Karin Ek" in shown
    assert str(membership.participation.round) in shown
    assert str(membership.participation.organisation) in shown
    assert karin.email not in shown
    assert (pressed.status_code, pressed.url) == (302, "/")
    assert signed_in_as(client) == karin
    assert (told_before, accepted) == ([], [karin])


def test_somebody_without_a_round_is_let_in_too(client, karin):
    path = invitation_links.create_link(user=karin)

    assert "Karin Ek" in page(client.get(path))
    assert client.post(path).url == "/"


def test_it_works_once(client, karin):
    path = invitation_links.create_link(user=karin)
    client.post(path)
    other = Client()

    answers = [other.get(path), other.post(path)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert [OVER in page(answer) for answer in answers] == [True, True]
    assert [karin.email in page(answer) or "Karin" in page(answer) for answer in answers] == [
        False,
        False,
    ]
    assert '<a class="btn pri" href="/logga-in/">' in page(answers[0])
    assert signed_in_as(other) is None


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_gets_in(karin):
    path = invitation_links.create_link(user=karin)

    def press(_number: int) -> int:
        try:
            return Client().post(path).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as several:
        answers = sorted(several.map(press, range(5)))

    assert answers == [302, 410, 410, 410, 410]


def withdraw(user: User, monkeypatch) -> None:
    invitation_links.withdraw_links(user=user)


def wait_a_fortnight(user: User, monkeypatch) -> None:
    later = time.time() + timedelta(days=invitation_links.DAYS, seconds=1).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)


def shut_out(user: User, monkeypatch) -> None:
    change_person(person=user, is_active=False)


def shut_out_for_a_while(user: User, monkeypatch) -> None:
    change_person(person=user, is_active=False)
    change_person(person=user, is_active=True)


def correct_the_address(user: User, monkeypatch) -> None:
    change_person(person=user, email="karin.ek@rattstavat.example")


@pytest.mark.parametrize(
    "event", [withdraw, wait_a_fortnight, shut_out, shut_out_for_a_while, correct_the_address]
)
def test_it_leads_nobody_in_after(event, client, karin, monkeypatch):
    path = invitation_links.create_link(user=karin)

    event(karin, monkeypatch)
    answers = [client.get(path), client.post(path)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert signed_in_as(client) is None


def test_an_unknown_link_is_answered_like_one_that_is_over(client, karin):
    path = invitation_links.create_link(user=karin)
    invitation_links.withdraw_links(user=karin)

    over, unknown = client.get(path), client.get("/inbjudan/finns-inte/")

    assert over.status_code == unknown.status_code
    assert main(over) == main(unknown)


def test_the_table_holds_no_token_and_nothing_of_when_it_was_used(client, karin):
    path = invitation_links.create_link(user=karin)
    token = path.split("/")[2]
    row = InvitationLink.objects.get()
    before = User.objects.values().get()

    client.post(path)

    assert [value for value in vars(row).values() if token in str(value)] == []
    assert InvitationLink.objects.count() == 0
    assert User.objects.values().get() == before


def test_an_open_invitation_never_keeps_anybody_from_a_code_which_accepts_it(
    client, karin, accepted
):
    path = invitation_links.create_link(user=karin)

    asked = client.post("/logga-in/", {"email": karin.email})
    code = OutgoingMail.objects.get().body.split()[10]
    client.post("/logga-in/kod/", {"code": code})

    assert (asked.status_code, asked.url) == (302, "/logga-in/kod/")
    assert signed_in_as(client) == karin
    assert accepted == [karin]
    assert Client().get(path).status_code == 410
    assert client.get(path).url == "/"


def test_who_is_signed_in_already_goes_straight_on_and_keeps_the_link(client, karin):
    path = invitation_links.create_link(user=karin)
    client.force_login(karin)

    assert client.get(path).url == "/"
    assert InvitationLink.objects.count() == 1


def test_on_somebody_elses_device_it_says_who_is_signed_out_and_does_it(client, karin):
    other = UserFactory(full_name="Bo Alm")
    client.force_login(other)
    path = invitation_links.create_link(user=karin)

    assert "Du är inloggad som Bo Alm." in page(client.get(path))
    client.post(path)
    assert signed_in_as(client) == karin


def test_too_old_links_are_swept(karin, monkeypatch):
    invitation_links.create_link(user=karin, days=1)
    invitation_links.create_link(user=karin)
    later = time.time() + timedelta(days=2).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)

    invitation_links.sweep_links()

    assert InvitationLink.objects.count() == 1


def test_a_removed_person_takes_her_links_along(karin):
    invitation_links.create_link(user=karin)

    karin.delete()

    assert InvitationLink.objects.count() == 0
