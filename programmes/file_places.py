"""Where in the round a file belongs, for files that apps above have put somewhere of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modellkoncept.registry import Registry
from programmes.models import SharedFile


@dataclass(frozen=True)
class FilePlace:
    """The name of where the file belongs, and its page, from the root."""

    label: str
    url: str


# `find(files)` gives a place by the file's id, in a fixed number of queries.
FindPlaces = Callable[[Sequence[SharedFile]], dict[int, FilePlace]]

_places: Registry[FindPlaces] = Registry("place of files")


def register_file_place(name: str, find: FindPlaces) -> None:
    """Let the list of files say that a file belongs to a meeting, for instance."""
    _places.add(name, find)


def places_of(files: Sequence[SharedFile]) -> dict[int, FilePlace]:
    """The places of those of the files that belong somewhere, by their id."""
    found: dict[int, FilePlace] = {}
    for find in _places:
        found |= find(files)
    return found
