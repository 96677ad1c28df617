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
from dataclasses import replace
from itertools import count
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from modellkoncept.files.keys import KeyStorageError
from modellkoncept.live import ticks
from modellkoncept.live.grid_reader import GridReader
from modellkoncept.live.ticks import wait_for_tick
from padlet.live.cached_board import CachedBoard, keeps_to_ticks, tick_number
from padlet.live.facilitator_acts import Act, set_done_as_of_the_tick, with_acts
from padlet.live.note_rows import Citations, fingerprint, read_citations, read_notes
from padlet.live.projection import (
    FACILITATOR,
    Snapshot,
    project,
    tick_of,
)
from padlet.live.tickets import bucket
from padlet.models import Board, Note, Sentence, in_place

logger = logging.getLogger(__name__)

PATIENCE = 2.5  # seconds that a page waits for the tick
MAX_PAGES = 200  # kept per board and tick; more only when somebody makes up addresses


_cache: dict[int, CachedBoard] = {}
_unread: dict[int, type[Exception]] = {}  # boards that could not be read, and why
_locks: dict[int, threading.Lock] = {}


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


def record_act(
    board_id: int, note_id: UUID, *, version: int, is_removed: bool = False, hands: int = 0
) -> None:
    """Show at once what a facilitator did with a note in this process, until it has been read.

    To be called after the commit that made this `version` of the board: what was rolled back was
    not done, and a reading of that version holds it already.
    """
    kept = _cache.get(board_id)
    if kept and kept.version < version:
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
    _unread.clear()


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

    A board that is there and could not be read is no board that is gone: KeyStorageError when that
    is why, else OperationalError.
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
    if waits:
        _wait_for(waits)
    return {pk: kept for pk in board_ids if (kept := _cache.get(pk))}


def _wait_for(waits: dict[int, float]) -> None:
    """Wait until each of these boards (and its tick) is read as of a tick, or could not be."""
    if reader.is_running:
        _let_go_of_the_connection()
        reader.wait(
            waits, lambda: all((kept := _cache.get(pk)) and kept.is_current for pk in waits)
        )
    else:
        _wait_and_read(waits)
    for pk in waits:
        _raise_if_unread(pk)


def _raise_if_unread(board_id: int) -> None:
    kind = _unread.get(board_id)
    if kind is None or board_id in _cache:
        return
    if issubclass(kind, KeyStorageError):
        raise KeyStorageError
    raise OperationalError("the board could not be read at the tick")


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
        cursor.execute("SELECT id, version FROM padlet_board WHERE id = ANY(%s)", [list(board_ids)])
        versions = dict(cursor.fetchall())
        for pk in board_ids:
            kept = _cache.get(pk)
            if pk not in versions:  # gone: reading it again at every tick would hold up the others
                _cache.pop(pk, None)
                _unread.pop(pk, None)
                reader.forget(pk)
            elif kept and kept.version == versions[pk] and kept.is_readable:
                kept.tick_no = ticks.number_of(due, kept.tick)
            else:
                _refresh_or_remember(pk, due)
    return True


def _refresh_or_remember(board_id: int, moment: float) -> None:
    """One board that cannot be read keeps no other from it, and who waits for it is told."""
    try:
        _refresh(board_id, moment)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 – whatever it is, it must not be quoted
        if _unread.get(board_id) is not type(error):  # once, not at every tick
            logger.error("a board was not read: %s", type(error).__name__)
        _unread[board_id] = type(error)
        _cache.pop(board_id, None)
    else:
        _unread.pop(board_id, None)


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
            kept.tick_no = tick_number(kept.tick, moment)
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
            read.tick_no = tick_number(read.tick, moment)
            _cache[board_id] = read


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
        rows=read_notes(board, {}),
        citations=read_citations(board.pk),
    )


def _read_notes(kept: CachedBoard, version: int) -> CachedBoard:
    """Read the notes only, when nothing else has changed: the common case while people write."""
    rows, citations = read_notes(kept.board, kept.rows), read_citations(kept.board.pk)
    return replace(
        kept, version=version, rows=rows, citations=citations, views={}, pages={}, acts={}
    )
