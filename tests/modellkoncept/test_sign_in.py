"""The whole way in and out, the code read from the outbox as from a mailbox."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone

from modellkoncept.mail.delivery import deliver
from modellkoncept.mail.models import OutgoingMail
from tests.factories import UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db

ADDRESS = "karin.ek@granvik.example"


@pytest.fixture(autouse=True)
def fresh_limits():
    """The limits on tries live in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def karin():
    return UserFactory(email=ADDRESS, full_name="Karin Ek")


def ask(client, email=ADDRESS, **more):
    return client.post("/logga-in/", {"email": email, **more})


def code_in_the_letter() -> str:
    return re.search(r"^ +([0-9]{6})$", OutgoingMail.objects.first().body, re.MULTILINE)[1]


def another_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def signed_in_as(client):
    response = client.get("/")
    return response.context["user"].email if response.status_code == 200 else None


def test_the_code_in_the_letter_signs_in(client, karin):
    asked = ask(client)
    answered = client.post("/logga-in/kod/", {"code": code_in_the_letter()})

    assert (asked.status_code, asked.url) == (302, "/logga-in/kod/")
    assert (answered.status_code, answered.url) == (302, "/")
    assert signed_in_as(client) == ADDRESS


def test_the_letter_is_ours_in_swedish_and_forgets_its_code(client, karin):
    ask(client)

    letter = OutgoingMail.objects.get()
    code = code_in_the_letter()
    assert (letter.to, letter.subject) == (ADDRESS, "Din kod för att logga in")
    assert letter.body.splitlines()[2] == "Din kod för att logga in på Modellkonceptet är"
    assert "http" not in letter.body
    assert letter.forget_body_when_sent is True

    assert deliver(letter.pk) is True
    letter.refresh_from_db()
    assert [value for value in vars(letter).values() if code in str(value)] == []


def test_the_address_is_written_in_any_case(client, karin):
    ask(client, "Karin.EK@Granvik.example")

    client.post("/logga-in/kod/", {"code": code_in_the_letter()})

    assert signed_in_as(client) == ADDRESS


@pytest.mark.parametrize("form", ["{} {}", " {}{} ", "{}-{}"])
def test_the_code_can_be_pasted_with_blanks(client, karin, form):
    ask(client)
    code = code_in_the_letter()

    client.post("/logga-in/kod/", {"code": form.format(code[:3], code[3:])})

    assert signed_in_as(client) == ADDRESS


def test_an_unknown_address_gets_the_same_answers_and_no_letter(client, karin):
    known, unknown = client, type(client)()
    answers = []
    for browser, email in ((known, ADDRESS), (unknown, "annan.ek@granvik.example")):
        asked = ask(browser, email)
        page = browser.get("/logga-in/kod/")
        wrong = browser.post("/logga-in/kod/", {"code": "abc"})
        answers.append(
            (
                asked.status_code,
                asked.url,
                page.status_code,
                without_what_differs(page, email),
                wrong.status_code,
                without_what_differs(wrong, email),
            )
        )

    assert answers[0] == answers[1]
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [ADDRESS]


def without_what_differs(response, email) -> str:
    """The page without the address that was typed, and without this answer's own secrets."""
    text = response.text.replace(email, "")
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)


def test_whoever_may_not_sign_in_gets_no_letter_and_the_same_answer(client):
    UserFactory(email=ADDRESS, is_active=False)

    asked = ask(client)

    assert (asked.status_code, asked.url) == (302, "/logga-in/kod/")
    assert not OutgoingMail.objects.exists()


def test_whoever_was_shut_out_meanwhile_does_not_come_in(client, karin):
    ask(client)
    type(karin).objects.update(is_active=False)

    answered = client.post("/logga-in/kod/", {"code": code_in_the_letter()})

    assert answered.url == "/inte-aktiv/"
    assert "Du kan inte logga in längre" in client.get(answered.url).text
    assert signed_in_as(client) is None


def test_a_wrong_code_is_said_beside_the_field(client, karin):
    ask(client)

    answered = client.post("/logga-in/kod/", {"code": another_code(code_in_the_letter())})

    assert answered.status_code == 422
    assert answered.context["form"].errors == {
        "code": ["Koden stämmer inte. Läs i mejlet en gång till och skriv sex siffror."]
    }
    assert 'aria-invalid="true" aria-describedby="id_code_helptext id_code_error"' in on_one_line(
        answered.text
    )
    assert signed_in_as(client) is None


def test_the_right_code_still_works_after_a_wrong_one(client, karin):
    ask(client)
    code = code_in_the_letter()
    client.post("/logga-in/kod/", {"code": another_code(code)})

    client.post("/logga-in/kod/", {"code": code})

    assert signed_in_as(client) == ADDRESS


def test_after_five_wrong_codes_the_right_one_is_void(client, karin):
    ask(client)
    code = code_in_the_letter()

    answers = [client.post("/logga-in/kod/", {"code": another_code(code)}) for _ in range(5)]
    page = client.get(answers[-1].url)
    client.post("/logga-in/kod/", {"code": code})

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302]
    assert answers[-1].url == "/logga-in/"
    assert "Det blev för många försök." in page.text
    assert signed_in_as(client) is None


