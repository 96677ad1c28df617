"""Which keys boards need, and boards whose key is missing, for the health page."""

from uuid import UUID

from modellkoncept.files.keys import KeyStorageError, key_exists
from padlet.models import Board

NAMED = 5  # boards, in one sentence


def needed_keys() -> list[UUID]:
    """The keys of boards that are not sealed."""
    waiting = Board.objects.filter(key_id__isnull=False, sealed_on=None)
    return [key_id for key_id in waiting.values_list("key_id", flat=True) if key_id]


def missing_keys_in_words() -> str:
    """Which boards cannot be read because their key is missing; empty when none is.

    By number, not by title: the page is open to all.
    """
    waiting = Board.objects.filter(key_id__isnull=False, sealed_on=None)
    try:
        lost = [
            pk for pk, key_id in waiting.order_by("pk").values_list("pk", "key_id")
            if key_id and not key_exists(key_id)
        ]  # fmt: skip
    except KeyStorageError:
        return "förvaringen av tavlornas nycklar svarar inte"
    if not lost:
        return ""
    named = ", ".join(str(pk) for pk in lost[:NAMED])
    more = f" och {len(lost) - NAMED} till" if len(lost) > NAMED else ""
    return f"nyckeln saknas till tavla {named}{more}"
