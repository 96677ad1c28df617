"""The scripts: each is checked by TypeScript, says its types, is short, and is loaded by a page."""

import re

import pytest
from django.conf import settings

JS = settings.BASE_DIR / "static" / "js"
MODULES = {str(path.relative_to(JS)): path for path in sorted(JS.rglob("*.js"))}
MOST_LINES = 300
# An exported function that takes something, and the comment before it.
EXPORTED = re.compile(
    r"(?P<comment>(?:/\*\*(?:(?!\*/)[\s\S])*\*/\n)?)export (?:async )?"
    r"(?:function (?P<name>\w+)\(\s*[^)\s]"
    r"|const (?P<arrow>\w+) =\s*(?:async )?\(\s*[^)\s][^)]*\)\s*=>)"
)


@pytest.mark.parametrize("name", MODULES)
def test_typescript_checks_every_module(name):
    assert MODULES[name].read_text().startswith("// @ts-check\n// ")


@pytest.mark.parametrize("name", MODULES)
def test_exported_functions_say_what_they_take(name):
    untold = [
        found["name"] or found["arrow"]
        for found in EXPORTED.finditer(MODULES[name].read_text())
        if "@param" not in found["comment"]
    ]

    assert untold == []


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_long(name):
    assert len(MODULES[name].read_text().splitlines()) <= MOST_LINES


def imported_by(name: str) -> set[str]:
    targets = re.findall(r'(?:from|import) "(\.[^"]+)"', MODULES[name].read_text())
    return {str((JS / name).parent.joinpath(each).resolve().relative_to(JS)) for each in targets}


def test_every_module_is_loaded_by_a_page():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    loaded = {name for path in templates for name in re.findall(r"'js/(.*?)'", path.read_text())}
    todo = list(loaded)
    while todo:
        fresh = imported_by(todo.pop()) - loaded
        loaded |= fresh
        todo += fresh

    assert loaded == MODULES.keys()
