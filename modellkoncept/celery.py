"""The worker: which application it runs, and the timetable of everything periodic."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")

app = Celery("modellkoncept")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

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
}
