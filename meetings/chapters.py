"""Chapters of a meeting's documentation: what each app above writes, joined in one document.

Apps above register their chapters in their hooks.py, so that the imports stay one-way.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from meetings.models import Meeting
from modellkoncept.documents import editions
from modellkoncept.documents.kinds import Version, fingerprint
from modellkoncept.registry import Registry


@dataclass(frozen=True)
class Chapters:
    """What one app adds to a meeting's documentation."""

    name: str
    template: str  # prints one chapter, which it is given as `chapter`; its heading is an h2
    # The chapters in their order. They hold only what all who may see the meeting may read.
    find: Callable[[Meeting], list[dict[str, Any]]]
    count: Callable[[Meeting], int]
    # The versions of these meetings' chapters, by the meetings' ids, in a fixed number of queries.
    versions: Callable[[Collection[Meeting]], Mapping[int, Version]]
    # A sentence on why the chapters cannot be written any more, or nothing.
    refusal: Callable[[Meeting], str] = lambda _meeting: ""


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


def with_chapters(meetings: Collection[Meeting]) -> set[int]:
    """The ids of those of the meetings that some app has chapters for, in as many queries."""
    return {pk for each in sources for pk in each.versions(meetings)}


def versions_of(meetings: Collection[Meeting]) -> dict[str, Version]:
    """Every app's versions in one, by the meetings' ids as text."""
    read = [(each.name, each.versions(meetings)) for each in sources]
    joined = {}
    for meeting in meetings:
        theirs = [(name, found.get(meeting.pk, Version())) for name, found in read]
        joined[str(meeting.pk)] = Version(
            edition=editions.joined({name: each.edition for name, each in theirs}),
            content=fingerprint([(name, each.content) for name, each in theirs]),
            is_final=any(each.is_final for _name, each in theirs),
        )
    return joined


def chapters_refusal(meeting: Meeting) -> str:
    """Why some app's chapters cannot be written any more, or nothing."""
    return next((why for each in sources if (why := each.refusal(meeting))), "")
