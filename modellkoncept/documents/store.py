"""A document's files are handed over; what nobody makes in time is said to have failed."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import DEADLINE, late_sentence
from modellkoncept.jobs.lease import LeaseLostError, failed_fields, owned_by
from modellkoncept.jobs.models import MAX_TRIES

State = Document.State


def finish(document: Document, files: dict[Format, bytes]) -> None:
    """Hand over the files, unless the lease is gone: then they never existed."""
    for file_format, content in files.items():
        field = getattr(document, file_format.field)
        field.save(f"document.{file_format.suffix}", ContentFile(content), save=False)
    won = owned_by(document).update(
        state=State.READY,
        progress=100,
        error="",
        ready_at=timezone.now(),
        lease=None,
        lease_until=None,
        edition=document.edition,
        pdf=document.pdf.name,
        word=document.word.name,
    )
    mine = {getattr(document, file_format.field).name for file_format in files}
    if not won:
        _delete_files(mine)
        raise LeaseLostError
    there = default_storage.listdir(document.folder)[1]
    left_by_the_dead = {f"{document.folder}/{name}" for name in there} - mine
    _delete_files(left_by_the_dead)


def _delete_files(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


def broken_sentence() -> str:
    return _("Något gick fel när dokumentet gjordes. Felet är noterat hos oss. Försök gärna igen.")


def give_up() -> None:
    """Say failed of what nobody can make, and of what is not ready in the promised time."""
    Document.objects.due().filter(tries__gte=MAX_TRIES).update(**failed_fields(broken_sentence()))
    Document.objects.unfinished().filter(requested_at__lt=timezone.now() - DEADLINE).update(
        **failed_fields(late_sentence())
    )


def give_up_or_list_due() -> list[UUID]:
    """The documents that wait for a worker, once the hopeless ones are given up."""
    give_up()
    due = Document.objects.due().order_by("requested_at")
    return list(due.values_list("pk", flat=True)[:200])
