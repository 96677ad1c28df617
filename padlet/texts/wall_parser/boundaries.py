"""Where one note ends and the next begins, as the whole wall shows it."""

import re
from collections import Counter
from collections.abc import Sequence

from modellkoncept.text.pasted_lines import without_mark
from padlet.texts.wall_parser.headings import (
    MAX_PROMPT_LENGTH,
    prompt_key,
    says_it_is_prompt,
    template_of,
)
from padlet.texts.wall_parser.lines import ROLE_KINDS, Kind, Line

WIDE = 2  # blank lines; where notes are so far apart, one blank line parts paragraphs
COMMON = 0.6  # so many notes far apart for each paragraph that is close
MIXED = 0.1  # of the notes: so many that stand closer, and the distance says nothing
_SENTENCES = re.compile(r"[.!…]\s+[^\W\d_a-zåäö]")


def blank_lines_above(lines: Sequence[Line]) -> list[int]:
    """How many blank lines stand above each line."""
    numbers = [0, *(line.number for line in lines)]
    return [after - before - 1 for before, after in zip(numbers, numbers[1:], strict=False)]


def groups_that_ask(lines: Sequence[Line], sure: Sequence[Kind | None]) -> list[int]:
    """For each line, in how many groups it stands, however each of them is addressed."""
    group, role = 0, "alla"
    keys: list[str | None] = []
    seen: set[tuple[int, str]] = set()
    for line, kind in zip(lines, sure, strict=True):
        if kind in ROLE_KINDS and kind is not None:
            group, role = group + 1, kind.value
        key = None
        if kind is None and len(line.text) <= MAX_PROMPT_LENGTH:
            key = prompt_key(template_of(without_mark(line.text), role))
            seen.add((group, key))
        keys.append(key)
    counts = Counter(key for _group, key in seen)
    return [0 if key is None else counts[key] for key in keys]


def is_one_question(text: str) -> bool:
    """Whether the line asks, and says nothing before it does."""
    return text.endswith("?") and _SENTENCES.search(text) is None


def names_above(line: Line, below: Line | None) -> bool:
    """Whether a name on this line stands above the note that it signs."""
    return line.is_spaced and below is not None and not below.is_spaced and line.text[0].isalnum()


def signed_lines(
    lines: Sequence[Line], sure: Sequence[Kind | None], has_signature: Sequence[bool]
) -> list[bool]:
    """Which lines end in a signature, are one, or stand right below one."""
    found = []
    is_below = False
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        is_name = sure[at] is Kind.NAME
        is_below = names_above(line, below) if is_name else is_below and not line.is_spaced
        found.append(has_signature[at] or is_name or is_below)
    return found


def has_wide_gaps(
    lines: Sequence[Line], sure: Sequence[Kind | None], is_signed: Sequence[bool]
) -> bool:
    """Whether more blank lines stand between notes than between the paragraphs of one."""
    gaps = blank_lines_above(lines)
    start = _start_of_the_wall(sure)
    wide = close = after_signature = close_after_signature = 0
    for at in range(start + 1, len(lines)):
        if sure[at] not in {None, Kind.NAME} or _is_heading(lines[at].text):
            continue
        if sure[at - 1] in ROLE_KINDS or _is_heading(lines[at - 1].text) or not gaps[at]:
            continue
        is_wide = gaps[at] >= WIDE
        wide += is_wide
        close += not is_wide
        after_signature += is_signed[at - 1]
        close_after_signature += is_signed[at - 1] and not is_wide
    is_common = wide > 1 and wide >= COMMON * close
    return is_common and close_after_signature <= MIXED * after_signature


def last_of_boxes(lines: Sequence[Line], sure: Sequence[Kind | None]) -> list[int]:
    """The last line of what each group said to each question: there a note must end."""
    found = []
    last: int | None = None
    for at in range(_start_of_the_wall(sure), len(lines) + 1):
        kind = sure[at] if at < len(lines) else Kind.EVERYBODY
        is_end = at == len(lines) or kind in ROLE_KINDS or _is_heading(lines[at].text)
        if is_end and last is not None:
            found.append(last)
        if is_end:
            last = None
        elif kind in {None, Kind.NAME}:
            last = at
    return found


def _start_of_the_wall(sure: Sequence[Kind | None]) -> int:
    return next((at for at, kind in enumerate(sure) if kind in ROLE_KINDS), 0)


def _is_heading(text: str) -> bool:
    return is_one_question(text) or says_it_is_prompt(text)
