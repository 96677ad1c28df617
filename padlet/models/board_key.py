"""What a board's key is for: its notes' texts, and the ids that pages know them by (TRUST: C16)."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models

from modellkoncept.files.keys import KeyNotFoundError, load_key
from modellkoncept.privacy.encryption import Key
from padlet.models import note_text


class WithKey(models.Model):
    """A board with a key, from the day it opens until it is sealed."""

    # The name of the key. The key is a file elsewhere, which sealing deletes.
    key_id = models.UUIDField(null=True, editable=False)
    # From this day nothing is left that could tell whose note is whose (TRUST: C11).
    sealed_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def encrypts(self) -> bool:
        """Whether the notes are stored encrypted, and shown by other ids than their rows'."""
        return self.key_id is not None and self.sealed_on is None

    def encrypt(self, text: str) -> str:
        """The text as a row of this board holds it now.

        KeyNotFoundError where the key is missing or the board has never been opened: nothing is
        ever stored in plain because of that.
        """
        if self.sealed_on is not None:
            return text
        if self.key_id is None:
            raise KeyNotFoundError
        return note_text.encrypt(text, self.key_id, load_key(self.key_id))

    def public_ids(self, row_ids: Iterable[UUID]) -> list[UUID]:
        """The ids that pages know these rows by, in the same order."""
        return self._key_of_ids().encrypt_ids(row_ids) if self.encrypts else list(row_ids)

    def row_ids(self, public_ids: Iterable[UUID]) -> list[UUID]:
        """The rows that pages know by these ids; there may be none."""
        return self._key_of_ids().decrypt_ids(public_ids) if self.encrypts else list(public_ids)

    def public_id(self, row_id: UUID) -> UUID:
        return self.public_ids([row_id])[0]

    def row_id(self, public_id: UUID) -> UUID:
        return self.row_ids([public_id])[0]

    def _key_of_ids(self) -> Key:
        assert self.key_id is not None  # noqa: S101 – `encrypts` has said so
        try:
            return load_key(self.key_id)
        except KeyNotFoundError:
            # The texts cannot be read, so the ids join nothing; but notes can still be hidden and
            # removed, by ids that every process agrees on.
            seed = f"{settings.SECRET_KEY}{self.key_id}".encode()
            return Key(hashlib.sha512(seed).digest())
