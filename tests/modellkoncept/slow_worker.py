"""A worker that knows one more kind of document: its first making takes a minute, the next none."""

import os
import time
from pathlib import Path

import django
from celery.signals import beat_embedded_init, import_modules

from modellkoncept.celery import app

app.conf.task_default_queue = os.environ["QUEUE"]  # no other worker on this Redis takes our work


@import_modules.connect
def hurry(**_kwargs):
    """The beat schedule of a test is a hurried one; the worker's own has just been collected."""
    for job in app.conf.beat_schedule.values():
        job["schedule"] = 1


@beat_embedded_init.connect
def say_who_beat_is(**_kwargs):
    if path := os.environ.get("BEAT_PID"):
        Path(path).write_text(str(os.getpid()))


django.setup()

from meetings.models import Meeting  # noqa: E402 – models load after setup
from modellkoncept.documents.kinds import Kind, register_kind  # noqa: E402


def find(meeting_id):
    return Meeting.objects.get(pk=meeting_id)


def readable(user):
    return Meeting.objects.all()


def context(meeting):
    begun = Path(os.environ["BEGUN"])
    first_time = not begun.exists()
    begun.write_text(f"{begun.read_text() if not first_time else ''}x")
    if first_time:
        time.sleep(60)
    return {"title": "Långsamt", "facts": []}


KIND = Kind(
    name="slow-worker",
    label="Långsamt",
    template="documents/base.html",
    find=find,
    readable=readable,
    context=context,
)
register_kind(KIND)
