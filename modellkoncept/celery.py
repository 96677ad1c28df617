"""The Celery application of the worker, and its beat schedule."""

import logging
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.platforms import set_pdeathsig
from celery.signals import beat_embedded_init, celeryd_after_setup, import_modules, worker_ready
from celery.worker import state
from django.conf import settings

from modellkoncept.jobs.periodic import beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")

logger = logging.getLogger(__name__)
app = Celery("modellkoncept")
app.config_from_object("django.conf:settings", namespace="CELERY")


def task_packages() -> list[str]:
    """The packages of this product that have a tasks.py, so that no new one is forgotten."""
    root = Path(__file__).resolve().parent.parent
    apps = {name.partition(".")[0] for name in settings.INSTALLED_APPS}
    found = [path for app in apps for path in (root / app).rglob("tasks.py")]
    return sorted(".".join(path.parent.relative_to(root).parts) for path in found)


app.autodiscover_tasks(task_packages)

# In memory: every run is a sweep that may come early or late, so nothing needs a file, and on
# Python 3.13 that file often cannot be opened again ("locking protocol") after a kill.
app.conf.beat_scheduler = "celery.beat:Scheduler"


@import_modules.connect
def collect_beat_schedule(**_kwargs: object) -> None:
    """Collect the periodic tasks of every tasks.py in the worker's beat schedule."""
    app.conf.beat_schedule = beat_schedule(app)


@beat_embedded_init.connect
def die_with_the_worker(**_kwargs: object) -> None:
    """Kill the beat process with its worker; Celery does so for its other children."""
    set_pdeathsig("SIGKILL")


@celeryd_after_setup.connect
def say_it_has_begun(**_kwargs: object) -> None:
    """Tell the supervisor of ./start, where there is one, that the worker does not hang."""
    if path := os.environ.get("WORKER_BEGUN_FILE"):
        with suppress(OSError):
            Path(path).touch()


@worker_ready.connect
def end_with_beat(sender: Any, **_kwargs: object) -> None:
    """Let the worker end when its beat process has died: a supervisor starts both again.

    Celery goes on without it, and nothing that a sweep would catch is caught any more.
    """
    beat = getattr(sender.controller, "beat", None)
    if beat is not None:
        threading.Thread(target=_end_after, args=(beat,), daemon=True).start()


def _end_after(beat: Any) -> None:
    while beat.is_alive():
        time.sleep(1)
    if state.should_stop is None and state.should_terminate is None:  # not stopping anyway
        logger.error("beat has died: the worker ends, to be started again with it")
        os.kill(os.getpid(), signal.SIGTERM)


@worker_ready.connect
def beat_at_once(**_kwargs: object) -> None:
    """Send the first heartbeat without waiting for the beat schedule."""
    app.send_task("modellkoncept.live.tasks.record_heartbeat", expires=10)
