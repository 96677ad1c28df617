"""Kinds of document and their file formats; each app registers its kinds in its hooks.py."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise

from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.registry import Registry


class Format(enum.Enum):
    """A file format: the document's field for it, the file's suffix and its content type."""

    PDF = ("pdf", "pdf", "application/pdf")
    WORD = (
        "word",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )

    def __init__(self, field: str, suffix: str, content_type: str) -> None:
        self.field = field
        self.suffix = suffix
        self.content_type = content_type


@dataclass(frozen=True)
class Kind:
    """One kind of document: what it is about, who may read it, and what its template shows."""

    name: str
    label: str | Promise
    template: str
    find: Callable[[str], models.Model]  # by id; raises ObjectDoesNotExist
    may_read: Callable[[Any, Any], bool]  # (user, object); asked at the page and at each download
    # (object) -> title, subtitle, facts=[(label, value), …] and whatever the template itself needs.
    context: Callable[[Any], dict[str, Any]]
    # (object) -> its edition. A document from another edition holds what has been withdrawn since.
    edition: Callable[[Any], str] | None = None
    # (object) -> the language its readers share.
    language: Callable[[Any], str] = lambda _of: settings.LANGUAGE_CODE
    # (object) -> a sentence on why it cannot be made any more, or nothing.
    refusal: Callable[[Any], str] = lambda _of: ""
    is_archival: bool = False  # PDF/A, for what is kept for good
    formats: tuple[Format, ...] = (Format.PDF, Format.WORD)

    def __post_init__(self) -> None:
        if not self.formats or not all(isinstance(each, Format) for each in self.formats):
            raise ValueError(f"The formats of {self.name} are one or more of {list(Format)}.")

    def refuse_what_cannot_be_made(self, of: Any) -> None:
        """Raise CannotBeMadeError when its source is no longer there to build from."""
        if why := self.refusal(of):
            raise CannotBeMadeError(why)


kinds: Registry[Kind] = Registry("kind of document")


def register_kind(kind: Kind) -> None:
    """Register a kind of document. An app does it once, in its hooks.py."""
    kinds.add(kind.name, kind)
