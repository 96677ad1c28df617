"""The role that a word stands for in a municipality or a region."""

import re
from dataclasses import dataclass

from modellkoncept.text.cleaning import clean_line

POLITICIAN, MANAGER, STRATEGIST, KEY_PERSON = "politician", "manager", "strategist", "key_person"


@dataclass(frozen=True)
class RoleWord:
    """What a word says of a person: her role, and whether she coordinates the organisation."""

    role: str
    is_coordinator: bool = False


_COORDINATOR = ("samordnare", "kontaktperson", "koordinator", "coordinator")
# Whole words first; then how longer ones end: "förvaltningschef", "regionråd".
_WORDS = {
    **dict.fromkeys(
        ("politiker", "förtroendevald", "förtroendevalda", "ledamot", "ersättare", "ordförande",
         "ordf", "vice ordförande", "kommunalråd", "kommunstyrelsens ordförande", "regionråd",
         "oppositionsråd", "borgarråd", "nämndordförande", "politician", "pol"),
        RoleWord(POLITICIAN),
    ),
    **dict.fromkeys(
        ("chef", "chefer", "ledare", "direktör", "kommundirektör", "regiondirektör", "hr-chef",
         "stadsdirektör", "rektor", "manager", "verksamhetschef", "enhetschef"),
        RoleWord(MANAGER),
    ),
    **dict.fromkeys(
        ("strateg", "processledare", "utvecklingsledare", "projektledare", "strategist",
         "jämställdhetsstrateg", "utvecklare", "utredare", "planerare", "strat"),
        RoleWord(STRATEGIST),
    ),
    **dict.fromkeys(
        (*_COORDINATOR, "jämställdhetssamordnare"),
        RoleWord(STRATEGIST, is_coordinator=True),
    ),
    **dict.fromkeys(
        ("nyckelperson", "nyckelpersoner", "expert", "sakkunnig", "handläggare", "controller",
         "ekonom", "kommunikatör", "key person", "key_person", "analytiker"),
        RoleWord(KEY_PERSON),
    ),
}  # fmt: skip
_ENDINGS = (
    ("chef", RoleWord(MANAGER)),
    ("direktör", RoleWord(MANAGER)),
    ("ordförande", RoleWord(POLITICIAN)),
    ("ledamot", RoleWord(POLITICIAN)),
    ("alråd", RoleWord(POLITICIAN)),
    ("regionråd", RoleWord(POLITICIAN)),
    ("politiker", RoleWord(POLITICIAN)),
    ("strateg", RoleWord(STRATEGIST)),
    ("samordnare", RoleWord(STRATEGIST, is_coordinator=True)),
    ("nyckelperson", RoleWord(KEY_PERSON)),
)
_BETWEEN_ROLES = re.compile(r"[\s/()&+]+")
_AROUND = " .,:;()-–"
_MAY_STAND_BEFORE = re.compile(
    r"vice|bitr(?:ädande)?\.?|tf\.?|t\.f\.|tillförordnad|förste|andre|[12]:[ae]|[12]|hr"
    r"|.*(?:nämndens|styrelsens|fullmäktiges|kontorets|förvaltningens|avdelningens)"
)
_MENTOR = re.compile(r"\bmentor(?:er|n)?\b")
_YES = {"ja", "j", "x", "1", "sant", "true", "yes", "samordnare", "✓", "✔"}


def role_of(text: str) -> RoleWord | None:
    """What the words say, in any case: None where they are no role's."""
    words = clean_line(text).casefold().strip(_AROUND)
    *before, last = [each for each in _BETWEEN_ROLES.split(words) if each != "och"] or [""]
    if last in _COORDINATOR and (role := _one_role(" ".join(before))):
        return RoleWord(role.role, is_coordinator=True)  # "strateg och samordnare"
    return _one_role(words)


def _one_role(words: str) -> RoleWord | None:
    if words in _WORDS:
        return _WORDS[words]
    *before, last = words.split() or [""]
    if not all(map(_MAY_STAND_BEFORE.fullmatch, before)):
        return None  # "Ek strateg" is a name and a role
    if last in _WORDS:
        return _WORDS[last]
    return next((role for ending, role in _ENDINGS if last.endswith(ending)), None)


def is_mentor(text: str) -> bool:
    """Whether the words speak of a mentor, which an organisation is and no person."""
    return _MENTOR.search(clean_line(text).casefold()) is not None


def is_yes(text: str) -> bool:
    """Whether a cell of a column of its own says yes."""
    return clean_line(text).casefold() in _YES
