"""A question is answered with its verb: "Stäng tavlan", never "Ja"."""

import re

import pytest
from django.conf import settings
from django.test import RequestFactory

from modellkoncept.web.confirmation import confirmation_page

TEMPLATES = settings.BASE_DIR / "templates"
SCRIPTS = settings.BASE_DIR / "static" / "js"


@pytest.mark.parametrize("yes", ["", " "])
def test_no_question_can_be_asked_without_the_verb_that_answers_it(yes):
    request = RequestFactory().post("/")

    with pytest.raises(TypeError):
        confirmation_page(request, "Stäng tavlan?", back="/")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="verb"):
        confirmation_page(request, "Stäng tavlan?", back="/", yes=yes)


def test_each_form_that_asks_says_the_verb():
    """The attribute stands beside the question, on the same form or button."""
    silent = [
        (str(path.relative_to(TEMPLATES)), asked)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for asked in re.findall(
            r'data-confirm="[^"]*"(?!\s+data-confirm-yes="(?:\{[^"]+|\w[^"]*)")',
            re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S),
        )
    ]

    assert silent == []


def test_each_script_that_asks_says_the_verb():
    calls = [
        call
        for path in sorted(SCRIPTS.rglob("*.js"))
        for call in re.findall(r"\bconfirmed\((?!question)[^;]*;", path.read_text())
    ]

    assert len(calls) == 3  # noqa: PLR2004 – every page's, and two of the phone's
    assert [call for call in calls if "{ yes: " not in call] == []


@pytest.mark.parametrize("word", ["Ja", "Nej", "OK", "Ok"])
def test_no_button_says_yes_or_no(word):
    button = re.compile(
        r"""<button[^>]*>\s*(?:\{% icon [^%]*%\}\s*)?(?:\{% translate ['"])?"""
        rf"""{word}\b(?:,|['"]|\s*<)|\byes=_\(["']{word}\b"""
    )
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("templates", "padlet", "meetings", "programmes", "checklist")
        for path in sorted((settings.BASE_DIR / folder).rglob("*"))
        if path.suffix in {".html", ".py"} and button.search(path.read_text())
    ]

    assert found == []
