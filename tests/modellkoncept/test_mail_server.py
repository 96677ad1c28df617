"""A mail server that hangs, refuses or drops: nothing waits unseen, and no letter holds another."""

import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from modellkoncept.mail import server
from modellkoncept.mail.models import MailServer, OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.status import held_up_since, mail_status
from modellkoncept.mail.tasks import deliver_mail, sweep_outbox
from tests.factories import UserFactory
from tests.markup import on_one_line
from tests.modellkoncept.mail_server import mail_server
from tests.site_processes import free_port

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


@pytest.fixture
def smtp(settings):
    """Letters go to this port, and wait for half a second."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.5

    def use(port: int) -> None:
        settings.EMAIL_PORT = port

    return use


def letters(*names: str) -> list[OutgoingMail]:
    return [
        queue_mail(key=name, to=f"{name}@example.se", subject="Hej", body=f"Till {name}")
        for name in names
    ]


def states() -> dict[str, tuple[str, str]]:
    return {each.key: (each.state, each.error) for each in OutgoingMail.objects.all()}


def deliver_all() -> None:
    for letter in OutgoingMail.objects.order_by("pk"):
        deliver_mail(letter.pk)


def test_a_letter_refused_for_good_has_failed_with_the_reason_and_the_others_go(smtp):
    letters("asa", "fel", "bo")

    def refuse(line: str) -> bytes:
        return b"550 5.1.1 no such person" if "fel@" in line else b"250 ok"

    with mail_server(answers={"RCPT": refuse}) as there:
        smtp(there.port)
        deliver_all()

    assert states() == {
        "asa": (State.DONE, ""),
        "fel": (State.FAILED, "550 5.1.1 no such person"),
        "bo": (State.DONE, ""),
    }
    assert [to for to, _message in there.got] == ["asa@example.se", "bo@example.se"]


@pytest.mark.parametrize("command", ["RCPT", "END"])
@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"450 4.2.0 try later", State.QUEUED), (b"552 5.2.2 full", State.FAILED)],
)
def test_what_may_pass_is_tried_again_and_what_cannot_is_given_up(smtp, command, answer, state):
    letters("asa")
    with mail_server(answers={command: answer}) as there:
        smtp(there.port)
        deliver_all()

    asa = OutgoingMail.objects.get()
    assert (asa.state, answer.decode() in asa.error) == (state, True)
    assert MailServer.objects.get().silent_since is None  # the server answers


TROUBLE = [
    {"silent": "CONNECT"},
    {"silent": "EHLO"},
    {"silent": "MAIL"},
    {"silent": "DATA"},
    {"silent": "END"},
    {"answers": {"CONNECT": b"421 busy"}},
    {"answers": {"CONNECT": None}},
    {"answers": {"MAIL": b"451 not now"}},
    {"answers": {"MAIL": b"550 not from you"}},
    {"answers": {"RCPT": b"421 closing"}},
    {"answers": {"DATA": None}},
    {"answers": {"END": None}},  # in the middle of the letter
]


@pytest.mark.parametrize("behaviour", TROUBLE, ids=repr)
def test_a_server_in_trouble_is_waited_for_by_one_letter_only(smtp, behaviour):
    letters("asa", "bo", "cia")
    begun = time.monotonic()
    with mail_server(**behaviour) as there:
        smtp(there.port)
        deliver_all()
        took = time.monotonic() - begun

    assert took < 2
    assert there.connections == 1
    assert [each.state for each in OutgoingMail.objects.all()] == [State.QUEUED] * 3
    assert sorted(each.attempts for each in OutgoingMail.objects.all())[:2] == [0, 0]
    assert MailServer.objects.get().silent_since is not None


def test_a_server_that_nobody_runs_is_the_same(smtp):
    letters("asa", "bo")
    smtp(free_port())
    deliver_all()

    assert [each.attempts for each in OutgoingMail.objects.all()] == [0, 0]
    assert "refused" in MailServer.objects.get().error


def test_a_letter_that_was_taken_is_sent_once_though_the_server_never_says_goodbye(smtp):
    letters("asa")
    with mail_server(silent="QUIT") as there:
        smtp(there.port)
        deliver_all()
        deliver_all()

    assert states() == {"asa": (State.DONE, "")}
    assert len(there.got) == 1


@pytest.mark.parametrize("to", ["å b@example.se", "a@example.se\nBcc: b@example.se"])
def test_a_letter_that_cannot_be_written_fails_and_holds_nobody(smtp, to):
    letters("asa")
    OutgoingMail.objects.create(key="odd", to=to, subject="Hej\nHej", body="Hej")
    with mail_server() as there:
        smtp(there.port)
        deliver_all()

    assert {key: state for key, (state, _error) in states().items()} == {
        "asa": State.DONE,
        "odd": State.FAILED,
    }
    assert MailServer.objects.get().silent_since is None


@pytest.fixture
def sent_at_once(monkeypatch):
    """The queue delivers as soon as it is asked."""
    monkeypatch.setattr(deliver_mail, "delay", deliver_mail)


@pytest.mark.usefixtures("sent_at_once")
def test_when_the_server_is_back_everything_goes_without_a_hand(smtp):
    letters("asa", "bo", "cia")
    with mail_server(silent="EHLO") as there:
        smtp(there.port)
        deliver_all()
        sweep_outbox()
        assert there.connections <= 2
    with mail_server() as there:
        smtp(there.port)
        sweep_outbox()
        sweep_outbox()

    assert {key: state for key, (state, _error) in states().items()} == dict.fromkeys(
        ("asa", "bo", "cia"), State.DONE
    )
    assert mail_status().is_well
    assert held_up_since() is None


def test_the_server_is_looked_at_also_without_a_letter(smtp):
    smtp(free_port())
    sweep_outbox()
    silent = held_up_since()
    with mail_server() as there:
        smtp(there.port)
        sweep_outbox()

    assert silent is not None
    assert (held_up_since(), there.got) == (None, [])


def test_that_no_worker_looks_is_seen_too():
    MailServer.objects.create(checked_at=timezone.now() - timedelta(minutes=6))

    assert held_up_since() == MailServer.objects.get().checked_at


# --- who is told ------------------------------------------------------------------------------


def silence(minutes: int = 30) -> None:
    server.record_silence("TimeoutError: timed out")
    MailServer.objects.update(silent_since=timezone.now() - timedelta(minutes=minutes))


def wait(letter: OutgoingMail, minutes: int = 30) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    OutgoingMail.objects.filter(pk=letter.pk).update(requested_at=since)


def test_health_tells_of_letters_and_stays_up(client):
    first, second, third = letters("asa", "bo", "cia")
    before = client.get("/halsa/").json()
    wait(first)
    wait(second, 20)
    OutgoingMail.objects.filter(pk=third.pk).update(state=State.FAILED, error="550 nobody")
    silence()

    after = client.get("/halsa/")

    report, since = after.json(), r"\d{4}-\d\d-\d\d \d\d\.\d\d"
    assert (before["degraded"], before["mail"]) == ([], "ok")
    assert report["degraded"] == ["mail"]
    assert "mail" not in report["failing"]
    assert re.fullmatch(
        f"e-postservern har inte svarat sedan {since}; 2 mejl väntar sedan {since};"
        " 1 mejl kunde inte skickas",
        report["mail"],
    )
    assert "example.se" not in after.text


def test_the_staff_see_what_waits_since_when_and_what_to_do(client):
    client.force_login(UserFactory(is_staff=True))
    well = on_one_line(client.get("/oversikt/").text)
    for letter in letters("asa", "bo", "cia"):
        wait(letter)
    failed = OutgoingMail.objects.get(key="cia")
    OutgoingMail.objects.filter(pk=failed.pk).update(state=State.FAILED, error="550 nobody")
    silence()

    page = on_one_line(client.get("/oversikt/").text)

    assert "Inget mejl väntar, och inget har misslyckats" in well
    assert re.search(r"2 mejl väntar sedan \d+ \w+, \d\d\.\d\d\.", page)
    assert re.search(r"E-postservern har inte svarat sedan \d+ \w+, \d\d\.\d\d\.", page)
    assert "EMAIL_URL" in page
    assert "cia@example.se" in page
    assert "550 nobody" in page
    assert "asa@example.se" not in page


HELD_UP = "Mejlet har inte kunnat skickas ännu"


@pytest.mark.parametrize("is_silent", [False, True])
@pytest.mark.parametrize("is_known", [False, True])
def test_who_asked_for_a_code_is_told_the_same_whether_known_or_not(client, is_silent, is_known):
    cache.clear()  # the limits on asking
    if is_known:
        UserFactory(email="karin@example.se")
    if is_silent:
        silence()

    page = client.post("/logga-in/", {"email": "karin@example.se"}, follow=True).text
    for letter in OutgoingMail.objects.all():
        OutgoingMail.objects.filter(pk=letter.pk).update(error="451 later", attempts=2)
    later = client.get("/logga-in/kod/").text

    assert [HELD_UP in text for text in (page, later)] == [is_silent] * 2


def test_an_outage_of_hours_costs_no_letter(smtp):
    letters("asa", "bo")
    smtp(free_port())
    for _ in range(OutgoingMail.MAX_ATTEMPTS * 3):
        OutgoingMail.objects.update(send_after=timezone.now())
        sweep_outbox()
    assert {each.state for each in OutgoingMail.objects.all()} == {State.QUEUED}

    with mail_server() as there:
        smtp(there.port)
        OutgoingMail.objects.update(send_after=timezone.now())
        sweep_outbox()
        deliver_all()

    assert {each.state for each in OutgoingMail.objects.all()} == {State.DONE}


def test_a_server_that_nobody_mends_is_waited_for_three_days(smtp):
    letters("asa")
    smtp(free_port())
    OutgoingMail.objects.update(requested_at=timezone.now() - timedelta(days=3, minutes=1))

    sweep_outbox()  # which finds the server silent
    sweep_outbox()

    assert [each.state for each in OutgoingMail.objects.all()] == [State.FAILED]


def test_no_row_tells_for_long_who_signed_in_when():
    letters("asa", "bo")
    hour_ago = timezone.now() - timedelta(hours=1, minutes=1)
    OutgoingMail.objects.update(state=State.DONE, requested_at=hour_ago)
    OutgoingMail.objects.filter(to__startswith="asa").update(forget_body_when_sent=True)

    sweep_outbox()

    assert [each.to for each in OutgoingMail.objects.all()] == ["bo@example.se"]
