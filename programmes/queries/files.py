"""Files as the lists and their own pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from modellkoncept.files.virus_scan import is_scanning
from programmes.models import FileVersion, SharedFile, User


@dataclass(frozen=True)
class FileRow:
    """A file with its newest version, how many there are, and whether the user may change it."""

    file: SharedFile
    version: FileVersion
    versions: int
    may_change: bool


def file_rows(files: Sequence[SharedFile], user: User) -> list[FileRow]:
    """The rows of these files, in three queries."""
    ids = [file.pk for file in files]
    versions = FileVersion.objects.filter(file__in=ids)
    newest = {each.file_id: each for each in versions.newest().select_related("uploaded_by")}
    counted = versions.order_by().values("file").annotate(n=Count("pk")).values_list("file", "n")
    how_many = dict(counted)
    changed = set(
        SharedFile.objects.changed_by(user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    return [
        FileRow(file, newest[file.pk], how_many[file.pk], file.pk in changed)
        for file in files
        if file.pk in newest
    ]


def uploads_of(user: User) -> list[dict[str, Any]]:
    """What the user has uploaded, for what she downloads about herself."""
    found = FileVersion.objects.filter(uploaded_by=user).order_by("uploaded_at")
    return [
        {
            "fil": each.file.title,
            "namn": each.name,
            "omgang": str(each.file.round),
            "uppladdad": timezone.localtime(each.uploaded_at),
        }
        for each in found.select_related("file__round")
    ]


def scanner_in_words() -> str:
    """For the health page: that files wait for a scanner which does not answer."""
    if not is_scanning():
        return ""
    waiting = FileVersion.objects.waiting_for_scan().filter(scan_failed_at__isnull=False)
    if not (how_many := waiting.count()):
        return ""
    return f"virussökaren svarar inte: {how_many} filer väntar (VIRUS_SCAN_COMMAND)"
