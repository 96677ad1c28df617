"""Reads a board's notes from the database: only what is new or has changed, and nothing twice."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from padlet.models import Board, Note, in_place
from padlet.models.note_text import NONCE_ENDS, decrypt, is_encrypted, is_readable

NOTE_FIELDS = [field.attname for field in Note._meta.concrete_fields]  # noqa: SLF001 – Django's public API, despite its name
ID, TEXT = NOTE_FIELDS.index("id"), NOTE_FIELDS.index("text")
Row = tuple[Any, ...]
Citations = dict[UUID, frozenset[int]]
# Of an encrypted text only so much is read that it cannot be the same when the text is another.
TEXT_OR_NONCE = f"CASE WHEN starts_with(text, E'\\x01') THEN left(text, {NONCE_ENDS}) ELSE text END"
NOTES_OF = (
    f"SELECT {', '.join(NOTE_FIELDS).replace(', text,', f', {TEXT_OR_NONCE},')}"  # noqa: S608 – our own columns
    " FROM padlet_note WHERE board_id = %s"
)
CITATIONS_OF = """
SELECT c.note_id, array_agg(c.sentence_id)
FROM padlet_sentence_notes c JOIN padlet_sentence s ON s.id = c.sentence_id
WHERE s.board_id = %s GROUP BY c.note_id
"""
TEXTS_OF = "SELECT id, text FROM padlet_note WHERE board_id = %s AND id = ANY(%s)"


def read_notes(board: Board, known: dict[Row, Note]) -> dict[Row, Note]:
    """The board's notes by their rows, in the order of their lots.

    A row that is the same as before is the same note. Only a text that is new or has changed is
    fetched and decrypted: its nonce tells. What could not be read before is looked for again: the
    key may be back.
    """
    same: list[tuple[Row, Note]] = []
    changed: list[Row] = []
    for row in _fetch(NOTES_OF, [board.pk]):
        note = known.get(row)
        if note is not None and is_readable(note.text):
            same.append((row, note))
        else:
            changed.append(row)
    if not changed and len(same) == len(known):
        return known
    made = _make(board, changed, known)
    return dict(sorted([*same, *made], key=lambda each: _by_place(each[1])))


_by_place = attrgetter("place", "public_id")


def _make(board: Board, rows: list[Row], known: dict[Row, Note]) -> list[tuple[Row, Note]]:
    texts = _texts_of(board, rows, known)
    made = []
    for row in rows:
        text = texts.get(row[ID])
        if text is None:
            continue  # removed between the two looks
        note = Note.from_db(None, NOTE_FIELDS, row)
        note.text = str(text) if is_readable(text) else text
        made.append((row, note))
    in_place(board, (note for _row, note in made))
    return made


def _texts_of(board: Board, rows: list[Row], known: dict[Row, Note]) -> dict[Any, str]:
    """The text of each row by its id: as it stands in it, as it was known, or as it is now read."""
    texts: dict[Any, str] = {row[ID]: row[TEXT] for row in rows if not is_encrypted(row[TEXT])}
    nonces = {row[ID]: row[TEXT] for row in rows if is_encrypted(row[TEXT])}
    if nonces:
        for row, note in known.items():
            if nonces.get(row[ID]) == row[TEXT] and is_readable(note.text):
                texts[row[ID]] = note.text
    unread = [pk for pk in nonces if pk not in texts]
    if unread:
        texts |= {pk: decrypt(stored) for pk, stored in _fetch(TEXTS_OF, [board.pk, unread])}
    return texts


def read_citations(board_id: int) -> Citations:
    """The sentences that rest on each note of the board."""
    return {note_id: frozenset(cited_by) for note_id, cited_by in _fetch(CITATIONS_OF, [board_id])}


def _fetch(statement: str, values: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


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
