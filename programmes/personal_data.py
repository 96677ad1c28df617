"""What the system holds about a person, for her to download: each app adds its own."""

from collections.abc import Callable
from typing import Any

from modellkoncept.registry import Registry
from programmes.models import User

# `find(user)` gives what JSON can hold (days and times may stand as they are), in a fixed number of
# queries, and nothing of any other person.
FindPersonalData = Callable[[User], Any]

_personal_data: Registry[FindPersonalData] = Registry("personal data")


def register_personal_data(name: str, find: FindPersonalData) -> None:
    """Add this to what a person downloads about herself; the name is a key of the file."""
    _personal_data.add(name, find)


def personal_data_of(user: User) -> dict[str, Any]:
    """Everything that the apps hold about the user, by name."""
    return {name: _personal_data[name](user) for name in _personal_data.names()}
