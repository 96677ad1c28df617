"""What a page offers of a document: to fetch the one that is there, or to make one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from modellkoncept.documents.kinds import Format, Kind
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import Shown, files_of, with_states

State = Document.State


@dataclass(frozen=True)
class Offer:
    """One kind of document about one thing, to a user who may read it."""

    ready: Document | None = None  # finished and to be handed out
    files: Sequence[tuple[Format, int]] = ()  # its formats and their sizes in bytes
    is_changed: bool = False  # the thing would read otherwise by now
    pending: Document | None = None  # one that is being built
    failed: bool = False  # the latest try was in vain
    refusal: str = ""  # why no new one can be made

    @property
    def may_create(self) -> bool:
        """Whether a new one is worth asking for: nobody asks for one that stands there fresh."""
        is_fresh = self.ready is not None and not self.is_changed and self.ready.content != ""
        return not self.refusal and not self.pending and not is_fresh


def offer_of(kind: Kind, thing: models.Model) -> Offer:
    """What to offer of this kind about this thing: one query, and those of the thing's version."""
    return _offer(with_states(_relevant(kind, [thing])), kind.refusal(thing))


def offers_of(kind: Kind, things: Iterable[models.Model]) -> dict[str, Offer]:
    """As `offer_of` about several things at once, by their ids as text, in as many queries."""
    found = list(things)
    states = with_states(_relevant(kind, found))
    return {
        str(thing.pk): _offer(
            [(each, state) for each, state in states if each.of == str(thing.pk)],
            kind.refusal(thing),
        )
        for thing in found
    }


def _relevant(kind: Kind, things: Sequence[models.Model]) -> models.QuerySet[Document]:
    """The newest finished one of each thing, and the newest of all, however it stands."""
    about = Document.objects.of_kinds([kind]).filter(of__in=[str(each.pk) for each in things])
    latest = about.order_by("of", "-requested_at").distinct("of").values("pk")
    return Document.objects.filter(
        models.Q(pk__in=latest) | models.Q(pk__in=about.newest_of_each().values("pk"))
    ).order_by("-requested_at")


def _offer(states: Sequence[tuple[Document, str]], refusal: str) -> Offer:
    """From the documents of one thing, the latest request first, each with its state."""
    ready, is_changed, files = None, False, []
    for document, state in states:
        if state in {State.DONE, Shown.CHANGED} and (files := files_of(document)):
            ready, is_changed = document, state == Shown.CHANGED
            break
    latest = states[0] if states else None
    unfinished = latest and latest[1] in {State.QUEUED, State.RUNNING}
    return Offer(
        ready=ready,
        files=files,
        is_changed=is_changed,
        pending=latest[0] if latest and unfinished else None,
        failed=bool(latest and latest[1] == State.FAILED),
        refusal=refusal,
    )
