"""Who may still be told, and what: asked of the apps above in the moment before a digest goes.

They register in their hooks.py, so that imports stay one-way: the tool knows no rounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modellkoncept.mail.models import DigestItem
from modellkoncept.mail.outbox import subject_of
from modellkoncept.registry import Registry


@dataclass(frozen=True)
class Wording:
    """What an item says now."""

    subject: str
    text: str
    url: str = ""


# Why items are not to be told, by the item's id: their person has left what they are about.
FindDropped = Callable[[Sequence[DigestItem]], dict[int, DigestItem.Dropped]]
# What each item says now, by its id; one that is left out is not to be told any more.
Write = Callable[[Sequence[DigestItem]], dict[int, Wording]]

_checks: Registry[FindDropped] = Registry("check of recipients")
_sources: Registry[Write] = Registry("source of digest items")


def register_recipient_check(name: str, find_dropped: FindDropped) -> None:
    """Let no digest tell an item that this finds, in a fixed number of queries."""
    _checks.add(name, find_dropped)


def register_digest_source(name: str, write: Write) -> None:
    """Let the items whose `source` is this name be written when they go, not when they were added.

    What it leaves out is deleted, and may be added again.
    """
    _sources.add(name, write)


def dropped(items: Sequence[DigestItem]) -> dict[int, DigestItem.Dropped]:
    """Why some of the items are not to be told, by their ids."""
    found: dict[int, DigestItem.Dropped] = {}
    for find_dropped in _checks:
        found |= find_dropped(items)
    return found


def written(items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items that are still to be told, as their sources write them now; the rest is deleted."""
    for name in sorted({item.source for item in items if item.source}):
        of_source = [item for item in items if item.source == name]
        words = _sources[name](of_source)
        over = [item.pk for item in of_source if item.pk not in words]
        DigestItem.objects.filter(pk__in=over).delete()
        items = [item for item in items if item.pk not in over]
        for item in of_source:
            if wording := words.get(item.pk):
                item.subject = subject_of(wording.subject)
                item.text, item.url = wording.text, wording.url
                item.save(update_fields=["subject", "text", "url"])
    return list(items)
