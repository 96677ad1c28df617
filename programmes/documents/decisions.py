"""A decision's document (tjänsteskrivelse) as PDF and Word: the same text in both."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from modellkoncept.documents.kinds import Kind, Version, fingerprint
from modellkoncept.text.shortening import shortened
from programmes.models import Decision, User
from programmes.queries.decision_texts import WrittenDecision, written_decision, written_decisions

LANGUAGE = "sv"  # whatever the round's language: it goes to a Swedish authority
TITLE_LENGTH = 100


def decision_by_id(of: str) -> Decision:
    """The decision that a document proposes; raises Decision.DoesNotExist when it is gone."""
    return _of_the_round().get(pk=of)


def _of_the_round() -> QuerySet[Decision]:
    kinds = [Decision.Kind.TAKE_PART, Decision.Kind.MENTOR]
    return Decision.objects.with_place().filter(kind__in=kinds)


def _readable(user: User) -> QuerySet[Decision]:
    return Decision.objects.readable_by(user)


def _context(decision: Decision) -> dict[str, Any]:
    written = written_decision(decision)
    return {
        "title": written.title,
        "subtitle": "Tjänsteskrivelse",
        "facts": written.particulars,
        "sections": written.sections,
    }


def _versions(ids: Collection[str]) -> dict[str, Version]:
    written = written_decisions(list(_of_the_round().filter(pk__in=ids)))
    return {str(pk): Version(content=fingerprint(_printed(each))) for pk, each in written.items()}


def _printed(written: WrittenDecision) -> tuple[Any, ...]:
    sections = [(each.section.heading, each.section.level, each.text) for each in written.sections]
    return written.title, written.particulars, sections


def _title(decision: Decision) -> str:
    organisation = decision.participation.organisation
    return shortened(
        f"Tjänsteskrivelse: {organisation}, {decision.get_kind_display()}", TITLE_LENGTH
    )


DECISION_DOCUMENT = Kind(
    name="decision",
    label=gettext_lazy("Tjänsteskrivelse"),
    template="programmes/documents/decision.html",
    find=decision_by_id,
    readable=_readable,
    context=_context,
    versions=_versions,
    title=_title,
    language=lambda _decision: LANGUAGE,
)
