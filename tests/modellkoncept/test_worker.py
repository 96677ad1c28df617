"""A real Celery worker, killed in the middle of its work."""

import os
import signal
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from modellkoncept.documents.models import Document
from modellkoncept.documents.store import fail_overdue_and_list_due
from tests.factories import MeetingFactory, UserFactory
from tests.modellkoncept.processes import environment, kill, running

State = Document.State
WORKER = ["-m", "celery", "-A", "tests.modellkoncept.slow_worker", "worker", "--beat"]
WORKER += ["--concurrency", "1", "--loglevel", "INFO"]


def wait_for(what, seconds, log):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s:\n{log.read_text()[-3000:]}")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_document_survives_its_worker_and_is_ready_once(tmp_path):
    begun, log = tmp_path / "begun", tmp_path / "worker.log"
    env = environment(tmp_path, QUEUE=f"test-{uuid4()}", BEGUN=str(begun))
    worker = [*WORKER, "--schedule", str(tmp_path / "beat")]
    document = Document.objects.create(
        kind="slow-worker",
        of=str(MeetingFactory().pk),
        title="Långsamt",
        requested_by=UserFactory(),
    )

    def row():
        return Document.objects.get(pk=document.pk)

    with running(*worker, env=env, log=log) as first:
        wait_for(begun.exists, 60, log)
        kill(first)
    left_behind = row()
    # Not to wait for it here: its lease runs out.
    Document.objects.filter(pk=document.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    with running(*worker, env=env, log=log):
        wait_for(lambda: row().state == State.DONE, 60, log)
        time.sleep(1)

    assert (left_behind.state, left_behind.attempts) == (State.RUNNING, 1)
    ready = row()
    assert (ready.state, ready.attempts, begun.read_text()) == (State.DONE, 2, "xx")
    files = sorted(path.suffix for path in (tmp_path / "files").rglob("*.*"))
    assert files == [".docx", ".pdf"]
    assert fail_overdue_and_list_due() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_beat_has_died_ends_so_that_both_are_started_again(tmp_path):
    beat, log = tmp_path / "beat.pid", tmp_path / "worker.log"
    env = environment(
        tmp_path, QUEUE=f"test-{uuid4()}", BEGUN=str(tmp_path / "begun"), BEAT_PID=str(beat)
    )

    with running(*WORKER, env=env, log=log) as worker:
        wait_for(lambda: beat.exists() and "ready." in log.read_text(), 60, log)
        assert worker.poll() is None
        os.kill(int(beat.read_text()), signal.SIGKILL)

        wait_for(lambda: worker.poll() is not None, 60, log)

    assert "beat has died" in log.read_text()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_stop_does_not_complain_of_its_beat(tmp_path):
    log = tmp_path / "worker.log"
    env = environment(tmp_path, QUEUE=f"test-{uuid4()}", BEGUN=str(tmp_path / "begun"))

    with running(*WORKER, env=env, log=log) as worker:
        wait_for(lambda: "ready." in log.read_text(), 60, log)
        worker.send_signal(signal.SIGTERM)
        wait_for(lambda: worker.poll() is not None, 60, log)

    assert worker.returncode == 0
    assert "beat has died" not in log.read_text()
