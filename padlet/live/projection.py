"""A board as one audience may see it: the projection of what was read, and its version."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from padlet.models import Board, Note

GUEST, LEAD = "guest", "lead"


class View(dict[str, Any]):
    """What a page is told of a note; nobody changes it, so it is worded once."""

    @cached_property
    def worded(self) -> str:
        return json.dumps(self)


@dataclass(frozen=True)
class Snapshot:
    """A board at one tick, for one audience."""

    board: Board = field(repr=False)
    audience: str
    frame: dict[str, Any]  # what is not notes: a change of it turns the whole page
    stage: dict[
        str, Any
    ]  # what is neither, and changes lightly: the clock, what the projector shows
    notes: dict[str, View]
    total: int

    @property
    def tick(self) -> float:
        return tick_of(self.board)

    @property
    def path(self) -> str:
        return self.board.path

    @cached_property
    def frame_key(self) -> str:
        """Everything but the notes, as text that a page can compare with what it shows."""
        return json.dumps(self.frame, sort_keys=True)

    @cached_property
    def version(self) -> str:
        """The same for the same sight: it does not move when something happens out of sight."""
        sight = json.dumps([self.frame_key, self.stage, self.total])
        sight += "".join(view.worded for view in self.notes.values())
        return hashlib.sha256(sight.encode()).hexdigest()[:16]


def _cut(board: Board, notes: list[Note], audience: str) -> Snapshot:
    """What this audience may see of what was read."""
    leads = audience == LEAD
    shown = [note for note in notes if leads or note.state == Note.State.VISIBLE]
    views = [_view_kept(note, leads=leads) for note in shown if board.shows_notes]
    # While notes are gathered only the facilitator is told how many there are.
    total = len(notes) if leads and not board.shows_notes else _how_many(views)
    return Snapshot(
        board=board,
        audience=audience,
        frame=_frame(board),
        stage=_stage(board),
        notes={view["id"]: view for view in views},
        total=total,
    )


def _how_many(views: list[View]) -> int:
    """What waits to be approved is counted beside the notes, not among them."""
    return sum(not view["waiting"] for view in views)


def _frame(board: Board) -> dict[str, Any]:
    return {
        "turn": board.turn,
        "state": board.state,
        "revealed": board.shows_notes,
        "groups": {str(section.pk): len(section.group_sizes) for section in board.sections.all()},
    }


def _stage(board: Board) -> dict[str, Any]:
    ends_at = board.ends_at
    return {
        "ends_at": int(ends_at.timestamp() * 1000) if ends_at else None,  # ms since 1970
        "ends_writing": board.ends_writing,
        "showing": board.showing,
        "slideshow": board.slideshow,
        "done": {str(section.pk): section.done_groups for section in board.sections.all()},
        "clusters": [
            {"id": cluster.pk, "prompt": cluster.prompt_id, "title": cluster.title}
            for cluster in board.clusters.all()
        ],
    }


def _view_kept(note: Note, *, leads: bool) -> View:
    """The view of a note that was read, made once however many readings it stands unchanged in."""
    made: dict[bool, View] = note.__dict__.setdefault("_views", {})
    if leads not in made:
        made[leads] = view_of(note, with_breakout=leads)
    return made[leads]


def view_of(note: Note, *, with_breakout: bool = True) -> View:
    """What a page is told of a note. Only who leads learns which small group it came from."""
    view = {
        "id": str(note.pk),
        "section": note.section_id,
        "prompt": note.prompt_id,
        "breakout": note.breakout if with_breakout else 0,
        "text": note.text,
        "likes": note.likes,
        "dots": note.dots,
        "cluster": note.cluster_id,
        "paper": note.from_paper,
        "hidden": note.state == Note.State.HIDDEN,
        "waiting": note.state == Note.State.WAITING,
        "place": note.place,
    }
    if note.state == Note.State.WAITING:
        view["read"] = note.as_read
    return View(view)


def tick_of(board: Board) -> float:
    """Seconds; the database refuses less than one. Only the benchmark puts 0 here, "at once"."""
    return board.tick_seconds
