"""Write notes: add, edit, delete, like. No user is known here, only a pass, a token and a text.

Each transaction writes the note and the board's counters, nothing else (TRUST: C5).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from modellkoncept.files.keys import KeyNotFoundError
from padlet import credentials
from padlet.errors import (
    BoardClosedError,
    BoardFullError,
    BoardNotFoundError,
    BoardNotOpenError,
    InvalidTargetError,
    NoteNotFoundError,
    NoteTextError,
    TimeUpError,
    TokenError,
    WrongPassError,
)
from padlet.models import MAX_NOTE_LENGTH, Board, Note, Section
from padlet.models.note_text import is_readable
from padlet.services import rate_limit
from padlet.services.board_lock import bump_version, notify_board

# What no keyboard writes and what turns or blinds the text round it: half pairs, private use,
# noncharacters, and the marks that reverse the direction of writing.
UNWRITABLE = re.compile("[\ufdd0-\ufdef\u202a-\u202e\u2066-\u2069]")
BLANK_BUT_COUNTED = "\u115f\u1160\u2800\u3164\uffa0"  # drawn as nothing, yet called letters
TOKEN = re.compile(rf"[0-9a-f]{{{credentials.TOKEN_HEX_LENGTH}}}")
MAX_NOTES = 2000  # on one board
MAX_ATTEMPTS = 5  # of a board, while one note is put up


def add_note(
    *,
    board_path: str,
    section_id: int,
    prompt_id: int,
    breakout: int,
    pass_: str,
    token: str,
    text: str,
) -> Note:
    """Add one note. The same token and text again gives the same note, however late it comes.

    The board is read first and locked only while the note is written: people who write at the same
    time wait for each other no longer than that. A board that has changed meanwhile (paused,
    closed, merged) takes nothing, and is looked at again.
    """
    text, edit_hash = clean_text(text), _hash(token)
    has_spent = False
    for _ in range(MAX_ATTEMPTS):
        found = _read_context(board_path, section_id, prompt_id=prompt_id, edit_hash=edit_hash)
        # The token is proof enough of a repetition, also after the pass is void; sealing ends that.
        if found.has_note:
            return _same_or_error(_note_with(edit_hash), board_path, text)
        board, section = found.board, _check_writable(found, pass_)
        if not found.has_prompt or not section.has_breakout(breakout):
            raise InvalidTargetError
        if board.note_count >= MAX_NOTES:
            raise BoardFullError
        if not has_spent:
            rate_limit.consume(board.pk, section.pk, sum(section.breakout_sizes))
            has_spent = True
        note = Note(
            board=board,
            section=section,
            prompt_id=prompt_id,
            # The phone may still think that its breakout is there.
            breakout=breakout if len(section.breakout_sizes) > 1 else 0,
            text=board.encrypt(text),
            state=Note.State.WAITING if board.approves else Note.State.VISIBLE,
            edit_hash=edit_hash,
        )
        has_stood, is_up = _insert_note(note)
        if is_up:
            notify_board(board)
            note.text = text
            return note
        if has_stood:
            return _same_or_error(_note_with(edit_hash), board_path, text)
    raise BoardNotOpenError


@transaction.atomic
def edit_note(*, board_path: str, section_id: int, pass_: str, token: str, text: str) -> Note:
    """Overwrite the text of the note with this token; no trace stays of the earlier one.

    Where notes are approved the new text waits as the first did, also of a note that was hidden:
    no note is shown again unread. Elsewhere what is hidden stays so.
    """
    text, edit_hash = clean_text(text), _hash(token)
    board, section = _lock_for_write(board_path, section_id, pass_)
    rate_limit.consume(board.pk, section.pk, sum(section.breakout_sizes))
    if board.approves:
        section.notes.filter(edit_hash=edit_hash).update(state=Note.State.WAITING)
    if not section.notes.filter(edit_hash=edit_hash).update(text=board.encrypt(text)):
        raise NoteNotFoundError
    bump_version(board, redaction=True)
    return section.notes.get(edit_hash=edit_hash)


def own_text(*, board_path: str, section_id: int, pass_: str, token: str) -> str:
    """The text of the note with this token, which only its author's browser holds.

    It is there to be read also while the board rests. Then nobody has a pass, so none is asked for.
    """
    edit_hash = _hash(token)
    found = _read_context(board_path, section_id)
    board, section = found.board, found.section
    if board.state == Board.State.CLOSED:
        raise BoardClosedError
    if section is None:
        raise InvalidTargetError
    if board.is_open and not credentials.is_write_pass(board, section, pass_):
        raise WrongPassError
    rate_limit.consume(board.pk, section.pk, sum(section.breakout_sizes), reaction=True)
    text = section.notes.filter(edit_hash=edit_hash).values_list("text", flat=True).first()
    if text is None:
        raise NoteNotFoundError
    if not is_readable(text):
        raise KeyNotFoundError
    return str(text)


@transaction.atomic
def delete_note(*, board_path: str, section_id: int, pass_: str, token: str) -> None:
    """Remove the note with this token for good. Again is the same."""
    edit_hash = _hash(token)
    board, section = _lock_for_write(board_path, section_id, pass_)
    if section.notes.filter(edit_hash=edit_hash).delete()[0]:
        bump_version(board, notes=-1, redaction=True)


@transaction.atomic
def like_note(*, board_path: str, section_id: int, pass_: str, note_id: UUID) -> int:
    """Count one more like of the note with this public id.

    Only the number is kept, so a like cannot be withdrawn.
    """
    return _react(board_path, section_id, pass_, note_id, "likes")


@transaction.atomic
def dot_note(*, board_path: str, section_id: int, pass_: str, note_id: UUID) -> int:
    """Count one more dot on the note with this public id.

    How many each browser has left, only that browser knows.
    """
    return _react(board_path, section_id, pass_, note_id, "dots")


def _react(board_path: str, section_id: int, pass_: str, note_id: UUID, counter: str) -> int:
    board, section = _lock_for_write(board_path, section_id, pass_)
    rate_limit.consume(board.pk, section.pk, sum(section.breakout_sizes), reaction=True)
    # A group votes on what all have written; agreeing stays within the group.
    marked = board.notes.shown() if counter == "dots" else section.notes.shown()
    notes = marked.filter(pk=board.row_id(note_id))
    may = board.shows_notes and (counter == "likes" or board.dots_each)
    if not may or not notes.update(**{counter: F(counter) + 1}):
        raise NoteNotFoundError
    bump_version(board)
    return notes.values_list(counter, flat=True)[0]


@transaction.atomic
def set_breakout_done(
    *, board_path: str, section_id: int, breakout: int, pass_: str, done: bool
) -> None:
    """Mark a breakout done, or not done. Idempotent."""
    board, section = _lock_for_write(board_path, section_id, pass_)
    # Read again under the lock: who waited for it has seen the section as it stood before.
    section.refresh_from_db(fields=["breakout_sizes", "done_breakouts"])
    if not section.has_breakout(breakout):
        raise InvalidTargetError
    rate_limit.consume(board.pk, section.pk, sum(section.breakout_sizes), reaction=True)
    group = breakout if len(section.breakout_sizes) > 1 else 0
    now = set(section.done_breakouts)
    if (group in now) is done:
        return
    section.done_breakouts = sorted(now | {group} if done else now - {group})
    section.save(update_fields=["done_breakouts"])
    bump_version(board)


def clean_text(text: str) -> str:
    """The text without outer blanks and without characters that no keyboard gives."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = UNWRITABLE.sub("", "".join(c for c in text if c == "\n" or _is_writable(c)))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if len(text) > MAX_NOTE_LENGTH or not any(_is_seen(c) for c in text):
        raise NoteTextError
    return text


