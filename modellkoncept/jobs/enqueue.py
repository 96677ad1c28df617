"""Send a Celery task after the commit; a broker that is down or hangs costs the request nothing."""

from typing import Any

from celery import Task
from django.db import transaction

from modellkoncept.jobs.background import BackgroundSender

sender = BackgroundSender("tasks")


def enqueue_on_commit(task: Task, *args: Any) -> None:
    """Run the task soon after this transaction; a lost message is caught by the task's sweep."""
    # A lambda, not a partial: Django's robust path needs the name of what failed.
    transaction.on_commit(
        lambda: sender.send((task.name, args), lambda: task.delay(*args)), robust=True
    )
