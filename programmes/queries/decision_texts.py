"""The document of a decision as it stands: the system's text, or what somebody wrote instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from modellkoncept.documents.kinds import fingerprint
from modellkoncept.text.cleaning import clean_text
from programmes.decision_texts import writing
from programmes.decision_texts.blocks import Block, blocks_of, gaps_in
from programmes.decision_texts.facts import Facts
from programmes.decision_texts.sections import (
    DEFAULT_HEADINGS,
    Heading,
    Section,
    SectionName,
)
from programmes.models import Decision, Organisation
from programmes.queries.decisions import facts_of_each

NOT_EDITED = 0  # the version of a section that nobody has edited


@dataclass(frozen=True)
class WrittenSection:
    """A section as the document has it, and the system's own text beside an edited one."""

    section: Section
    text: str
    version: int = NOT_EDITED
    is_outdated: bool = False  # the facts have changed since somebody edited it

    @property
    def is_edited(self) -> bool:
        return self.version != NOT_EDITED

    @property
    def blocks(self) -> list[Block]:
        return blocks_of(self.text)


@dataclass(frozen=True)
class WrittenDecision:
    """The whole document: what pages show, and PDF and Word print."""

    title: str
    particulars: Sequence[tuple[str, str]]
    sections: Sequence[WrittenSection]

    @property
    def gaps(self) -> list[str]:
        """What still is to be filled in, each once."""
        texts = [value for _label, value in self.particulars]
        return gaps_in([*texts, *(each.text for each in self.sections)])

    def section(self, name: SectionName) -> WrittenSection | None:
        """The section with this name, when the organisation's documents have it."""
        return next((each for each in self.sections if each.section.name is name), None)


def written_decision(decision: Decision) -> WrittenDecision:
    """The document of this decision."""
    return written_decisions([decision])[decision.pk]


def written_decisions(decisions: Sequence[Decision]) -> dict[int, WrittenDecision]:
    """The document of each decision by its id, in a fixed number of queries."""
    prefetch_related_objects(
        decisions, "edited_sections", "participation__organisation__decision_headings"
    )
    facts = facts_of_each(decisions)
    return {each.pk: _written(each, facts[each.pk]) for each in decisions}


def _written(decision: Decision, facts: Facts) -> WrittenDecision:
    edited = {each.section: each for each in decision.edited_sections.all()}
    sections = []
    for section in writing.sections_of(facts, own_headings(decision.participation.organisation)):
        found = edited.get(section.name.value)
        if found is None:
            sections.append(WrittenSection(section, section.text))
        else:
            is_outdated = found.generated != clean_text(section.text)
            sections.append(WrittenSection(section, found.text, found.version, is_outdated))
    return WrittenDecision(writing.title_of(facts), writing.particulars_of(facts), sections)


def own_headings(organisation: Organisation) -> dict[SectionName, Heading]:
    """What the organisation calls its sections where that is not the default."""
    return {
        SectionName(each.section): Heading(each.text, is_used=each.is_used)
        for each in organisation.decision_headings.all()
    }


def all_headings(organisation: Organisation) -> dict[SectionName, Heading]:
    """Every section in its order, with the organisation's heading or the default one."""
    return {**DEFAULT_HEADINGS, **own_headings(organisation)}


def headings_version(headings: Mapping[SectionName, Heading]) -> str:
    """What tells the headings that a form was filled in with from those of a later save."""
    return fingerprint(list(headings.items()))
