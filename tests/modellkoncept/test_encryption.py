"""Texts and ids under keys that are thrown away."""

import secrets
import uuid

import pytest

from modellkoncept.privacy.encryption import DecryptionError, Key

TEXTS = ["", "a", "å" * 500, "👩🏽‍🚒" * 100, "\x00\x00", "Hej\n" * 20]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was(text):
    key = Key.generate()

    assert key.decrypt(key.encrypt(text, longest=2000)) == text


def test_every_text_has_the_same_length_and_never_the_same_bytes():
    key = Key.generate()

    made = [key.encrypt(text, longest=2000) for text in TEXTS * 2]

    assert {len(each) for each in made} == {12 + 2 + 2000 + 16}
    assert len(set(made)) == len(made)


def test_a_text_that_is_too_long_is_refused_and_not_cut():
    with pytest.raises(ValueError, match="2001 bytes"):
        Key.generate().encrypt("a" * 2001, longest=2000)


def test_nobody_reads_it_with_another_key_or_context_or_after_a_change():
    key, text = Key.generate(), "hemligt"
    made = key.encrypt(text, longest=100, context=b"one")

    assert key.decrypt(made, context=b"one") == text
    for other, changed, context in [
        (Key.generate(), made, b"one"),
        (key, made, b"two"),
        (key, made[:-1] + bytes([made[-1] ^ 1]), b"one"),
        (key, made[:20], b"one"),
        (key, b"", b"one"),
    ]:
        with pytest.raises(DecryptionError):
            other.decrypt(changed, context=context)


def test_ids_come_back_and_are_others_under_another_key():
    key, ids = Key.generate(), [uuid.uuid4() for _ in range(50)]

    shown = key.encrypt_ids(ids)

    assert key.decrypt_ids(shown) == ids
    assert set(shown) & set(ids) == set()
    assert set(shown) & set(Key.generate().encrypt_ids(ids)) == set()
    assert key.encrypt_ids([]) == []


def test_a_key_is_not_printed_and_has_its_length():
    key = Key.generate()

    assert repr(key) == "Key()"
    with pytest.raises(ValueError, match="64 bytes, not 3"):
        Key(b"abc")


def test_texts_and_ids_have_keys_of_their_own():
    """Who has one of them, as a page that shows ids could give away, has nothing of the other."""
    first, second, third = (secrets.token_bytes(32) for _ in range(3))
    key, other_ids, other_texts = Key(first + second), Key(first + third), Key(third + second)
    made, ids = key.encrypt("hemligt", longest=100), [uuid.uuid4()]

    assert other_ids.decrypt(made) == "hemligt"
    assert other_ids.encrypt_ids(ids) != key.encrypt_ids(ids)
    assert other_texts.encrypt_ids(ids) == key.encrypt_ids(ids)
    with pytest.raises(DecryptionError):
        other_texts.decrypt(made)
