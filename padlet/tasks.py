"""Celery tasks: each may run twice, or never; the next run catches up."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from padlet.services import disposal, rehearsals, scheduled_opening, sealing


@periodic(seconds=600)
@shared_task
def seal_boards() -> None:
    """Seal the boards that are due; open ones only at night. Runs often."""
    sealing.seal_due_boards()


@periodic(seconds=60)
@shared_task
def rewrite_sealed_tables() -> None:
    """Every minute: rewrite the tables of notes, if that is pending for a sealed board."""
    sealing.rewrite_sealed_tables()


@periodic(seconds=3600)
@shared_task
def dispose_of_notes() -> None:
    """Every hour: take away the notes whose time is out, if a decision says so."""
    disposal.dispose_of_due_boards()


@periodic(seconds=15)
@shared_task
def open_due_boards() -> None:
    """Often: open the boards whose item of the agenda has begun, and end them with it."""
    scheduled_opening.open_due_boards()
    scheduled_opening.move_ends_with_agenda()


@periodic(seconds=600)
@shared_task
def discard_old_rehearsals() -> None:
    """Often: by night nothing is left of yesterday's rehearsals."""
    rehearsals.discard_old_rehearsals()
