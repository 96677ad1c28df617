"""Celery task that lets the audit log go when its time is out."""

from celery import shared_task

from modellkoncept.audit.sources import delete_old_acts
from modellkoncept.jobs.periodic import periodic


@periodic(seconds=3600)
@shared_task
def sweep_audit_log() -> None:
    """Every hour: delete the acts that are older than AUDIT_DAYS."""
    delete_old_acts()
