"""What is uploaded for a meeting, as each app tells it, for the letter that asks for material.

Apps register in their hooks.py, so that the imports stay one-way.
"""

from collections.abc import Callable, Sequence

from meetings.models import Meeting
from modellkoncept.registry import Registry

# Lines such as "Presentation från Granviks kommun", by the meeting's id; of what all its people may
# see, in a fixed number of queries.
FindMaterial = Callable[[Sequence[Meeting]], dict[int, list[str]]]
_found_by: Registry[FindMaterial] = Registry("kind of material")


def register_material(name: str, find_material: FindMaterial) -> None:
    """Name this material in the letters of its meeting."""
    _found_by.add(name, find_material)


def material_of(meeting: Meeting) -> list[str]:
    """What is uploaded for the meeting, in the order of registration."""
    return [line for find in _found_by for line in find([meeting]).get(meeting.pk, [])]
