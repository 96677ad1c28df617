"""Celery task of meetings: the letters relative to their days."""

from celery import shared_task

from meetings.services.letter_copies import queue_due_letters
from modellkoncept.jobs.periodic import periodic


@periodic(seconds=120)
@shared_task
def sweep_letters() -> None:
    """Every other minute: queue the letters that are due, for the digests to tell."""
    queue_due_letters()
