"""Encryption of short texts under keys that are thrown away, and of ids that must not be joined.

AES-256-GCM for texts, each padded to one length and under a nonce of its own; one AES block for
ids, which a reader without the key can neither undo nor tell from random ones.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TEXT_KEY_BYTES = 32
ID_KEY_BYTES = 32
KEY_BYTES = TEXT_KEY_BYTES + ID_KEY_BYTES
NONCE_BYTES = 12
LENGTH_BYTES = 2


class DecryptionError(Exception):
    """The bytes were not encrypted under this key, or have been changed since."""


@dataclass(frozen=True)
class Key:
    """A key for texts and one for ids. Never printed: `repr` does not show it."""

    material: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.material) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes, not {len(self.material)}.")

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    def encrypt(self, text: str, *, longest: int, context: bytes = b"") -> bytes:
        """Encrypt the text, padded to `longest` bytes of UTF-8; ValueError when it is longer.

        The result has the same length for every text. `context` must be given to decrypt it.
        """
        encoded = text.encode()
        if len(encoded) > longest:
            raise ValueError(f"The text has {len(encoded)} bytes, more than {longest}.")
        padded = len(encoded).to_bytes(LENGTH_BYTES) + encoded.ljust(longest, b"\0")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._text_key).encrypt(nonce, padded, context)

    def decrypt(self, encrypted: bytes, *, context: bytes = b"") -> str:
        """The text that was encrypted; DecryptionError under another key or context."""
        nonce, rest = encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:]
        try:
            padded = AESGCM(self._text_key).decrypt(nonce, rest, context)
        except (InvalidTag, ValueError) as error:
            raise DecryptionError from error
        length = int.from_bytes(padded[:LENGTH_BYTES])
        return padded[LENGTH_BYTES : LENGTH_BYTES + length].decode()

    def encrypt_ids(self, ids: Iterable[UUID]) -> list[UUID]:
        """Each id under the key for ids; `decrypt_ids` gives it back."""
        encryptor = self._id_cipher().encryptor()
        return _as_ids(encryptor.update(b"".join(each.bytes for each in ids)))

    def decrypt_ids(self, ids: Iterable[UUID]) -> list[UUID]:
        decryptor = self._id_cipher().decryptor()
        return _as_ids(decryptor.update(b"".join(each.bytes for each in ids)))

    @property
    def _text_key(self) -> bytes:
        return self.material[:TEXT_KEY_BYTES]

    def _id_cipher(self) -> "Cipher[modes.ECB]":
        # Each id is one block and random in itself, so no block ever comes twice: what ECB shows
        # of longer texts it cannot show here.
        key = algorithms.AES(self.material[TEXT_KEY_BYTES:])
        return Cipher(key, modes.ECB())  # noqa: S305 – as the comment above says


def _as_ids(blocks: bytes) -> list[UUID]:
    return [UUID(bytes=blocks[at : at + 16]) for at in range(0, len(blocks), 16)]
