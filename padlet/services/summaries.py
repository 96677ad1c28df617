"""The summary of each prompt: sentences, and the notes each of them rests on.

Who wrote a sentence is not kept. Two people may write at once: a sentence is saved only on top of
the version that its writer read, and what is added or moved never collides.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from modellkoncept.locking import StaleVersionError, check_version
from modellkoncept.ordering import renumber, with_item_moved
from modellkoncept.text.cleaning import clean_line, is_seen
from padlet.errors import InvalidTargetError, SentenceTextError, WrongStateError
from padlet.models import MAX_SENTENCE_LENGTH, Board, Note, Sentence
from padlet.services.board_lock import bump_version, lock_board


@transaction.atomic
def add_sentence(
    *, board: Board, prompt_id: int, text: str, note_ids: Iterable[UUID], at: int | None = None
) -> Sentence:
    """Put a sentence last in the prompt's summary, or where it stood before it was removed.

    A double press makes one: a sentence with the same words on the same notes is the answer.
    """
    board = _lock_shown_board(board)
    prompt = board.prompts.filter(pk=prompt_id).first()
    if prompt is None:
        raise InvalidTargetError
    text, notes = _text(text), _notes(board, prompt.pk, note_ids)
    sentences = list(prompt.sentences.with_notes())
    for made in sentences:
        if made.text == text and set(made.notes.all()) == set(notes):
            return made
    sentence = Sentence(board=board, prompt=prompt, text=text, chosen=len(notes))
    sentences.insert(len(sentences) if at is None else max(at, 1) - 1, sentence)
    sentence.position = sentences.index(sentence) + 1
    # Positions may collide until the commit: the constraint is deferred.
    sentence.save(force_insert=True)
    sentence.notes.set(notes)
    renumber(sentences)
    bump_version(board)
    return sentence


@transaction.atomic
def change_sentence(
    *, sentence: Sentence, version: int, text: str, note_ids: Iterable[UUID]
) -> Sentence:
    """Change a sentence's text or notes, unless it was changed since `version`."""
    board = _lock_shown_board(sentence.board)
    sentence = _read_again(sentence, version)
    notes = _notes(board, sentence.prompt_id, note_ids)
    sentence.text, sentence.chosen = _text(text), len(notes)
    sentence.version += 1
    sentence.save(update_fields=["text", "chosen", "version"])
    sentence.notes.set(notes)
    bump_version(board, redaction=True)
    return sentence


@transaction.atomic
def move_sentence(*, sentence: Sentence, steps: int) -> Sentence:
    """Move a sentence so many steps later (below 0: earlier), at most to an end of its prompt."""
    _lock_shown_board(sentence.board)
    sentences = list(Sentence.objects.filter(prompt=sentence.prompt_id))
    if sentence not in sentences:
        raise StaleVersionError
    renumber(with_item_moved(sentences, sentence, steps))
    sentence.refresh_from_db(fields=["position"])
    return sentence


@transaction.atomic
def remove_sentence(*, sentence: Sentence, version: int) -> None:
    """Take a sentence away; `add_sentence` with its place and notes puts it back."""
    board = _lock_shown_board(sentence.board)
    sentence = _read_again(sentence, version)
    prompt_id = sentence.prompt_id
    sentence.delete()
    renumber(list(Sentence.objects.filter(prompt=prompt_id)))
    bump_version(board, redaction=True)


def _lock_shown_board(board: Board) -> Board:
    """Nothing is summed up that has not been shown."""
    board = lock_board(board)
    if not board.shows_notes:
        raise WrongStateError
    return board


def _read_again(sentence: Sentence, version: int) -> Sentence:
    """The sentence as it is now; StaleVersionError when it is changed or gone since `version`."""
    found = Sentence.objects.filter(pk=sentence.pk).first()
    if found is None:
        raise StaleVersionError
    check_version(found, version)
    return found


def _text(text: str) -> str:
    """One line of words, whatever lines it was typed in."""
    text = clean_line(text)
    if not is_seen(text) or len(text) > MAX_SENTENCE_LENGTH:
        raise SentenceTextError
    return text


def _notes(board: Board, prompt_id: int, note_ids: Iterable[UUID]) -> list[Note]:
    """Those of the notes that are in sight: a hidden or removed one bears nothing."""
    return list(board.notes.shown().filter(prompt=prompt_id, pk__in=list(note_ids)))