def _is_writable(character: str) -> bool:
    last_two_of_a_plane = ord(character) & 0xFFFE == 0xFFFE
    return unicodedata.category(character) not in {"Cc", "Cs", "Co"} and not last_two_of_a_plane


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK_BUT_COUNTED


def _hash(token: str) -> str:
    if not TOKEN.fullmatch(token):
        raise TokenError
    return credentials.hash_token(token)


def _same_or_error(stored: Note | None, board_path: str, text: str) -> Note:
    if stored is None or stored.board.path != board_path:
        raise TokenError
    if not is_readable(stored.text):
        raise KeyNotFoundError
    if stored.text != text:
        raise TokenError
    return stored


def _lock_for_write(board_path: str, section_id: int, pass_: str) -> tuple[Board, Section]:
    """Lock the board's row, and raise unless the writer may write."""
    found = _read_context(board_path, section_id, locked=True)
    return found.board, _check_writable(found, pass_)


def _check_writable(found: "_WriteContext", pass_: str) -> Section:
    board, section = found.board, found.section
    if board.state == Board.State.CLOSED:
        raise BoardClosedError
    if section is None:
        raise InvalidTargetError
    if not board.is_open:
        raise BoardNotOpenError
    if board.is_time_up(timezone.now()):
        raise TimeUpError
    if not credentials.is_write_pass(board, section, pass_):
        raise WrongPassError
    return section


