"""`manage.py up` and other commands, as they are typed."""

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

PATIENCE = 90  # seconds; other tests may be using the machine


class Up:
    """One `manage.py up` on its own data folder, and what it says."""

    def __init__(self, data: Path, *arguments: str, output: Path | None = None) -> None:
        self.data = data
        self.output = output or data.with_suffix(f".{time.monotonic_ns()}.txt")
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "BASE_URL", "DEMO"}
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--data", str(data), "--no-demo", *arguments],
                env=clean | {"STATIC_HASHED": "0"},
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def said(self) -> str:
        return self.output.read_text()

    def family(self) -> set[int]:
        """Everything that runs because this does."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except FileNotFoundError:
                continue
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return family

    def child(self, word: str) -> int:
        """The process right below the supervisor whose command holds the word."""
        (found,) = self.children(word)
        return found

    def children(self, word: str) -> list[int]:
        """The processes right below the supervisor whose command holds the word."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split() if word in command_of(int(pid))]

    def stop(self, how: int) -> float:
        """Send the signal; the seconds until the supervisor was gone."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return time.monotonic() - began


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a dead process that nobody has buried has no command."""
    return {pid for pid in pids if command_of(pid)}


def is_well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/halsa/", timeout=5) as answer:
            return json.load(answer)["ok"]
    except (OSError, http.client.HTTPException, urllib.error.HTTPError):
        return False


def manage(*words: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as it is typed in `folder`, to its end."""
    ours = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "BASE_URL", "DEMO"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, Path(settings.BASE_DIR, "manage.py"), *words],
        env=clean | {"STATIC_HASHED": "0", "CALLED_FROM": str(folder), **more},
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
