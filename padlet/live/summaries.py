"""A board's summary: its sentences and the notes they rest on, as of the tick (TRUST: C6)."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from padlet.live import board_cache
from padlet.models import Board, Note, Sentence

Citation = Sentence.notes.through


def sentences_with_notes(board: Board, notes: Sequence[Note]) -> list[Sentence]:
    """The board's sentences, each with those of these notes (see `visible_notes`) it rests on.

    A note that its author has taken away since the tick took its citations with it: they are told
    to be gone with the next tick, as the note itself. What facilitators change is told at once.
    """
    sentences = list(board.sentences.all())
    if not sentences:
        return []
    cited: dict[int, set[UUID]] = defaultdict(set)
    now = Citation.objects.filter(sentence__board=board).values_list("sentence", "note")
    for sentence_id, note_id in now:
        cited[sentence_id].add(note_id)
    as_read = board_cache.citations_as_of_the_tick(board)
    fewer = {
        (sentence_id, note.pk)
        for note in notes
        for sentence_id in as_read.get(note.pk, ())
        if note.pk not in cited[sentence_id]
    }
    for sentence_id, note_id in _of_removed_notes(fewer):
        cited[sentence_id].add(note_id)
    for sentence in sentences:
        sentence.shown_notes = [note for note in notes if note.pk in cited[sentence.pk]]
    return sentences


def _of_removed_notes(citations: set[tuple[int, UUID]]) -> set[tuple[int, UUID]]:
    """Those whose note is gone: of the others only the sentence was changed."""
    asked = {note_id for _sentence_id, note_id in citations}
    left = set(Note.objects.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    return {each for each in citations if each[1] not in left}
