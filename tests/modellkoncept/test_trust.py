"""TRUST.md names a test for each promise, and the tests are there."""

import re

import pytest
from django.conf import settings

ROWS = re.findall(
    r"^\| ([CSPR]\d+) \| (.+?) \| (.+?) \|$",
    (settings.BASE_DIR / "TRUST.md").read_text(),
    re.MULTILINE,
)


def test_the_promises_are_numbered_without_a_gap():
    for letter in "CSRP":
        numbers = [int(name[1:]) for name, _promise, _tests in ROWS if name[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(("promise", "tests"), [(row[0], row[2]) for row in ROWS])
def test_a_promise_names_tests_that_are_there(promise, tests):
    named = re.findall(r"`(tests/[\w/]+\.py)`", tests)

    assert named
    assert [name for name in named if not (settings.BASE_DIR / name).is_file()] == []


def test_what_the_code_refers_to_is_promised():
    numbers = {name for name, _promise, _tests in ROWS}
    for file in settings.BASE_DIR.glob("padlet/**/*.py"):
        for said in re.findall(r"TRUST: ((?:C\d+(?:, )?)+)", file.read_text()):
            assert set(said.split(", ")) <= numbers, file
