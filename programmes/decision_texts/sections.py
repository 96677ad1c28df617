"""The sections of a decision document, in their order, and the headings they have by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SectionName(StrEnum):
    """A section; its value is its part of an address."""

    PROPOSAL = "forslag"
    STATEMENT = "yttrande"
    SUMMARY = "sammanfattning"
    MATTER = "arendet"  # only a heading, above those of level 3
    BACKGROUND = "bakgrund"
    PURPOSE = "syfte"
    VALUE = "varde"
    DUTIES = "uppdrag"
    PROCEDURE = "genomforande"
    EQUALITY = "jamstalldhet"
    FOLLOW_UP = "uppfoljning"
    RECIPIENTS = "mottagare"


BELOW_THE_MATTER = {
    SectionName.BACKGROUND,
    SectionName.PURPOSE,
    SectionName.VALUE,
    SectionName.DUTIES,
    SectionName.PROCEDURE,
}


@dataclass(frozen=True)
class Heading:
    """What an organisation calls a section, and whether its documents have it."""

    text: str
    is_used: bool = True


DEFAULT_HEADINGS: Mapping[SectionName, Heading] = {
    SectionName.PROPOSAL: Heading("Förslag till beslut"),
    SectionName.STATEMENT: Heading("Yttrande till beslutsförslaget", is_used=False),
    SectionName.SUMMARY: Heading("Sammanfattning"),
    SectionName.MATTER: Heading("Ärendet"),
    SectionName.BACKGROUND: Heading("Bakgrund"),
    SectionName.PURPOSE: Heading("Syftet med uppdraget", is_used=False),
    SectionName.VALUE: Heading("Värdet för organisationen", is_used=False),
    SectionName.DUTIES: Heading("Vad uppdraget innebär"),
    SectionName.PROCEDURE: Heading("Hur det går till"),
    SectionName.EQUALITY: Heading("Påverkan på jämställdhet"),
    SectionName.FOLLOW_UP: Heading("Uppföljning"),
    SectionName.RECIPIENTS: Heading("Beslutet skickas till"),
}


@dataclass(frozen=True)
class Section:
    """A heading of level 2 or 3, and the plain text below it (see `blocks`)."""

    name: SectionName
    heading: str
    text: str

    @property
    def level(self) -> int:
        return 3 if self.name in BELOW_THE_MATTER else 2

    @property
    def may_be_edited(self) -> bool:
        return self.name is not SectionName.MATTER
