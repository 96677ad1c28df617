"""Celery task of digests."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from modellkoncept.mail.daily_digest.write import send_due_digests


@periodic(seconds=120)
@shared_task
def sweep_digests() -> None:
    """Every other minute: write the letters of those who have something due and none today."""
    send_due_digests()
