"""Whether a folder holds the files of a whole Postgres that we may run, in sentences."""

import pwd
import re
import stat
from pathlib import Path

from modellkoncept.embedded import CannotRunError

RESTORE = "återställ en säkerhetskopia med ./start --restore FIL"


def version_of_files(home: Path, owner: int) -> int | None:
    """The major version of Postgres that made these files; None when there are none yet.

    `owner` is the user that will run Postgres. Raises CannotRunError for files that are half there,
    belong to another user, or cannot be read.
    """
    try:
        if not home.exists() or (home.is_dir() and not any(home.iterdir())):
            return None
        if not home.is_dir():
            raise CannotRunError(f"{home} är ingen mapp. Flytta undan den och starta igen.")
        _refuse_another_owner(home, owner)
        version = re.match(r"\d+", (home / "PG_VERSION").read_text(errors="replace"))
        is_whole = version and (home / "global" / "pg_control").exists()
    except FileNotFoundError:
        version, is_whole = None, False
    except PermissionError as error:
        raise CannotRunError(
            f"Databasens filer i {home} kan inte läsas: du har inte rätt till dem. Starta som den"
            " användare som skapade dem, eller ange en annan mapp med --data."
        ) from error
    if not version or not is_whole:
        raise CannotRunError(
            f"Mappen {home} har inte alla databasens filer. Flytta undan mappen, starta igen och"
            f" {RESTORE}."
        )
    return int(version[0])


def _refuse_another_owner(home: Path, owner: int) -> None:
    found = home.stat()
    if found.st_uid != owner:
        raise CannotRunError(
            f"Databasens filer i {home} tillhör användaren {_name_of(found.st_uid)}, men databasen"
            f" körs som {_name_of(owner)}. Starta som den användaren, ge bort mappen"
            f" (chown -R {_name_of(owner)} {home}) eller ange en annan mapp med --data."
        )
    if stat.S_IMODE(found.st_mode) & 0o027:
        raise CannotRunError(
            f"Databasens filer i {home} kan nås av andra användare. Stäng mappen"
            f" (chmod 700 {home}) och starta igen."
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def other_version_help(home: Path, made_with: int, ours: int) -> str:
    """One sentence with both versions and the way over."""
    if made_with > ours:
        return (
            f"Databasens filer i {home} är skapade med Postgres {made_with}, men här körs den äldre"
            f" Postgres {ours}: kör dem med den nyare version av programmet som skapade dem, eller"
            f" installera Postgres {made_with}, säkerhetskopiera med ./start --backup FIL, flytta"
            f" undan mappen och {RESTORE}."
        )
    return (
        f"Databasens filer i {home} är skapade med Postgres {made_with}, men här körs Postgres"
        f" {ours}: installera Postgres {made_with}, säkerhetskopiera med ./start --backup FIL,"
        f" flytta undan mappen och {RESTORE}."
    )
