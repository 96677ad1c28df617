"""Build an archive pack part by part; each part is stored when done, and the ZIP is made last.

A worker requeues the job after a while, so that other documents need not wait, and a killed worker
loses only its current part. The row is the truth; the queue only hurries it.
"""

import hashlib
import logging
import tempfile
import time
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import IO, Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.lease import (
    fail,
    fail_exhausted,
    fail_overdue,
    finish,
    keep_lease,
    owned_by,
    requeue,
    update_owned,
)
from programmes.closing.archive.contents import contents_page, pieces_of, sums
from programmes.closing.data_subjects import names_of
from programmes.closing.models import Pack
from programmes.models import Round

logger = logging.getLogger(__name__)
State = Pack.State
TURN = 60.0  # seconds that a worker works before it requeues the job
DEADLINE = timedelta(hours=2)  # ready or reported failed by then
ALMOST = 95  # percent, when only the ZIP is left
CHUNK = 1024 * 1024  # bytes
PACKS = "packs"


def packs_to_make() -> list[UUID]:
    """The packs that wait for a worker, after failing those that are exhausted or late."""
    fail_exhausted(Pack.objects.all(), _broken_sentence())
    late = _("Arkivpaketet blev inte klart på två timmar. Försök igen.")
    fail_overdue(Pack.objects.all(), DEADLINE, late)
    return list(Pack.objects.due().order_by("requested_at").values_list("pk", flat=True))


def build_pack(pack_id: UUID | str) -> bool:
    """Continue the pack if its lease can be claimed. Safe to call any number of times.

    True when time was up first: then it is queued, and another run should follow soon.
    """
    pack = Pack.objects.claim(pack_id)
    if pack is None:
        return False
    round = pack.closing.round
    with translation.override(round.language):
        try:
            if not _make_parts(pack, round):
                return _requeue(pack)
            _put_together(pack, round)
        except LeaseLostError:
            logger.warning("pack %s: the lease was lost, the work is thrown away", pack.pk)
        except CannotBeMadeError as error:
            fail(pack, str(error))
        except SoftTimeLimitExceeded:
            logger.error("pack %s took too long at one part", pack.pk)  # noqa: TRY400 – the trace of a time limit says nothing
            requeue(pack, _broken_sentence(), progress=0)
        except Exception:
            # A bug in a part must become a sentence on the page and a trace in the log.
            logger.exception("pack %s failed", pack.pk)
            requeue(pack, _broken_sentence(), progress=0)
    return False


def _make_parts(pack: Pack, round: Round) -> bool:
    """Build the missing parts; False when time was up first."""
    began = time.monotonic()
    pieces = pieces_of(round, names_of(round))
    made = {part["path"]: part for part in pack.parts if default_storage.exists(part["file"])}
    for number, piece in enumerate(pieces, start=1):
        if piece.path not in made:
            if time.monotonic() - began > TURN:
                return False
            with keep_lease(pack):
                made[piece.path] = _kept(pack, piece.path, piece.about, piece.make())
            pack.parts = [made[each.path] for each in pieces if each.path in made]
            # A part is done: reset the count of attempts.
            percent = ALMOST * number // len(pieces)
            update_owned(pack, progress=percent, parts=pack.parts, attempts=1)
    pack.parts = [made[each.path] for each in pieces]
    return True


def _kept(pack: Pack, path: str, about: str, content: bytes) -> dict[str, Any]:
    """Store a part; its entry in the list of contents."""
    name = default_storage.save(f"{PACKS}/{pack.pk}/part", ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "about": about, "size": len(content), "sha256": digest, "file": name}


def _requeue(pack: Pack) -> bool:
    """Queue the pack again with all its attempts; False when the lease was lost."""
    released = {"state": State.QUEUED, "lease": None, "lease_until": None, "attempts": 0}
    return bool(owned_by(pack).update(**released))


def _put_together(pack: Pack, round: Round) -> None:
    """Write the ZIP of all parts, list of contents and checksums first, and finish the job."""
    with tempfile.TemporaryFile() as file, keep_lease(pack):
        _write_zip(file, pack.parts, round)
        size, sha256 = file.tell(), _sha256(file)
        file.seek(0)
        pack.file.save("pack.zip", File(file), save=False)
    mine = pack.file.name or ""
    try:
        finish(pack, progress=100, file=mine, size=size, sha256=sha256)
    except LeaseLostError:
        default_storage.delete(mine)
        raise
    _clear(f"{PACKS}/{pack.pk}", but=mine)


def _write_zip(file: IO[bytes], parts: list[dict[str, Any]], round: Round) -> None:
    day = round.closed_on or timezone.localdate()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("INNEHALL.html", day), contents_page(round, parts))
        archive.writestr(_entry("SHA256SUMS.txt", day), sums(parts))
        for part in parts:
            with default_storage.open(part["file"]) as content:
                archive.writestr(_entry(part["path"], day), content.read())
    file.seek(0, 2)


def _entry(path: str, day: date) -> zipfile.ZipInfo:
    """A file of the pack, dated the day the round was closed and readable to all."""
    entry = zipfile.ZipInfo(path, (day.year, day.month, day.day, 12, 0, 0))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def pack_is_whole(pack: Pack) -> bool:
    """Whether the file in the storage is, byte for byte, the pack that was made."""
    try:
        with pack.file.open("rb") as file:
            return _sha256(file) == pack.sha256
    except (OSError, ValueError):
        return False


def delete_orphaned_packs() -> None:
    """Delete the files of packs whose row is deleted."""
    with suppress(FileNotFoundError):
        folders = default_storage.listdir(PACKS)[0]
        there = {str(pk) for pk in Pack.objects.values_list("pk", flat=True)}
        for folder in set(folders) - there:
            _clear(f"{PACKS}/{folder}")


def _clear(folder: str, *, but: str = "") -> None:
    _delete({f"{folder}/{name}" for name in default_storage.listdir(folder)[1]} - {but})


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _broken_sentence() -> str:
    return _(
        "Något gick fel när arkivpaketet skapades. Felet är noterat hos oss. Försök gärna igen."
    )
