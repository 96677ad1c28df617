"""The kinds of document that there are: each app makes its own known, once, as it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise

from modellkoncept.registry import Registry

SUFFIXES = {"pdf": "pdf", "word": "docx"}


class CannotBeMadeError(Exception):
    """Trying again would not help. The message is a sentence for the reader."""


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

    def refuse_what_cannot_be_made(self, of: Any) -> None:
        """Raise CannotBeMadeError when there is nothing to make it of any more."""
        if why := self.refusal(of):
            raise CannotBeMadeError(why)


kinds: Registry[Kind] = Registry("kind of document")


def register_kind(kind: Kind) -> None:
    """Make a kind of document known. An app does it once, in its hooks.py."""
    kinds.add(kind.name, kind)
