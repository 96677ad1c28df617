"""Kinds of document and their file formats; each app registers its kinds in its hooks.py."""

import enum
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.registry import Registry

# By day: a document may be made of a board.
DOCUMENT_REQUESTED = AuditKind("document-requested", _("Skapade ett dokument"), by_day=True)


class Format(enum.Enum):
    """A file format: the document's field for it, its name, the suffix and the content type."""

    PDF = ("pdf", "PDF", "pdf", "application/pdf")
    WORD = (
        "word",
        "Word",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )

    def __init__(self, field: str, label: str, suffix: str, content_type: str) -> None:
        self.field = field
        self.label = label
        self.suffix = suffix
        self.content_type = content_type


def fingerprint(content: object) -> str:
    """The same for the same content, whatever it is: a context, or numbers of versions."""
    return hashlib.sha256(repr(content).encode()).hexdigest()


@dataclass(frozen=True)
class Version:
    """What of a thing decides whether a document made of it still holds."""

    # What is withdrawn of it (see `editions`): a document that holds more is not handed out.
    edition: str = ""
    # Another once a document would read otherwise; empty where nobody can tell.
    content: str = ""
    is_final: bool = False  # nothing more can be made of the thing: what was made stands


@dataclass(frozen=True)
class Kind:
    """One kind of document: what it is about, who may read it, and what its template shows."""

    name: str
    label: str | Promise
    template: str
    find: Callable[[str], models.Model]  # by id; raises ObjectDoesNotExist
    # (user) -> the objects whose documents the user may read, whoever requested them; asked at the
    # page and at each download. Who may read such a document may also request one.
    readable: Callable[[Any], models.QuerySet[Any]]
    # (object) -> title, subtitle, facts=[(label, value), …] and whatever the template itself needs.
    context: Callable[[Any], dict[str, Any]]
    # (ids) -> the versions of the objects that there are, in a fixed number of queries.
    versions: Callable[[Collection[str]], Mapping[str, Version]] = lambda _ids: {}
    # (object) -> the name of its document, on pages and as a file; at most 100 characters.
    title: Callable[[Any], str] | None = None
    # (object) -> the language its readers share.
    language: Callable[[Any], str] = lambda _of: settings.LANGUAGE_CODE
    # (object) -> a sentence on why it cannot be made any more, or nothing.
    refusal: Callable[[Any], str] = lambda _of: ""
    # (object) -> the id of its round, for the audit log.
    round_id: Callable[[Any], int | None] = lambda _of: None
    is_archival: bool = False  # PDF/A, for what is kept for good
    formats: tuple[Format, ...] = (Format.PDF, Format.WORD)

    def __post_init__(self) -> None:
        if not self.formats or not all(isinstance(each, Format) for each in self.formats):
            raise ValueError(f"The formats of {self.name} are one or more of {list(Format)}.")

    def title_of(self, of: Any) -> str:
        """The name of the document of this object, in the language that is active."""
        return self.title(of) if self.title else f"{self.label}: {of}"

    def version_of(self, of: str) -> Version:
        """The version of the object with this id as it is now."""
        return self.versions([of]).get(of, Version())

    def refuse_what_cannot_be_made(self, of: Any) -> None:
        """Raise CannotBeMadeError when its source is no longer there to build from."""
        if why := self.refusal(of):
            raise CannotBeMadeError(why)


kinds: Registry[Kind] = Registry("kind of document")


def register_kind(kind: Kind) -> None:
    """Register a kind of document. An app does it once, in its hooks.py."""
    kinds.add(kind.name, kind)