# The whole room writes at once, and most of what a note costs is to word its statements and to make
# models of what they find. So here they stand as they are, each by a key.


@dataclass(frozen=True)
class _WriteContext:
    """The board's state that a new note is checked against, read in one query."""

    board: Board
    section: Section | None
    has_prompt: bool
    has_note: bool  # the board has a note with this hash already


BOARD_FIELDS = [field.attname for field in Board._meta.concrete_fields]  # noqa: SLF001 – Django's public API, despite its name
SECTION_FIELDS = [field.attname for field in Section._meta.concrete_fields]  # noqa: SLF001 – as above
NOTE_FIELDS = Note._meta.concrete_fields  # noqa: SLF001 – as above
CONTEXT = f"""
SELECT EXISTS (SELECT FROM padlet_prompt WHERE id = %s AND board_id = b.id),
    EXISTS (SELECT FROM padlet_note WHERE edit_hash = %s AND board_id = b.id),
    {", ".join(f"b.{name}" for name in BOARD_FIELDS)},
    {", ".join(f"s.{name}" for name in SECTION_FIELDS)}
FROM padlet_board b LEFT JOIN padlet_section s ON s.id = %s AND s.board_id = b.id
WHERE b.path = %s
"""  # noqa: S608 – our own columns
LOCKED_CONTEXT = CONTEXT + "FOR UPDATE OF b"


def _read_context(
    path: str, section_id: int, *, prompt_id: int = 0, edit_hash: str = "", locked: bool = False
) -> _WriteContext:
    with connection.cursor() as cursor:
        cursor.execute(
            LOCKED_CONTEXT if locked else CONTEXT, [prompt_id, edit_hash, section_id, path]
        )
        row = cursor.fetchone()
    if row is None:
        raise BoardNotFoundError
    has_prompt, has_note, *rest = row
    of_board, of_section = rest[: len(BOARD_FIELDS)], rest[len(BOARD_FIELDS) :]
    return _WriteContext(
        board=Board.from_db(connection.alias, BOARD_FIELDS, of_board),
        section=Section.from_db(connection.alias, SECTION_FIELDS, of_section)
        if of_section[0]
        else None,
        has_prompt=has_prompt,
        has_note=has_note,
    )


def _insert_note(note: Note) -> tuple[bool, bool]:
    """Write the note and bump the board's version and count, in one statement and so transaction.

    Whether the board stood as it was when it was looked at, with room for a note, and whether the
    note is up: it is not when its token is taken. A conflict is ignored, not raised: the text of an
    error in the database log would quote the row.
    """
    values = [
        field.get_db_prep_save(getattr(note, field.attname), connection) for field in NOTE_FIELDS
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _put_up_statement(), [note.board_id, note.board.layout_version, MAX_NOTES, *values]
        )
        return cursor.fetchone() or (False, False)


def _note_with(edit_hash: str) -> Note | None:
    return Note.objects.select_related("board").filter(edit_hash=edit_hash).first()


@cache
def _put_up_statement() -> str:
    columns = ", ".join(f'"{field.column}"' for field in NOTE_FIELDS)
    signs = ", ".join(f"%s::{field.db_type(connection)}" for field in NOTE_FIELDS)
    # The board's row is locked before the note is written: the same token sent twice at once waits
    # here, and is then a conflict. Only a note that is up is counted.
    return (
        "WITH board AS (SELECT id FROM padlet_board"  # noqa: S608 – our own columns
        " WHERE id = %s AND layout_version = %s AND note_count < %s FOR NO KEY UPDATE),"
        f" note AS (INSERT INTO padlet_note ({columns}) SELECT {signs} FROM board"
        " ON CONFLICT DO NOTHING RETURNING board_id),"
        " counted AS (UPDATE padlet_board b SET version = version + 1, note_count = note_count + 1"
        " FROM note WHERE b.id = note.board_id)"
        " SELECT EXISTS (SELECT FROM board), EXISTS (SELECT FROM note)"
    )
