"""How every change begins and ends: lock the board's row, bump its counters, notify its pages."""

import secrets

from django.db import transaction
from django.db.models import F

from modellkoncept.documents.kinds import fingerprint
from modellkoncept.live.pubsub import publish
from modellkoncept.locking import lock_row
from padlet.errors import WrongStateError
from padlet.models import Board, Note
from programmes.services.rounds import refuse_if_closed

HASH_LENGTH = 16


def bump_version(
    board: Board,
    *,
    notes: int = 0,
    redaction: bool = False,
    hides: int = 0,
    visibility: bool = False,
    layout: bool = False,
) -> None:
    """Count one more version of the board in this transaction, and notify its pages after it.

    `notes` is how many more notes the board has now; below 0, how many fewer. A `redaction` hides,
    changes or takes away text: documents made before are outdated, but where it only `hides` notes
    no longer than until these are shown again. One of `visibility` does nothing but hide or show a
    note. A change of the `layout` makes
    pages fetch the whole board again.
    """
    Board.objects.filter(pk=board.pk).update(
        version=F("version") + 1,
        note_count=F("note_count") + notes,
        redaction_count=F("redaction_count") + int(redaction),
        hide_count=F("hide_count") + hides,
        visibility_count=F("visibility_count") + int(visibility),
        layout_version=F("layout_version") + int(layout),
    )
    notify_board(board)


def remember_hidden_notes(board: Board) -> None:
    """Keep in the board's row which notes nobody sees, for its documents to be compared with.

    To be called whenever a note is hidden, shown or removed. While people write, nothing may tell
    which notes there were when (TRUST: C2): then it is a number by lot, which is never the same.
    """
    if board.state == Board.State.CLOSED:
        unseen = board.notes.exclude(state=Note.State.VISIBLE).values_list("pk", flat=True)
        kept = ".".join(sorted(fingerprint(pk)[:HASH_LENGTH] for pk in unseen))
    else:
        has_hidden = board.notes.filter(state=Note.State.HIDDEN).exists()
        kept = secrets.token_hex(HASH_LENGTH // 2) if has_hidden else ""
    Board.objects.filter(pk=board.pk).update(hidden_notes=kept)


def notify_board(board: Board) -> None:
    """Publish after this transaction that the board has changed."""
    transaction.on_commit(lambda: publish("board", board.pk), robust=True)


def lock_board(board: Board, *from_states: str, also_closed_rounds: bool = False) -> Board:
    """The board as it is now, its row locked; WrongStateError when it is in none of `from_states`.

    Raises RoundClosedError in a closed round, except for what the calendar does there too.
    """
    board = lock_row(Board.objects.select_related("meeting"), board.pk)
    if not also_closed_rounds:
        refuse_if_closed(board.meeting.round_id)
    if from_states and board.state not in from_states:
        raise WrongStateError
    return board
