"""What facilitators have done with a board since the tick, which is shown to them at once.

All that people do on their phones is told with the next tick (TRUST: C6): what came, what was
edited, taken away, liked, and which breakouts are done.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol
from uuid import UUID

from padlet.models import Board, Note


@dataclass
class Act:
    """What a facilitator has done with a note in this process since it was read."""

    is_removed: bool = False
    hands: int = 0  # raised in the room, and counted


NOTHING = Act()


class Reading(Protocol):
    """A board as it was read (see board_cache.py)."""

    @property
    def board(self) -> Board: ...
    @property
    def rows(self) -> Mapping[Any, Note]: ...
    @property
    def acts(self) -> Mapping[UUID, Act]: ...
    @property
    def keeps_to_ticks(self) -> bool: ...


def set_done_as_of_the_tick(board: Board, as_read: Board) -> None:
    """Which breakouts are done is said by the phones, and told with the tick."""
    read = {section.pk: section for section in as_read.sections.all()}
    for section in board.sections.all():
        known = read.get(section.pk)
        if known and known.breakout_sizes == section.breakout_sizes:
            section.done_breakouts = known.done_breakouts


def with_acts(*boards: Reading) -> list[Note]:
    """The notes as they were read, in the order of their lots, with what facilitators did since.

    Only a facilitator hides a note, shows it or moves it; a note that has begun to wait was changed
    by its author.
    """
    now = {
        pk: (state, cluster)
        for pk, state, cluster in Note.objects.filter(
            board__in=[kept.board.pk for kept in boards]
        ).values_list("pk", "state", "cluster")
    }
    found = []
    for kept in boards:
        for note in kept.rows.values():
            act = kept.acts.get(note.pk, NOTHING)
            if act.is_removed or (note.pk not in now and not kept.keeps_to_ticks):
                continue
            state, cluster = now.get(note.pk, (note.state, note.cluster_id))
            if state == Note.State.WAITING:
                state = note.state
            found.append(_changed(note, state, cluster, act, kept.board))
    return sorted(found, key=attrgetter("place", "public_id"))


def _changed(note: Note, state: str, cluster: int | None, act: Act, board: Board) -> Note:
    """The note that was read, or one like it but for this."""
    if (state, cluster, act.hands) == (note.state, note.cluster_id, 0):
        return note
    changed = copy.copy(note)
    changed.__dict__.pop("_views", None)
    changed.state, changed.cluster_id = state, cluster
    if act.hands:
        setattr(changed, board.vote_field, getattr(note, board.vote_field) + act.hands)
    return changed
