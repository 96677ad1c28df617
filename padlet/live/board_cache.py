"""In-process cache of boards, read at the ticks and nowhere between them (TRUST: C6).

Many users who open a board in the same second are the bottleneck, not the fan-out: so what is read
is kept in this process, and the bytes made of it. Both audiences are projected from one reading.

Notes hold no time, so a reading between two ticks would tell which notes of the tick came first,
beside another process' reading or the same one's next. So all processes of all machines read on
one grid, the wall clock's, and who asks where nothing is kept as of the current tick waits for the
next. That holds for every way to see notes of others: pages, polls, streams, the facilitator's own
page, counts, exports, summaries, documents: see `visible_notes`. In a web process one thread reads
(see `modellkoncept/live/grid_reader.py`), elsewhere who asks.

Two kinds of boards keep to no tick: drafts, which have no notes, and sealed ones.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from modellkoncept.files.keys import KeyStorageError
from modellkoncept.live import ticks
from modellkoncept.live.grid_reader import GridReader
from modellkoncept.live.ticks import wait_for_tick
from padlet.live.facilitator_acts import Act, set_done_as_of_the_tick, with_acts
from padlet.live.projection import (
    FACILITATOR,
    Snapshot,
    project,
    tick_of,
)
from padlet.live.tickets import bucket
from padlet.models import Board, Note, Sentence, in_place
from padlet.models.note_text import NONCE_ENDS, decrypt, is_encrypted, is_readable

logger = logging.getLogger(__name__)

NOTE_FIELDS = [field.attname for field in Note._meta.concrete_fields]  # noqa: SLF001 – Django's public API, despite its name
ID, TEXT = NOTE_FIELDS.index("id"), NOTE_FIELDS.index("text")
Row = tuple[Any, ...]
Citations = dict[UUID, frozenset[int]]
PATIENCE = 2.5  # seconds that a page waits for the tick
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
    citations: Citations = field(default_factory=dict)  # the sentences that rest on each note
    views: dict[str, Snapshot] = field(default_factory=dict)
    pages: dict[Any, bytes] = field(default_factory=dict)
    pages_of: int = 0  # the bucket that the pages' tickets belong to
    acts: dict[UUID, Act] = field(default_factory=dict)  # by the note

    @property
    def is_current(self) -> bool:
        return self.tick_no == _tick_no(self.tick)

    @property
    def keeps_to_ticks(self) -> bool:
        return bool(self.tick) and keeps_to_ticks(self.board)

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
_without_answer: set[int] = set()  # boards that were not read: their keys' storage was silent


def current_snapshot(
    board_id: int, audience: str, patience: float | None = None
) -> Snapshot | None:
    """The board as of the last tick; None when there is none. Many askers cost one reading."""
    kept = cached_board(board_id, patience)
    return kept.view_for(audience) if kept else None


def view_for_facilitator(board: Board, patience: float | None = None) -> Snapshot | None:
    """As `current_snapshot`, with what facilitators have done since, such as hidden a note.

    What came, was changed or taken away by its author, or was marked since the tick is told to her
    with the next, as to everybody.
    """
    kept = _as_of_the_tick(board, patience)
    if kept is None:
        return None
    set_done_as_of_the_tick(board, kept.board)
    # Just revealed: what was gathered comes with the next tick, as to everybody.
    is_shown = kept.board.shows_notes
    now = project(board, with_acts(kept) if is_shown else [], FACILITATOR)
    total = now.total if is_shown else kept.view_for(FACILITATOR).total
    return replace(now, total=total)


def _as_of_the_tick(board: Board, patience: float | None = None) -> CachedBoard | None:
    kept = cached_board(board.pk, patience)
    if kept and kept.board.sealed_on != board.sealed_on:
        _cache.pop(board.pk, None)  # sealing has given every note a new id, and a new lot
        kept = cached_board(board.pk)
    return kept


def record_act(board: Board, note_id: UUID, *, is_removed: bool = False, hands: int = 0) -> None:
    """Show at once what a facilitator does with a note in this process, until the next reading."""
    if kept := _cache.get(board.pk):
        act = kept.acts.setdefault(note_id, Act())
        act.is_removed |= is_removed
        act.hands += hands


def visible_notes(*boards: Board) -> list[Note]:
    """The notes that everybody may see of these boards as of the tick, in the order of their lots.

    With what facilitators have done since: hidden is hidden, approved is there. And with those that
    a sentence rests on: somebody has seen them.
    """
    sealed = [board for board in boards if not keeps_to_ticks(board)]
    kept = cached_boards(*(board.pk for board in boards if keeps_to_ticks(board)))
    notes = [note for note in with_acts(*kept.values()) if note.state == Note.State.VISIBLE]
    known = {note.pk for each in kept.values() for note in each.rows.values()}
    rested_on = Sentence.notes.through.objects.filter(sentence__board__in=list(kept))
    seen_elsewhere = Q(pk__in=rested_on.values("note")) & ~Q(pk__in=known)
    others: dict[int, list[Note]] = {board.pk: [] for board in boards}
    for note in Note.objects.shown().filter(Q(board__in=sealed) | seen_elsewhere):
        others[note.board_id].append(note)
    for board in boards:
        notes += in_place(board, others[board.pk])
    return sorted(notes, key=attrgetter("place", "public_id"))


def citations_as_of_the_tick(board: Board) -> Citations:
    """By note, the sentences that rested on it at the tick; {} where nothing keeps to ticks."""
    kept = _as_of_the_tick(board) if keeps_to_ticks(board) else None
    return kept.citations if kept else {}


def count_pending(board: Board) -> int:
    """How many notes wait to be approved, as of the tick."""
    kept = _as_of_the_tick(board)
    notes = with_acts(kept) if kept else []
    return sum(note.state == Note.State.WAITING for note in notes)


def read_at_next_tick(board: Board) -> None:
    """Wait for the next tick, for a user who has to see what came since the last."""
    if (kept := cached_board(board.pk)) and kept.keeps_to_ticks:
        if reader.is_running:
            _let_go_of_the_connection()
            reader.wait({board.pk: kept.tick}, lambda: False)
        else:
            _wait_and_read({board.pk: kept.tick})


def cached_bytes(
    board_id: int,
    audience: str,
    key: Any,
    render: Callable[[Snapshot], bytes],
    patience: float | None = None,
) -> bytes | None:
    """Bytes made by `render(snapshot)` once per reading and key, or None without a board."""
    kept = cached_board(board_id, patience)
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


def keeps_to_ticks(board: Board) -> bool:
    """Whether people may have written on the board whose notes are told with the ticks."""
    return board.sealed_on is None and board.state != Board.State.DRAFT


def cached_board(board_id: int, patience: float | None = None) -> CachedBoard | None:
    """The board as of the current tick; None when there is none. Waits for the next, if need be.

    Who has no more `patience` than so many seconds gets the board without its notes instead, as it
    stood when it opened: a page then fills itself at the tick.
    """
    kept = _cache.get(board_id)
    is_ready = kept and (kept.is_current or not kept.keeps_to_ticks)
    if patience is not None and reader.is_running and not is_ready:
        tick = _find_ticks({board_id}).get(board_id, 0)
        if tick and ticks.next_tick(tick) - ticks.now() > patience:
            reader.expect(board_id, tick)
            return _without_notes(board_id)
    return cached_boards(board_id).get(board_id)


def _without_notes(board_id: int) -> CachedBoard | None:
    board = Board.objects.with_boxes().filter(pk=board_id).first()
    return CachedBoard(0, 0, "", tick_of(board), board, rows={}) if board else None


def cached_boards(*board_ids: int) -> dict[int, CachedBoard]:
    """As `cached_board`, of several at once: they are waited for together.

    KeyStorageError where a board cannot be read because the storage of keys does not answer.
    """
    waits: dict[int, float] = {}  # board -> its tick
    for pk in board_ids:
        kept = _cache.get(pk)
        if kept and kept.is_current:
            expect(pk)
        elif kept and kept.keeps_to_ticks:
            waits[pk] = kept.tick
        elif (kept is None or kept.tick) and (tick := _find_ticks({pk}).get(pk)):
            waits[pk] = tick
        else:
            _refresh(pk, ticks.now())
            # Opened meanwhile: what was read stands between two ticks.
            if (read := _cache.get(pk)) and read.keeps_to_ticks:
                del _cache[pk]
                waits[pk] = read.tick
    if waits and reader.is_running:
        _let_go_of_the_connection()
        reader.wait(
            waits, lambda: all((kept := _cache.get(pk)) and kept.is_current for pk in waits)
        )
    elif waits:
        _wait_and_read(waits)
    return _found(board_ids)


def _found(board_ids: Iterable[int]) -> dict[int, CachedBoard]:
    found = {pk: kept for pk in board_ids if (kept := _cache.get(pk))}
    if _without_answer.intersection(board_ids) - found.keys():
        raise KeyStorageError  # it is there, and comes back: not a board that is gone
    return found


def _let_go_of_the_connection() -> None:
    """Nobody holds one while she waits for a tick."""
    if not connection.in_atomic_block:
        connection.close()


def expect(board_id: int) -> None:
    """Go on reading the board at each tick, where a thread does that."""
    kept = _cache.get(board_id)
    if reader.is_running and (kept is None or kept.keeps_to_ticks):
        reader.expect(board_id)


def _find_ticks(board_ids: set[int] | None) -> dict[int, float]:
    """The tick of each of these boards that keeps to ticks; of all boards in use, for None."""
    boards = Board.objects.opened().filter(sealed_on=None)
    if board_ids is not None:
        boards = boards.filter(pk__in=board_ids)
    found = {board.pk: tick_of(board) for board in boards.only("tick_seconds")}
    return {pk: tick for pk, tick in found.items() if tick}


def _wait_and_read(waits: dict[int, float]) -> None:
    for tick in sorted(set(waits.values())):
        boards = [pk for pk, each in waits.items() if each == tick]
        for misses in count():
            due = wait_for_tick(tick)
            if _read_at(boards, due, misses):
                break


def _read_at(board_ids: Iterable[int], due: float, misses: int) -> bool:
    """Read these boards as they stand at this tick, all in one snapshot; False when it is late."""
    connection.ensure_connection()
    time.sleep(max(0, due - ticks.now()))
    if ticks.is_late(due, misses):
        return False
    alone = not connection.in_atomic_block
    with transaction.atomic() if alone else nullcontext(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        versions: dict[int, int] = {}
        if known := [pk for pk in board_ids if pk in _cache]:
            cursor.execute("SELECT id, version FROM padlet_board WHERE id = ANY(%s)", [known])
            versions = dict(cursor.fetchall())
        for pk in board_ids:
            kept = _cache.get(pk)
            if kept and kept.version == versions.get(pk) and kept.is_readable:
                kept.tick_no = ticks.number_of(due, kept.tick)
            else:
                _refresh_or_drop(pk, due)
    return True


def _refresh_or_drop(board_id: int, moment: float) -> None:
    """One board that cannot be shown keeps no other from it."""
    try:
        _refresh(board_id, moment)
    except DatabaseError:
        raise
    except KeyStorageError:
        logger.warning("a board was not read: the storage of keys does not answer")
        _cache.pop(board_id, None)
        _without_answer.add(board_id)
    except Exception as error:  # noqa: BLE001 – whatever it is, it must not be quoted
        logger.error("a board was not read: %s", type(error).__name__)
        _cache.pop(board_id, None)


def _read_due(board_ids: list[int], due: float, misses: int) -> bool:
    """As `_read_at`, in the thread that reads for all: its connection goes back to the pool."""
    try:
        return _read_at(board_ids, due, misses)
    finally:
        connection.close()


def _find_due(board_ids: set[int] | None) -> dict[int, float]:
    """As `_find_ticks`, in that thread."""
    try:
        return _find_ticks(board_ids)
    finally:
        connection.close()


reader = GridReader(_read_due, _find_due)


def _refresh(board_id: int, moment: float) -> None:
    """Read what is new on the board now, and keep it as of this moment."""
    with _locks.setdefault(board_id, threading.Lock()):
        kept = _cache.get(board_id)
        version, layout_hash = fingerprint(board_id)
        if kept and version == kept.version and kept.is_readable:
            kept.tick_no = _tick_no(kept.tick, moment)
            return
        same_layout = kept is not None and layout_hash == kept.layout_hash
        read = (
            _read_notes(kept, version)
            if kept and same_layout
            else _read(board_id, version, layout_hash)
        )
        if read is None:
            _cache.pop(board_id, None)
        else:
            read.tick_no = _tick_no(read.tick, moment)
            _cache[board_id] = read
        _without_answer.discard(board_id)


def follow_link(board_id: int, path: str) -> None:
    """Let pages by a link that was changed since the tick show that link and not the old one.

    Who opens the new link at once would else get a page whose every address is dead. The notes stay
    those of the tick: a changed link is no way to read between two ticks.
    """
    with _locks.setdefault(board_id, threading.Lock()):
        kept = _cache.get(board_id)
        if kept is None or kept.board.path == path:
            return
        board = Board.objects.with_boxes().filter(pk=board_id, path=path).first()
        if board is not None:
            _cache[board_id] = replace(kept, board=board, views={}, pages={})


def _read(board_id: int, version: int, layout_hash: str) -> CachedBoard | None:
    board = Board.objects.with_boxes().filter(pk=board_id).first()
    if board is None:
        return None
    return CachedBoard(
        tick_no=0,  # is set by who knows when
        version=version,
        layout_hash=layout_hash,
        tick=tick_of(board),
        board=board,
        rows=_rows(board, {}),
        citations=_citations(board.pk),
    )


def _read_notes(kept: CachedBoard, version: int) -> CachedBoard:
    """Read the notes only, when nothing else has changed: the common case while people write."""
    rows, citations = _rows(kept.board, kept.rows), _citations(kept.board.pk)
    return replace(
        kept, version=version, rows=rows, citations=citations, views={}, pages={}, acts={}
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


def _citations(board_id: int) -> Citations:
    return {note_id: frozenset(cited_by) for note_id, cited_by in _fetch(CITATIONS_OF, [board_id])}


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
CITATIONS_OF = """
SELECT c.note_id, array_agg(c.sentence_id)
FROM padlet_sentence_notes c JOIN padlet_sentence s ON s.id = c.sentence_id
WHERE s.board_id = %s GROUP BY c.note_id
"""
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


def _tick_no(tick: float, moment: float | None = None) -> int:
    moment = ticks.now() if moment is None else moment
    return ticks.number_of(moment, tick) if tick else time.monotonic_ns()
