"""The worker: which application it runs, and the timetable of everything periodic."""

import os

from celery import Celery
from celery.platforms import set_pdeathsig
from celery.signals import beat_embedded_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")

app = Celery("modellkoncept")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# In memory: everything comes round within a minute, so there is nothing to keep in a file, and on
# Python 3.13 that file often cannot be opened again ("locking protocol") after a kill.
app.conf.beat_scheduler = "celery.beat:Scheduler"

# Every job here is a net below a nudge: losing one run costs a delay, never a promise.
app.conf.beat_schedule = {
    "say that the worker lives": {
        "task": "modellkoncept.tasks.beat_heart",
        "schedule": 5,
        "options": {"expires": 10},
    },
    "letters that nobody sent": {
        "task": "modellkoncept.tasks.sweep_outbox",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "documents that nobody made": {
        "task": "modellkoncept.tasks.sweep_documents",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "boards whose time has come to be sealed": {
        "task": "padlet.tasks.seal_boards",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "what sealed boards have left in the files": {
        "task": "padlet.tasks.sweep_up_after_sealing",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "notes that a decision takes away": {
        "task": "padlet.tasks.dispose_of_notes",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "archive packs that nobody made": {
        "task": "programmes.closing.tasks.sweep_packs",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "rounds whose personal data has had its day": {
        "task": "programmes.closing.tasks.remove_due_data",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "what closed rounds have left in the files": {
        "task": "programmes.closing.tasks.sweep_up",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "boards whose item of the agenda has begun": {
        "task": "padlet.tasks.open_due_boards",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "rehearsals of an earlier day": {
        "task": "padlet.tasks.discard_old_rehearsals",
        "schedule": 600,
        "options": {"expires": 600},
    },
}


@beat_embedded_init.connect
def die_with_the_worker(**_kwargs: object) -> None:
    """Let no timetable run on without its worker; Celery sees to that for its other children."""
    set_pdeathsig("SIGKILL")


@worker_ready.connect
def say_so_at_once(**_kwargs: object) -> None:
    """Let the first heartbeat not wait for the timetable."""
    app.send_task("modellkoncept.tasks.beat_heart", expires=10)
