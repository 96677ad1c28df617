"""An empty system is taken over by who has the key of the machine, and by nobody else."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from modellkoncept.mail.models import OutgoingMail
from programmes import middleware
from programmes.accounts.forms import FirstPersonForm
from programmes.middleware import FirstPersonMiddleware
from programmes.models import FirstPersonKey, User
from programmes.services import first_person
from tests.factories import UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
PAGE = "/forsta-personen/"
ANNA = {"full_name": "Anna Ek", "email": "Anna.Ek@SKR.example"}


@pytest.fixture(autouse=True)
def nobody_has_been_seen(monkeypatch):
    monkeypatch.setattr(FirstPersonMiddleware, "has_seen_somebody", False)


def code_in_the_letter() -> str:
    return re.search(r"^ +([0-9]{6})$", OutgoingMail.objects.first().body, re.MULTILINE)[1]


@pytest.mark.parametrize("path", ["/", "/logga-in/", "/omgangar/", "/admin/", "/mina-uppgifter/"])
def test_while_nobody_is_here_every_page_leads_to_the_first_persons(client, path):
    answers = [client.get(path), client.post(path)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, PAGE)] * 2


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tillganglighet/", 200), ("/om-anonymitet/", 200), ("/t/", 200), (PAGE, 200)],
)
def test_what_anybody_may_read_is_read_without_people_too(client, path, status):
    assert client.get(path).status_code == status


def test_the_first_person_comes_from_an_empty_system_to_her_page(client):
    key = first_person.make_key()

    shown = client.get(f"{PAGE}?nyckel={key}")
    sent = client.post(PAGE, {**ANNA, "key": key})
    anna = User.objects.get()
    signed_in = client.post("/logga-in/kod/", {"code": code_in_the_letter()})
    home = on_one_line(client.get("/").content.decode())

    assert shown.context["form"]["key"].value() == key
    assert (sent.status_code, sent.url) == (302, "/logga-in/kod/")
    assert (anna.email, anna.full_name) == ("anna.ek@skr.example", "Anna Ek")
    assert (anna.is_skr, anna.is_superuser, anna.has_usable_password()) == (True, True, False)
    assert (signed_in.status_code, signed_in.url) == (302, "/")
    assert '<a class="btn pri" href="/omgangar/ny/">Starta en omgång</a>' in home
    assert client.get("/admin/").status_code == 200
    assert FirstPersonKey.objects.count() == 0


def test_without_the_right_key_nobody_comes_in(client):
    key = first_person.make_key()
    newer = first_person.make_key()

    answers = [
        client.post(PAGE, {**ANNA, "key": wrong}) for wrong in ("", "ABCDE", key, newer[:-1])
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert [answer.context["form"].errors["key"][0][:24] for answer in answers] == [
        "Skriv nyckeln som står i",
        *["Nyckeln stämmer inte. Ko"] * 3,
    ]
    assert User.objects.count() == 0


def test_a_key_may_be_typed_as_it_is_read_aloud(client):
    key = first_person.make_key()

    sent = client.post(PAGE, {**ANNA, "key": f" {key.lower().replace('-', ' ')} "})

    assert sent.status_code == 302


def test_the_table_holds_no_key():
    key = first_person.make_key()

    row = FirstPersonKey.objects.get()

    assert [value for value in vars(row).values() if key in str(value)] == []
    assert len(row.key_hash) == 64


def test_without_any_key_in_the_table_no_key_is_right(client):
    assert client.post(PAGE, {**ANNA, "key": "A"}).status_code == 422
    assert User.objects.count() == 0


def test_wrong_keys_are_counted(client):
    first_person.make_key()

    answers = [client.post(PAGE, {**ANNA, "key": "FEL"}) for _try in range(first_person.TRIES + 1)]

    said = [answer.context["form"].errors["key"][0] for answer in answers]
    assert said[-2][:20] == "Nyckeln stämmer inte"
    assert said[-1] == "Det blev för många försök. Vänta en kvart och försök igen."


def test_what_was_typed_stays_beside_what_is_wrong(client):
    key = first_person.make_key()

    answer = client.post(PAGE, {"full_name": "", "email": "anna", "key": key})

    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["full_name"] == ["Skriv för- och efternamn."]
    assert form.errors["email"] == [
        "Skriv hela e-postadressen, till exempel anna.ek@kommun.se.",
    ]
    assert (form["email"].value(), form["key"].value()) == ("anna", key)


def test_a_used_key_is_used(client):
    key = first_person.make_key()
    client.post(PAGE, {**ANNA, "key": key})

    late = Client().post(
        PAGE, {"full_name": "Bo", "email": "bo@skr.example", "key": key}, follow=True
    )

    assert late.redirect_chain == [("/logga-in/", 302)]
    assert [str(message) for message in late.context["messages"]] == [
        "Den första personen är redan tillagd. Be om en inbjudan, eller logga in."
    ]
    assert list(User.objects.values_list("full_name", flat=True)) == ["Anna Ek"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_the_same_key_one_wins():
    key = first_person.make_key()

    def send(name: str) -> str:
        try:
            return (
                Client()
                .post(PAGE, {"full_name": name, "email": f"{name}@skr.example", "key": key})
                .url
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(send, ["anna", "bo", "cia", "disa"]))

    assert sorted(answers) == ["/logga-in/"] * 3 + ["/logga-in/kod/"]
    assert User.objects.count() == 1


def test_a_mistyped_address_can_be_put_right_until_she_has_signed_in(client):
    client.post(PAGE, {**ANNA, "email": "ana@skr.example", "key": first_person.make_key()})
    offered = on_one_line(client.get("/logga-in/kod/").content.decode())

    corrected = client.post(PAGE, ANNA)
    wrong_session = Client().post(PAGE, {**ANNA, "email": "mallory@skr.example"})
    code = code_in_the_letter()
    client.post("/logga-in/kod/", {"code": code})
    later = client.post(PAGE, {**ANNA, "email": "mallory@skr.example"})

    assert f'<a href="{PAGE}">Ändra den</a>' in offered
    assert (corrected.status_code, corrected.url) == (302, "/logga-in/kod/")
    assert wrong_session.status_code == 422
    assert later.status_code == 302
    assert list(User.objects.values_list("email", flat=True)) == ["anna.ek@skr.example"]


def test_who_has_the_machine_gets_a_new_key_until_the_first_person_has_signed_in(client):
    client.post(PAGE, {**ANNA, "email": "ana@skr.example", "key": first_person.make_key()})

    other = Client()
    other.post(PAGE, {**ANNA, "key": first_person.make_key()})
    other.post("/logga-in/kod/", {"code": code_in_the_letter()})

    assert list(User.objects.values_list("email", flat=True)) == ["anna.ek@skr.example"]
    assert other.get("/").status_code == 200
    with pytest.raises(CommandError):
        call_command("first_person")


def test_with_people_the_page_is_never_shown(client):
    UserFactory()

    assert [client.get(PAGE).url, client.post(PAGE, ANNA).url] == ["/logga-in/"] * 2
    with pytest.raises(CommandError, match=r"^Här finns redan personer\. De loggar in på http"):
        call_command("first_person")
    assert FirstPersonKey.objects.count() == 0


def test_the_command_prints_one_address_that_leads_in(client, capsys):
    call_command("first_person")

    address = capsys.readouterr().out
    assert re.fullmatch(
        r"http://127\.0\.0\.1:8000(/forsta-personen/\?nyckel=[0-9A-Z-]{29})\n", address
    )
    key = client.get(address.strip().removeprefix("http://127.0.0.1:8000")).context["form"]["key"]
    assert client.post(PAGE, {**ANNA, "key": key.value()}).url == "/logga-in/kod/"


def test_a_page_asks_once_in_a_process_whether_somebody_is_here(client, django_assert_num_queries):
    UserFactory()

    with django_assert_num_queries(1):
        client.get("/logga-in/")
    with django_assert_num_queries(0):
        client.get("/logga-in/")


def test_a_database_that_does_not_answer_is_no_empty_one(client, monkeypatch):
    def away() -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(middleware, "is_empty", away)

    assert client.get("/logga-in/").status_code == 200
    assert FirstPersonMiddleware.has_seen_somebody is False


def test_the_form_needs_no_key_of_who_has_used_it():
    assert list(FirstPersonForm(needs_key=False).fields) == ["full_name", "email"]
