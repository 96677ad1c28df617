"""The interface between an app and the hub: live sources, and their registry."""

from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol

from modellkoncept.registry import Registry


class Ticket(NamedTuple):
    """What a stream's ticket says: of what, as which audience, by which link, and for whom.

    Without a holder it says no more than the link itself: whoever has that may listen.
    """

    key: int
    audience: str
    tag: str
    holder: Hashable = None


class Reading(Protocol):
    """A thing as one audience may see it. The version only says whether two are the same.

    The tick is in seconds: news wait for it and come together; with 0 they come at once.
    """

    @property
    def version(self) -> str: ...
    @property
    def tick(self) -> float: ...


class NotReadableError(Exception):
    """The thing is there, but cannot be read now: trying again later may help."""


class Source(Protocol):
    """How an app loads, compares and protects the things that it shows live."""

    topic: str

    def start(self) -> None:
        """Read at the ticks in this process, until `stop`."""

    def stop(self) -> None: ...

    def expect(self, key: int) -> None:
        """Somebody listens to this thing, or it has changed: read it at its next tick."""

    def verify_ticket(self, ticket: str) -> Ticket | None: ...

    def load(self, key: int, audience: str) -> Any:
        """The thing as this audience sees it; None when there is none, else NotReadableError."""

    def is_allowed(self, reading: Any, tag: str) -> bool: ...

    def still_allowed(self, tickets: set[Ticket]) -> set[Ticket]:
        """Those whose holder still has the right, in the same few queries for any number."""

    def encode_diff(self, before: Any, after: Any) -> bytes | None: ...


sources: Registry[Source] = Registry("live source")


def register_source(source: Source) -> None:
    """Show this app's things live. An app does it once, in its hooks.py."""
    sources.add(source.topic, source)
