"""Celery task that sweeps the counters of the limits."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from modellkoncept.web import rate_limits


@periodic(seconds=600)
@shared_task
def sweep_counters() -> None:
    """Every ten minutes: delete the counts whose window is over."""
    rate_limits.sweep()
