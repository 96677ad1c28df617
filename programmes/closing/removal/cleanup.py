"""What a transaction could not take along: files in the storage, documents asked for meanwhile.

It is pending in the closing's row, and done by a task that comes again every minute, however often
it is killed.
"""

from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from modellkoncept.documents.models import Document
from programmes.closing.archive.pack import sweep_up_packs
from programmes.closing.models import Closing
from programmes.closing.participants import participants

MEANWHILE = timedelta(days=1)  # no request that began before a removal lasts this long after it


def sweep_up() -> None:
    """Delete what removals and packs have left in the storage. Again is the same."""
    sweep_up_packs()
    _remove_what_was_requested_meanwhile()
    sweep_up_files()


def sweep_up_files() -> None:
    """Delete the files of the documents that went with the people, and what lies beside them.

    A worker that was killed may have left more in a document's folder than its row knew of.
    """
    for closing in Closing.objects.exclude(files_pending=[]):
        for folder in closing.files_pending:
            _clear(folder)
        Closing.objects.filter(pk=closing.pk).update(files_pending=[])


def _remove_what_was_requested_meanwhile() -> None:
    """Documents requested while the removal went on may be of the texts before it."""
    recent = Closing.objects.filter(removed_at__gt=timezone.now() - MEANWHILE)
    for closing in recent.select_related("round"):
        found = [
            row
            for each in participants
            for row in each.documents(closing.round).filter(requested_at__lt=closing.removed_at)
        ]
        with transaction.atomic():
            folders = [*closing.files_pending, *(row.folder for row in found)]
            Closing.objects.filter(pk=closing.pk).update(files_pending=folders)
            Document.objects.filter(pk__in=[row.pk for row in found]).delete()


def _clear(folder: str) -> None:
    with suppress(FileNotFoundError):  # nothing was ever made in it
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
