"""Celery tasks of the archive pack. Each carries only an id, and may run twice or never."""

from celery import shared_task

from modellkoncept.jobs.enqueue import enqueue_on_commit
from modellkoncept.jobs.periodic import periodic
from programmes.closing.archive import pack


# A run takes a minute and its current part; a part that takes this long will never be done.
@shared_task(soft_time_limit=200, time_limit=240)
def build_pack(pack_id: str) -> None:
    if pack.build_pack(pack_id):
        enqueue_on_commit(build_pack, pack_id)


@periodic(seconds=15)
@shared_task
def sweep_packs() -> None:
    """Build packs that no worker builds, and fail those that cannot be built."""
    for pk in pack.packs_to_make():
        # An old message is useless: the next sweep runs before it would be read.
        build_pack.apply_async([str(pk)], expires=15)
