"""Process supervisor: start, restart and stop a handful of programs, and leave none behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
# Found before any fork: a child between fork and exec must not load libraries.
_prctl = ctypes.CDLL(None).prctl if LINUX else None

MAX_DEATHS = 5
WITHIN = 60.0  # seconds
PAUSE = 0.25  # seconds before the first new try; doubled for each death that follows
STOP_USERS = 3.3  # seconds that web and worker get; uvicorn lets open streams go after 3
STOP_ALL = (
    4.4  # seconds until Postgres and Redis are gone too; most of them theirs when all is calm
)


class RestartLimitError(Exception):
    """A program died again and again, or never began to answer."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program.name)
        self.program = program


class StopRequestedError(Exception):
    """A stop of all programs was requested."""


def _nothing() -> None: ...


@dataclass(frozen=True)
class Program:
    """How one process is started, asked whether it answers, and stopped."""

    name: str
    command: Sequence[str | Path]
    log: Path
    answers: Callable[[], bool] | None = None
    tidy: Callable[[], None] = _nothing  # before every start: clears what a killed one left
    environment: Mapping[str, str] | None = None  # None: ours
    folder: Path = Path("/")
    run_as: tuple[int, int] | None = None  # user and group, when root must not run it
    is_store: bool = False  # others need it: started before them, stopped after them
    stop_signal: int = signal.SIGTERM
    kill_signal: int = signal.SIGKILL
    orphan_signal: int = signal.SIGKILL  # what the kernel sends when we are gone


@dataclass
class _Kept:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)
    start_again_at: float = 0.0
    is_back: bool = True  # answers, as far as the others have been told


class Supervisor:
    """Start programs, restart those that die, and stop them all.

    Linux ties a child's life to the thread that made it: use it from the main thread only.
    """

    def __init__(
        self,
        on_death: Callable[[Program, int], None] = lambda _program, _code: None,
        on_return: Callable[[Program], None] = lambda _program: None,
    ) -> None:
        self._kept: list[_Kept] = []
        self._on_death, self._on_return = on_death, on_return
        self._stop_asked = self._hurry = False

    def start(self, program: Program) -> None:
        """Start the program; it may not answer yet."""
        with suppress(FileNotFoundError):  # the last run's log is kept, the one before it is not
            program.log.rename(program.log.with_suffix(".old.log"))
        kept = _Kept(program)
        self._kept.append(kept)
        kept.process = _spawn(program)

    def wait_for(self, program: Program, seconds: float = 30) -> None:
        """Return when the program answers. Programs that die meanwhile get their new tries."""
        assert program.answers is not None  # noqa: S101 – a slip of ours, not of a person's
        deadline = time.monotonic() + seconds
        while not program.answers():
            if time.monotonic() > deadline:
                raise RestartLimitError(program)
            self.restart_dead()
            young = time.monotonic() < deadline - seconds + 1
            time.sleep(0.02 if young else 0.2)

    def restart_dead(self) -> None:
        """Restart the programs that have died; RestartLimitError when that does not help.

        A requested stop is raised here, where no child is half started, as StopRequestedError.
        """
        if self._stop_asked:
            raise StopRequestedError
        for kept in self._kept:
            if kept.process is None:
                if time.monotonic() >= kept.start_again_at:
                    kept.process = _spawn(kept.program)
            elif kept.process.poll() is not None:
                self._schedule_restart(kept, kept.process)
            elif not kept.is_back and (kept.program.answers is None or kept.program.answers()):
                kept.is_back = True
                self._on_return(kept.program)

    def _schedule_restart(self, kept: _Kept, process: subprocess.Popen[bytes]) -> None:
        _kill_group(process.pid, signal.SIGKILL)  # what it started dies with it
        kept.process, kept.is_back = None, False
        now = time.monotonic()
        kept.deaths.append(now)
        while kept.deaths[0] < now - WITHIN:
            kept.deaths.popleft()
        if len(kept.deaths) >= MAX_DEATHS:
            raise RestartLimitError(kept.program)
        kept.start_again_at = now + PAUSE * 2 ** (len(kept.deaths) - 1)
        self._on_death(kept.program, process.returncode)

    def ask_to_stop(self) -> None:
        """Request a stop; the second time, an immediate one. Safe in a signal handler."""
        self._stop_asked, self._hurry = True, self._stop_asked

    def stop(self) -> None:
        """Stop everything within five seconds: first those who use the stores, then the stores."""
        users = [kept for kept in self._kept if not kept.program.is_store]
        stores = [kept for kept in self._kept if kept.program.is_store]
        began = time.monotonic()
        self._stop_all(users, began + STOP_USERS)
        self._stop_all(stores, began + STOP_ALL)
        self._kept.clear()

    def _stop_all(self, group: Sequence[_Kept], deadline: float) -> None:
        living = [
            (kept.program, kept.process)
            for kept in group
            if kept.process is not None and kept.process.poll() is None
        ]
        for program, process in living:
            process.send_signal(program.stop_signal)
        wait_until(
            lambda: self._hurry or all(process.poll() is not None for _program, process in living),
            deadline - time.monotonic(),
        )
        for program, process in living:
            if process.poll() is None:
                process.send_signal(program.kill_signal)
            with suppress(subprocess.TimeoutExpired):
                process.wait(2)
            _kill_group(process.pid, signal.SIGKILL)


def _spawn(program: Program) -> "subprocess.Popen[bytes]":
    program.tidy()
    program.log.parent.mkdir(parents=True, exist_ok=True)
    user, group = program.run_as or (None, None)
    us = os.getpid()

    def die_with_us() -> None:
        if _prctl is None:
            return
        _prctl(PR_SET_PDEATHSIG, program.orphan_signal)
        if os.getppid() != us:  # we were gone before the kernel was told
            os.kill(os.getpid(), signal.SIGKILL)

    with program.log.open("ab") as log:
        return subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=program.folder,
            env=program.environment,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            start_new_session=True,  # Ctrl-C in the terminal reaches us alone
            preexec_fn=die_with_us,  # noqa: PLW1509 – it calls the kernel twice and takes no lock
        )


def _kill_group(leader: int, how: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, how)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, or an empty text when there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes or the time is up; the last answer is returned."""
    deadline = time.monotonic() + seconds
    while not (answer := done()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer
