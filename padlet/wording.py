"""One question template, worded for each role group. Pure; no Django models.

"{roll}" becomes the group's own name, "{övriga roller}" the names of the two other groups, so
staff writes three questions and gets nine boxes that address the right people.
"""

import re

OWN = {
    "pol": "politiker",
    "chef": "chefer",
    "strat": "strateger och nyckelpersoner",
    "alla": "deltagare",
}
# In a list of others the two kinds of officials in the third group are held together by a slash.
AS_OTHERS = {"pol": "politiker", "chef": "chefer", "strat": "strateger/nyckelpersoner"}
FIELD = re.compile(r"\{([^{}]*)\}")
KNOWN_FIELDS = {"roll", "övriga roller"}

STANDARD_PROMPTS = [
    "Vad kan ni som {roll} bidra med rent konkret?",
    "Vad förväntar ni er av de andra ({övriga roller})?",
    "Finns det något ni behöver stöd i?",
]


def worded_for(template: str, role_group: str) -> str:
    """The question as this role group (pol, chef, strat, alla) reads it."""
    names = [name for key, name in AS_OTHERS.items() if key != role_group]
    others = " och ".join([", ".join(names[:-1]), names[-1]])
    return template.replace("{roll}", OWN[role_group]).replace("{övriga roller}", others)


def worded_for_all(template: str) -> str:
    """The question as a heading over all groups: the parts that name a group are left out."""
    short = re.sub(r"\s+som \{roll\}|\s*\(\{övriga roller\}\)", "", template)
    return short.replace("{roll}", "grupp").replace("{övriga roller}", "de andra grupperna")


def unknown_fields(template: str) -> list[str]:
    """The {words} in a template that nothing will replace, so that a form can say so."""
    return [field for field in FIELD.findall(template) if field not in KNOWN_FIELDS]
