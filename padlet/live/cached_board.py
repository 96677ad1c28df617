"""One reading of a board as a process keeps it."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from modellkoncept.live import ticks
from padlet.live.facilitator_acts import Act
from padlet.live.note_rows import Citations, Row
from padlet.live.projection import Snapshot, project
from padlet.models import Board, Note
from padlet.models.note_text import is_readable


@dataclass
class CachedBoard:
    """One reading of a board, what each audience sees of it, and the bytes made of that."""

    tick_no: int
    version: int
    layout_hash: str
    tick: float
    board: Board
    rows: dict[Row, Note]  # each note by all that its row holds
    citations: Citations = field(default_factory=dict)  # the sentences that rest on each note
    views: dict[str, Snapshot] = field(default_factory=dict)
    pages: dict[Any, bytes] = field(default_factory=dict)
    pages_of: int = 0  # the bucket that the pages' tickets belong to
    acts: dict[UUID, Act] = field(default_factory=dict)  # by the note

    @property
    def is_current(self) -> bool:
        return self.tick_no == tick_number(self.tick)

    @property
    def keeps_to_ticks(self) -> bool:
        return bool(self.tick) and keeps_to_ticks(self.board)

    @cached_property
    def is_readable(self) -> bool:
        """Whether the board's key was there; when it was not, it is looked for at each tick."""
        return all(is_readable(note.text) for note in self.rows.values())

    def view_for(self, audience: str) -> Snapshot:
        """The snapshot for this audience, projected on first use."""
        if audience not in self.views:
            self.views[audience] = project(self.board, list(self.rows.values()), audience)
        return self.views[audience]


def keeps_to_ticks(board: Board) -> bool:
    """Whether people may have written on the board whose notes are told with the ticks."""
    return board.sealed_on is None and board.state != Board.State.DRAFT


def tick_number(tick: float, moment: float | None = None) -> int:
    """The number of the tick that the moment, or else now, belongs to; without ticks, ever new."""
    moment = ticks.now() if moment is None else moment
    return ticks.number_of(moment, tick) if tick else time.monotonic_ns()
