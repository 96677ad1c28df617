"""Allauth's adapter for second steps: what the table holds is read with the server's key only."""

from base64 import b64decode, b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.crypto import salted_hmac

from modellkoncept.privacy.encryption import DecryptionError, Key

LONGEST = 128  # bytes of a secret


class EncryptingMFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return b64encode(_key(settings.SECRET_KEY).encrypt(text, longest=LONGEST)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; DecryptionError when the server's key is another than it was."""
        encrypted = b64decode(encrypted_text)
        for secret in settings.SECRET_KEY_FALLBACKS:
            try:
                return _key(secret).decrypt(encrypted)
            except DecryptionError:
                continue
        return _key(settings.SECRET_KEY).decrypt(encrypted)


def _key(secret: str | bytes) -> Key:
    return Key(salted_hmac("programmes.mfa", "key", secret=secret, algorithm="sha512").digest())
