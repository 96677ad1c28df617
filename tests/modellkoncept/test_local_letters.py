"""Without a mail server the codes are read at the machine itself, and nowhere else."""

import pytest

from modellkoncept.mail.delivery import deliver
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.management.local_letters import say_new_letters
from tests.factories import UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
PAGE = "/mejl-pa-den-har-datorn/"
AT_THE_MACHINE = {"headers": {"Host": "127.0.0.1:8000"}, "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def started_here(settings):
    settings.LOCAL_LETTERS = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def karin():
    return UserFactory(email="karin.ek@granvik.example")


def test_the_code_is_read_on_a_page_that_the_code_page_names(client, karin, started_here):
    client.post("/logga-in/", {"email": karin.email}, **AT_THE_MACHINE)
    letter = OutgoingMail.objects.get()
    deliver(letter.pk)

    code_page = on_one_line(client.get("/logga-in/kod/", **AT_THE_MACHINE).content.decode())
    page = client.get(PAGE, **AT_THE_MACHINE)

    assert f'<a href="{PAGE}">Läs mejlet här</a>' in code_page
    assert [each.body for each in page.context["letters"]] == [letter.body]


@pytest.mark.parametrize(
    "elsewhere",
    [
        AT_THE_MACHINE | {"REMOTE_ADDR": "192.168.1.8"},
        AT_THE_MACHINE | {"headers": {"Host": "evil.example"}},
        AT_THE_MACHINE | {"headers": {"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}},
    ],
    ids=["another machine", "another name", "a proxy"],
)
def test_from_elsewhere_there_is_no_page_and_no_link(client, karin, started_here, elsewhere):
    client.post("/logga-in/", {"email": karin.email}, **elsewhere)

    assert client.get(PAGE, **elsewhere).status_code == 404
    assert PAGE not in client.get("/logga-in/kod/", **elsewhere).content.decode()


def test_with_a_mail_server_there_is_no_page(client, karin):
    assert client.get(PAGE, **AT_THE_MACHINE).status_code == 404


def test_the_terminal_shows_each_new_letter_once(client, karin):
    OutgoingMail.objects.create(key="old", to=karin.email, subject="Förr", body="Redan visat")
    said = []

    seen = say_new_letters(None, said.append)
    client.post("/logga-in/", {"email": karin.email})
    for _look in range(3):
        seen = say_new_letters(seen, said.append)

    lines = said[0].splitlines()
    assert len(said) == 1
    assert lines[:3] == ["", f"Mejl till {karin.email}: Din kod för att logga in", "  | Hej!"]
    assert [line.strip(" |") for line in lines[2:] if line.strip(" |")] == [
        line.strip() for line in OutgoingMail.objects.first().body.splitlines() if line.strip()
    ]
