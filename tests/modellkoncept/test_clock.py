"""A clock that is set back by an hour delays no promise."""

import time
from datetime import timedelta

import pytest
import redis
from celery import Celery
from celery.beat import ScheduleEntry
from django.conf import settings as django_settings
from django.utils import timezone

from modellkoncept.documents import status, store
from modellkoncept.documents.models import Document
from modellkoncept.jobs import periodic as periodic_module
from modellkoncept.jobs.clock import steady_now
from modellkoncept.jobs.models import Job
from modellkoncept.jobs.periodic import beat_schedule, periodic
from modellkoncept.live import heartbeat
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.registry import Registry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
State = Job.State


def document(**fields) -> Document:
    return Document.objects.create(kind="nothing", of="1", title="Papper", **fields)


def sweep() -> None:
    """A periodic task that does nothing."""


def letter(**fields) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    return OutgoingMail.objects.create(
        key=str(number), to="anna@example.se", subject="Hej", body="Hej", **fields
    )


@pytest.mark.parametrize(
    ("ahead", "is_due"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(seconds=5), False),
        (Document.LEASE, False),  # what a living worker has just written
        (Document.LEASE + timedelta(minutes=1), True),
        (HOUR, True),
        (HOUR + Document.LEASE, True),
    ],
)
def test_a_lease_that_no_worker_can_have_written_now_has_expired(ahead, is_due):
    document(state=State.RUNNING, lease_until=timezone.now() + ahead)

    assert Document.objects.due().exists() == is_due


@pytest.mark.parametrize(
    ("attempts", "ahead", "is_due"),
    [
        (0, timedelta(0), True),
        (0, timedelta(minutes=1), False),
        (0, HOUR, True),
        (1, timedelta(minutes=1), False),
        (1, timedelta(minutes=2) + HOUR, True),
        (5, timedelta(minutes=31), False),
        (5, timedelta(minutes=32) + HOUR, True),
        (5, timedelta(minutes=-1), True),
    ],
)
def test_a_letter_waits_no_longer_than_its_own_back_off(attempts, ahead, is_due):
    letter(attempts=attempts, send_after=timezone.now() + ahead)

    assert OutgoingMail.objects.due().exists() == is_due


def test_a_document_asked_for_before_the_clock_was_set_back_has_five_minutes_from_now():
    asked = document(requested_at=timezone.now() + HOUR)

    assert status.is_late(asked)
    assert list(status.failed_or_late()) == [asked]

    store.fail_overdue()
    asked.refresh_from_db()
    assert asked.state == State.QUEUED
    assert not status.is_late(asked)
    assert list(status.failed_or_late()) == []
    assert abs(asked.requested_at - timezone.now()) < timedelta(seconds=30)

    Document.objects.update(requested_at=timezone.now() - timedelta(minutes=6))
    store.fail_overdue()
    asked.refresh_from_db()
    assert asked.state == State.FAILED


def test_a_document_that_is_done_keeps_the_time_it_was_asked_for():
    later = timezone.now() + HOUR
    done = document(requested_at=later, state=State.DONE)

    store.fail_overdue()

    done.refresh_from_db()
    assert done.requested_at == later


@pytest.mark.parametrize("ahead", [60, 3600])
def test_a_heartbeat_from_the_future_tells_nothing(ahead, monkeypatch):
    monkeypatch.setattr(heartbeat, "HEARTBEAT", "test:clock")
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        client.set("test:clock", int(time.time()) + ahead, ex=60)

        assert heartbeat.heartbeat_age() == (True, None)

        client.set("test:clock", int(time.time()) + 2, ex=60)
        assert heartbeat.heartbeat_age() == (True, 0.0)
        client.delete("test:clock")


def test_a_periodic_task_comes_in_time_after_the_clock_was_set_back(monkeypatch):
    app = Celery("test", set_as_current=False)
    monkeypatch.setattr(periodic_module, "_periodic", Registry("periodic task"))
    periodic(seconds=60)(app.task(name="sweep", shared=False)(sweep))
    now = app.now
    entry = ScheduleEntry(name="sweep", app=app, **beat_schedule(app)["sweep"])
    entry.last_run_at = entry.default_now() - timedelta(seconds=59)

    monkeypatch.setattr(app, "now", lambda: now() - HOUR)
    not_yet = entry.is_due()
    entry.last_run_at -= timedelta(seconds=2)

    assert (not_yet.is_due, not_yet.next < 2) == (False, True)
    assert entry.is_due().is_due
    assert next(entry).last_run_at > now() - timedelta(minutes=1)


def test_the_steady_clock_starts_from_the_computers():
    assert abs(steady_now() - timezone.now()) < timedelta(minutes=1)
