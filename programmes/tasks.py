"""Celery tasks that sweep what sign-in and removals leave behind, and see to files."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from modellkoncept.jobs.periodic import periodic
from programmes.services import decision_files, file_upkeep, invitation_links, sign_in_codes


@periodic(seconds=600)
@shared_task
def sweep_sign_in() -> None:
    """Every ten minutes: delete codes and links that are too old, and sessions that have ended."""
    sign_in_codes.sweep_codes()
    invitation_links.sweep_links()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@periodic(seconds=15)
@shared_task
def scan_files() -> None:
    """Every quarter of a minute: let the virus scanner, if there is one, look at new files."""
    file_upkeep.scan_waiting_files()


@periodic(seconds=3600)
@shared_task
def delete_files() -> None:
    """Every hour: delete removed files that nobody can bring back, and what belongs to no row."""
    file_upkeep.delete_removed_files()
    file_upkeep.delete_orphaned_files()


@periodic(seconds=3600)
@shared_task
def sweep_decision_files() -> None:
    """Every hour: delete the files of decisions that are gone."""
    decision_files.sweep_decision_files()
