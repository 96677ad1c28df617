"""A round is closed, opened again, and given a day on which its personal data goes."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from modellkoncept.locking import lock_row
from programmes.closing.errors import (
    AlreadyRemovedError,
    ClosingChangedError,
    NoPackError,
    NotYetError,
    UnsealedError,
)
from programmes.closing.models import Closing
from programmes.closing.participants import Remark, participants
from programmes.models import Round

DEFAULT_DAYS = 30  # from the closing to the day that is proposed for the removal


def remarks_on(round: Round) -> list[Remark]:
    """What ought to be done before the round is closed; what stops the closing stands first."""
    found = [remark for each in participants for remark in each.remarks(round)]
    return sorted(found, key=lambda remark: not remark.stops)


@transaction.atomic
def close_round(*, round: Round) -> Closing:
    """Let nothing in the round change any more. Again is the same.

    Raises UnsealedError while something in it still goes on.
    """
    # Held alone: whoever is about to change something in the round is waited for, or refused.
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.is_closed:
        return round.closing
    if any(remark.stops for remark in remarks_on(round)):
        raise UnsealedError
    round.closed_on = timezone.localdate()
    round.save(update_fields=["closed_on"])
    return Closing.objects.create(round=round)


@transaction.atomic
def reopen_round(*, round: Round) -> Round:
    """Open the round again, without pack and without a day: both would be of something else.

    Raises AlreadyRemovedError once its people are gone. Again is the same.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    closing = Closing.objects.select_for_update().filter(round=round).first()
    if closing is None:
        return round
    if closing.removed_at:
        raise AlreadyRemovedError
    closing.delete()  # the sweep takes the files of its pack
    round.closed_on = None
    round.save(update_fields=["closed_on"])
    return round


@transaction.atomic
def plan_removal(
    *, closing: Closing, remove_on: date, decision: str, without_pack: bool = False
) -> Closing:
    """Let the personal data go on this day, by this decision. The last word holds.

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
    return closing


@transaction.atomic
def cancel_removal(*, closing: Closing) -> Closing:
    """Take the day back: everything stays as it is until another is set. Again is the same."""
    closing = lock_closing(closing)
    closing.remove_on, closing.decision, closing.without_pack = None, "", False
    closing.save(update_fields=["remove_on", "decision", "without_pack"])
    return closing


def lock_closing(closing: Closing) -> Closing:
    """The closing as it is now, locked until the transaction ends.

    Raises ClosingChangedError when it is gone, and AlreadyRemovedError when nothing of it changes.
    """
    try:
        stored = lock_row(Closing.objects.select_related("round"), closing.pk)
    except Closing.DoesNotExist as error:
        raise ClosingChangedError from error
    if stored.removed_at:
        raise AlreadyRemovedError
    return stored
