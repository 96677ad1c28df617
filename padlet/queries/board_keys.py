"""Which keys boards need, and boards whose key is missing, for the health page."""

import threading
import time
from collections.abc import Iterable
from uuid import UUID

from modellkoncept.files.keys import KeyStorageError, key_exists
from padlet.models import Board

NAMED = 5  # boards, in one sentence
HOLDS_FOR = 30.0  # seconds that an answer is given again: the page is open to all
MOST_ASKED = 100  # keys that one answer looks for; the rest have their turn with the next


class _Kept:
    """What this process knows of the keys."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.said = ""
        self.said_at: float | None = None
        self.lost: set[int] = set()  # boards
        self.last_asked = 0  # board


_kept = _Kept()


def needed_keys() -> list[UUID]:
    """The keys of boards that are not sealed."""
    waiting = Board.objects.filter(key_id__isnull=False, sealed_on=None)
    return [key_id for key_id in waiting.values_list("key_id", flat=True) if key_id]


def missing_keys_in_words() -> str:
    """Which boards cannot be read because their key is missing; empty when none is.

    By number, not by title: the page is open to all. Looked for by one request at a time and twice
    a minute at most, however many ask.
    """
    kept = _kept
    if not kept.lock.acquire(blocking=False):
        return kept.said  # somebody looks just now, in a storage that may hang
    try:
        if kept.said_at is None or time.monotonic() - kept.said_at >= HOLDS_FOR:
            kept.said = _look(kept)
            kept.said_at = time.monotonic()
        return kept.said
    finally:
        kept.lock.release()


def clear() -> None:
    """Remember no answer; for tests that move between databases."""
    global _kept  # noqa: PLW0603 – all that is known, replaced at once
    _kept = _Kept()


def _look(kept: _Kept) -> str:
    waiting = Board.objects.filter(key_id__isnull=False, sealed_on=None)
    found = dict(waiting.order_by("pk").values_list("pk", "key_id"))
    after = [pk for pk in found if pk > kept.last_asked]
    turn = [*after, *(pk for pk in found if pk <= kept.last_asked)][:MOST_ASKED]
    try:
        lost = _lost((pk, found[pk]) for pk in turn)
    except KeyStorageError:
        return "förvaringen av tavlornas nycklar svarar inte"
    kept.lost = (kept.lost & found.keys()) - set(turn) | lost
    kept.last_asked = turn[-1] if turn else 0
    if not kept.lost:
        return ""
    named = ", ".join(str(pk) for pk in sorted(kept.lost)[:NAMED])
    more = f" och {len(kept.lost) - NAMED} till" if len(kept.lost) > NAMED else ""
    return f"nyckeln saknas till tavla {named}{more}"


def _lost(boards: Iterable[tuple[int, UUID | None]]) -> set[int]:
    return {pk for pk, key_id in boards if key_id and not key_exists(key_id)}
