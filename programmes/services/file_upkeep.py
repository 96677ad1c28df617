"""What the calendar does with files: scan them, and delete what nobody can bring back."""

import logging
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from modellkoncept.files import virus_scan
from programmes.models import FileVersion, SharedFile
from programmes.models.files import FOLDER

logger = logging.getLogger(__name__)
BROUGHT_BACK_FOR = timedelta(days=1)
# A folder without a row may be of an upload that is not committed yet.
UNCLAIMED_FOR = timedelta(hours=1)
AT_ONCE = 20  # files scanned in one run of the task


def scan_waiting_files() -> int:
    """Let the virus scanner look at what waits; how many it has judged.

    A scanner that does not answer ends the run: the rest is tried again at the next.
    """
    if not virus_scan.is_scanning():
        return 0
    waiting = FileVersion.objects.waiting_for_scan().order_by("uploaded_at")[:AT_ONCE]
    for judged, version in enumerate(waiting):
        found = FileVersion.objects.waiting_for_scan().filter(pk=version.pk)
        try:
            with version.stored.open("rb") as file:
                is_clean = virus_scan.is_clean(file)
        except FileNotFoundError:  # lost from the storage: there is nothing to hand out either
            continue
        except virus_scan.ScannerUnavailableError:
            found.update(scan_failed_at=timezone.now())
            return judged
        scan = FileVersion.Scan.CLEAN if is_clean else FileVersion.Scan.INFECTED
        found.update(scan=scan, scan_failed_at=None)
        if not is_clean:
            logger.warning("file %s, version %s: stopped", version.file_id, version.number)
    return len(waiting)


def delete_removed_files() -> int:
    """Delete for good the files that were removed more than a day ago; how many."""
    old = SharedFile.objects.filter(removed_at__lt=timezone.now() - BROUGHT_BACK_FOR)
    for file in old:
        _delete(file)
    return len(old)


@transaction.atomic
def _delete(file: SharedFile) -> None:
    folder = file.folder
    file.delete()
    transaction.on_commit(lambda: _clear(folder), robust=True)


def delete_orphaned_files() -> None:
    """Delete from the storage what belongs to no row: rounds go, and uploads are broken off."""
    with suppress(FileNotFoundError):
        folders = set(default_storage.listdir(FOLDER)[0])
        there = {str(pk) for pk in SharedFile.objects.values_list("pk", flat=True)}
        for folder in folders - there:
            if _is_unclaimed(f"{FOLDER}/{folder}"):
                _clear(f"{FOLDER}/{folder}")


def _is_unclaimed(folder: str) -> bool:
    recent = timezone.now() - UNCLAIMED_FOR
    names = default_storage.listdir(folder)[1]
    return all(default_storage.get_modified_time(f"{folder}/{name}") < recent for name in names)


def _clear(folder: str) -> None:
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
