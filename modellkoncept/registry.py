"""A registry: what apps above add to a tool below, so that imports stay one-way."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name, in the order in which they were added; each app adds its own in hooks.py."""

    def __init__(self, what: str) -> None:
        """`what` is the kind of thing, in singular, for the sentence about a name taken twice."""
        self._what = what
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        """Add the item under this name. The same again is the same; another one is refused.

        Raises ImproperlyConfigured when a different item has the name.
        """
        if self._items.setdefault(name, item) != item:
            raise ImproperlyConfigured(f"Two different {self._what}s are called {name}.")
        return item

    def get(self, name: str) -> T | None:
        return self._items.get(name)

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def names(self) -> list[str]:
        return list(self._items)

    def __iter__(self) -> Iterator[T]:
        """Iterate over the items as they stand now."""
        yield from list(self._items.values())
