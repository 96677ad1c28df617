"""The storage of keys in a bucket of S3, for several machines: KEYS_URL=s3://bucket/folder.

A bucket that keeps versions keeps every key that is deleted, so none is ever stored in one.
"""

from typing import Any

from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

# A page waits for this storage, as it waits for the database.
PATIENCE = Config(
    connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2}
)


class VersionsKeptError(Exception):
    """The bucket keeps what is deleted, or does not tell whether it does."""

    def __init__(self, bucket: str, why: str) -> None:
        super().__init__(
            f"KEYS_URL: hinken {bucket} {why}. En nyckel som tas bort ska vara borta: ange en hink"
            " som aldrig har sparat versioner."
        )


class KeyBucket(S3Storage):
    """Objects in a bucket without versions, of which a deleted one is gone."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "client_config": PATIENCE,
            "file_overwrite": False,
        }

    def refuse_versions(self) -> None:
        """Raise VersionsKeptError unless the bucket says that it has never kept versions."""
        client = self.connection.meta.client
        try:
            status = client.get_bucket_versioning(Bucket=self.bucket_name).get("Status")
        except (ClientError, BotoCoreError) as error:
            raise VersionsKeptError(
                self.bucket_name, f"anger inte om den sparar versioner ({error})"
            ) from error
        if status:  # Suspended, too: what was kept until then still is
            raise VersionsKeptError(self.bucket_name, f"sparar versioner ({status})")

    def _save(self, name: str, content: File) -> str:
        self.refuse_versions()
        return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Delete the object for good; VersionsKeptError where the bucket would keep it."""
        self.refuse_versions()
        super().delete(name)
