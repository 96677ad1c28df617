"""The style sheets: contrast by the WCAG formula, one dark theme in two places, what old browsers
can read, and no rule that nothing uses."""

import re
from collections.abc import Iterable

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
MOST_LINES = 300


def sheets_in(folder: str) -> list[str]:
    return sorted(
        str(file.relative_to(CSS).with_suffix("")) for file in (CSS / folder).rglob("*.css")
    )


COMPONENTS, PAGES = sheets_in("components"), sheets_in("pages")
SHEETS = ["tokens", "base", *COMPONENTS, *PAGES, "print"]
TEXT, EDGE = 4.5, 3.0
GROUNDS = ["paper", "sheet", "sunk"]
NOTES = [f"{role}-note{tone}" for role in ("pol", "chef", "strat") for tone in ("", "-2", "-3")]
# What stands on what, and the contrast that WCAG 2.2 AA asks for.
PAIRS = [
    *[(text, ground, TEXT) for text in ("ink", "ink-2", "spruce", "thread") for ground in GROUNDS],
    *[("ink", note, TEXT) for note in NOTES],
    *[("ink-2", note, TEXT) for note in NOTES],
    *[("spruce-2", ground, TEXT) for ground in [*GROUNDS, "spruce-soft"]],
    ("ink", "spruce-soft", TEXT),
    ("spruce", "spruce-soft", TEXT),
    ("on-spruce", "spruce", TEXT),
    ("on-spruce", "spruce-2", TEXT),
    ("ink", "thread-soft", TEXT),
    ("thread", "thread-soft", TEXT),
    ("spruce", "thread-soft", TEXT),
    ("on-thread", "thread", TEXT),
    ("paper", "ink", TEXT),
    ("on-rail", "rail", TEXT),
    ("ink", "v1", TEXT),
    ("ink", "v2", TEXT),
    ("ink", "v3", TEXT),
    ("on-v4", "v4", TEXT),
    *[("edge", ground, EDGE) for ground in GROUNDS],
    *[("pol", ground, EDGE) for ground in GROUNDS],
    *[("chef", ground, EDGE) for ground in GROUNDS],
    ("shape", "strat", EDGE),
]
# A role's shape has an outline that carries it in light; in dark its fill is enough.
PAIRS_OF_A_THEME = {"light": [("shape", "paper", EDGE)], "dark": [("strat", "paper", EDGE)]}


def without_comments(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (CSS / f"{name}.css").read_text(), flags=re.S)


def declarations(selector: str) -> dict[str, str]:
    block = re.search(rf"{re.escape(selector)} \{{(.*?)\}}", without_comments("tokens"), re.S)
    assert block, selector
    return dict(re.findall(r"--([\w-]+): (.*?);", block[1]))


LIGHT = declarations(":root")
DARK = declarations(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_21_for_black_on_white():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_has_the_contrast_that_aa_asks_for(theme):
    tokens = THEMES[theme]
    figures = {
        (front, ground): (round(contrast(tokens[front], tokens[ground]), 2), needed)
        for front, ground, needed in PAIRS + PAIRS_OF_A_THEME[theme]
    }

    assert {pair: figure for pair, figure in figures.items() if figure[0] < figure[1]} == {}


def test_the_two_dark_lists_are_equal():
    by_device = declarations(':root:not([data-theme="light"])')

    assert by_device == DARK
    # Every colour has a dark value; the rest (sizes, the font) is the same in both themes.
    assert {name for name, value in LIGHT.items() if "#" in value} == DARK.keys()


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "tokens"])
def test_only_the_tokens_know_a_theme(name):
    """So a second theme changes colours only, and the browser tests ask of it no more than that."""
    assert re.findall("prefers-color-scheme|data-theme", without_comments(name)) == []


def test_the_readers_own_palette_takes_every_colours_place():
    tokens = without_comments("tokens")
    forced = tokens[tokens.index("@media (forced-colors: active)") :]
    names = dict(re.findall(r"--([\w-]+): (.*?);", forced))
    palette = {"Canvas", "CanvasText", "LinkText", "Highlight", "HighlightText", "none"}

    assert names.keys() == DARK.keys()
    assert set(names.values()) == palette


@pytest.mark.parametrize("name", SHEETS)
def test_what_writes_on_its_own_fill_keeps_its_words_in_forced_colours(name):
    """The browser lays Canvas behind text that it colours itself, and these words are Canvas."""
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", without_comments(name))
    own = {
        selector.strip()
        for heads, body in rules
        if "forced-color-adjust: none" in body
        for selector in heads.split(",")
    }
    filled = {
        heads.strip()
        for heads, body in rules
        if re.search(r"(?<!-)color: var\(--(?:paper|sheet|on-(?!rail)[\w-]+)\)", body)
    }

    assert {heads for heads in filled if not set(re.split(r",\s*", heads)) <= own} == set()


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "tokens"])
def test_what_follows_the_page_lets_go_in_a_low_window(name):
    """A keyboard, or text at 400 %, leaves a third of the window: --sticky is static there."""
    assert re.findall(r"position: sticky", without_comments(name)) == []


@pytest.mark.parametrize("name", [*SHEETS, "document"])
def test_no_sheet_asks_for_what_browsers_before_2024_cannot_read(name):
    assert re.findall(r"light-dark\(|color-mix\(", without_comments(name)) == []


@pytest.mark.parametrize("name", SHEETS)
def test_every_rule_stands_in_the_layer_of_its_sheet(name):
    blocks = re.findall(r"^(\S.*?) \{", without_comments(name), re.M)

    assert blocks == [f"@layer {name.partition('/')[0]}"]


@pytest.mark.parametrize("name", [*SHEETS, "document"])
def test_no_sheet_is_long(name):
    assert len((CSS / f"{name}.css").read_text().splitlines()) <= MOST_LINES


