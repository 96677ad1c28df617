"""The storage of keys: on the disk before anything depends on it, and gone when it is deleted."""

import stat
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured

from modellkoncept.environment import key_storage
from modellkoncept.files import keys
from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError


@pytest.fixture
def folder(tmp_path, settings):
    """A storage of keys of the test's own."""
    place = tmp_path / "data" / "keys"
    settings.STORAGES = settings.STORAGES | {"keys": key_storage("", place)}
    keys.forget_all_keys()
    yield place
    keys.forget_all_keys()


def test_a_key_is_one_file_that_only_its_owner_reads(folder):
    key_id = keys.create_key()

    [file] = folder.iterdir()
    assert file.name == f"{key_id.hex}.key"
    assert len(file.read_bytes()) == 64 + 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_is_the_same_after_a_restart(folder):
    key_id = keys.create_key()
    before = keys.load_key(key_id)
    keys.forget_all_keys()

    assert keys.load_key(key_id) == before


def test_a_folder_that_others_could_enter_is_closed(folder):
    folder.mkdir(parents=True, mode=0o755)

    keys.create_key()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_deleted_key_is_gone_also_for_who_had_read_it(folder):
    key_id = keys.create_key()
    keys.load_key(key_id)

    keys.delete_key(key_id)

    assert list(folder.iterdir()) == []
    assert not keys.key_exists(key_id)
    with pytest.raises(KeyNotFoundError):
        keys.load_key(key_id)
    keys.delete_key(key_id)  # again is the same


def test_the_bytes_of_a_deleted_key_are_overwritten_first(folder, tmp_path):
    key_id = keys.create_key()
    [file] = folder.iterdir()
    also = tmp_path / "also"
    also.hardlink_to(file)

    keys.delete_key(key_id)

    assert also.read_bytes() == bytes(64 + 32)


def test_a_key_that_was_cut_off_or_never_made_is_not_found(folder):
    key_id = keys.create_key()
    keys.forget_all_keys()
    next(folder.iterdir()).write_bytes(b"half")

    for each in (key_id, uuid.uuid4()):
        with pytest.raises(KeyNotFoundError):
            keys.load_key(each)


def test_a_storage_that_takes_nothing_says_so_and_leaves_nothing(folder):
    folder.parent.mkdir()
    folder.write_text("a file in the way")

    with pytest.raises(KeyStorageError):
        keys.create_key()
    with pytest.raises(KeyStorageError):
        keys.load_key(uuid.uuid4())

    assert folder.read_text() == "a file in the way"


def test_any_storage_of_django_will_do(settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"keys": memory}
    key_id = keys.create_key()
    key = keys.load_key(key_id)
    keys.forget_all_keys()

    assert keys.load_key(key_id) == key
    keys.delete_key(key_id)
    assert not keys.key_exists(key_id)


def test_several_machines_name_a_bucket(tmp_path):
    assert key_storage("s3://nycklar/modellkoncept/prod", tmp_path) == {
        "BACKEND": "modellkoncept.files.key_bucket.KeyBucket",
        "OPTIONS": {"bucket_name": "nycklar", "location": "modellkoncept/prod"},
    }


@pytest.mark.parametrize("url", ["/srv/keys", "https://example.se/keys", "s3://", "s3:///x"])
def test_a_place_for_keys_that_makes_no_sense_stops_the_start(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="KEYS_URL"):
        key_storage(url, tmp_path)


def test_a_key_that_another_process_deleted_is_forgotten_here_too(folder, monkeypatch):
    key_id = keys.create_key()
    next(folder.iterdir()).unlink()
    assert keys.load_key(key_id)

    now = keys.time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + keys.CACHED_FOR + 1)

    with pytest.raises(KeyNotFoundError):
        keys.load_key(key_id)


def test_a_key_that_was_read_lasts_while_the_storage_is_away(folder, monkeypatch):
    key_id = keys.create_key()
    key, now = keys.load_key(key_id), keys.time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + keys.CACHED_FOR + 1)
    next(folder.iterdir()).unlink()
    folder.rmdir()
    folder.write_text("a file in the way")

    assert keys.load_key(key_id) == key
