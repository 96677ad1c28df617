"""Documents: a row is asked for, a worker makes its files, a sweep catches what was lost.

One HTML template of a kind gives both files: PDF through WeasyPrint and Word through pandoc. Only
pdf.py and word.py import those two, and only where they are used: the web process starts without
them.
"""

from modellkoncept.documents.asking import promise_document, request_document, try_again
from modellkoncept.documents.kinds import CannotBeMadeError, Kind, register
from modellkoncept.documents.lease import finish, give_up_or_list_due
from modellkoncept.documents.making import ORGANISATION, archived, build
from modellkoncept.documents.reading import (
    file_name,
    files_of,
    is_outdated,
    late_sentence,
    may_read,
    named_file,
    orphaned,
    shown_state,
    source_is_gone,
    troubled,
    why_not_again,
)
from modellkoncept.lease import LeaseLostError, lease_kept

__all__ = [
    "ORGANISATION",
    "CannotBeMadeError",
    "Kind",
    "LeaseLostError",
    "archived",
    "build",
    "file_name",
    "files_of",
    "finish",
    "give_up_or_list_due",
    "is_outdated",
    "late_sentence",
    "lease_kept",
    "may_read",
    "named_file",
    "orphaned",
    "promise_document",
    "register",
    "request_document",
    "shown_state",
    "source_is_gone",
    "troubled",
    "try_again",
    "why_not_again",
]
