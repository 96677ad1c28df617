"""A board as one audience may see it: the projection of what was read, and its version."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from padlet.models import Board, Note

GUEST, FACILITATOR = "guest", "facilitator"


class NoteView(dict[str, Any]):
    """A note as a page receives it; immutable, so it is serialised once."""

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
    notes: dict[str, NoteView]
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
        """A hash of what this audience sees: it does not change with what it may not see."""
        shown = json.dumps([self.frame_key, self.stage, self.total])
        shown += "".join(view.worded for view in self.notes.values())
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


def project(board: Board, notes: list[Note], audience: str) -> Snapshot:
    """Project the board that was read onto one audience: what it may see of it."""
    facilitates = audience == FACILITATOR
    shown = [note for note in notes if facilitates or note.state == Note.State.VISIBLE]
    views = [_cached_view(note, facilitates=facilitates) for note in shown if board.shows_notes]
    # While notes are gathered only the facilitator is told how many there are.
    total = len(notes) if facilitates and not board.shows_notes else count_shown(views)
    return Snapshot(
        board=board,
        audience=audience,
        frame=frame_of(board),
        stage=stage_of(board),
        notes={view["id"]: view for view in views},
        total=total,
    )


def count_shown(views: list[NoteView]) -> int:
    """Count the shown notes; those that wait for approval are counted separately."""
    return sum(not view["waiting"] for view in views)


def frame_of(board: Board) -> dict[str, Any]:
    return {
        "layout_version": board.layout_version,
        "state": board.state,
        "revealed": board.shows_notes,
        "breakouts": {
            str(section.pk): len(section.breakout_sizes) for section in board.sections.all()
        },
    }


def stage_of(board: Board) -> dict[str, Any]:
    ends_at = board.ends_at
    return {
        "ends_at": int(ends_at.timestamp() * 1000) if ends_at else None,  # ms since 1970
        "ends_writing": board.ends_writing,
        "showing": board.showing,
        "slideshow": board.slideshow,
        "done": {str(section.pk): section.done_breakouts for section in board.sections.all()},
        "clusters": [
            {"id": cluster.pk, "prompt": cluster.prompt_id, "title": cluster.title}
            for cluster in board.clusters.all()
        ],
    }


def _cached_view(note: Note, *, facilitates: bool) -> NoteView:
    """The view of a note that was read, made once however many readings it stands unchanged in."""
    made: dict[bool, NoteView] = note.__dict__.setdefault("_views", {})
    if facilitates not in made:
        made[facilitates] = note_view(note, with_breakout=facilitates)
    return made[facilitates]


def note_view(note: Note, *, with_breakout: bool = True) -> NoteView:
    """A note as a page receives it; only a facilitator's holds its breakout."""
    view = {
        "id": str(note.public_id),
        "section": note.section_id,
        "prompt": note.prompt_id,
        "breakout": note.breakout if with_breakout else 0,
        "text": str(note.text),
        "likes": note.likes,
        "dots": note.dots,
        "cluster": note.cluster_id,
        "paper": note.from_paper,
        "hidden": note.state == Note.State.HIDDEN,
        "waiting": note.state == Note.State.WAITING,
        "sort_key": note.place,
    }
    if note.state == Note.State.WAITING:
        view["read"] = note.revision_key
    return NoteView(view)


def tick_of(board: Board) -> float:
    """Seconds; the database refuses less than one. Only the benchmark puts 0 here, "at once"."""
    return board.tick_seconds
