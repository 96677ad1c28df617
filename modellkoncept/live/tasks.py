"""Celery task that records the worker's heartbeat for the health page."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from modellkoncept.live import heartbeat


@periodic(seconds=5, expires=10)
@shared_task
def record_heartbeat() -> None:
    heartbeat.record_heartbeat()
