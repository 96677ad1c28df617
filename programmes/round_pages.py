"""The pages of a round and of an organisation in it, which those pages lead to.

Each subject, and each app above, registers its own in hooks.py, so that imports stay one-way. A
page that the user may not open is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modellkoncept.registry import Registry
from programmes.models import Participation, Round, User

Of = TypeVar("Of", Round, Participation)
Words = str | Promise


class RoundSection(Enum):
    """What the pages of a round are about, in the order in which its page shows them."""

    PROGRESS = _("Hur det går")
    PEOPLE = _("Vilka som är med")
    ANSWERS = _("Svar och filer")
    ROUND = _("Om omgången")


@dataclass(frozen=True)
class SubjectPage(Generic[Of]):
    """A page whose address takes the id of what it is of."""

    label: Words
    url_name: str
    may_open: Callable[[User, Of], bool]
    section: RoundSection | None = None


@dataclass(frozen=True)
class Link:
    label: Words
    url: str


@dataclass(frozen=True)
class LinkGroup:
    """Links under a heading."""

    heading: Words
    links: list[Link]


_of_rounds: Registry[SubjectPage[Round]] = Registry("page of a round")
_of_participations: Registry[SubjectPage[Participation]] = Registry("page of an organisation")


def register_round_page(
    label: Words, url_name: str, may_open: Callable[[User, Round], bool], section: RoundSection
) -> None:
    """Lead from a round's page to this one; its address takes the round's id."""
    _of_rounds.add(url_name, SubjectPage(label, url_name, may_open, section))


def register_participation_page(
    label: Words, url_name: str, may_open: Callable[[User, Participation], bool]
) -> None:
    """Lead from an organisation's page to this one; its address takes the participation's id."""
    _of_participations.add(url_name, SubjectPage(label, url_name, may_open))


def round_links(user: User, round: Round) -> list[Link]:
    """The pages of the round that the user may open, one section after the other."""
    return [link for group in round_link_groups(user, round) for link in group.links]


def round_link_groups(user: User, round: Round) -> list[LinkGroup]:
    """The pages of the round that the user may open, by section, in the order of registration."""
    pages = [page for page in _of_rounds if page.may_open(user, round)]
    groups = [
        LinkGroup(
            section.value,
            [
                Link(page.label, reverse(page.url_name, args=[round.pk]))
                for page in pages
                if page.section is section
            ],
        )
        for section in RoundSection
    ]
    return [group for group in groups if group.links]


def participation_links(user: User, participation: Participation) -> list[Link]:
    """The pages of the organisation that the user may open, in the order of registration."""
    return [
        Link(page.label, reverse(page.url_name, args=[participation.pk]))
        for page in _of_participations
        if page.may_open(user, participation)
    ]
