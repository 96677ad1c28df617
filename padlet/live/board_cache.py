"""In-process cache of boards, read at most once per tick for all audiences (TRUST: C6).

Many users who open a board in the same second are the bottleneck, not the fan-out: so what is read
is kept in this process, and the bytes made of it. Both audiences are projected from one reading,
and it stands until the tick is over: somebody who asks often, or as two people at once, learns no
more of the order in which notes came than the projector shows. What reads the notes elsewhere (an
export, a summary, a round's table) keeps to the same reading: see `visible_notes`.

Each process keeps a reading of its own, on one grid of ticks for all processes of a machine. Web
processes read on the grid while anybody watches the board; a worker, whom nobody watches, waits for
the grid before it reads: see `read_at_tick`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Q

from padlet.live.projection import (
    FACILITATOR,
    Snapshot,
    count_shown,
    frame_of,
    note_view,
    project,
    stage_of,
    tick_of,
)
from padlet.live.tickets import bucket
from padlet.models import Board, Note, Sentence, in_place
from padlet.models.note_text import NONCE_ENDS, decrypt, is_encrypted, is_readable

NOTE_FIELDS = [field.attname for field in Note._meta.concrete_fields]  # noqa: SLF001 – Django's public API, despite its name
ID, TEXT = NOTE_FIELDS.index("id"), NOTE_FIELDS.index("text")
Row = tuple[Any, ...]
TICK_MARGIN = 0.1  # seconds after a tick, within which a reading counts as one at the tick
MAX_PAGES = 200  # kept per board and tick; more only when somebody makes up addresses


@dataclass
class CachedBoard:
    """One reading of a board, what each audience sees of it, and the bytes made of that."""

    tick_no: int
    version: int
    layout_hash: str
    tick: float
    board: Board
    rows: dict[Row, Note]  # each note by all that its row holds
    views: dict[str, Snapshot] = field(default_factory=dict)
    pages: dict[Any, bytes] = field(default_factory=dict)
    pages_of: int = 0  # the bucket that the pages' tickets belong to

    @property
    def is_readable(self) -> bool:
        """Whether the board's key was there; when it was not, it is looked for at each tick."""
        return all(is_readable(note.text) for note in self.rows.values())

    def view_for(self, audience: str) -> Snapshot:
        """The snapshot for this audience, projected on first use."""
        if audience not in self.views:
            self.views[audience] = project(self.board, list(self.rows.values()), audience)
        return self.views[audience]


_cache: dict[int, CachedBoard] = {}
_locks: dict[int, threading.Lock] = {}


def current_snapshot(board_id: int, audience: str) -> Snapshot | None:
    """The board as of the last tick; None when there is none. Many askers cost one reading."""
    kept = cached_board(board_id)
    return kept.view_for(audience) if kept else None


def view_for_facilitator(board: Board) -> Snapshot | None:
    """As `current_snapshot`, with what the facilitator has done since, such as hidden a note.

    Notes that came after the tick stay out for all audiences.
    """
    reading = cached_board(board.pk)
    if reading and reading.board.sealed_on != board.sealed_on:
        _cache.pop(board.pk, None)  # sealing has given every note a new id, and a new lot
        reading = cached_board(board.pk)
    if reading is None:
        return None
    kept = reading.view_for(FACILITATOR)
    now = {str(note.public_id): note for note in _rows(board, reading.rows).values()}
    notes = {key: note_view(now[key]) for key in kept.notes if key in now}
    # Just revealed: what was gathered comes with the next tick, as to everybody.
    return replace(
        kept,
        board=board,
        frame=frame_of(board),
        stage=stage_of(board),
        notes=notes if board.shows_notes else {},
        total=count_shown(list(notes.values()))
        if board.shows_notes and kept.frame["revealed"]
        else kept.total,
    )


def visible_notes(*boards: Board) -> list[Note]:
    """The notes that everybody may see of these boards, none of which came after the tick.

    In the order of their lots, each with its own board.

    What has been done with them since is done: hidden is hidden, approved is there, changed is
    changed, and liked is counted: that tells nothing of when a note was written. Notes without a
    token (sealed, or never written on a phone) keep to no tick, nor do those that a sentence rests
    on: somebody has seen them.
    """
    at_the_tick = [
        note.pk
        for board in boards
        if board.sealed_on is None and (kept := cached_board(board.pk))
        for note in kept.rows.values()
    ]
    rested_on = Sentence.notes.through.objects.filter(sentence__board__in=boards)
    in_sight = Q(edit_hash=None) | Q(pk__in=at_the_tick) | Q(pk__in=rested_on.values("note"))
    found: dict[int, list[Note]] = {board.pk: [] for board in boards}
    for note in Note.objects.shown().filter(in_sight, board__in=boards):
        found[note.board_id].append(note)
    notes = [note for board in boards for note in in_place(board, found[board.pk])]
    return sorted(notes, key=attrgetter("place", "public_id"))


def count_pending(board: Board) -> int:
    """How many notes wait to be approved, but for those that came after the tick."""
    waiting = board.notes.filter(state=Note.State.WAITING)
    if board.sealed_on is None:
        kept = cached_board(board.pk)
        waiting = waiting.filter(pk__in=[note.pk for note in kept.rows.values()] if kept else [])
    return waiting.count()


def read_at_tick(*boards: Board) -> None:
    """Read the boards at the tick, in a process that serves none of their pages.

    A reading between two ticks, held beside what the projector showed before and after it, would
    tell which notes of the tick came first; a user who asks for document after document would have
    a finer clock than the tick.
    """
    for board in boards:
        kept, tick = _cache.get(board.pk), tick_of(board)
        if board.sealed_on or not tick or (kept and kept.tick_no == _tick_no(kept.tick)):
            continue
        since = time.monotonic() % tick
        if since > TICK_MARGIN:
            wait(tick - since + TICK_MARGIN / 10)
        cached_board(board.pk)


