"""The storage of decisions' files: what no decision holds any more is deleted."""

from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from programmes.models import Decision

FOLDER = "decisions"
# A file is stored before its row is committed: the young ones may have a row that nobody sees yet.
YOUNG = timedelta(days=1)


def sweep_decision_files() -> int:
    """Delete files whose decision went with its organisation or its round; how many."""
    with suppress(FileNotFoundError):  # no decision has ever had a file
        kept = set(Decision.objects.exclude(file="").values_list("file", flat=True))
        stored = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
        until = timezone.now() - YOUNG
        left = [n for n in stored - kept if default_storage.get_modified_time(n) < until]
        for name in left:
            default_storage.delete(name)
        return len(left)
    return 0
