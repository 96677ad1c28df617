"""Everything that changes boards and notes. Views and demo data all come here.

The four functions that write notes know nobody: they are given a pass, a token and a text, and
their transaction writes the note and the board's version, nothing else (TRUST: C5).
"""

import re
import unicodedata
from uuid import UUID

from django.db import transaction
from django.db.models import F

from meetings.models import Meeting
from modellkoncept import realtime
from padlet import passes
from padlet.models import NOTE_LENGTH, Board, Note, Prompt, Section

# What no keyboard writes and what turns or blinds the text round it: half pairs, private use,
# noncharacters, and the marks that reverse the direction of writing.
UNWRITABLE = re.compile("[\ufdd0-\ufdef\u202a-\u202e\u2066-\u2069]")
BLANK_BUT_COUNTED = "\u115f\u1160\u2800\u3164\uffa0"  # drawn as nothing, yet called letters
TOKEN = re.compile(rf"[0-9a-f]{{{passes.TOKEN_HEX_LENGTH}}}")
MOST_GROUPS = 12
LARGEST_GROUP = 500


class BoardNotFoundError(Exception):
    """No board has this address (any more): wrong from the start, or the link was changed."""


class BoardClosedError(Exception):
    """The board is closed for good."""


class BoardNotOpenError(Exception):
    """The board is not open yet, or is paused."""


class WrongPassError(Exception):
    """The pass is missing, wrong or from before the last change of link or pause."""


class WrongBoxError(Exception):
    """The section, question or small group is not on this board."""


class NoteTextError(Exception):
    """The text is empty, or longer than NOTE_LENGTH characters."""


class TokenError(Exception):
    """The token is malformed, or already belongs to another note."""


class NoteGoneError(Exception):
    """There is no note with this token: deleted, or never arrived."""


class WrongStateError(Exception):
    """The board cannot go there from where it is."""


class GroupSizesError(Exception):
    """A section lacks its group sizes, or they are no whole numbers of people."""


# --- notes: nobody is known here --------------------------------------------------------------


@transaction.atomic
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
    """Put up one note. The same token and text again gives the same note, however late it comes."""
    text, edit_hash = _clean_text(text), _hash(token)
    # The token is proof enough of a repetition, also after the pass or the board has closed.
    if already := _repeated(board_path, edit_hash, text):
        return already
    board, section = _admit(board_path, section_id, pass_)
    prompt = board.prompts.filter(pk=prompt_id).first()
    if prompt is None or not _has_breakout(section, breakout):
        raise WrongBoxError
    if len(section.group_sizes) <= 1:
        breakout = 0  # the phone may still think that its small group is there
    note = Note(
        board=board,
        section=section,
        prompt=prompt,
        breakout=breakout,
        text=text,
        edit_hash=edit_hash,
    )
    # A conflict is ignored, not raised: an error's text in the database log would quote the row.
    Note.objects.bulk_create([note], ignore_conflicts=True)
    stored = Note.objects.filter(edit_hash=edit_hash).first()
    if stored is None or stored.pk != note.pk:
        return _same_or_error(stored, board_path, text)
    _changed(board)
    return note


@transaction.atomic
def edit_note(*, board_path: str, section_id: int, pass_: str, token: str, text: str) -> Note:
    """Overwrite the text of the note with this token; no trace stays of the earlier one."""
    text, edit_hash = _clean_text(text), _hash(token)
    board, section = _admit(board_path, section_id, pass_)
    if not section.notes.filter(edit_hash=edit_hash).update(text=text):
        raise NoteGoneError
    _changed(board, removed=True)
    return section.notes.get(edit_hash=edit_hash)


@transaction.atomic
def delete_note(*, board_path: str, section_id: int, pass_: str, token: str) -> None:
    """Remove the note with this token for good. Again is the same."""
    edit_hash = _hash(token)
    board, section = _admit(board_path, section_id, pass_)
    if section.notes.filter(edit_hash=edit_hash).delete()[0]:
        _changed(board, removed=True)


@transaction.atomic
def like_note(*, board_path: str, section_id: int, pass_: str, note_id: UUID) -> int:
    """Count one more who agrees. Only the number is kept, so nobody can take a like away."""
    board, section = _admit(board_path, section_id, pass_)
    notes = section.notes.shown().filter(pk=note_id)
    if not board.shows_notes or not notes.update(likes=F("likes") + 1):
        raise NoteGoneError
    _changed(board)
    return notes.values_list("likes", flat=True)[0]


def _clean_text(text: str) -> str:
    """The text without outer blanks and without characters that no keyboard gives."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = UNWRITABLE.sub("", "".join(c for c in text if c == "\n" or _is_writable(c)))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    if len(text) > NOTE_LENGTH or not any(_is_seen(c) for c in text):
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
    return passes.hash_of(token)


def _repeated(board_path: str, edit_hash: str, text: str) -> Note | None:
    stored = Note.objects.select_related("board").filter(edit_hash=edit_hash).first()
    return _same_or_error(stored, board_path, text) if stored else None


def _same_or_error(stored: Note | None, board_path: str, text: str) -> Note:
    if stored is None or stored.text != text or stored.board.path != board_path:
        raise TokenError
    return stored


def _admit(board_path: str, section_id: int, pass_: str) -> tuple[Board, Section]:
    """Hold the board's row and let the writer in, or say why not."""
    board = Board.objects.select_for_update().filter(path=board_path).first()
    if board is None:
        raise BoardNotFoundError
    if board.state == Board.State.CLOSED:
        raise BoardClosedError
    section = board.sections.filter(pk=section_id).first()
    if section is None:
        raise WrongBoxError
    if not board.is_open:
        raise BoardNotOpenError
    if not passes.admits(board, section, pass_):
        raise WrongPassError
    return board, section