wait = time.sleep  # a test has its own


def cached_bytes(
    board_id: int, audience: str, key: Any, render: Callable[[Snapshot], bytes]
) -> bytes | None:
    """Bytes made by `render(snapshot)` once per reading and key, or None without a board."""
    kept = cached_board(board_id)
    if kept is None:
        return None
    if kept.pages_of != bucket() or len(kept.pages) >= MAX_PAGES:
        kept.pages, kept.pages_of = {}, bucket()
    pages = kept.pages
    if (audience, key) not in pages:
        pages[audience, key] = render(kept.view_for(audience))
    return pages[audience, key]


def clear() -> None:
    """Keep nothing; for tests that move between databases."""
    _cache.clear()


def cached_board(board_id: int) -> CachedBoard | None:
    kept = _cache.get(board_id)
    if kept and kept.tick_no == _tick_no(kept.tick):
        return kept
    with _locks.setdefault(board_id, threading.Lock()):
        kept = _cache.get(board_id)
        if kept and kept.tick_no == _tick_no(kept.tick):
            return kept
        version, layout_hash = fingerprint(board_id)
        if kept and version == kept.version and kept.is_readable:
            kept.tick_no = _tick_no(kept.tick)
            return kept
        same_layout = kept is not None and layout_hash == kept.layout_hash
        read = (
            _read_notes(kept, version)
            if kept and same_layout
            else _read(board_id, version, layout_hash)
        )
        if read is None:
            _cache.pop(board_id, None)
        else:
            _cache[board_id] = read
        return read


def _read(board_id: int, version: int, layout_hash: str) -> CachedBoard | None:
    board = Board.objects.with_boxes().filter(pk=board_id).first()
    if board is None:
        return None
    return CachedBoard(
        tick_no=_tick_no(tick_of(board)),
        version=version,
        layout_hash=layout_hash,
        tick=tick_of(board),
        board=board,
        rows=_rows(board, {}),
    )


def _read_notes(kept: CachedBoard, version: int) -> CachedBoard:
    """Read the notes only, when nothing else has changed: the common case while people write."""
    rows = _rows(kept.board, kept.rows)
    return replace(
        kept, tick_no=_tick_no(kept.tick), version=version, rows=rows, views={}, pages={}
    )


def _rows(board: Board, known: dict[Row, Note]) -> dict[Row, Note]:
    """The notes in the order of their lots. A row that is the same as before is the same note.

    Only a text that is new or has changed is fetched and decrypted: its nonce tells.
    """
    rows = _fetch(NOTES_OF, [board.pk])
    texts = {
        (row[ID], row[TEXT]): note.text for row, note in known.items() if is_readable(note.text)
    }
    unread = [
        row[ID] for row in rows if is_encrypted(row[TEXT]) and (row[ID], row[TEXT]) not in texts
    ]
    stored: dict[Any, str] = dict(_fetch(TEXTS_OF, [board.pk, unread])) if unread else {}
    notes, made = {}, []
    for row in rows:
        note, is_new = known.get(row), row[ID] in stored
        if note is None or is_new:
            note = Note.from_db(None, NOTE_FIELDS, row)
            kept = texts.get((row[ID], row[TEXT]), None if is_encrypted(row[TEXT]) else row[TEXT])
            if not is_new and kept is None:
                continue  # removed between the two looks
            note.text = decrypt(stored[row[ID]]) if is_new else str(kept)
            made.append(note)
        notes[row] = note
    in_place(board, made)
    return dict(sorted(notes.items(), key=lambda found: (found[1].place, found[1].public_id)))


def _fetch(statement: str, values: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


# Of an encrypted text only so much is read that it cannot be the same when the text is another.
TEXT_OR_NONCE = f"CASE WHEN starts_with(text, E'\\x01') THEN left(text, {NONCE_ENDS}) ELSE text END"
NOTES_OF = (
    f"SELECT {', '.join(NOTE_FIELDS).replace(', text,', f', {TEXT_OR_NONCE},')}"  # noqa: S608 – our own columns
    " FROM padlet_note WHERE board_id = %s"
)
TEXTS_OF = "SELECT id, text FROM padlet_note WHERE board_id = %s AND id = ANY(%s)"
# All but the notes that a projection is made of, as one hash: it costs a tenth of reading them.
FINGERPRINT = """
SELECT b.version, md5(concat_ws('|', (to_jsonb(b) - 'version' - 'note_count')::text,
    m::text, p::text, g::text,
    (SELECT string_agg(s::text, '|' ORDER BY id) FROM padlet_section s WHERE board_id = b.id),
    (SELECT string_agg(q::text, '|' ORDER BY id) FROM padlet_prompt q WHERE board_id = b.id),
    (SELECT string_agg(c::text, '|' ORDER BY id) FROM padlet_cluster c WHERE board_id = b.id)))
FROM padlet_board b
JOIN meetings_meeting m ON m.id = b.meeting_id
JOIN programmes_round p ON p.id = m.round_id
LEFT JOIN programmes_learninggroup g ON g.id = m.group_id
WHERE b.id = %s
"""


def fingerprint(board_id: int) -> tuple[int, str]:
    """The board's version, and what it is but for its notes; (-1, "") when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, [board_id])
        return cursor.fetchone() or (-1, "")


def _tick_no(tick: float) -> int:
    return int(time.monotonic() / tick) if tick else time.monotonic_ns()
