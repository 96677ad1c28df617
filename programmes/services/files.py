"""Files of a round: uploaded, changed, given new versions, removed and brought back."""

import re
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.files.content import KINDS, FileKind, UnfitFileError, kind_of
from modellkoncept.files.downloads import safe_filename
from modellkoncept.locking import lock_row
from modellkoncept.partial_update import change_fields
from modellkoncept.text.cleaning import clean_line
from programmes.audit_kinds import FILE_ADDED, FILE_CHANGED, FILE_REMOVED, FILE_RESTORED
from programmes.errors import FileGoneError, TooManyVersionsError, WrongRoundError
from programmes.models import (
    FileVersion,
    LearningGroup,
    Participation,
    Round,
    SharedFile,
    User,
)
from programmes.models.files import NAME_LENGTH
from programmes.services.rounds import refuse_if_closed

MEGABYTE = 1024 * 1024
MOST_VERSIONS = 50
FILE_FIELDS = {"title", "purpose", "visibility"}


def checked_kind(upload: "File[bytes]") -> FileKind:
    """The kind of the file, told by its content. Raises UnfitFileError for one that may not be
    uploaded, also for its size: "empty" or "size"."""
    size = upload.size or 0
    if not size:
        raise UnfitFileError("empty")
    if size > settings.FILE_MAX_MB * MEGABYTE:
        raise UnfitFileError("size")
    return kind_of(upload)


@transaction.atomic
def add_file(
    *,
    round: Round,
    upload: "File[bytes]",
    name: str,
    title: str,
    purpose: str,
    visibility: str,
    actor: User,
    group: LearningGroup | None = None,
    participation: Participation | None = None,
) -> SharedFile:
    """Share a file in the round. It is called as its name says when it has no title.

    Raises UnfitFileError, or WrongRoundError for a group or an organisation of another round.
    """
    refuse_if_closed(round.pk)
    if any(part and part.round_id != round.pk for part in (group, participation)):
        raise WrongRoundError
    kind = checked_kind(upload)
    shown = shown_name(name, kind)
    shared = SharedFile.objects.create(
        round=round,
        group=group,
        participation=participation,
        title=title or shown.rpartition(".")[0],
        purpose=SharedFile.Purpose(purpose),
        visibility=SharedFile.Visibility(visibility),
    )
    _store(shared, 1, upload, shown, kind, actor)
    _record(FILE_ADDED, shared, actor)
    return shared


@transaction.atomic
def add_version(*, file: SharedFile, upload: "File[bytes]", name: str, actor: User) -> FileVersion:
    """Put a newer version of the file beside the earlier ones, which stay.

    Raises UnfitFileError, TooManyVersionsError or FileGoneError.
    """
    file = _lock(file)
    kind = checked_kind(upload)
    version = _store(file, _next_number(file), upload, shown_name(name, kind), kind, actor)
    _record(FILE_CHANGED, file, actor)
    return version


@transaction.atomic
def restore_version(*, version: FileVersion, actor: User) -> FileVersion:
    """Let an earlier version be the newest again, as a copy: the ones between stay too.

    Raises UnfitFileError for one that the virus scanner has stopped, TooManyVersionsError or
    FileGoneError.
    """
    file = _lock(version.file)
    version = FileVersion.objects.get(pk=version.pk)
    if version.scan == FileVersion.Scan.INFECTED:
        raise UnfitFileError("infected")
    number = _next_number(file)
    with version.stored.open("rb") as stored:
        content = ContentFile(stored.read())
    copy = _store(file, number, content, version.name, KINDS[version.kind], actor, version.scan)
    _record(FILE_CHANGED, file, actor)
    return copy


@transaction.atomic
def change_file(*, file: SharedFile, actor: User, **fields: Any) -> SharedFile:
    """Change the title, the purpose, or who sees the file. Raises FileGoneError."""
    file = _lock(file)
    change_fields(file, fields, FILE_FIELDS)
    _record(FILE_CHANGED, file, actor)
    return file


@transaction.atomic
def remove_file(*, file: SharedFile, actor: User) -> SharedFile:
    """Take the file from everybody's sight; `restore_file` undoes it for a day. Idempotent."""
    refuse_if_closed(file.round_id)
    file = lock_row(SharedFile.objects.all(), file.pk)
    if file.removed_at is None:
        file.removed_at = timezone.now()
        file.save(update_fields=["removed_at"])
        _record(FILE_REMOVED, file, actor)
    return file


@transaction.atomic
def restore_file(*, file: SharedFile, actor: User) -> SharedFile:
    """Bring a removed file back. Idempotent; SharedFile.DoesNotExist once it is gone for good."""
    refuse_if_closed(file.round_id)
    file = lock_row(SharedFile.objects.all(), file.pk)
    if file.removed_at is not None:
        file.removed_at = None
        file.save(update_fields=["removed_at"])
        _record(FILE_RESTORED, file, actor)
    return file


def shown_name(name: str, kind: FileKind) -> str:
    """The name as it is handed out: no path, nothing invisible, and the suffix of its content."""
    last = clean_line(re.split(r"[/\\]", name)[-1])
    stem, dot, suffix = last.rpartition(".")
    is_suffix = dot and len(suffix) <= 5 and suffix.isalnum()  # noqa: PLR2004 – as long as any is
    room = NAME_LENGTH - len(kind.suffix) - 1
    return safe_filename((stem if is_suffix else last)[:room], kind.suffix)


def _lock(file: SharedFile) -> SharedFile:
    refuse_if_closed(file.round_id)
    file = lock_row(SharedFile.objects.all(), file.pk)
    if file.removed_at is not None:
        raise FileGoneError
    return file


def _next_number(file: SharedFile) -> int:
    newest = file.versions.order_by("-number").first()
    if file.versions.count() >= MOST_VERSIONS:
        raise TooManyVersionsError
    return newest.number + 1 if newest else 1


def _store(
    shared: SharedFile,
    number: int,
    upload: "File[bytes]",
    name: str,
    kind: FileKind,
    actor: User,
    scan: str = FileVersion.Scan.UNSCANNED,
) -> FileVersion:
    return FileVersion.objects.create(
        file=shared,
        number=number,
        stored=File(upload, "any"),
        name=name,
        kind=kind.name,
        size=upload.size or 0,
        uploaded_by=actor,
        scan=scan,
    )


def _record(kind: AuditKind, file: SharedFile, actor: User) -> None:
    record_act(kind, actor=actor, round_id=file.round_id, subject=file.title)
