"""Celery task that sweeps what sign-in leaves behind."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from modellkoncept.jobs.periodic import periodic
from programmes.services import invitation_links, sign_in_codes


@periodic(seconds=600)
@shared_task
def sweep_sign_in() -> None:
    """Every ten minutes: delete codes and links that are too old, and sessions that have ended."""
    sign_in_codes.sweep_codes()
    invitation_links.sweep_links()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
