"""Send a Celery task after the commit, without failing the request when the broker is down."""

from typing import Any

from celery import Task
from django.db import transaction


def enqueue_on_commit(task: Task, *args: Any) -> None:
    """Run the task soon after this transaction; a lost message is caught by the task's sweep."""
    # robust: a broker that is down must not fail the request.
    # A lambda, not a partial: Django's robust path needs the name of what failed.
    transaction.on_commit(lambda: task.delay(*args), robust=True)
