"""The words on screen are the glossary's: Swedish and English, in the catalogue and outside it."""

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.base import Lexer, TokenType

LOCALE = settings.BASE_DIR / "locale"
GLOSSARY = tomllib.loads((LOCALE / "glossary.toml").read_text())
TERMS = GLOSSARY["term"]
ENTRIES = [*TERMS, *GLOSSARY["plain"]]
APPS = ["modellkoncept", "programmes", "meetings", "padlet", "checklist"]


@functools.cache
def pattern_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases as whole words, where * is any letters and a blank any space."""
    alternatives = [
        r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        for phrase in phrases
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def forms(term: dict, language: str) -> re.Pattern[str]:
    return pattern_of(
        tuple(term.get(f"{language}_forms") or (term[language], term[language] + "*"))
    )


def without_exceptions(text: str, entry: dict) -> str:
    return pattern_of(tuple(entry["except"])).sub(" ", text) if "except" in entry else text


def forbidden(text: str, language: str) -> list[str]:
    """The words and phrases in the text that the glossary keeps off the screen."""
    return [
        match[0]
        for entry in ENTRIES
        if f"not_{language}" in entry
        for match in pattern_of(tuple(entry[f"not_{language}"])).finditer(
            without_exceptions(text, entry)
        )
    ]


def as_texts(value: str | list[str] | tuple[str, ...]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (LOCALE / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


# --- The glossary itself --------------------------------------------------------------------------


def test_every_term_has_its_words_and_one_line_on_what_it_means():
    known = {"sv", "en", "means", "sv_forms", "en_forms", "not_sv", "not_en", "except"}

    assert [t for t in TERMS if not {"sv", "en", "means"} <= t.keys() <= known] == []
    assert [t["sv"] for t in TERMS if "\n" in t["means"]] == []
    assert len({t["sv"].lower() for t in TERMS}) == len(TERMS)


def test_no_word_is_both_to_be_used_and_to_be_avoided():
    assert [t["sv"] for t in TERMS if forbidden(t["sv"], "sv")] == []
    assert [t["en"] for t in TERMS if forbidden(t["en"], "en")] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Meningen vilar på\n3 lappar.", ["vilar"]),
        ("Du har 2 PRICKAR kvar.", ["PRICKAR"]),
        ("Skriv en tanke. Håll tråden.", ["tråden"]),
        ("Tavlan öppnas 10.00. Sätt upp lappen.", []),
        ("Tavlan öppnar 10.00.", ["Tavlan öppnar"]),
    ],
)
def test_forbidden_words_are_found_in_any_case_and_across_lines(text, found):
    assert forbidden(text, "sv") == found


# --- The catalogue --------------------------------------------------------------------------------


def test_the_catalogue_has_no_text_that_is_doubtful_empty_or_left_over(catalogue, messages):
    assert [message.id for message in messages if message.fuzzy] == []
    assert [m.id for m in messages if not all(text.strip() for text in as_texts(m.string))] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_text_of_the_catalogue_has_a_word_that_is_not_on_screen(messages, language):
    found = {
        text: words
        for message in messages
        for text in as_texts(message.id if language == "sv" else message.string)
        if (words := forbidden(text, language))
    }

    assert found == {}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["sv"])
def test_a_swedish_term_has_its_english_term(messages, term):
    others = {
        text: as_texts(message.string)
        for message in messages
        for text in as_texts(message.id)
        if forms(term, "sv").search(without_exceptions(text, term))
        and not any(forms(term, "en").search(english) for english in as_texts(message.string))
    }

    assert others == {}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["sv"])
def test_every_term_of_the_glossary_is_on_screen(messages, term):
    assert any(forms(term, "sv").search(text) for m in messages for text in as_texts(m.id))


# --- What is outside the catalogue ----------------------------------------------------------------

CODE = re.compile(r"^\S*/\S*$|^[a-z0-9_-]*$")  # an address or a key: nobody reads it


def strings_of(source: str) -> Iterator[str]:
    """The texts of a module that are not docstrings: labels, demo data, templates of boards."""
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


class _Words(HTMLParser):
    """What is read on a page: its texts, and the attributes that are read out or shown."""

    READ = ("alt", "aria-label", "content", "placeholder", "title", "value")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [
            value for name, value in attrs if value and (name in self.READ or "data-" in name)
        ]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def words_of_template(source: str) -> list[str]:
    """What a template has outside the catalogue: its own texts, and those for its components."""
    parser = _Words()
    handed_over: list[str] = []
    translated = False
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.contents.strip() else ""
        if token.token_type is TokenType.BLOCK:
            translated = name == "blocktranslate" or (translated and name != "endblocktranslate")
            handed_over += re.findall(r'(?<!_\()"([^"]*)"', token.contents)
        elif token.token_type is TokenType.TEXT and not translated:
            parser.feed(token.contents)
    return parser.texts + handed_over


def outside_the_catalogue() -> Iterator[tuple[Path, str]]:
    root = settings.BASE_DIR
    for app in APPS:
        for path in (root / app).rglob("*.py"):
            yield from ((path, text) for text in strings_of(path.read_text()))
    for folder in ["templates", "deploy/pages"]:
        for path in (root / folder).rglob("*"):
            if path.suffix in {".html", ".txt"}:
                yield from ((path, text) for text in words_of_template(path.read_text()))
    for path in (root / "static" / "js").rglob("*.js"):
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
        yield from (
            (path, text) for text in re.findall(r'"([^"\n]*)"|`([^`]*)`', code) for text in text
        )
    said = re.findall(
        r"""^\s*(?:say|give_up|problem=).*$""", (root / "start").read_text(), re.MULTILINE
    )
    yield from ((root / "start", line) for line in said)
    nginx = root / "deploy" / "nginx.conf"
    yield from ((nginx, text) for text in re.findall(r'"sentence": "([^"]*)"', nginx.read_text()))


def test_no_text_outside_the_catalogue_has_a_word_that_is_not_on_screen():
    found = {
        (str(path.relative_to(settings.BASE_DIR)), " ".join(text.split())): words
        for path, text in outside_the_catalogue()
        if not CODE.search(text) and (words := forbidden(text, "sv"))
    }

    assert found == {}


# --- Kinds of faults that no single word shows ----------------------------------------------------


def test_no_english_text_has_swedish_quotation_marks(messages):
    assert [t for m in messages for t in as_texts(m.string) if "”" in t and "“" not in t] == []


def test_a_person_can_and_cannot_instead_of_it_goes(messages):
    goes = re.compile(r"\bdet går (?!inte att ångra)", re.IGNORECASE)

    assert [t for m in messages for t in as_texts(m.id) if goes.search(t)] == [
        "Det går inte att lyssna på %(host)s, port %(port)s: %(why)s",
    ]


def test_a_day_too_long_and_free_time_are_never_the_same_words(messages):
    english = {text: as_texts(m.string)[0] for m in messages for text in as_texts(m.id)[:1]}

    assert [text for text in english if "min över" in text] == []
    assert english["%(minutes)s min för långt"] == "%(minutes)s min too long"
    assert [text for text in english.values() if "to spare" in text] == []


def test_months_have_capitals_in_english():
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for folder in ["templates", *APPS]
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in {".html", ".py"}
        and re.search(
            r"""date:"[^"]*[bM][^"]*"|date_format\([^()"]*, "[^"]*[bM][^"]*"\)""",
            path.read_text(),
        )
    ]

    assert found == []
