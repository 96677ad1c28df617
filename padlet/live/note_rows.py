"""Reads a board's notes from the database: only what is new or has changed, and nothing twice."""

from operator import attrgetter
from typing import Any

from django.db import connection

from padlet.models import Board, Note, in_place
from padlet.models.note_text import NONCE_ENDS, decrypt, is_encrypted, is_readable

NOTE_FIELDS = [field.attname for field in Note._meta.concrete_fields]  # noqa: SLF001 – Django's public API, despite its name
ID, TEXT = NOTE_FIELDS.index("id"), NOTE_FIELDS.index("text")
Row = tuple[Any, ...]
# Of an encrypted text only so much is read that it cannot be the same when the text is another.
TEXT_OR_NONCE = f"CASE WHEN starts_with(text, E'\\x01') THEN left(text, {NONCE_ENDS}) ELSE text END"
NOTES_OF = (
    f"SELECT {', '.join(NOTE_FIELDS).replace(', text,', f', {TEXT_OR_NONCE},')}"  # noqa: S608 – our own columns
    " FROM padlet_note WHERE board_id = %s"
)
TEXTS_OF = "SELECT id, text FROM padlet_note WHERE board_id = %s AND id = ANY(%s)"


def read_notes(board: Board, known: dict[Row, Note]) -> dict[Row, Note]:
    """The board's notes by their rows, in the order of their lots.

    A row that is the same as before is the same note. Only a text that is new or has changed is
    fetched and decrypted: its nonce tells.
    """
    rows = _fetch(NOTES_OF, [board.pk])
    fresh = [row for row in rows if row not in known]
    texts = {(row[ID], row[TEXT]): note.text for row, note in known.items()} if fresh else {}
    unread = [row[ID] for row in fresh if is_encrypted(row[TEXT]) and not _has(texts, row)]
    # What could not be read before is looked for again: the key may be back.
    unread += [row[ID] for row in rows if row in known and not is_readable(known[row].text)]
    stored: dict[Any, str] = dict(_fetch(TEXTS_OF, [board.pk, unread])) if unread else {}
    standing = set(rows)
    notes = {row: note for row, note in known.items() if row in standing and row[ID] not in stored}
    made = {}
    for row in rows:
        if row in notes:
            continue
        if row[ID] in stored:
            text: str = decrypt(stored[row[ID]])
        elif _has(texts, row):
            text = texts[row[ID], row[TEXT]]
        elif is_encrypted(row[TEXT]):
            continue  # removed between the two looks
        else:
            text = row[TEXT]
        made[row] = Note.from_db(None, NOTE_FIELDS, row)
        made[row].text = text if not is_readable(text) else str(text)
    in_place(board, made.values())
    found = sorted((notes | made).items(), key=lambda each: _by_place(each[1]))
    return dict(found)


_by_place = attrgetter("place", "public_id")


def _has(texts: dict[tuple[Any, str], str], row: Row) -> bool:
    return is_readable(texts.get((row[ID], row[TEXT]), "")) and (row[ID], row[TEXT]) in texts


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