def test_a_code_is_void_after_ten_minutes(client, karin, monkeypatch):
    ask(client)
    later = timezone.now() + timedelta(minutes=10, seconds=2)
    monkeypatch.setattr("time.time", later.timestamp)

    answered = client.post("/logga-in/kod/", {"code": code_in_the_letter()})

    monkeypatch.undo()
    assert (answered.status_code, answered.url) == (302, "/logga-in/")
    assert "Koden gäller inte längre. Be om en ny." in client.get("/logga-in/").text
    assert signed_in_as(client) is None


def test_a_code_works_once(client, karin):
    ask(client)
    code = code_in_the_letter()
    client.post("/logga-in/kod/", {"code": code})
    client.post("/logga-ut/")

    client.post("/logga-in/kod/", {"code": code})

    assert signed_in_as(client) is None


def test_one_persons_code_does_not_sign_in_another_browser(client, karin):
    ask(client)
    code = code_in_the_letter()
    stranger = type(client)()

    answered = stranger.post("/logga-in/kod/", {"code": code})

    assert (answered.status_code, answered.url) == (302, "/logga-in/")
    assert signed_in_as(stranger) is None


def test_one_can_start_over_with_a_new_code(client, karin):
    ask(client)
    first = code_in_the_letter()

    assert client.get("/logga-in/").status_code == 200
    ask(client)
    second = code_in_the_letter()

    if first != second:
        client.post("/logga-in/kod/", {"code": first})
        assert signed_in_as(client) is None
    client.post("/logga-in/kod/", {"code": second})
    assert signed_in_as(client) == ADDRESS


def test_more_than_three_codes_a_minute_are_refused_in_words(client, karin):
    answers = [ask(client) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert OutgoingMail.objects.count() == 3
    assert "Det blev för många försök." in answers[-1].text


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Skriv din e-postadress."),
        ("karin", "Skriv hela e-postadressen, till exempel anna.ek@kommun.se."),
    ],
)
def test_what_is_no_address_is_said_beside_the_field(client, email, said):
    answered = ask(client, email)

    assert answered.status_code == 422
    assert answered.context["form"].errors == {"email": [said]}
    assert said in answered.text


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/omgangar/", "/omgangar/"),
        ("https://elak.example/", "/"),
        ("//elak.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_stays_at_home(client, karin, wanted, lands):
    asked = ask(client, next=wanted)
    page = client.get(asked.url)
    in_main = on_one_line(page.text).partition('<footer class="foot">')[0]
    hidden = re.search(r'name="next" value="([^"]*)"', in_main)

    answered = client.post(
        "/logga-in/kod/",
        {"code": code_in_the_letter(), "next": hidden[1] if hidden else wanted},
    )

    assert (answered.status_code, answered.url) == (302, lands)


def test_whoever_is_signed_in_already_passes_the_door(client, karin):
    client.force_login(karin)

    response = client.get("/logga-in/?next=/omgangar/")

    assert (response.status_code, response.url) == (302, "/omgangar/")


def test_signing_out_takes_a_post(client, karin):
    client.force_login(karin)

    asked = client.get("/logga-ut/")
    still = signed_in_as(client)
    left = client.post("/logga-ut/")

    assert (asked.status_code, still) == (200, ADDRESS)
    assert (left.status_code, left.url) == (302, "/logga-in/")
    assert "Du är utloggad." in client.get("/logga-in/").text
    assert signed_in_as(client) is None


def test_signing_out_twice_is_no_detour(client):
    response = client.post("/logga-ut/")

    assert (response.status_code, response.url) == (302, "/logga-in/")


def test_sign_in_changes_the_session_key(client, karin):
    ask(client)
    before = client.session.session_key

    client.post("/logga-in/kod/", {"code": code_in_the_letter()})

    assert client.session.session_key != before


def test_the_administration_has_the_same_door(client, karin):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain == [
        ("/admin/login/?next=/admin/", 302),
        ("/logga-in/?next=%2Fadmin%2F", 302),
    ]
    assert "Skriv din e-postadress, så skickar vi en kod." in response.text


def test_whoever_may_not_administer_is_told_instead_of_sent_round(client, karin):
    client.force_login(karin)

    response = client.get("/admin/", follow=True)

    assert (response.status_code, response.redirect_chain) == (
        403,
        [("/admin/login/?next=/admin/", 302)],
    )


def test_the_administrator_comes_in(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/programmes/user/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_reset_password",
        "account_change_password",
        "account_set_password",
        "account_email",
        "account_reauthenticate",
    ],
)
def test_there_is_no_address_for_passwords_or_sign_up(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path",
    ["/admin/password_change/", "/admin/password_change/done/"],
)
def test_the_administration_changes_no_passwords(client, path):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(path).status_code == 404
    assert client.post(path, {"new_password1": "x", "new_password2": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/password/reset/", "/accounts/login/", "/signup/"])
def test_allauths_own_addresses_do_not_exist(path):
    with pytest.raises(Resolver404):
        resolve(path)


def test_a_password_in_the_table_opens_nothing(client, karin):
    karin.set_password("hemligt ord")
    karin.save()

    response = client.post("/logga-in/", {"email": ADDRESS, "password": "hemligt ord"})

    assert response.url == "/logga-in/kod/"
    assert signed_in_as(client) is None
