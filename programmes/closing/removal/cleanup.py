"""What a transaction could not take along: files in the storage, old rows in the tables' files.

It is owed in the closing's row and paid by a task that comes again every minute, however often it
is killed: what is paid is ticked off at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from modellkoncept.database import rewrite
from modellkoncept.documents.models import Document
from programmes.closing.archive.pack import sweep_up_packs
from programmes.closing.models import Closing
from programmes.closing.participants import participants

# To write a table anew one must have it alone, which others notice: when nobody is at work.
NIGHT = range(1, 5)  # hours, local time
LATE = timedelta(days=7)  # after this it need not be night, or it need not be quiet
ONE_AT_A_TIME = 0x6D6B5F7765657000  # the number of the lock, ours alone in this database


def every_table() -> list[str]:
    """Every one: names may have stood in any text, and the tables' statistics quote them."""
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})  # noqa: SLF001 – Django's public API, despite its name


def sweep_up(now: datetime | None = None) -> bool:
    """Pay what is owed: True when no file and no old row of a removal is left.

    False when it is not the time for the tables, when one of them is in use, or when a transaction
    of before still sees the old rows.
    """
    sweep_up_packs()
    _remove_what_was_asked_for_meanwhile()
    sweep_up_files()
    owing = Closing.objects.exclude(tables_owed=[])
    if owing.exists():
        with _alone() as alone:
            if alone:
                for closing in owing.order_by("removed_at", "pk"):
                    _write_anew(closing.tables_owed, now)
    return not owing.exists()


def sweep_up_files() -> None:
    """Delete the files of the documents that went with the people, and what lies beside them.

    A worker that was killed may have left more in a document's folder than its row knew of.
    """
    for closing in Closing.objects.exclude(files_owed=[]):
        for folder in closing.files_owed:
            _clear(folder)
        Closing.objects.filter(pk=closing.pk).update(files_owed=[])


def _remove_what_was_asked_for_meanwhile() -> None:
    """Documents that somebody asked for while the removal went on may be of the texts before it."""
    for closing in Closing.objects.exclude(tables_owed=[]).select_related("round"):
        found = [
            row
            for each in participants
            for row in each.documents(closing.round).filter(requested_at__lt=closing.removed_at)
        ]
        with transaction.atomic():
            folders = [*closing.files_owed, *(row.folder for row in found)]
            Closing.objects.filter(pk=closing.pk).update(files_owed=folders)
            Document.objects.filter(pk__in=[row.pk for row in found]).delete()


def _clear(folder: str) -> None:
    with suppress(FileNotFoundError):  # nothing was ever made in it
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")


def _is_the_time(now: datetime) -> bool:
    is_night = now.hour in NIGHT
    is_quiet = not any(each.is_at_work() for each in participants)
    is_late = Closing.objects.exclude(tables_owed=[]).filter(removed_at__lt=now - LATE).exists()
    return (is_night and is_quiet) or (is_late and (is_night or is_quiet))


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process is at it; held until the end, or until the connection is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        is_ours = cursor.fetchone()[0]
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _write_anew(tables: list[str], now: datetime | None) -> None:
    """Those that are owed, each ticked off in every row that owed it before it was begun.

    Before each it is asked anew whether it is the time: somebody may have opened a board meanwhile.
    """
    for table in tables:
        if not _is_the_time(timezone.localtime(now)):
            return
        owing = Closing.objects.filter(tables_owed__contains=[table])
        owed = list(owing.values_list("pk", flat=True))
        is_gone = table not in every_table()  # since a newer version of the program
        if owed and (is_gone or rewrite.rewrite_table(table)):
            _tick_off(table, owed)


@transaction.atomic
def _tick_off(table: str, owed: list[int]) -> None:
    for closing in Closing.objects.select_for_update().filter(pk__in=owed):
        closing.tables_owed = [each for each in closing.tables_owed if each != table]
        closing.save(update_fields=["tables_owed"])