def test_each_component_has_its_sheet_and_all_are_joined_in_one():
    imports = re.findall(r'^@import "(.*)\.css";$', without_comments("components"), re.M)

    assert sorted(imports) == COMPONENTS
    assert len(without_comments("components").strip().splitlines()) == len(COMPONENTS)


def test_one_declaration_on_each_line():
    crowded = [
        line
        for name in SHEETS
        for line in without_comments(name).splitlines()
        if re.search(r"; *\S|\{ *\S", line)
    ]

    assert crowded == []


# Put together while the page is made: from a role, a state, a kind, a widget's name or a size.
PUT_TOGETHER = {
    *("pol", "chef", "strat", "alla"),
    *("is-done", "is-next", "is-now"),
    *("numberinput", "timeinput", "dateinput"),
    *("b-full", "b-middle"),
}
TEMPLATES = {
    str(file.relative_to(settings.BASE_DIR / "templates")): file.read_text()
    for file in (settings.BASE_DIR / "templates").rglob("*.html")
}
# Documents and the administration have frames of their own.
EXTENDS = re.compile(r'\{% extends "(?!documents/|admin/)(.*?)" %\}')
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)


def classes_in_template(text: str) -> set[str]:
    found = []
    for value in re.findall(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', text, re.S):
        found.append(TAG.sub(" ", value))
        # What a tag chooses between: {{ is_late|yesno:"bad," }}
        found += re.findall(r'"([^"]*)"', " ".join(TAG.findall(value)))
    found += re.findall(r'\b(?:kind|css)=(?:_\()?"([\w -]+)"', text)
    found += re.findall(r"\{% block page_class %\}([^{]*)\{%", text)
    found += re.findall(r'crispy_field field "class" "([^"]+)"', text)
    return {name for words in found for name in re.findall(r"[\w-]+", words)}


def classes_in_use() -> set[str]:
    """Every class that a template, a view or a script gives to something."""
    found = []
    for text in TEMPLATES.values():
        found += classes_in_template(text)
    for app in ("modellkoncept", "programmes", "meetings", "padlet", "checklist"):
        for python in (settings.BASE_DIR / app).rglob("*.py"):
            found += re.findall(
                r"(?:css_class=|\"class\": |class=\\?)[\"']([^\"']+)[\"']", python.read_text()
            )
    for script in (settings.BASE_DIR / "static" / "js").rglob("*.js"):
        for said in re.findall(r"(?:classList\.\w+\(|className = )([^;]*)", script.read_text()):
            found += re.findall(r"[\"']([^\"']+)[\"']", said)
    return {name for words in found for name in re.findall(r"[\w-]+", words)}


def selectors_of(name: str) -> list[str]:
    heads = re.findall(r"([^{};]+)\{", without_comments(name))
    listed = ",".join(head for head in heads if not head.strip().startswith("@"))
    return [each.strip() for each in re.split(r",(?![^(]*\))", listed)]


def classes_of(selectors: Iterable[str]) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", " ".join(selectors)))


@pytest.mark.parametrize("name", ["base", *COMPONENTS, *PAGES, "print", "document"])
def test_no_rule_is_for_something_that_is_nowhere(name):
    assert sorted(classes_of(selectors_of(name)) - classes_in_use() - PUT_TOGETHER) == []


def parts_of(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The template, those it stands on, and those that are or may be included in it."""
    parts = {name}
    for part in set(re.findall(r'"([\w/]+\.html)"', TEMPLATES[name])) & TEMPLATES.keys() - seen:
        parts |= parts_of(part, seen | parts)
    return parts


def sheets_loaded_by(name: str) -> list[str]:
    if loads := re.search(r"\{% styles ([^%]*) %\}", TEMPLATES[name]):
        return [f"pages/{sheet}" for sheet in re.findall(r'"([^"]*)"', loads[1])]
    base = EXTENDS.search(TEMPLATES[name])
    return sheets_loaded_by(base[1]) if base else []


def test_every_sheet_of_the_pages_is_there_and_a_page_loads_it():
    assert {sheet for name in TEMPLATES for sheet in sheets_loaded_by(name)} == set(PAGES)


def test_a_page_loads_every_sheet_that_has_a_rule_for_what_is_on_it():
    # What a rule is for stands last: ".btn" in ".menu .btn", no class in ".a-facts dd > a".
    everywhere = classes_of(
        re.split(r"[ >+~]+", selector)[-1]
        for sheet in ("base", *COMPONENTS)
        for selector in selectors_of(sheet)
    )
    rules = {sheet: [classes_of([each]) for each in selectors_of(sheet)] for sheet in PAGES}
    bases = {base[1] for text in TEMPLATES.values() if (base := EXTENDS.search(text))}
    forgotten = {}
    for page in TEMPLATES.keys() - bases:
        if EXTENDS.search(TEMPLATES[page]):
            used = set().union(*(classes_in_template(TEMPLATES[part]) for part in parts_of(page)))
            for sheet in set(PAGES) - set(sheets_loaded_by(page)):
                if any(rule <= used and rule - everywhere for rule in rules[sheet]):
                    forgotten[page] = sheet

    assert forgotten == {}


def test_every_token_is_used_and_every_used_name_is_a_token():
    sheets = " ".join(without_comments(name) for name in SHEETS)
    used = set(re.findall(r"var\(--([\w-]+)", sheets))
    local = set(re.findall(r"--([\w-]+):", sheets)) - LIGHT.keys()
    scale = {"v1", "v2", "v3", "v4", "on-v4"}  # the four levels of a self-assessment

    assert used - LIGHT.keys() - local == set()
    assert LIGHT.keys() - used - scale == set()
