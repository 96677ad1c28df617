"""The documentation of a meeting: what each app above has to say of it, joined in one document.

Imports stay one-way: the apps above register their chapters here, as `AppConfig.ready` runs.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from meetings.models import Meeting
from programmes.models import User


@dataclass(frozen=True)
class Chapters:
    """What one app adds to a meeting's documentation."""

    name: str
    template: str  # prints one chapter, which it is given as `chapter`; its heading is an h2
    find: Callable[[Meeting], list[dict[str, Any]]]  # the chapters in their order
    count: Callable[[Meeting], int]
    may_read: Callable[[User, Meeting], bool]
    # Another once something that stands in the chapters has been withdrawn.
    edition: Callable[[Meeting], str]


_registered: dict[str, Chapters] = {}


def register_chapters(chapters: Chapters) -> None:
    """Let an app add chapters. It does so once, in `AppConfig.ready`."""
    if _registered.get(chapters.name, chapters) != chapters:
        raise ImproperlyConfigured(f"Two apps call their chapters {chapters.name}.")
    _registered[chapters.name] = chapters


def chapters_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Every chapter with the template that prints it."""
    return [
        {**chapter, "template": each.template}
        for each in _registered.values()
        for chapter in each.find(meeting)
    ]


def count_chapters(meeting: Meeting) -> int:
    return sum(each.count(meeting) for each in _registered.values())


def may_read_chapters(user: User, meeting: Meeting) -> bool:
    """Whether she may read what every app has written: the document is one."""
    return bool(_registered) and all(each.may_read(user, meeting) for each in _registered.values())


def edition_of(meeting: Meeting) -> str:
    editions = [(each.name, each.edition(meeting)) for each in _registered.values()]
    return hashlib.sha256(repr(editions).encode()).hexdigest()[:40]
