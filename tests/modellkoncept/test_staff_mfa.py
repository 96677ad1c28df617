"""SKR's people may ask a second step of themselves, and the settings may ask it of all."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.test import Client

from modellkoncept.mail.models import OutgoingMail
from programmes.models import User
from programmes.services import invitation_links, second_steps
from programmes.services.people import change_person, end_sessions
from tests.factories import UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
SETTINGS = "/mina-uppgifter/andra-steget/"
STEP = "/logga-in/andra-steget/"
WRONG = "Koden stämmer inte. Skriv koden som appen visar just nu; samma kod fungerar bara en gång."


@pytest.fixture
def clock(monkeypatch):
    """The time, which a test moves: each code of an app works once."""

    class Clock:
        now = time.time()

        def forward(self, seconds: float = 60) -> None:
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(time, "time", lambda: clock.now)
    return clock


@pytest.fixture
def anna():
    return UserFactory(email="anna.ek@skr.example", full_name="Anna Ek", is_staff=True)


def app_code(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def set_up(client) -> tuple[str, list[str]]:
    """Set an app up on its page; its secret, and the recovery codes."""
    page = client.get(SETTINGS)
    secret = page.context["secret"].replace(" ", "")
    answer = client.post(SETTINGS, {"code": app_code(secret)})
    return secret, answer.context["codes"]


def show_mailbox(client, user: User):
    """Ask for a code and type it."""
    client.post("/logga-in/", {"email": user.email})
    letter = OutgoingMail.objects.filter(to=user.email).first()
    return client.post(
        "/logga-in/kod/?next=/omgangar/",
        {"code": re.search(r"^ +(\d+)$", letter.body, re.MULTILINE)[1]},
    )


def signed_in_as(client) -> User | None:
    answer = client.get("/")
    return answer.context["user"] if answer.status_code == 200 else None


def errors_of(answer, form: str = "form") -> list[str]:
    return answer.context[form].errors.get("code", [])


def test_who_has_set_up_an_app_is_asked_for_its_code_after_the_one_by_mail(client, anna, clock):
    client.force_login(anna)
    secret, codes = set_up(client)
    clock.forward()
    other = Client()

    half_way = show_mailbox(other, anna)
    before = signed_in_as(other)
    asked = on_one_line(other.get(STEP).content.decode())
    done = other.post(STEP, {"code": f" {app_code(secret)[:3]} {app_code(secret)[3:]} "})

    assert (half_way.status_code, half_way.url, before) == (302, STEP, None)
    assert "<h1>Bekräfta att det är du</h1>" in asked
    assert (done.status_code, done.url) == (302, "/omgangar/")
    assert signed_in_as(other) == anna
    assert len(set(codes)) == 10


def test_setting_it_up_takes_the_apps_code_and_signs_out_elsewhere(client, anna, clock):
    elsewhere = Client()
    elsewhere.force_login(anna)
    client.force_login(anna)
    secret = client.get(SETTINGS).context["secret"].replace(" ", "")

    wrong = client.post(SETTINGS, {"code": "000000"})
    right = client.post(SETTINGS, {"code": app_code(secret)})

    assert (wrong.status_code, errors_of(wrong)) == (422, [WRONG])
    assert wrong.context["secret"].replace(" ", "") == secret
    assert right.status_code == 200
    assert (signed_in_as(client), signed_in_as(elsewhere)) == (anna, None)


def test_a_code_of_the_app_works_once(client, anna, clock):
    client.force_login(anna)
    secret, _codes = set_up(client)

    first, second = Client(), Client()
    show_mailbox(first, anna)
    with_the_code_that_set_it_up = first.post(STEP, {"code": app_code(secret)})
    clock.forward()
    first.post(STEP, {"code": app_code(secret)})
    show_mailbox(second, anna)
    again = second.post(STEP, {"code": app_code(secret)})

    assert errors_of(with_the_code_that_set_it_up) == errors_of(again) == [WRONG]
    assert (signed_in_as(first), signed_in_as(second)) == (anna, None)


@pytest.mark.parametrize(("later", "comes_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_half_a_minute_off(client, anna, clock, later, comes_in):
    client.force_login(anna)
    secret, _codes = set_up(client)
    clock.forward(300)
    other = Client()
    show_mailbox(other, anna)

    answer = other.post(STEP, {"code": app_code(secret, later)})

    assert (answer.status_code == 302) is comes_in


def test_a_recovery_code_leads_in_once(client, anna, clock):
    client.force_login(anna)
    _secret, codes = set_up(client)
    first, second = Client(), Client()

    show_mailbox(first, anna)
    first.post(STEP, {"code": codes[3]})
    show_mailbox(second, anna)
    again = second.post(STEP, {"code": codes[3]})

    assert signed_in_as(first) == anna
    assert errors_of(again) == [WRONG]
    assert "Du har 9 reservkoder kvar." in on_one_line(first.get(SETTINGS).content.decode())


def test_wrong_codes_are_counted_over_all_sessions(client, anna, clock):
    client.force_login(anna)
    secret, _codes = set_up(client)
    clock.forward()
    first, second = Client(), Client()
    show_mailbox(first, anna)
    show_mailbox(second, anna)

    for _try in range(second_steps.TRIES):
        first.post(STEP, {"code": "000000"})
    right = second.post(STEP, {"code": app_code(secret)})

    assert errors_of(right) == ["Det blev för många försök. Vänta en kvart och försök igen."]
    assert signed_in_as(second) is None


@pytest.mark.parametrize("typed", ["", "abc", "1" * 41, "12345", "٣٣٣٣٣٣"])
def test_what_is_no_code_is_said_beside_the_field(client, anna, clock, typed):
    client.force_login(anna)
    set_up(client)
    other = Client()
    show_mailbox(other, anna)

    answer = other.post(STEP, {"code": typed})

    assert (answer.status_code, len(errors_of(answer))) == (422, 1)


def test_the_second_step_alone_leads_nobody_in(client, anna):
    assert [client.get(STEP).url, client.post(STEP, {"code": "1"}).url] == ["/logga-in/"] * 2


@pytest.mark.parametrize("event", ["sessions ended", "shut out"])
def test_who_lost_her_right_half_way_does_not_come_in(client, anna, clock, event):
    client.force_login(anna)
    secret, _codes = set_up(client)
    clock.forward()
    other = Client()
    show_mailbox(other, anna)

    if event == "shut out":
        change_person(person=anna, is_active=False)
    else:
        end_sessions(person=anna)

    assert other.post(STEP, {"code": app_code(secret)}).url == "/logga-in/"
    assert signed_in_as(other) is None


def test_a_link_is_no_way_around_it(client, anna, clock):
    client.force_login(anna)
    set_up(client)
    other = Client()

    answer = other.post(invitation_links.create_link(user=anna))

    assert answer.url == STEP
    assert signed_in_as(other) is None


def test_the_tables_hold_no_secret_and_no_time_of_any_sign_in(client, anna, clock):
    client.force_login(anna)
    secret, codes = set_up(client)
    clock.forward()
    other = Client()
    show_mailbox(other, anna)
    before = list(Authenticator.objects.order_by("pk").values("last_used_at", "created_at"))
    other.post(STEP, {"code": app_code(secret)})

    rows = list(Authenticator.objects.order_by("pk").values())
    assert [row["last_used_at"] for row in rows] == [None, None]
    assert [row["created_at"] for row in rows] == [each["created_at"] for each in before]
    assert [word for word in (secret, *codes) if word in str(rows)] == []


def test_new_recovery_codes_take_a_code_and_end_the_old_ones(client, anna, clock):
    client.force_login(anna)
    secret, old = set_up(client)
    clock.forward()

    refused = client.post(f"{SETTINGS}reservkoder/", {"new-code": "000000"})
    new = client.post(f"{SETTINGS}reservkoder/", {"new-code": app_code(secret)}).context["codes"]
    other = Client()
    show_mailbox(other, anna)
    with_old = other.post(STEP, {"code": old[0]})
    other.post(STEP, {"code": new[0]})

    assert (refused.status_code, errors_of(refused, "new_codes")) == (422, [WRONG])
    assert set(new) & set(old) == set()
    assert errors_of(with_old) == [WRONG]
    assert signed_in_as(other) == anna


def test_turning_it_off_takes_a_code(client, anna, clock):
    client.force_login(anna)
    secret, _codes = set_up(client)
    clock.forward()

    refused = client.post(f"{SETTINGS}stang-av/", {"off-code": "000000"})
    done = client.post(f"{SETTINGS}stang-av/", {"off-code": app_code(secret)})

    assert (refused.status_code, errors_of(refused, "turn_off")) == (422, [WRONG])
    assert (done.status_code, done.url) == (302, SETTINGS)
    assert Authenticator.objects.count() == 0
    assert show_mailbox(Client(), anna).url == "/omgangar/"


def test_support_lets_somebody_in_who_has_lost_her_telephone(client, anna, clock, capsys):
    client.force_login(anna)
    set_up(client)

    call_command("remove_second_step", "Anna.Ek@SKR.example")

    assert capsys.readouterr().out == "Anna Ek loggar nu in med bara koden i mejlet.\n"
    assert show_mailbox(Client(), anna).url == "/omgangar/"


def test_others_cannot_set_one_up_but_who_had_it_keeps_it(client, anna, clock):
    client.force_login(UserFactory())
    assert client.get(SETTINGS).status_code == 403

    client.force_login(anna)
    set_up(client)
    change_person(person=anna, is_staff=False)

    assert client.get(SETTINGS).status_code == 200
    assert show_mailbox(Client(), anna).url == STEP


def test_where_it_is_asked_of_all_of_skr_nothing_else_opens_without_it(
    client, anna, clock, settings
):
    settings.STAFF_MFA_REQUIRED = True
    politician = Client()
    politician.force_login(UserFactory())
    show_mailbox(client, anna)

    led = [client.get(path).url for path in ("/", "/omgangar/", "/mina-uppgifter/")]
    open_pages = [client.get(path).status_code for path in (SETTINGS, "/tillganglighet/")]
    set_up(client)

    assert led == [SETTINGS] * 3
    assert open_pages == [200, 200]
    assert client.get("/").status_code == 200
    assert politician.get("/").status_code == 200


def test_another_secret_key_reads_nothing_and_the_old_one_still_does(client, anna, clock, settings):
    client.force_login(anna)
    secret, _codes = set_up(client)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "b" * 60, [settings.SECRET_KEY]
    clock.forward()

    second_steps.judge_second_step(user=anna, typed=app_code(secret))

    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    show_mailbox(other, anna)
    clock.forward()
    assert errors_of(other.post(STEP, {"code": app_code(secret)})) == [WRONG]


@pytest.mark.parametrize(
    "credential",
    ["", "{", "[]", "null", "1", "{}", '{"id": "x", "rawId": "x", "response": {}}', '{"id": null}'],
)
def test_what_is_no_passkey_is_a_sentence(client, anna, clock, credential):
    client.force_login(anna)
    client.post("/mina-uppgifter/passnycklar/borja/")
    added = client.post("/mina-uppgifter/passnycklar/", {"credential": credential}, follow=True)
    set_up(client)
    other = Client()
    show_mailbox(other, anna)
    other.post("/logga-in/passnyckel/borja/")

    used = other.post("/logga-in/passnyckel/", {"credential": credential}, follow=True)

    assert [str(message) for message in added.context["messages"]] == [
        "Passnyckeln kunde inte läggas till. Försök igen."
    ]
    assert [str(message) for message in used.context["messages"]] == [
        "Passnyckeln kändes inte igen. Försök igen."
    ]
    assert signed_in_as(other) is None


def test_a_passkey_is_asked_of_nobody_who_has_not_shown_her_mailbox(client, anna):
    assert client.post("/logga-in/passnyckel/borja/").status_code == 403
    assert client.post("/logga-in/passnyckel/", {"credential": "{}"}).url == "/logga-in/"
    client.force_login(UserFactory())
    assert client.post("/mina-uppgifter/passnycklar/borja/").status_code == 403
    assert client.post("/mina-uppgifter/passnycklar/", {"credential": "{}"}).status_code == 403


def test_who_has_a_passkey_only_sees_what_is_wrong_too(client, anna):
    client.force_login(anna)
    Authenticator.objects.create(user=anna, type=Authenticator.Type.WEBAUTHN, data={})

    answers = [
        client.post(f"{SETTINGS}reservkoder/", {"new-code": "000000"}),
        client.post(f"{SETTINGS}stang-av/", {"off-code": "000000"}),
        client.post(SETTINGS, {"code": "000000"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3


def test_a_removed_person_takes_her_second_steps_along(client, anna, clock):
    client.force_login(anna)
    set_up(client)

    anna.delete()

    assert Authenticator.objects.count() == 0
