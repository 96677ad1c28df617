"""What was written on paper, typed in afterwards by who leads.

As where notes are written (see notes.py) the transaction writes the notes and the board's version,
nothing else, and nothing is kept of who typed them in (TRUST: C5).
"""

from django.db import transaction

from padlet import credentials
from padlet.errors import AlreadyUpError, FullBoardError, TokenError, WrongBoxError, WrongStateError
from padlet.models import Board, Note
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.notes import MAX_NOTES, TOKEN, clean_text, has_breakout

MAX_LINES = 100  # on one sheet
TAKES_PAPER = [Board.State.OPEN, Board.State.PAUSED]  # what is frozen lies still, paper too


def takes_paper(board: Board) -> bool:
    """Whether notes may be typed in from paper: until the board is frozen or sealed."""
    return board.state in TAKES_PAPER and board.sealed_on is None


@transaction.atomic
def add_paper_notes(
    *, board: Board, section_id: int, prompt_id: int, breakout: int, token: str, texts: list[str]
) -> int:
    """Put up what stood on a sheet, each text as a note; how many. All or none.

    The same token again, after a double click or a lost answer, puts up nothing twice. With other
    texts it raises AlreadyUpError, which says how many of its notes are up.
    """
    board = lock_board(board, *TAKES_PAPER)
    if not takes_paper(board):
        raise WrongStateError
    if not TOKEN.fullmatch(token):
        raise TokenError
    section = board.sections.filter(pk=section_id).first()
    prompt = board.prompts.filter(pk=prompt_id).first()
    if section is None or prompt is None or not has_breakout(section, breakout):
        raise WrongBoxError
    # No door takes such a token: these notes are nobody's to change but the board's leaders'.
    texts = [clean_text(text) for text in texts]
    hashes = [credentials.hash_token(f"{token}:{number}") for number in range(len(texts))]
    if first := board.notes.filter(edit_hash=hashes[0]).first():
        up = _up(board, token)
        if up == texts and (first.section_id, first.prompt_id) == (section_id, prompt_id):
            return len(texts)
        raise AlreadyUpError(len(up))
    if board.notes.count() + len(texts) > MAX_NOTES:
        raise FullBoardError
    Note.objects.bulk_create(
        Note(
            board=board,
            section=section,
            prompt=prompt,
            breakout=breakout if len(section.breakout_sizes) > 1 else 0,
            text=text,
            state=Note.State.VISIBLE,
            edit_hash=edit_hash,
            from_paper=True,
        )
        for text, edit_hash in zip(texts, hashes, strict=True)
    )
    bump_version(board)
    return len(texts)


def _up(board: Board, token: str) -> list[str]:
    """The texts that this token has put up, in their order."""
    hashes = [credentials.hash_token(f"{token}:{number}") for number in range(MAX_LINES)]
    stored = dict(board.notes.filter(edit_hash__in=hashes).values_list("edit_hash", "text"))
    return [stored[each] for each in hashes if each in stored]
