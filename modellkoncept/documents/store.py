"""Store the files of a finished document, and mark failed those that cannot be finished."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import DEADLINE, late_sentence
from modellkoncept.jobs import lease
from modellkoncept.jobs.errors import LeaseLostError


def finish(document: Document, files: dict[Format, bytes]) -> None:
    """Store the files and mark the document done; delete them when the lease is lost."""
    for file_format, content in files.items():
        field = getattr(document, file_format.field)
        field.save(f"document.{file_format.suffix}", ContentFile(content), save=False)
    mine = {getattr(document, file_format.field).name for file_format in files}
    try:
        lease.finish(
            document,
            progress=100,
            edition=document.edition,
            content=document.content,
            pdf=document.pdf.name,
            word=document.word.name,
        )
    except LeaseLostError:
        _delete_files(mine)
        raise
    there = default_storage.listdir(document.folder)[1]
    left_behind = {f"{document.folder}/{name}" for name in there} - mine
    _delete_files(left_behind)


def _delete_files(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


def broken_sentence() -> str:
    return _("Något gick fel när dokumentet skapades. Felet är noterat hos oss. Försök gärna igen.")


def fail_overdue() -> None:
    """Mark failed the documents with no attempt left, and those past their deadline."""
    lease.fail_exhausted(Document.objects.all(), broken_sentence())
    lease.fail_overdue(Document.objects.all(), DEADLINE, late_sentence())


def fail_overdue_and_list_due() -> list[UUID]:
    """Mark failed what cannot be finished; return the documents that wait for a worker."""
    fail_overdue()
    due = Document.objects.due().order_by("requested_at")
    return list(due.values_list("pk", flat=True)[:200])
