"""The interface between an app and the hub: live sources, and their registry."""

from typing import Any, Protocol

from modellkoncept.registry import Registry


class Reading(Protocol):
    """A thing as one audience may see it. The version only says whether two are the same.

    The tick is in seconds: news wait for it and come together; with 0 they come at once.
    """

    @property
    def version(self) -> str: ...
    @property
    def tick(self) -> float: ...


class Source(Protocol):
    """How an app loads, compares and protects the things that it shows live."""

    topic: str

    def verify_ticket(self, ticket: str) -> tuple[int, str, str] | None: ...
    def load(self, key: int, audience: str) -> Any: ...
    def is_allowed(self, reading: Any, tag: str) -> bool: ...
    def encode_diff(self, before: Any, after: Any) -> bytes | None: ...


sources: Registry[Source] = Registry("live source")


def register_source(source: Source) -> None:
    """Show this app's things live. An app does it once, in its hooks.py."""
    sources.add(source.topic, source)
