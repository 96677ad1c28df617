"""Create the row of an archive pack and enqueue its build after commit."""

from django.db import transaction

from modellkoncept.audit.record import record_act
from modellkoncept.jobs.enqueue import enqueue_on_commit
from programmes.closing.archive.tasks import build_pack
from programmes.closing.audit_kinds import PACK_REQUESTED
from programmes.closing.models import Closing, Pack
from programmes.closing.services import lock_closing
from programmes.models import User


@transaction.atomic
def request_pack(*, closing: Closing, actor: User | None = None) -> Pack:
    """Request the round's pack. Idempotent while one is being built.

    A finished pack is replaced by a new one. Until that is ready nothing is removed, even if
    removal without a pack was allowed before.
    """
    closing = lock_closing(closing)
    Closing.objects.filter(pk=closing.pk).update(without_pack=False)
    pack, is_new = Pack.objects.get_or_create(closing=closing)
    if not is_new:
        if pack.is_unfinished:
            return pack
        pack.delete()  # the sweep deletes its files
        pack = Pack.objects.create(closing=closing)
    record_act(PACK_REQUESTED, actor=actor, round_id=closing.round_id, subject=str(closing.round))
    enqueue_on_commit(build_pack, str(pack.pk))
    return pack
