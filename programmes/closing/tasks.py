"""Celery tasks of removal. Each may run twice or never; the next run catches up."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from programmes.closing.removal import cleanup, removal


@periodic(seconds=3600)
@shared_task
def remove_due_data() -> None:
    """Every hour: remove the personal data of the rounds whose day has come."""
    removal.remove_due_data()


@periodic(seconds=60)
@shared_task
def clean_up() -> None:
    """Every minute: delete files left behind by removals and packs."""
    cleanup.clean_up()
