"""Doors for the worker: each may be called twice, or never; the next one catches up."""

from celery import shared_task

from modellkoncept.jobs.periodic import periodic
from programmes.closing.archive import pack
from programmes.closing.removal import cleanup, removal


# A turn takes a minute and the part it was at; a part that takes this long will never be done.
@shared_task(soft_time_limit=200, time_limit=240)
def build_pack(pack_id: str) -> None:
    pack.build_pack(pack_id)


@periodic(seconds=15)
@shared_task
def sweep_packs() -> None:
    """Often: pick up packs that nobody makes, and give up those that nobody can make."""
    for pk in pack.packs_to_make():
        # An old nudge is worth nothing: this sweep comes again before it.
        build_pack.apply_async([str(pk)], expires=15)


@periodic(seconds=3600)
@shared_task
def remove_due_data() -> None:
    """Every hour: remove the personal data of the rounds whose day has come."""
    removal.remove_due_data()


@periodic(seconds=60)
@shared_task
def sweep_up() -> None:
    """Every minute: delete what a removal or a pack has left in the files."""
    cleanup.sweep_up()
