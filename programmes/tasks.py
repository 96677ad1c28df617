"""Celery tasks that sweep what sign-in and removed decisions leave behind."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from modellkoncept.jobs.periodic import periodic
from programmes.services import decision_files, sign_in_codes


@periodic(seconds=600)
@shared_task
def sweep_sign_in() -> None:
    """Every ten minutes: delete codes that are too old, and sessions that have ended."""
    sign_in_codes.sweep_codes()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@periodic(seconds=3600)
@shared_task
def sweep_decision_files() -> None:
    """Every hour: delete the files of decisions that are gone."""
    decision_files.sweep_decision_files()
