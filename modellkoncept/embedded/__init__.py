"""A private Postgres and Redis for a machine that has none: what they all need to agree on.

The settings import this package, so it knows nothing of Django. What goes wrong here is said in
Swedish: the person at the keyboard reads it.
"""

import ctypes
import hashlib
import os
import pwd
import secrets
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

DATABASE = "modellkoncept"
POSTGRES_SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes, on macOS; Linux has room for four more
PANGO_HELP = (
    "Pango saknas, och utan Pango kan inga dokument skapas. Installera och starta igen:\n"
    "  Debian, Ubuntu:  sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    " fonts-open-sans\n"
    "  Fedora:          sudo dnf install pango harfbuzz open-sans-fonts\n"
    "  macOS:           brew install pango font-open-sans"
)


class CannotRunError(Exception):
    """Why Postgres or Redis cannot run here, as a sentence to show."""


def secret_key(data: Path) -> str:
    """The key of this data folder, made on first use and readable by its owner only."""
    path = data / "secret_key"
    if not path.exists() or not path.stat().st_size:
        data.mkdir(parents=True, exist_ok=True)
        _write_secret(path)
    return path.read_text()


def _write_secret(path: Path) -> None:
    """All of the file or nothing, also on a full disk; where two begin at once, one of them."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(60))
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not path.stat().st_size:
            path.unlink()  # of a start that was cut off before it had written anything
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()


def socket_dir(data: Path) -> Path:
    """A short folder for sockets (their paths have a limit), one for each data folder."""
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:8]
    name = f"modellkoncept-{os.getuid()}-{mark}"
    folder = Path(tempfile.gettempdir()) / name
    too_long = len(os.fsencode(folder / f"{POSTGRES_SOCKET}.lock")) > LONGEST_SOCKET_PATH
    return Path("/tmp") / name if too_long else folder  # noqa: S108 – make_socket_dir checks whose it is


def database_url(data: Path) -> str:
    return f"postgres://postgres@{quote(str(socket_dir(data)), safe='')}/{DATABASE}"


def redis_url(data: Path) -> str:
    return f"unix://{socket_dir(data)}/redis.sock"


def pango_is_missing() -> bool:
    """Whether WeasyPrint would find no Pango; asked without the second that its import takes."""
    return not all(
        _loads(f"lib{name}.so.0", f"lib{name}.dylib", f"lib{name}.0.dylib")
        for name in ("pango-1.0", "pangoft2-1.0")
    )


def pango_help() -> str:
    """The error message for a machine that lacks Pango, with the command that installs it."""
    return PANGO_HELP


def _loads(*names: str) -> bool:
    folders = ["", "/opt/homebrew/lib/", "/usr/local/lib/"] if sys.platform == "darwin" else [""]
    for folder in folders:
        for name in names:
            with suppress(OSError):
                ctypes.CDLL(folder + name)
                return True
    return False


def make_socket_dir(data: Path) -> Path:
    """The folder of sockets, closed to other users: Postgres trusts everybody who can enter it."""
    folder = socket_dir(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o007:
        raise CannotRunError(
            f"Mappen {folder} är inte bara din. Ta bort den, eller ange en annan mapp med --data."
        )
    stand_in = unprivileged_user()
    if stand_in:
        os.chown(folder, os.getuid(), stand_in[1])
        folder.chmod(0o770)
    return folder


def remove_socket_dir(data: Path) -> None:
    shutil.rmtree(socket_dir(data), ignore_errors=True)


def unprivileged_user() -> tuple[int, int] | None:
    """User and group that run Postgres for root, which Postgres refuses to run as."""
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid
