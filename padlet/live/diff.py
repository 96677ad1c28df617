"""The difference between two snapshots of a board, and the whole board, as JSON."""

import json
from typing import Any

from padlet import credentials
from padlet.live.holders import Holder
from padlet.live.projection import Snapshot
from padlet.live.tickets import ticket


def difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """The changes that turn a page at `before` into `after`.

    A change of anything but notes (opened, paused, merged …) says only "refetch".
    """
    if before.frame_key != after.frame_key or before.path != after.path:
        return {"refetch": True}
    stage = {"stage": after.stage} if before.stage != after.stage else {}
    return stage | {
        "from": before.version,
        "version": after.version,
        "changed": [
            note
            for key, note in after.notes.items()
            if (was := before.notes.get(key)) is not note and was != note
        ],
        "removed": [key for key in before.notes if key not in after.notes],
        "total": after.total,
    }


def write_passes(snapshot: Snapshot) -> dict[str, str]:
    """The pass of each section while people may write; nothing otherwise."""
    board = snapshot.board
    sections = board.sections.all() if board.is_open else []
    return {str(section.pk): credentials.write_pass(board, section) for section in sections}


def encode_state(snapshot: Snapshot, holder: Holder | None = None) -> bytes:
    """Everything a page needs to draw the board as it stands; its ticket is the holder's."""
    state = {
        "version": snapshot.version,
        "frame": snapshot.frame_key,
        "stage": snapshot.stage,
        "total": snapshot.total,
        "ticket": ticket(snapshot, holder),
        "passes": write_passes(snapshot),
        "notes": list(snapshot.notes.values()),
    }
    return json.dumps(state, ensure_ascii=False).encode()


def encode_diff(before: Snapshot, after: Snapshot) -> bytes | None:
    """The difference as JSON, or None when this audience sees nothing new."""
    if before.version == after.version:
        return None
    return json.dumps(difference(before, after), ensure_ascii=False).encode()
