"""Process supervisor: start, restart and stop a handful of programs, and leave none behind.

Until `settle` is called, a program that dies again and again is given up, for then it never was
well. After that none is given up and none stops another: each has a backoff of its own.
"""

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

from modellkoncept.embedded import CannotRunError
from modellkoncept.embedded.orphans import end_orphan, forget_pid, record_pid

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
# Found before any fork: a child between fork and exec must not load libraries.
_prctl = ctypes.CDLL(None).prctl if LINUX else None

MAX_DEATHS = 5  # before a good start
WITHIN = 60.0  # seconds
PAUSE = 0.25  # seconds before the first new try; doubled for each death that follows
LONGEST_PAUSE = 15.0  # seconds between two tries, however often they failed
GOOD_WHILE = 60.0  # seconds of life after which earlier deaths count no more
LOOK_EVERY = 0.5  # seconds between two questions to a program that does not answer yet
CANNOT_START = (OSError, subprocess.SubprocessError, CannotRunError)
STOP_USERS = 3.3  # seconds that web and worker get; uvicorn lets open streams go after 3
STOP_ALL = (
    4.4  # seconds until Postgres and Redis are gone too; most of them theirs when all is calm
)


class RestartLimitError(Exception):
    """A program died again and again, or never began to answer, before all had a good start."""

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
    patience: float = 60.0  # seconds to begin to answer before a start counts as hanging
    pid_file: Path | None = None  # who runs, for the next supervisor when we are killed


@dataclass
class _Kept:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    # Since its last good while; bounded, for a part may die for days.
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=32))
    started_at: float = 0.0
    start_again_at: float = 0.0
    look_again_at: float = 0.0
    is_answering: bool = False
    is_back: bool = True  # well, as far as the others have been told

    @property
    def life(self) -> float:
        return time.monotonic() - self.started_at

    @property
    def proof(self) -> float:
        """Seconds that it must live before it is called well: longer, the more often it died."""
        return min(2.0 ** len(self.deaths), GOOD_WHILE) if self.deaths else 0.0


class Supervisor:
    """Start programs, restart those that die, and stop them all.

    `on_death` is told once of an outage, however often the program dies in it; `on_trouble` when
    several new tries have failed; `on_return` when it is over. The code is None for a program that
    never began to answer, or could not even be started.

    Linux ties a child's life to the thread that made it: use it from the main thread only.
    """

    def __init__(
        self,
        on_death: Callable[[Program, int | None], None] = lambda _program, _code: None,
        on_return: Callable[[Program], None] = lambda _program: None,
        on_trouble: Callable[[Program], None] = lambda _program: None,
    ) -> None:
        self._kept: list[_Kept] = []
        self._on_death, self._on_return, self._on_trouble = on_death, on_return, on_trouble
        self._stop_asked = self._hurry = self._is_settled = False

    def start(self, program: Program) -> None:
        """Start the program; it may not answer yet. Raises OSError before the good start only."""
        with suppress(OSError):  # the last run's log is kept, the one before it is not
            program.log.rename(program.log.with_suffix(".old.log"))
        kept = _Kept(program)
        self._kept.append(kept)
        self._try_to_start(kept)

    def settle(self) -> None:
        """Call the start a good one: from now on no program is given up."""
        self._is_settled = True

    def wait_for(self, program: Program, seconds: float | None = None) -> None:
        """Return when the program answers. Programs that die meanwhile get their new tries."""
        assert program.answers is not None  # noqa: S101 – a slip of ours, not of a person's
        began = time.monotonic()
        while not program.answers():
            if time.monotonic() > began + (seconds or program.patience):
                raise RestartLimitError(program)
            self.restart_dead()
            young = time.monotonic() < began + 1
            time.sleep(0.02 if young else 0.2)

    def restart_dead(self) -> None:
        """Restart the programs that have died, and those that hang in their start.

        Before the good start RestartLimitError says that this does not help. A requested stop is
        raised here, where no child is half started, as StopRequestedError.
        """
        if self._stop_asked:
            raise StopRequestedError
        for kept in self._kept:
            if kept.process is None:
                if time.monotonic() >= kept.start_again_at:
                    self._try_to_start(kept)
            elif kept.process.poll() is not None:
                self._schedule_restart(kept, kept.process.returncode)
            elif not kept.is_back:
                self._look_at(kept, kept.process)
            elif kept.deaths and kept.life > GOOD_WHILE:
                kept.deaths.clear()

    def _try_to_start(self, kept: _Kept) -> None:
        """Start it; what keeps it from starting (a full disk, a file in the way) is a death."""
        kept.started_at, kept.is_answering = time.monotonic(), False
        try:
            kept.process = _spawn(kept.program)
        except CANNOT_START:
            if not self._is_settled:
                raise
            self._schedule_restart(kept, None)

    def _look_at(self, kept: _Kept, process: "subprocess.Popen[bytes]") -> None:
        """Ask a restarted program whether it is well; end one that hangs in its start."""
        if time.monotonic() < kept.look_again_at:
            return
        kept.look_again_at = time.monotonic() + LOOK_EVERY
        if not kept.is_answering:
            kept.is_answering = kept.program.answers is None or kept.program.answers()
        if kept.is_answering:
            if kept.life >= kept.proof:
                kept.is_back = True
                self._on_return(kept.program)
        elif kept.life > kept.program.patience:
            _end(process, kept.program.kill_signal)
            self._schedule_restart(kept, None)

    def _schedule_restart(self, kept: _Kept, code: int | None) -> None:
        if kept.process is not None:
            _kill_group(kept.process.pid, signal.SIGKILL)  # what it started dies with it
        began, kept.process, kept.is_back = kept.is_back, None, False
        now = time.monotonic()
        if kept.life > GOOD_WHILE and code is not None:
            kept.deaths.clear()
        kept.deaths.append(now)
        if not self._is_settled:
            while kept.deaths[0] < now - WITHIN:
                kept.deaths.popleft()
            if len(kept.deaths) >= MAX_DEATHS:
                raise RestartLimitError(kept.program)
        kept.start_again_at = now + min(PAUSE * 2 ** (len(kept.deaths) - 1), LONGEST_PAUSE)
        if began:
            self._on_death(kept.program, code)
        elif len(kept.deaths) == MAX_DEATHS:
            self._on_trouble(kept.program)

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
            if program.pid_file is not None:
                forget_pid(program.pid_file)


def _end(process: "subprocess.Popen[bytes]", kill_signal: int) -> None:
    """End a program that hangs, with its own signal first."""
    for how in (kill_signal, signal.SIGKILL):
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(2)
            return


def _spawn(program: Program) -> "subprocess.Popen[bytes]":
    if program.pid_file is not None:
        end_orphan(program.pid_file, program.stop_signal)
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
        process = subprocess.Popen(
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
    if program.pid_file is not None:
        record_pid(program.pid_file, process.pid)
    return process


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
