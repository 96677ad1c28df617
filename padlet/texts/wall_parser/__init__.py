"""A wall pasted as text, read as role groups × prompts × notes. Pure; no Django.

An old Padlet wall copied to the clipboard has no structure but its line breaks: headings of groups,
prompts, notes with or without names, and what the page itself said round them. `guess_kinds` says
of every line what it probably is; a person may say otherwise; `build_wall` follows what was said.
"""

from padlet.texts.wall_parser.build import (
    NO_PROMPT,
    Wall,
    WallNote,
    build_wall,
    may_be_alone,
    may_be_named,
    parts_of,
    read_wall,
    removed_from,
)
from padlet.texts.wall_parser.guesses import guess_kinds
from padlet.texts.wall_parser.headings import (
    MAX_BREAKOUTS,
    MAX_PROMPT_LENGTH,
    breakout_number_of,
    role_group_of,
    template_of,
)
from padlet.texts.wall_parser.lines import Kind, Line, lines_of

__all__ = [
    "MAX_BREAKOUTS",
    "MAX_PROMPT_LENGTH",
    "NO_PROMPT",
    "Kind",
    "Line",
    "Wall",
    "WallNote",
    "breakout_number_of",
    "build_wall",
    "guess_kinds",
    "lines_of",
    "may_be_alone",
    "may_be_named",
    "parts_of",
    "read_wall",
    "removed_from",
    "role_group_of",
    "template_of",
]
