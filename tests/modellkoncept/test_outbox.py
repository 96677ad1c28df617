"""Letters: sent once, tried again, given up visibly, and forgotten when they should be."""

import subprocess
import sys
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.tasks import deliver_mail, sweep_outbox
from tests.modellkoncept.processes import ROOT, environment

State = OutgoingMail.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return OutgoingMail.objects.create(
        key="k1", to="asa@example.se", subject="Träff på måndag", body="Hej Åsa!"
    )


@pytest.fixture
def mail_server_is_down(monkeypatch):
    def fail(self):
        raise SMTPServerDisconnected("bye")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)


def fresh(letter):
    return OutgoingMail.objects.get(pk=letter.pk)


def set_row(letter, **values):
    OutgoingMail.objects.filter(pk=letter.pk).update(**values)


def test_delivering_twice_sends_once(letter):
    deliver_mail(letter.pk)
    deliver_mail(letter.pk)

    sent = fresh(letter)
    assert (sent.state, sent.attempts, sent.error) == (State.DONE, 1, "")
    [message] = django_mail.outbox
    assert (message.to, message.subject, message.body) == (
        ["asa@example.se"],
        "Träff på måndag",
        "Hej Åsa!",
    )
    assert message.extra_headers["Message-ID"] == "<k1@modellkoncept>"


def test_the_same_key_is_the_same_letter():
    first = queue_mail(key="k", to="a@example.se", subject="Ett", body="Ett")
    second = queue_mail(key="k", to="b@example.se", subject="Två", body="Två")

    assert first == second
    assert fresh(first).subject == "Ett"


def test_a_transaction_that_rolls_back_promises_nothing(django_capture_on_commit_callbacks):
    def promise_and_fail():
        with transaction.atomic():
            queue_mail(key="k", to="a@example.se", subject="Hej", body="Hej")
            raise LookupError

    with django_capture_on_commit_callbacks() as nudges, pytest.raises(LookupError):
        promise_and_fail()

    assert (OutgoingMail.objects.count(), nudges) == (0, [])


def test_one_of_two_workers_gets_the_letter(letter):
    assert OutgoingMail.objects.claim(letter.pk) == letter
    assert OutgoingMail.objects.claim(letter.pk) is None


@pytest.mark.usefixtures("mail_server_is_down")
def test_a_failing_server_puts_the_letter_back_for_later(letter):
    before = timezone.now()

    deliver_mail(letter.pk)

    waiting = fresh(letter)
    assert waiting.state == State.QUEUED
    assert before + timedelta(minutes=2) <= waiting.send_after
    assert waiting.send_after <= timezone.now() + timedelta(minutes=2)
    assert waiting.error == "SMTPServerDisconnected: bye"
    assert not OutgoingMail.objects.due().exists()


@pytest.mark.usefixtures("mail_server_is_down")
def test_after_the_last_try_the_letter_has_failed_for_all_to_see(letter):
    for _ in range(OutgoingMail.MAX_ATTEMPTS):
        set_row(letter, send_after=timezone.now())
        deliver_mail(letter.pk)

    assert (fresh(letter).state, fresh(letter).attempts) == (
        State.FAILED,
        OutgoingMail.MAX_ATTEMPTS,
    )
    assert not OutgoingMail.objects.due().exists()


def test_a_letter_that_waits_is_not_due_before_its_time(letter):
    set_row(letter, send_after=timezone.now() + timedelta(minutes=1))

    deliver_mail(letter.pk)

    assert (fresh(letter).state, len(django_mail.outbox)) == (State.QUEUED, 0)


@pytest.mark.parametrize(("minutes_late", "is_due"), [(-1, False), (1, True)])
def test_a_letter_whose_worker_died_is_due_again(letter, minutes_late, is_due):
    OutgoingMail.objects.claim(letter.pk)
    late = timedelta(minutes=15 + minutes_late)
    set_row(letter, lease_until=fresh(letter).lease_until - late)

    assert OutgoingMail.objects.due().exists() is is_due


def test_a_letter_whose_every_worker_died_has_failed(letter):
    OutgoingMail.objects.claim(letter.pk)
    set_row(letter, attempts=OutgoingMail.MAX_ATTEMPTS, lease_until=timezone.now())

    sweep_outbox()

    assert (fresh(letter).state, len(django_mail.outbox)) == (State.FAILED, 0)


def test_a_worker_that_lost_its_lease_changes_nothing(letter, monkeypatch):
    def other_worker_takes_over(self):
        set_row(letter, lease=uuid4())
        raise SMTPServerDisconnected("bye")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", other_worker_takes_over)
    deliver_mail(letter.pk)

    assert (fresh(letter).state, fresh(letter).error) == (State.RUNNING, "")


@pytest.mark.parametrize(
    ("forget", "demo", "kept"), [(True, False, ""), (True, True, "Kod"), (False, False, "Kod")]
)
def test_a_code_is_forgotten_once_it_has_left_the_house(settings, forget, demo, kept):
    settings.DEMO = demo
    letter = queue_mail(
        key="k", to="a@example.se", subject="Hej", body="Kod", forget_body_when_sent=forget
    )

    deliver_mail(letter.pk)

    assert django_mail.outbox[0].body == "Kod"
    assert fresh(letter).body == kept


PROMISE = """
import time, django
django.setup()
from modellkoncept.mail.outbox import queue_mail
begun = time.monotonic()
queue_mail(key="k", to="a@example.se", subject="Hej", body="Hej")
print(round(time.monotonic() - begun, 1))
"""


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_neither_the_letter_nor_the_visitors_time(tmp_path):
    env = environment(
        tmp_path,
        REDIS_URL=f"unix://{tmp_path}/nobody.sock",
        DJANGO_SETTINGS_MODULE="modellkoncept.settings",
    )

    done = subprocess.run(  # noqa: S603 – our own command
        [sys.executable, "-c", PROMISE],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert OutgoingMail.objects.due().get().key == "k"
    assert float(done.stdout) < 2
    assert "Error calling" in done.stderr
