"""Sessions end when they should, and reading writes none."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programmes.models import SignInCode, User
from programmes.services import people as people_service
from programmes.tasks import sweep_sign_in
from tests.factories import MembershipFactory, UserFactory
from tests.test_every_url_is_guarded import (
    ANSWERS,
    POST_ONLY,
    POST_ONLY_OPEN,
    address_of,
    client_of,
    made_once,
    sessions,
    stored_in,
    things,
)

pytestmark = pytest.mark.django_db

__all__ = ["made_once", "sessions", "stored_in", "things"]  # the fixtures


@pytest.fixture
def karin():
    return UserFactory(email="karin@granvik.example", full_name="Karin Ek")


def phone_of(user) -> Client:
    client = Client()
    client.force_login(user)
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/mina-uppgifter/").status_code == 200


def by_service(**fields):
    return lambda user: people_service.change_person(person=User.objects.get(pk=user.pk), **fields)


def by_hand(**fields):
    return lambda user: User.objects.filter(pk=user.pk).update(**fields)


def off_and_on(change):
    def change_twice(user):
        change(is_active=False)(user)
        change(is_active=True)(user)

    return change_twice


ENDS = {
    "address": by_service(email="karin@nordhav.example"),
    "address, past the service": by_hand(email="karin@nordhav.example"),
    "may sign in off and on": off_and_on(by_service),
    "may sign in off and on, past the service": off_and_on(by_hand),
    "everywhere": lambda user: people_service.end_sessions(person=user),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_old_phone_is_out_and_a_new_sign_in_works(karin, name):
    old = phone_of(karin)

    ENDS[name](karin)

    assert not is_in(old)
    assert is_in(phone_of(User.objects.get(pk=karin.pk)))


@pytest.mark.parametrize("change", [by_service, by_hand])
def test_an_address_that_is_changed_back_does_not_let_the_old_phone_in(karin, change):
    old = phone_of(karin)

    change(email="karin@nordhav.example")(karin)
    change(email="karin@granvik.example")(karin)

    assert not is_in(old)


@pytest.mark.parametrize(
    "change", [by_service(full_name="Karin Å"), by_service(is_staff=True), by_hand(full_name="K")]
)
def test_other_changes_end_nothing(karin, change):
    phone = phone_of(karin)

    change(karin)

    assert is_in(phone)


def test_the_administration_ends_sessions_too(karin):
    old, staff = phone_of(karin), phone_of(UserFactory(is_staff=True, is_superuser=True))
    given = {"full_name": "Karin Ek", "email": "karin@granvik.example"}

    for more in ({}, {"is_active": "on"}):
        staff.post(f"/admin/programmes/user/{karin.pk}/change/", given | more)

    assert User.objects.get(pk=karin.pk).is_active
    assert not is_in(old)
    assert is_in(staff)


def test_a_user_saved_from_memory_does_not_bring_old_sessions_back(karin):
    stale = User.objects.get(pk=karin.pk)
    old = phone_of(karin)
    people_service.change_person(person=karin, email="karin@nordhav.example")

    stale.save()

    assert not is_in(old)


def test_one_press_signs_out_on_all_devices_and_only_the_one_who_presses(karin):
    phones, other = [phone_of(karin), phone_of(karin)], phone_of(UserFactory())

    pressed = phones[0].post("/mina-uppgifter/logga-ut-overallt/")

    assert (pressed.status_code, pressed.url) == (302, "/logga-in/")
    assert "Du är utloggad på alla enheter." in phones[0].get(pressed.url).text
    assert [is_in(phone) for phone in (*phones, other)] == [False, False, True]


def test_the_page_shows_the_users_own_data_only(karin, django_assert_num_queries):
    MembershipFactory(user=karin, participation__organisation__name="Granviks kommun")
    MembershipFactory(user=UserFactory(full_name="Någon Annan", email="annan@x.example"))
    client = phone_of(karin)

    with django_assert_num_queries(3):
        page = client.get("/mina-uppgifter/").text

    for said in ("Karin Ek", "karin@granvik.example", "Strateg", "Granviks kommun"):
        assert said in page
    assert "annan@x.example" not in page
    assert 'href="/mina-uppgifter/"' in client.get("/").text


KEPT = {
    "sv": (
        "Medan du skriver sparas texten även i din webbläsare, så att inget går förlorat om du "
        "blir utloggad. Den försvinner när du har sparat, loggar ut eller stänger fliken."
    ),
    "en": (
        "While you write, the text is also saved in your browser, so that nothing is lost if you "
        "are logged out. It disappears when you have saved it, log out or close the tab."
    ),
}


@pytest.mark.parametrize("language", KEPT)
def test_the_page_says_what_the_browser_keeps(karin, language):
    client = phone_of(karin)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    assert KEPT[language] in client.get("/mina-uppgifter/").text


# --- what reading and signing in write --------------------------------------------------------

WRITES = ("INSERT", "UPDATE", "DELETE")


def written(action) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        action()
    return [q["sql"] for q in captured.captured_queries if q["sql"].startswith(WRITES)]


# To export is an act, and the log keeps who did it, which day.
EXPORTS_OF_STAFF = {"padlet:round_notes_xlsx"}
EXPORTS = EXPORTS_OF_STAFF | {"padlet:export"}
READ = sorted(name for name, row in ANSWERS.items() if row not in {POST_ONLY, POST_ONLY_OPEN})


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("kind", ["strategist", "staff"])
def test_merely_reading_writes_nothing(name, kind, sessions, things):
    address = address_of(name, things)
    client = client_of(sessions[kind])

    statements = written(lambda: client.get(address))

    tables = [sql.split('"')[1] for sql in statements]
    may_export = kind == "staff" or name not in EXPORTS_OF_STAFF
    is_export = name in EXPORTS and may_export
    assert tables == (["modellkoncept_auditevent"] if is_export else [])
    assert written(lambda: Client().get(address)) == []


def test_sign_in_writes_its_session_and_nothing_about_the_user(karin, client):
    assert "last_login" not in {field.name for field in User._meta.get_fields()}  # noqa: SLF001 – Django's public API, despite its name

    before = Session.objects.count()

    statements = written(lambda: client.force_login(karin))

    tables = {sql.split('"')[1] for sql in statements}
    assert tables == {"django_session"}
    assert Session.objects.count() == before + 1


def test_the_sweep_takes_ended_sessions_and_old_codes_and_nothing_else(karin, client):
    before = Session.objects.count()
    client.force_login(karin)
    ended = Client()
    ended.force_login(karin)
    Session.objects.filter(pk=ended.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    for seconds in (-1, 60):
        SignInCode.objects.create(
            address_hash="a", code_hash="b", expires_at=timezone.now() + timedelta(seconds=seconds)
        )

    sweep_sign_in()

    assert is_in(client)
    assert (Session.objects.count(), SignInCode.objects.count()) == (before + 1, 1)
