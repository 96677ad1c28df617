"""Store a selection of a round's notes, so that a document can refer to it."""

from collections.abc import Iterable

from django.db import transaction

from padlet.models import Board, Selection
from programmes.models import Round


@transaction.atomic
def select_notes(*, round: Round, boards: Iterable[Board], prompt: str = "") -> Selection:
    """This selection of the round's notes; the same again is the same row."""
    ids = sorted(board.pk for board in boards if board.meeting.round_id == round.pk)
    selection, _is_new = Selection.objects.get_or_create(round=round, prompt=prompt, boards=ids)
    return selection