def _has_breakout(section: Section, breakout: int) -> bool:
    groups = len(section.group_sizes)
    return 0 <= breakout <= MOST_GROUPS if groups <= 1 else 1 <= breakout <= groups


def _changed(board: Board, *, removed: bool = False, turned: bool = False) -> None:
    """Move the board's counters in this transaction, and ring the bell after it."""
    Board.objects.filter(pk=board.pk).update(
        version=F("version") + 1,
        removals=F("removals") + int(removed),
        turn=F("turn") + int(turned),
    )
    transaction.on_commit(lambda: realtime.ping("board", board.pk), robust=True)


# --- boards: the facilitator's work -----------------------------------------------------------


@transaction.atomic
def create_board(*, meeting: Meeting, title: str, prompts: list[str]) -> Board:
    """A board with the three role groups and these questions, not yet open to anybody.

    A double click makes one: an unopened board that is the same in all is the answer.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    for made in Board.objects.filter(meeting=meeting, title=title, state=Board.State.DRAFT):
        if list(made.prompts.values_list("template", flat=True)) == prompts:
            return made
    board = Board.objects.create(meeting=meeting, title=title)
    Section.objects.bulk_create(
        Section(board=board, position=position, role_group=role_group)
        for position, role_group in enumerate(Section.RoleGroup.values, start=1)
    )
    Prompt.objects.bulk_create(
        Prompt(board=board, position=position, template=template)
        for position, template in enumerate(prompts, start=1)
    )
    return board


@transaction.atomic
def open_board(
    *,
    board: Board,
    group_sizes: dict[int, list[int]],
    mode: str = Board.Mode.LIVE,
    tick_seconds: int = 2,
) -> Board:
    """Let people write. The sizes, the mode and the pace are fixed from here on.

    `group_sizes` gives, for each section's id, how many people each of its small groups has.
    """
    board = _held(board, Board.State.DRAFT)
    for section in board.sections.all():
        sizes = group_sizes.get(section.pk) or []
        if not 1 <= len(sizes) <= MOST_GROUPS or not all(
            1 <= size <= LARGEST_GROUP for size in sizes
        ):
            raise GroupSizesError
        section.group_sizes = sizes
        section.save(update_fields=["group_sizes"])
    board.state, board.mode, board.tick_seconds = Board.State.OPEN, mode, tick_seconds
    board.epoch += 1
    board.save(update_fields=["state", "mode", "tick_seconds", "epoch"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def pause_board(*, board: Board) -> Board:
    """Nobody may write until the board goes on; every pass is void."""
    board = _held(board, Board.State.OPEN)
    board.state, board.epoch = Board.State.PAUSED, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def resume_board(*, board: Board) -> Board:
    board = _held(board, Board.State.PAUSED)
    board.state = Board.State.OPEN
    board.save(update_fields=["state"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def reveal_notes(*, board: Board) -> Board:
    """Show everybody what was gathered. There is no way back: seen is seen."""
    board = _held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.CLOSED)
    board.revealed = True
    board.save(update_fields=["revealed"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def change_link(*, board: Board) -> Board:
    """Give the board a new address and void every pass: who has the old link is outside."""
    board = _held(board)
    board.path, board.epoch = Board().path, board.epoch + 1
    board.save(update_fields=["path", "epoch"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def merge_groups(*, board: Board, section_id: int) -> Section:
    """Make one group of a section's small groups: fewer can be guessed at in a larger one."""
    board = _held(board, Board.State.OPEN, Board.State.PAUSED)
    section = board.sections.filter(pk=section_id).first()
    if section is None or len(section.group_sizes) < 2:  # noqa: PLR2004 – one group is merged already
        raise WrongBoxError
    section.group_sizes = [sum(section.group_sizes)]
    section.save(update_fields=["group_sizes"])
    section.notes.update(breakout=0)
    _changed(board, turned=True)
    return section


@transaction.atomic
def close_board(*, board: Board) -> Board:
    """End the writing for good; the notes stay to be read and documented."""
    board = _held(board, Board.State.OPEN, Board.State.PAUSED)
    board.state, board.epoch = Board.State.CLOSED, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    _changed(board, turned=True)
    return board


@transaction.atomic
def hide_note(*, board: Board, note_id: UUID) -> Note:
    """Take the note from everybody's sight; `show_note` undoes it."""
    return _set_note_state(board, note_id, Note.State.HIDDEN)


@transaction.atomic
def show_note(*, board: Board, note_id: UUID) -> Note:
    return _set_note_state(board, note_id, Note.State.VISIBLE)


@transaction.atomic
def remove_note(*, board: Board, note_id: UUID) -> None:
    """Delete the note for good: the row is gone, not marked."""
    board = _held(board)
    if not board.notes.filter(pk=note_id).delete()[0]:
        raise NoteGoneError
    _changed(board, removed=True)


def _set_note_state(board: Board, note_id: UUID, state: str) -> Note:
    board = _held(board)
    if not board.notes.filter(pk=note_id).update(state=state):
        raise NoteGoneError
    _changed(board, removed=state == Note.State.HIDDEN)
    return board.notes.get(pk=note_id)


def _held(board: Board, *from_states: str) -> Board:
    """The board as it is now, its row held; refused when it has left the state one thought."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    if from_states and board.state not in from_states:
        raise WrongStateError
    return board
