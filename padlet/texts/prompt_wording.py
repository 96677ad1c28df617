"""One prompt template, worded for each role group. Pure; no Django models.

"{roll}" becomes the group's own name, "{övriga roller}" the names of the two other groups, so
staff writes three prompts and gets nine boxes that address the right people.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The names of the role groups in one language."""

    own: dict[str, str]
    # In a list of others the two kinds of officials in the third group are held together.
    as_others: dict[str, str]
    and_: str
    group: str
    other_groups: str


# By the round's language. The fields of a stored template are called the same in every language.
WORDS = {
    "sv": Words(
        own={
            "pol": "politiker",
            "chef": "chefer",
            "strat": "strateger och nyckelpersoner",
            "alla": "deltagare",
        },
        as_others={"pol": "politiker", "chef": "chefer", "strat": "strateger/nyckelpersoner"},
        and_="och",
        group="grupp",
        other_groups="de andra grupperna",
    ),
    "en": Words(
        own={
            "pol": "politicians",
            "chef": "managers",
            "strat": "strategists and key persons",
            "alla": "participants",
        },
        as_others={"pol": "politicians", "chef": "managers", "strat": "strategists/key persons"},
        and_="and",
        group="group",
        other_groups="the other groups",
    ),
}
FIELD = re.compile(r"\{([^{}]*)\}")
KNOWN_FIELDS = {"roll", "övriga roller"}
FIELD_NAMES = {"en": {"roll": "role", "övriga roller": "other roles"}}  # in a form

STANDARD_PROMPTS = [
    "Vad kan ni som {roll} bidra med rent konkret?",
    "Vad förväntar ni er av de andra ({övriga roller})?",
    "Finns det något ni behöver stöd i?",
]


def worded_for(template: str, role_group: str, language: str = "sv") -> str:
    """The prompt as this role group (pol, chef, strat, alla) reads it, in its language."""
    words = WORDS.get(language, WORDS["sv"])
    names = [name for key, name in words.as_others.items() if key != role_group]
    others = f" {words.and_} ".join([", ".join(names[:-1]), names[-1]])
    return template.replace("{roll}", words.own[role_group]).replace("{övriga roller}", others)


def worded_for_all(template: str, language: str = "sv") -> str:
    """The prompt as a heading over all groups: the parts that name a group are left out."""
    words = WORDS.get(language, WORDS["sv"])
    short = re.sub(r"\s+(som|as) \{roll\}|\s*\(\{övriga roller\}\)", "", template)
    return short.replace("{roll}", words.group).replace("{övriga roller}", words.other_groups)


def as_shown(template: str, language: str) -> str:
    """The template with its fields called as in a form of this language."""
    for field, name in FIELD_NAMES.get(language, {}).items():
        template = template.replace(f"{{{field}}}", f"{{{name}}}")
    return template


def as_stored(template: str) -> str:
    """The template with its fields called as they are stored, whatever language they are in."""
    for names in FIELD_NAMES.values():
        for field, name in names.items():
            template = template.replace(f"{{{name}}}", f"{{{field}}}")
    return template


def unknown_fields(template: str) -> list[str]:
    """The {words} in a template that nothing will replace, so that a form can say so."""
    return [field for field in FIELD.findall(template) if field not in KNOWN_FIELDS]
