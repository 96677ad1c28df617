"""Where in the round a file belongs, for files that apps above have put somewhere of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modellkoncept.registry import Registry
from programmes.models import SharedFile, User


@dataclass(frozen=True)
class FilePlace:
    """The name of where the file belongs, and its page, from the root."""

    label: str
    url: str


# `find(files, user)` gives a place by the id of the file, if the user sees that place; in a fixed
# number of queries.
FindPlaces = Callable[[Sequence[SharedFile], User], dict[int, FilePlace]]

_places: Registry[FindPlaces] = Registry("place of files")


def register_file_place(name: str, find: FindPlaces) -> None:
    """Let the list of files say that a file belongs to a meeting, for instance."""
    _places.add(name, find)


def places_of(files: Sequence[SharedFile], user: User) -> dict[int, FilePlace]:
    """The places of those of the files that belong somewhere that the user sees, by their id."""
    found: dict[int, FilePlace] = {}
    for find in _places:
        found |= find(files, user)
    return found
