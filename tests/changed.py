"""Choose the tests of what changed since a revision: `./test --changed [REV]`.

A Python module selects the test files that import it, directly or by way of others, by the import
graph of the apps and the tests; what a view stands on also selects all tests that may ask for the
page. A template selects the tests of the modules that name it, or name one that includes or
extends it, and the browser tests; styles and scripts select the browser tests and those that read
these files. Models, migrations, settings, translations, dependencies and the fixtures of all tests
select everything, and so does what cannot be attributed.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
APPS = ("modellkoncept", "programmes", "meetings", "padlet", "checklist")
# Read by every test, or by how the tests are run.
EVERYTHING = re.compile(
    r"(?x) .*/migrations/ | .*/models(/|\.py$) | .*/(apps|settings|urls|asgi|admin)\.py$"
    r" | tests/(conftest|factories|throwaway_servers|__init__)\.py$ | tests/.*(?<!\.py)$"
    r" | pyproject\.toml$ | uv\.lock$ | manage\.py$ | start$ | test$ | locale/ | static/img/"
)
TEXT = re.compile(r"[^/]*\.md$|LICENSE$|\.gitignore$")  # no test reads these
BROWSER = "tests/browser"
# They read style sheets, scripts and templates as files, or ask every address.
READ_FILES = (
    "tests/modellkoncept/test_css.py",
    "tests/modellkoncept/test_components.py",
    "tests/modellkoncept/test_headers.py",
    "tests/modellkoncept/test_language.py",
    "tests/modellkoncept/test_staticfiles.py",
)
GUARDED = "tests/test_every_url_is_guarded.py"
ALL = ["tests"]
SETTINGS = (ROOT / "modellkoncept" / "settings.py").read_text()


class Everything(Exception):  # noqa: N818 – it is no error, it ends the search
    """A changed file concerns every test."""


def changed_files(revision: str) -> set[str]:
    """What differs from the revision, committed or not, and files that git does not know yet."""
    commands = (
        ["git", "diff", "--name-only", "--no-renames", revision],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    return {line for command in commands for line in _lines(command)}


def select_tests(changed: Iterable[str]) -> list[str]:
    """The arguments for pytest; an empty list when no test concerns what changed."""
    graph = grimp.build_graph(*APPS, "tests", cache_dir=None)
    found: set[str] = set()
    try:
        for path in sorted(changed):
            found |= _select(path, graph)
    except Everything as reason:
        print(f"{reason} concerns every test.", file=sys.stderr)  # noqa: T201 – a command's answer
        return ALL
    return sorted(_without_parts(found))


def _select(path: str, graph: grimp.ImportGraph) -> set[str]:
    if TEXT.match(path):
        return set()
    if EVERYTHING.match(path):
        raise Everything(path)
    for begins, select in SELECTORS.items():
        if path.startswith(begins):
            return select(path, graph)
    if path.endswith(".py"):
        return _importers(path, graph)
    raise Everything(path)


def _importers(path: str, graph: grimp.ImportGraph) -> set[str]:
    """The test files that stand on this module, by import or by one of the ways named below."""
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    if module not in graph.modules:
        raise Everything(path)  # removed, or renamed
    modules = {module, *graph.find_downstream_modules(module)}
    modules |= _by_command(modules, graph)
    by_address = {each for each in modules if each.endswith((".urls", ".asgi"))}
    named = [each for each in modules - {*APPS} - by_address if f'"{each}' in SETTINGS]
    if named or any(".templatetags." in each for each in modules):
        raise Everything(path)  # found by its name, not by import
    files = {f"{each.replace('.', '/')}.py" for each in modules if each.startswith("tests.")}
    chosen = {file for file in files if Path(file).name.startswith("test_")}
    chosen |= {str(Path(file).parent) for file in files if file.endswith("conftest.py")}
    if "tests" in chosen or not chosen | _by_address(modules, graph):
        raise Everything(path)
    readers = set() if module.startswith("tests.") else {*READ_FILES}
    return chosen | _by_address(modules, graph) | readers


def _by_command(modules: set[str], graph: grimp.ImportGraph) -> set[str]:
    """Modules of tests that name a management command which is among these modules."""
    names = {each.rpartition(".")[2] for each in modules if ".management.commands." in each}
    found = set()
    for file in (ROOT / "tests").rglob("*.py"):
        text = file.read_text()
        if any(f'"{name}"' in text for name in names):
            module = str(file.relative_to(ROOT).with_suffix("")).replace("/", ".")
            found |= {module, *graph.find_downstream_modules(module)}
    return found


def _by_address(modules: set[str], graph: grimp.ImportGraph) -> set[str]:
    """Pages are asked for by address, and apps register with those below them when they start.

    So what a view stands on concerns the tests of its app, of the apps above it, of the frame and
    in the browser; what a registration stands on concerns the tests of all apps.
    """
    if any(each.endswith((".apps", ".hooks")) for each in modules):
        return {*(f"tests/{app}" for app in APPS), BROWSER, GUARDED}
    apps = {each.partition(".")[0] for each in modules if re.search(r"\.(views|urls)\b", each)}
    if not apps:
        return set()
    above = {
        each.partition(".")[0]
        for app in apps
        for each in graph.find_downstream_modules(app, as_package=True)
    }
    return {
        *(f"tests/{app}" for app in {*apps, *above, "modellkoncept"} & {*APPS}),
        BROWSER,
        GUARDED,
    }


def _template(path: str, graph: grimp.ImportGraph) -> set[str]:
    """The browser tests, those that read templates, and the tests of the modules that name one."""
    names = {path.removeprefix("templates/")}
    texts = {
        str(file.relative_to(ROOT / "templates")): file.read_text()
        for file in (ROOT / "templates").rglob("*")
        if file.is_file()
    }
    while (
        more := {name for name, text in texts.items() if any(f'"{each}"' in text for each in names)}
        - names
    ):
        names |= more
    chosen: set[str] = {BROWSER, GUARDED, *READ_FILES}
    named = False
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            text = file.read_text()
            if any(f'"{name}"' in text or f"'{name}'" in text for name in names):
                chosen |= _importers(str(file.relative_to(ROOT)), graph)
                named = True
    if not named:  # found by a name that is put together, or by a library
        raise Everything(path)
    return chosen


def _style_or_script(path: str, graph: grimp.ImportGraph) -> set[str]:
    chosen = {BROWSER, *READ_FILES}
    if path.endswith("document.css"):  # what PDFs are set with
        raise Everything(path)
    return chosen


def _deployment(path: str, graph: grimp.ImportGraph) -> set[str]:
    return {"tests/deploy"}


SELECTORS: dict[str, Callable[[str, grimp.ImportGraph], set[str]]] = {
    "deploy/": _deployment,
    "templates/": _template,
    "static/css/": _style_or_script,
    "static/js/": _style_or_script,
}


def _without_parts(chosen: set[str]) -> set[str]:
    """Paths that exist, without those inside another that is chosen."""
    there = {each for each in chosen if (ROOT / each).exists()}
    return {each for each in there if not {str(up) for up in Path(each).parents} & there}


def _lines(command: list[str]) -> list[str]:
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def main() -> None:
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    for path in select_tests(changed_files(revision)):
        print(path)  # noqa: T201 – a command's answer


if __name__ == "__main__":
    main()
