"""Reminders are turned off by their owner, from her page or her letter, and never by a scanner."""

import pytest
from django.test import Client

from modellkoncept.mail.choices import set_reminders, unsubscribe_address, wants_reminders
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def anna():
    return UserFactory(full_name="Anna Ek")


def path_of(user) -> str:
    return "/mejl/avsluta/" + unsubscribe_address(user.pk).rsplit("/", 2)[1] + "/"


def test_the_switch_on_ones_own_page(client, anna):
    client.force_login(anna)

    off = client.post("/mina-uppgifter/mejl/", {"reminders": "off"}, follow=True)
    is_off = wants_reminders(anna.pk)
    on = client.post("/mina-uppgifter/mejl/", {"reminders": "on"}, follow=True)

    assert "Påminnelserna är avstängda. Inbjudningar får du fortfarande." in off.text
    assert "Sätt på påminnelser" in off.text
    assert "Påminnelserna är på." in on.text
    assert (is_off, wants_reminders(anna.pk)) == (False, True)


def test_a_scanner_that_opens_the_link_changes_nothing(client, anna):
    page = client.get(path_of(anna))

    assert page.status_code == 200
    assert "Stäng av påminnelser" in page.text
    assert wants_reminders(anna.pk)
    assert client.head(path_of(anna)).status_code == 200
    assert wants_reminders(anna.pk)


def test_the_mailboxs_own_button_turns_them_off_without_cookie_token_or_sign_in(anna):
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(path_of(anna), ONE_CLICK)

    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert not wants_reminders(anna.pk)


def test_the_button_of_the_page_does_the_same_for_the_letters_owner_only(client, anna):
    other = UserFactory()
    client.force_login(other)

    answer = client.post(path_of(anna))

    assert "Påminnelserna är avstängda" in answer.text
    assert (wants_reminders(anna.pk), wants_reminders(other.pk)) == (False, True)


@pytest.mark.parametrize("token", ["1", "1.abc", "x" * 500, "..", "1.é"])
def test_a_token_that_is_not_ours_says_so(client, anna, token):
    answer = client.post(f"/mejl/avsluta/{token}/", ONE_CLICK)

    assert answer.status_code == 404
    assert "Länken fungerar inte" in answer.text


def test_a_token_of_another_person_cannot_be_made_of_ones_own(client, anna):
    other = UserFactory()
    signature = path_of(anna).split(".")[1]

    answer = client.post(f"/mejl/avsluta/{other.pk}.{signature}")

    assert answer.status_code in {301, 404}
    assert wants_reminders(other.pk)


def test_the_link_of_who_is_gone_says_so(client, anna):
    path = path_of(anna)
    anna.delete()

    assert client.post(path, ONE_CLICK).status_code == 404


def test_the_last_choice_wins(anna):
    set_reminders(user_id=anna.pk, wanted=False)
    set_reminders(user_id=anna.pk, wanted=False)
    assert not wants_reminders(anna.pk)
    set_reminders(user_id=anna.pk, wanted=True)
    assert wants_reminders(anna.pk)
