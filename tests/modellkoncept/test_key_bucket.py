"""Keys in a bucket of S3: there before anything depends on them, and gone when they are deleted."""

import logging
import uuid
from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.files.storage import storages
from django.core.management.base import CommandError

from modellkoncept.environment import key_storage
from modellkoncept.files import keys
from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from modellkoncept.management.backup_and_restore import back_up
from tests.modellkoncept.s3_server import BUCKET, Bucket, running_bucket

SENTENCE = (
    f"KEYS_URL: hinken {BUCKET} sparar versioner (%s). En nyckel som tas bort ska vara borta:"
    " ange en hink som aldrig har sparat versioner."
)


@pytest.fixture
def bucket(settings, monkeypatch, tmp_path) -> Iterator[Bucket]:
    """A bucket that KEYS_URL names, found as by every S3 client."""
    with running_bucket() as bucket:
        for name, value in {
            "AWS_ENDPOINT_URL": bucket.url,
            "AWS_ACCESS_KEY_ID": "one",
            "AWS_SECRET_ACCESS_KEY": "two",
            "AWS_CONFIG_FILE": str(tmp_path / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        }.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = settings.STORAGES | {
            "keys": key_storage(f"s3://{BUCKET}/modellkoncept/prod", tmp_path)
        }
        keys.forget_all_keys()
        yield bucket
        keys.forget_all_keys()
        storages["keys"].connection.meta.client.close()


def said_by_checks() -> list[str]:
    return [
        str(message.msg)
        for message in run_checks(tags=["security"], include_deployment_checks=True)
        if message.id == "modellkoncept.E001"
    ]


def test_a_key_is_one_object_and_the_same_after_a_restart(bucket):
    key_id = keys.create_key()
    before = keys.load_key(key_id)
    keys.forget_all_keys()

    assert list(bucket.objects) == [f"modellkoncept/prod/{key_id.hex}.key"]
    assert bucket.objects[f"modellkoncept/prod/{key_id.hex}.key"].startswith(before.material)
    assert len(before.material) == 64
    assert keys.load_key(key_id) == before
    assert keys.key_exists(key_id)
    assert said_by_checks() == []


def test_a_deleted_key_is_gone_from_the_bucket(bucket):
    key_id = keys.create_key()
    keys.load_key(key_id)

    keys.delete_key(key_id)

    assert (bucket.objects, bucket.versions) == ({}, [])
    assert not keys.key_exists(key_id)
    with pytest.raises(KeyNotFoundError):
        keys.load_key(key_id)
    keys.delete_key(key_id)  # again is the same


def test_a_key_that_was_never_made_is_not_found(bucket):
    assert not keys.key_exists(uuid.uuid4())
    with pytest.raises(KeyNotFoundError):
        keys.load_key(uuid.uuid4())


@pytest.mark.parametrize("versioning", ["Enabled", "Suspended"])
def test_a_bucket_that_keeps_versions_takes_no_key_and_is_told(bucket, versioning, caplog):
    bucket.versioning = versioning

    with caplog.at_level(logging.ERROR), pytest.raises(KeyStorageError):
        keys.create_key()

    assert (bucket.objects, bucket.versions) == ({}, [])
    assert caplog.messages == [f"the storage of keys takes no key: {SENTENCE % versioning}"]
    assert said_by_checks() == [SENTENCE % versioning]


def test_a_bucket_that_began_to_keep_versions_leaves_the_deleting_owed(bucket):
    """Sealing says so in the log, and tries again until the key is gone for good."""
    key_id = keys.create_key()
    bucket.versioning = "Enabled"

    with pytest.raises(KeyStorageError):
        keys.delete_key(key_id)

    assert bucket.versions == []
    bucket.versioning = ""
    keys.delete_key(key_id)
    assert (bucket.objects, bucket.versions) == ({}, [])


def test_a_bucket_that_does_not_answer_is_said_to_be_away(bucket):
    key_id = keys.create_key()
    keys.forget_all_keys()
    bucket.is_down = True

    for ask in (keys.load_key, keys.key_exists, keys.delete_key):
        with pytest.raises(KeyStorageError):
            ask(key_id)
    with pytest.raises(KeyStorageError):
        keys.create_key()
    [said] = said_by_checks()
    assert said.startswith(f"KEYS_URL: hinken {BUCKET} anger inte om den sparar versioner")


@pytest.mark.parametrize("beside", [True, False])
def test_a_backup_with_keys_is_refused_where_they_lie_in_no_folder(bucket, tmp_path, beside):
    with pytest.raises(CommandError, match="ligger inte i en mapp: välj --without-keys"):
        back_up(
            tmp_path / "kopia.tar",
            with_keys=not beside,
            keys_beside=tmp_path / "keys" if beside else None,
            is_sure=True,
            say=print,
        )

    assert list(tmp_path.iterdir()) == []
