"""What each audience may see of a board right now, read at most once per tick (TRUST: C6).

The herd that opens a board at the same second is the bottleneck, not the fan-out: so what is
read is kept, as bytes, per board and audience, in this process. A reader gets the state of the
last tick, never a fresher one, or polling fast would tell in which order notes came.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from padlet import passes
from padlet.models import Board, Note

GUEST, LEAD = "guest", "lead"
TICKET_SALT = "padlet.stream"
TICKET_LIVES = 3600  # seconds; it is only looked at when a stream begins
TICKET_BUCKET = 900  # seconds; so long are cached bytes with a ticket in them handed out


@dataclass(frozen=True)
class Snapshot:
    """A board at one version, for one audience."""

    version: int
    tick: float
    path: str
    frame: dict[str, Any]  # what is not notes: a change of it makes the page fetch everything anew
    notes: dict[str, dict[str, Any]]
    board: Board = field(repr=False)

    @property
    def total(self) -> int:
        return self.frame["total"]

    @property
    def frame_key(self) -> str:
        """Everything but the notes, as text that a page can compare with what it shows."""
        return json.dumps({**self.frame, "total": None}, sort_keys=True)


def read(board_id: int, audience: str) -> Snapshot | None:
    """Read the board as this audience may see it; None when there is no such board."""
    board = Board.objects.with_boxes().filter(pk=board_id).first()
    if board is None:
        return None
    notes = board.notes.exclude(state=Note.State.WAITING)
    if audience == GUEST:
        notes = notes.shown()
    seen = [view_of(note) for note in notes] if board.shows_notes else []
    frame = {
        "state": board.state,
        "revealed": board.shows_notes,
        "epoch": board.epoch,
        "groups": {str(section.pk): section.group_sizes for section in board.sections.all()},
    }
    # While notes are gathered only the facilitator is told how many there are.
    total = board.notes.count() if audience == LEAD and not board.shows_notes else len(seen)
    return Snapshot(
        version=board.version,
        tick=board.tick_seconds,
        path=board.path,
        frame={**frame, "total": total},
        notes={note["id"]: note for note in seen},
        board=board,
    )


def view_of(note: Note) -> dict[str, Any]:
    return {
        "id": str(note.pk),
        "section": note.section_id,
        "prompt": note.prompt_id,
        "breakout": note.breakout,
        "text": note.text,
        "likes": note.likes,
        "hidden": note.state == Note.State.HIDDEN,
        "place": note.place,
    }


def difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """What a page at `before` must do to become `after`.

    A change of anything but notes (opened, paused, merged …) says only "refetch".
    """
    if before.frame_key != after.frame_key or before.path != after.path:
        return {"version": after.version, "refetch": True}
    return {
        "version": after.version,
        "from": before.version,
        "put": [note for key, note in after.notes.items() if before.notes.get(key) != note],
        "gone": [key for key in before.notes if key not in after.notes],
        "total": after.total,
    }


# --- kept per process, refreshed at most once per tick ----------------------------------------


@dataclass
class _Kept:
    slot: int
    snapshot: Snapshot
    bytes: dict[Any, bytes] = field(default_factory=dict)


_kept: dict[tuple[int, str], _Kept] = {}
_locks: dict[tuple[int, str], threading.Lock] = {}


def current(board_id: int, audience: str) -> Snapshot | None:
    """The board as of the last tick. Many askers at once cost one reading."""
    kept = _fresh(board_id, audience)
    return kept.snapshot if kept else None


def cached(board_id: int, audience: str, key: Any, render: Any) -> bytes | None:
    """Bytes made by `render(snapshot)` once per version and key, or None without a board."""
    kept = _fresh(board_id, audience)
    if kept is None:
        return None
    key = (key, bucket())
    if key not in kept.bytes:
        kept.bytes[key] = render(kept.snapshot)
    return kept.bytes[key]


def forget() -> None:
    """Keep nothing; for tests that move between databases."""
    _kept.clear()


def _fresh(board_id: int, audience: str) -> _Kept | None:
    key = (board_id, audience)
    kept = _kept.get(key)
    if kept and kept.slot == _slot(kept.snapshot.tick):
        return kept
    with _locks.setdefault(key, threading.Lock()):
        kept = _kept.get(key)
        if kept and kept.slot == _slot(kept.snapshot.tick):
            return kept
        if kept and _version(board_id) == kept.snapshot.version:
            kept.slot = _slot(kept.snapshot.tick)
            return kept
        snapshot = read(board_id, audience)
        if snapshot is None:
            _kept.pop(key, None)
            return None
        _kept[key] = _Kept(_slot(snapshot.tick), snapshot)
        return _kept[key]


def _version(board_id: int) -> int | None:
    return Board.objects.filter(pk=board_id).values_list("version", flat=True).first()


def _slot(tick: float) -> int:
    return int(time.monotonic() / tick)


# --- the state of a board as JSON, and the ticket to its stream -------------------------------


def bucket() -> int:
    return int(time.time() / TICKET_BUCKET)


def ticket(snapshot: Snapshot, audience: str) -> str:
    """The right to listen to this board for a while; carried by the page, needs no cookie."""
    return signing.dumps(
        {"board": snapshot.board.pk, "audience": audience, "path": snapshot.path},
        salt=TICKET_SALT,
        compress=False,
    )


def as_json(snapshot: Snapshot, audience: str) -> bytes:
    """Everything a page needs to draw the board as it stands."""
    return json.dumps(
        {
            "version": snapshot.version,
            "frame": snapshot.frame_key,
            "total": snapshot.total,
            "ticket": ticket(snapshot, audience),
            "passes": {
                str(section.pk): passes.writing_pass(snapshot.board, section)
                for section in snapshot.board.sections.all()
            }
            if snapshot.board.is_open
            else {},
            "notes": list(snapshot.notes.values()),
        },
        ensure_ascii=False,
    ).encode()


class BoardStream:
    """What the live hub needs to know of boards: who may listen, and what to say (see realtime)."""

    topic = "board"

    def admit(self, ticket: str) -> tuple[int, str, str] | None:
        """(board, audience, path) for a ticket that still holds, else None."""
        try:
            given = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIVES)
        except signing.BadSignature:
            return None
        return given["board"], given["audience"], given["path"]

    def read(self, board_id: int, audience: str) -> Snapshot | None:
        return current(board_id, audience)

    def still_welcome(self, snapshot: Snapshot, path: str) -> bool:
        """Whoever came by a link that has been changed since is shown out."""
        return snapshot.path == path

    def say(self, before: Snapshot, after: Snapshot) -> bytes | None:
        """The difference as JSON, or None when this audience sees nothing new."""
        change = difference(before, after)
        quiet = not (change.get("refetch") or change["put"] or change["gone"])
        if quiet and before.total == after.total:
            return None
        return json.dumps(change, ensure_ascii=False).encode()
