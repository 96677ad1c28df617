"""The apps that take part in a closing: what each checks, archives and anonymises.

Apps above register one participant each in their hooks.py, so that the imports stay one-way: what
ought to be done before the round is closed, what goes into its pack, and what must not outlive the
people.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from modellkoncept.documents.models import DocumentQuerySet
from modellkoncept.privacy.redaction import Names
from modellkoncept.registry import Registry
from programmes.models import Round


@dataclass(frozen=True)
class Remark:
    """Something to know before the round is closed."""

    text: str
    url: str
    stops: bool = False  # whether it must be seen to first


@dataclass(frozen=True)
class Piece:
    """One file of the pack."""

    path: str  # within the pack: plain letters, the same each time
    about: str  # a line for the list of contents
    make: Callable[[], bytes]


Counts = dict[str, int]  # how many of each kind, by the keys in documents.py


@dataclass(frozen=True)
class ClosingParticipant:
    """What one app adds to the closing of a round."""

    name: str
    remarks: Callable[[Round], Iterable[Remark]]
    pieces: Callable[[Round, Names], Iterable[Piece]]
    # Every free text of these rounds: rows, and their fields.
    texts: Callable[[QuerySet[Round]], Iterable[tuple[QuerySet[Any], list[str]]]]
    # Remove the names, and everybody who is not SKR staff, from the app's rows of the round.
    anonymise: Callable[[Round, Names], Counts]
    # The documents made of the round so far, deleted with the people: they may hold names. Also
    # those of any round whose object is deleted: nobody can fetch them or tell their round.
    documents: Callable[[Round], DocumentQuerySet]
    # How many rows are kept, for the receipt.
    kept: Callable[[Round], Counts]
    # Whether the app has nothing more to come in the round: its page then leads to the closing.
    is_over: Callable[[Round], bool] = lambda round: True


participants: Registry[ClosingParticipant] = Registry("participant in a closing")


def register_participant(participant: ClosingParticipant) -> None:
    """Let an app take part in closings. It registers once, in its hooks.py."""
    participants.add(participant.name, participant)


def is_time_to_close(round: Round) -> bool:
    """Whether the round's last day is past, or every app has had its last event in it."""
    if round.ends_on < timezone.localdate():
        return True
    return all(each.is_over(round) for each in participants)


def remarks_on(round: Round) -> list[Remark]:
    """Remarks on what to do before the round is closed; those that stop the closing first."""
    found = [remark for each in participants for remark in each.remarks(round)]
    return sorted(found, key=lambda remark: not remark.stops)
