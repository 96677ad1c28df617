"""The worker's beat schedule holds every periodic task, and nothing that is no task."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.core.exceptions import ImproperlyConfigured

from modellkoncept.celery import app as worker_app
from modellkoncept.jobs import periodic as periodic_module
from modellkoncept.jobs.periodic import beat_schedule, periodic
from modellkoncept.registry import Registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(monkeypatch):
    """A worker of the test's own, without any periodic task yet."""
    monkeypatch.setattr(periodic_module, "_periodic", Registry("periodic task"))
    return Celery("test", set_as_current=False)


def nothing():
    pass


def test_a_task_stands_in_the_beat_schedule_with_its_period_and_expiry(app):
    periodic(seconds=60)(app.task(name="sweep", shared=False)(nothing))
    periodic(seconds=5, expires=10)(app.task(name="beat", shared=False)(nothing))

    assert beat_schedule(app) == {
        "beat": {"task": "beat", "schedule": timedelta(seconds=5), "options": {"expires": 10}},
        "sweep": {"task": "sweep", "schedule": timedelta(seconds=60), "options": {"expires": 60}},
    }


def test_a_scheduled_name_that_is_no_task_fails(app):
    other = Celery("other", set_as_current=False)
    periodic(seconds=60)(other.task(name="nobodys", shared=False)(nothing))

    with pytest.raises(ImproperlyConfigured, match=r"^No such tasks: nobodys\.$"):
        beat_schedule(app)


def test_what_is_no_task_cannot_be_periodic(app):
    def just_a_function():
        pass

    with pytest.raises(ImproperlyConfigured, match="is no Celery task"):
        periodic(seconds=60)(just_a_function)


def test_every_periodic_task_of_the_product_is_in_the_workers_beat_schedule():
    worker_app.loader.import_default_modules()

    marked = {
        f"{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}.{name}"
        for path in ROOT.glob("[!.]*/**/tasks.py")
        for name in re.findall(
            r"^@periodic\(.*\)\n@shared_task.*\ndef (\w+)", path.read_text(), re.M
        )
    }
    assert len(marked) > 10
    assert worker_app.conf.beat_schedule.keys() == marked
