"""Chapters of a meeting's documentation: what each app above writes, joined in one document.

Apps above register their chapters in their hooks.py, so that the imports stay one-way.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting
from modellkoncept.registry import Registry
from programmes.models import User


@dataclass(frozen=True)
class Chapters:
    """What one app adds to a meeting's documentation."""

    name: str
    template: str  # prints one chapter, which it is given as `chapter`; its heading is an h2
    find: Callable[[Meeting], list[dict[str, Any]]]  # the chapters in their order
    count: Callable[[Meeting], int]
    may_read: Callable[[User, Meeting], bool]
    # Changes when something in the chapters has been withdrawn.
    edition: Callable[[Meeting], str]


sources: Registry[Chapters] = Registry("source of chapters")


def register_chapters(chapters: Chapters) -> None:
    """Let an app add chapters. Each registers once, in its hooks.py."""
    sources.add(chapters.name, chapters)


def chapters_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Every chapter with the template that prints it."""
    return [
        {**chapter, "template": each.template} for each in sources for chapter in each.find(meeting)
    ]


def count_chapters(meeting: Meeting) -> int:
    return sum(each.count(meeting) for each in sources)


def may_read_chapters(user: User, meeting: Meeting) -> bool:
    """Whether the user may read every app's chapters: the document holds them all."""
    may_read = [each.may_read(user, meeting) for each in sources]
    return bool(may_read) and all(may_read)


def edition_of(meeting: Meeting) -> str:
    editions = [(each.name, each.edition(meeting)) for each in sources]
    return hashlib.sha256(repr(editions).encode()).hexdigest()[:40]
