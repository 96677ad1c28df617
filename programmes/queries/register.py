"""Organisations to choose among: those that have been chosen, and the rest of the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from programmes.models import Organisation
from programmes.register.entries import RegisterEntry, register_by_code
from programmes.register.search import find


@dataclass(frozen=True)
class Choice:
    """One organisation in the list, made already or not. `key` names it in a form."""

    key: str
    name: str
    short_name: str
    code: str | None
    kind: str
    organisation: Organisation | None = None

    @property
    def kind_name(self) -> str:
        return str(Organisation.Kind(self.kind).label)


def find_choices(query: str, kind: str = "") -> Sequence[Choice]:
    """Those that the words are found in, the best first; one query, whatever is found.

    A kind (K or L) leaves out the other.
    """
    made = list(Organisation.objects.all())
    there = {each.code for each in made}
    rest = [each for code, each in register_by_code().items() if code not in there]
    every = [*map(_made, made), *map(_in_register, rest)]
    if kind in Organisation.Kind.values:
        every = [each for each in every if each.kind == kind]
    return find(every, query)


def _made(organisation: Organisation) -> Choice:
    return Choice(
        key=f"o{organisation.pk}",
        name=organisation.name,
        short_name=organisation.short_name,
        code=organisation.code,
        kind=organisation.kind,
        organisation=organisation,
    )


def _in_register(entry: RegisterEntry) -> Choice:
    return Choice(
        key=f"k{entry.code}",
        name=entry.name,
        short_name=entry.short_name,
        code=entry.code,
        kind=entry.kind,
    )
