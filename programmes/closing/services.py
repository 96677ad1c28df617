"""Close a round, reopen it, and plan the removal of its personal data."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from programmes.closing.audit_kinds import (
    PACK_DOWNLOADED,
    REMOVAL_CANCELLED,
    REMOVAL_PLANNED,
    ROUND_CLOSED,
    ROUND_REOPENED,
)
from programmes.closing.errors import (
    AlreadyRemovedError,
    ClosingChangedError,
    NoPackError,
    NotYetError,
    UnsealedError,
)
from programmes.closing.models import Closing
from programmes.closing.participants import remarks_on
from programmes.models import Round, User

DEFAULT_DAYS = 30  # from the closing to the day that is proposed for the removal


@transaction.atomic
def close_round(*, round: Round, actor: User | None = None) -> Closing:
    """Close the round: nothing in it changes any more. Idempotent.

    Raises UnsealedError while something in it still goes on.
    """
    # Exclusive lock: a concurrent change in the round is either waited for or refused.
    round = lock_row(Round.objects.all(), round.pk)
    if round.is_closed:
        return round.closing
    if any(remark.stops for remark in remarks_on(round)):
        raise UnsealedError
    round.closed_on = timezone.localdate()
    round.save(update_fields=["closed_on"])
    record_act(ROUND_CLOSED, actor=actor, round_id=round.pk, subject=str(round))
    return Closing.objects.create(round=round)


@transaction.atomic
def reopen_round(*, round: Round, actor: User | None = None) -> Round:
    """Reopen the round; its pack and its day of removal are dropped. Idempotent.

    Raises AlreadyRemovedError once its personal data is removed.
    """
    round = lock_row(Round.objects.all(), round.pk)
    try:
        closing = lock_row(Closing.objects.all(), round.closing.pk)
    except Closing.DoesNotExist:
        return round
    if closing.removed_at:
        raise AlreadyRemovedError
    closing.delete()  # the sweep deletes the files of its pack
    round.closed_on = None
    round.save(update_fields=["closed_on"])
    record_act(ROUND_REOPENED, actor=actor, round_id=round.pk, subject=str(round))
    return round


@transaction.atomic
def plan_removal(
    *,
    closing: Closing,
    remove_on: date,
    decision: str,
    without_pack: bool = False,
    actor: User | None = None,
) -> Closing:
    """Plan the removal of the personal data on a day, by a decision. The last call wins.

    Raises NotYetError for a day that has come already, NoPackError, AlreadyRemovedError or
    ClosingChangedError.
    """
    closing = lock_closing(closing)
    if remove_on <= timezone.localdate():
        raise NotYetError
    closing.remove_on, closing.decision = remove_on, decision
    closing.without_pack = without_pack and closing.ready_pack is None
    if closing.waits_for_pack:
        raise NoPackError
    closing.save(update_fields=["remove_on", "decision", "without_pack"])
    record_act(
        REMOVAL_PLANNED, actor=actor, round_id=closing.round_id, subject=f"{remove_on:%Y-%m-%d}"
    )
    return closing


@transaction.atomic
def cancel_removal(*, closing: Closing, actor: User | None = None) -> Closing:
    """Cancel the planned removal: nothing is removed until another day is set. Idempotent."""
    closing = lock_closing(closing)
    was_planned = closing.remove_on is not None
    closing.remove_on, closing.decision, closing.without_pack = None, "", False
    closing.save(update_fields=["remove_on", "decision", "without_pack"])
    if was_planned:
        record_act(REMOVAL_CANCELLED, actor=actor, round_id=closing.round_id)
    return closing


@transaction.atomic
def record_download(*, closing: Closing, actor: User) -> None:
    """Keep that the pack, which holds every group's words, was downloaded, and by whom."""
    record_act(PACK_DOWNLOADED, actor=actor, round_id=closing.round_id, subject=str(closing.round))


def lock_closing(closing: Closing) -> Closing:
    """The closing as it is now, locked until the transaction ends.

    Raises ClosingChangedError when it is gone, AlreadyRemovedError when the data is removed.
    """
    try:
        stored = lock_row(Closing.objects.select_related("round"), closing.pk)
    except Closing.DoesNotExist as error:
        raise ClosingChangedError from error
    if stored.removed_at:
        raise AlreadyRemovedError
    return stored
