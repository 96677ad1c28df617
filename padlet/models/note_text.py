"""The column of a note's text: encrypted until its board is sealed, plain afterwards (TRUST: C16).

Encrypted it is a mark, and in base64 the id of the board's key, a nonce and the text under that
key, always of one length. It is read back wherever the row is read. Written it is as it is given:
`Board.encrypt` gives what must be stored while the board is not sealed.
"""

import base64
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from modellkoncept.files.keys import KeyNotFoundError, load_key
from modellkoncept.privacy.encryption import NONCE_BYTES, DecryptionError, Key

MAX_NOTE_LENGTH = 500
LONGEST_TEXT = MAX_NOTE_LENGTH * 4  # bytes of UTF-8
MARK = "\x01"  # no text that people write holds it: see the cleaning of texts
ID_BYTES = 16
# Characters of what is stored that end after the nonce: mark, key and nonce in base64.
NONCE_ENDS = len(MARK) + -(-(ID_BYTES + NONCE_BYTES) * 4 // 3)


class StoredText(str):
    """A text as it was read, which is stored again as it stood: encrypted where it was."""

    __slots__ = ("is_readable", "stored")

    stored: str
    is_readable: bool  # False: the key is missing, and the text says so instead

    @classmethod
    def read(cls, text: str, stored: str, *, is_readable: bool = True) -> Self:
        made = cls(text)
        made.stored, made.is_readable = stored, is_readable
        return made


def encrypt(text: str, key_id: UUID, key: Key) -> str:
    """The text as it is stored while the board's key lives."""
    sealed = key.encrypt(text, longest=LONGEST_TEXT, context=key_id.bytes)
    return MARK + base64.b64encode(key_id.bytes + sealed).decode()


def is_encrypted(stored: str) -> bool:
    return stored.startswith(MARK)


def decrypt(stored: str) -> StoredText:
    """The text of a row; where the key is missing, a sentence that says so.

    KeyStorageError when nobody can tell: a text that can be read again in a moment is not lost.
    """
    if not is_encrypted(stored):
        return StoredText.read(stored, stored)
    raw = base64.b64decode(stored[len(MARK) :])
    key_id = UUID(bytes=raw[:ID_BYTES])
    try:
        text = load_key(key_id).decrypt(raw[ID_BYTES:], context=key_id.bytes)
    except (KeyNotFoundError, DecryptionError):
        return StoredText.read(unreadable(), stored, is_readable=False)
    return StoredText.read(text, stored)


def is_readable(text: str) -> bool:
    """Whether this is a note's text, and not the sentence that stands for one without a key."""
    return not isinstance(text, StoredText) or text.is_readable


def unreadable() -> str:
    """What stands in place of a text whose key is missing."""
    return _("Lappens text går inte att läsa: tavlans nyckel saknas.")


class NoteTextField(models.TextField):
    """The text of a note; read it is plain, whatever stands in the column."""

    def from_db_value(self, value: str | None, *_given: Any) -> StoredText | None:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return value.stored if isinstance(value, StoredText) else prepared
