"""Cleanup that cannot be part of the transaction: files, and documents requested meanwhile.

It is pending in the closing's row; a task retries it every minute, however often it is killed.
"""

from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from modellkoncept.documents.models import Document
from programmes.closing.archive.pack import delete_orphaned_packs
from programmes.closing.models import Closing
from programmes.closing.participants import participants

MEANWHILE = timedelta(days=1)  # no request that began before a removal lasts this long after it


def clean_up() -> None:
    """Delete files left behind by removals and packs. Idempotent."""
    delete_orphaned_packs()
    _remove_documents_requested_meanwhile()
    delete_pending_files()


def delete_pending_files() -> None:
    """Delete the folders of removed documents, with every file in them.

    A killed worker may have left more in a document's folder than its row knew of.
    """
    for closing in Closing.objects.exclude(files_pending=[]):
        for folder in closing.files_pending:
            _clear(folder)
        Closing.objects.filter(pk=closing.pk).update(files_pending=[])


def _remove_documents_requested_meanwhile() -> None:
    """Delete documents requested during a removal: they may hold the texts from before it."""
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
