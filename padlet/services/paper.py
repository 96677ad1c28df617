"""Notes from paper, typed in afterwards by the facilitator.

As where notes are written (see notes.py) the transaction writes the notes and the board's
counters, nothing else, and nothing is kept of who typed them in (TRUST: C5).
"""

from django.db import transaction

from padlet import credentials
from padlet.errors import (
    AlreadySubmittedError,
    BoardFullError,
    InvalidTargetError,
    TokenError,
    WrongStateError,
)
from padlet.models import Board, Note
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.notes import MAX_NOTES, TOKEN, clean_text

MAX_LINES = 100  # on one sheet


@transaction.atomic
def add_paper_notes(
    *, board: Board, section_id: int, prompt_id: int, breakout: int, token: str, texts: list[str]
) -> int:
    """Add a note for each text of a paper sheet, all or none; return how many.

    The same token again, after a double click or a lost answer, puts up nothing twice. With other
    texts it raises AlreadySubmittedError, which says how many of its notes are up.
    """
    board = lock_board(board)
    if not board.accepts_paper:
        raise WrongStateError
    if not TOKEN.fullmatch(token):
        raise TokenError
    section = board.sections.filter(pk=section_id).first()
    prompt = board.prompts.filter(pk=prompt_id).first()
    if section is None or prompt is None or not section.has_breakout(breakout):
        raise InvalidTargetError
    # The note API takes no such token: only the board's facilitators can change these notes.
    texts = [clean_text(text) for text in texts]
    hashes = [credentials.hash_token(f"{token}:{number}") for number in range(len(texts))]
    if first := board.notes.filter(edit_hash=hashes[0]).first():
        up = _up(board, token)
        if up == texts and (first.section_id, first.prompt_id) == (section_id, prompt_id):
            return len(texts)
        raise AlreadySubmittedError(len(up))
    if board.note_count + len(texts) > MAX_NOTES:
        raise BoardFullError
    Note.objects.bulk_create(
        Note(
            board=board,
            section=section,
            prompt=prompt,
            breakout=breakout if len(section.breakout_sizes) > 1 else 0,
            text=board.encrypt(text),
            state=Note.State.VISIBLE,
            edit_hash=edit_hash,
            from_paper=True,
        )
        for text, edit_hash in zip(texts, hashes, strict=True)
    )
    bump_version(board, notes=len(texts))
    return len(texts)


def _up(board: Board, token: str) -> list[str]:
    """The texts that were added with this token, in their order."""
    hashes = [credentials.hash_token(f"{token}:{number}") for number in range(MAX_LINES)]
    stored = dict(board.notes.filter(edit_hash__in=hashes).values_list("edit_hash", "text"))
    return [stored[each] for each in hashes if each in stored]
