"""Headings of a wall: which role group or breakout a line names, and prompts as templates."""

import re
from functools import cache

from modellkoncept.text.pasted_lines import without_mark
from padlet.texts.prompt_wording import WORDS

EVERYBODY = "alla"
MAX_PROMPT_LENGTH = 200
MAX_BREAKOUTS = 12  # breakouts in a role group; a higher number is a year or a head count

# The words that prompts address the groups by: these may become {roll} and {övriga roller}.
_ADDRESSED = {
    "pol": "politiker politikern politikerna politikergrupp politikergruppen förtroendevald"
    " förtroendevalda politikers",
    "chef": "chef chefen chefer cheferna chefsgrupp chefsgruppen chefgrupp chefgruppen",
    "strat": "strateg strategen strateger strategerna strateggrupp strateggruppen strategigrupp"
    " nyckelperson nyckelpersoner nyckelpersonerna nyckelpersonsgrupp nyckelpersonsgruppen",
    EVERYBODY: "alla deltagare deltagarna samtliga gemensamt",
}
# Other names of the same groups, in headings only: there a person can see and change the guess.
_IN_HEADINGS = {
    "pol": "politik politiken politikernas förtroendevaldas nämnd nämnden nämnder nämnderna"
    " nämndledamöter ledamot ledamöter ledamöterna kommunalråd regionråd kommunstyrelsen"
    " regionstyrelsen politicians politician councillors councillor councilors elected"
    " representatives",
    "chef": "chefernas tjänsteperson tjänstepersoner tjänstepersonerna tjänstepersonernas"
    " tjänstemän tjänstemännen tjänsteman tjänstepersonsgrupp tjänstepersonsgruppen"
    " tjänstemannagrupp tjänstemannagruppen tjänstemannasidan tjänstepersonssidan förvaltning"
    " förvaltningen förvaltningschef förvaltningschefer förvaltningscheferna verksamhetschef"
    " verksamhetschefer verksamhetscheferna enhetschefer enhetscheferna avdelningschefer"
    " avdelningscheferna sektorchefer mellanchefer direktör direktörer direktörerna kommundirektör"
    " regiondirektör ledningsgrupp ledningsgruppen ledare ledarna managers manager heads officials"
    " civil servants executives leaders",
    "strat": "strategernas nyckelpersonernas jämställdhetsstrateg jämställdhetsstrateger"
    " utvecklare utvecklingsledare processledare projektledare samordnare handläggare sakkunnig"
    " sakkunniga controller controllers strategists strategist key persons people person"
    " coordinators coordinator",
    EVERYBODY: "allas deltagarnas everyone everybody all participants",
}
ROLE_OF_WORD = {word: role for role, words in _ADDRESSED.items() for word in words.split()}
_ROLE_IN_HEADING = ROLE_OF_WORD | {
    word: role for role, words in _IN_HEADINGS.items() for word in words.split()
}
# Those that say of somebody only that she is no politician.
_OFFICIALS = re.compile(r"tjänste|officials|civil|servants|förvaltning(?:en)?\b", re.IGNORECASE)
_BESIDE_THE_ROLE = {
    "och",
    "samt",
    "grupp",
    "gruppen",
    "grupper",
    "gruppens",
    "rollgrupp",
    "i",
    "från",
    "för",
    "and",
    "the",
    "of",
    "from",
    "group",
    "groups",
    "svar",
    "tankar",
    "synpunkter",
    "inspel",
    "lappar",
    "bord",
    "rum",
    "nr",
    "table",
    "room",
    "answers",
    "notes",
}
_BREAKOUT = re.compile(
    r"(?:grupp|gruppen|smågrupp|bord|rum|group|table|room)\s*(?:nr\.?\s*)?(\d{1,2})[\s.:]*",
    re.IGNORECASE,
)
_BREAKOUT_NUMBER = re.compile(
    r"(?:grupp|gruppen|bord|rum|group|table|room)\s*(?:nr\.?\s*)?(\d{1,2})\b|(\d{1,2})\W*$",
    re.IGNORECASE,
)
_PROMPT_WORDS = {
    "plus",
    "minus",
    "intressant",
    "interesting",
    "styrkor",
    "svagheter",
    "möjligheter",
    "hot",
    "hinder",
    "utmaningar",
    "framgångsfaktorer",
    "strengths",
    "weaknesses",
    "opportunities",
    "threats",
    "challenges",
}


def role_group_of(line: str) -> str | None:
    """The role group that this line is a heading of, however it is spelt; else None."""
    named = _named(without_mark(line), _ROLE_IN_HEADING)
    if named == {"chef", "strat"} and _OFFICIALS.search(line):
        return "strat"  # "Tjänstepersoner (strateger)"
    return named.pop() if named and len(named) == 1 else None


def names_several_role_groups(line: str) -> bool:
    """Whether the line is a heading of more than one role group together."""
    named = _named(without_mark(line), _ROLE_IN_HEADING)
    return named is not None and len(named) > 1


def is_breakout_heading(line: str) -> bool:
    """Whether the line names one of several groups by its number, and nothing else."""
    return _BREAKOUT.fullmatch(line) is not None


def breakout_number_of(line: str) -> int:
    """The number of the breakout that this heading names; 0 when it names none, or several."""
    line = without_mark(line)
    found = _BREAKOUT_NUMBER.search(line)
    if found is None or len(re.findall(r"\d+", line)) > 1:
        return 0
    number = int(found[1] or found[2])
    return number if number <= MAX_BREAKOUTS else 0


def template_of(prompt: str, role_group: str) -> str:
    """The prompt with {roll} and {övriga roller} where it names this group and the others."""
    found = _as_role(role_group).sub("som {roll}", prompt)
    others = WORDS["sv"].as_others.keys() - {role_group}

    def as_others(match: re.Match[str]) -> str:
        return "({övriga roller})" if _named(match[1], ROLE_OF_WORD) == others else match[0]

    return re.sub(r"\(([^()]*)\)", as_others, found)


@cache
def _as_role(role_group: str) -> re.Pattern[str]:
    """How a prompt addresses the group: "som chefer", "i era olika roller"."""
    own = sorted(
        (word for word, role in ROLE_OF_WORD.items() if role == role_group), key=len, reverse=True
    )
    either = "|".join(own)
    together = rf"(?:{either})(?:\s*(?:och|/|,|&)\s*(?:{either}))*"
    return re.compile(
        rf"\b(?:som\s+{together}|i\s+(?:era\s+olika\s+roller|era\s+roller|er\s+roll))(?!\w)",
        re.IGNORECASE,
    )


def prompt_key(prompt: str) -> str:
    """The same for two spellings of one prompt."""
    return re.sub(r"[\s?.:]+$", "", re.sub(r"\s+", " ", prompt)).casefold()


def says_it_is_prompt(text: str) -> bool:
    """Whether the line is a prompt by a word of its own, as ”Plus:” or ”Styrkor”."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(words) and words[0] in _PROMPT_WORDS and (len(words) == 1 or ":" in text)


def _named(text: str, role_of_word: dict[str, str]) -> set[str] | None:
    """The role groups that the text names; None when it says anything else, too."""
    words = [word for word in re.split(r"[^\w]+", text.casefold()) if word and not word.isdigit()]
    words = [word for word in words if word not in _BESIDE_THE_ROLE]
    if text.rstrip().endswith("?") or not all(word in role_of_word for word in words):
        return None
    return {role_of_word[word] for word in words}
