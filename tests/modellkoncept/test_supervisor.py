"""After a good start no part is given up and none stops another; before it, a sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from modellkoncept.embedded import orphans, supervisor
from modellkoncept.embedded.supervisor import (
    Program,
    RestartLimitError,
    Supervisor,
    last_lines,
    wait_until,
)

PATIENCE = 20  # seconds


@dataclass
class Heard:
    """What the supervisor told: each outage, its trouble, and its end."""

    lines: list[str] = field(default_factory=list)

    def death(self, program: Program, code: int | None) -> None:
        self.lines.append(f"{program.name} died {code}")

    def trouble(self, program: Program) -> None:
        self.lines.append(f"{program.name} in trouble")

    def end(self, program: Program) -> None:
        self.lines.append(f"{program.name} is back")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def kept(heard: Heard, monkeypatch) -> Iterator[Supervisor]:
    """A supervisor whose pauses and good whiles are short enough for a test."""
    monkeypatch.setattr(supervisor, "PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(supervisor, "GOOD_WHILE", 1.0)
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.02)
    made = Supervisor(heard.death, heard.end, heard.trouble)
    yield made
    made.stop()


def shell(folder: Path, name: str, script: str) -> Program:
    return Program(
        name=name,
        command=["/bin/sh", "-c", script],
        log=folder / "log" / f"{name}.log",
        folder=folder,
    )


def supervise(kept: Supervisor, until: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        kept.restart_dead()
        time.sleep(0.01)


def pid_of(folder: Path, name: str) -> int:
    """The process that began last: each of ours tells its number first."""
    return int(last_lines(folder / "log" / f"{name}.log", 1))


def kill(folder: Path, name: str) -> None:
    os.kill(pid_of(folder, name), signal.SIGKILL)


def counted(folder: Path, name: str) -> int:
    """How often the program has been started."""
    return len(last_lines(folder / "log" / f"{name}.log", 10_000).splitlines())


def test_what_dies_again_and_again_before_a_good_start_is_given_up(tmp_path: Path, kept, heard):
    sick = replace(shell(tmp_path, "sick", "echo so it ends; exit 3"), answers=lambda: False)
    kept.start(sick)

    with pytest.raises(RestartLimitError):
        kept.wait_for(sick)

    assert heard.lines == ["sick died 3"]
    assert last_lines(sick.log, 2) == "so it ends\nso it ends"


def test_after_a_good_start_it_is_tried_until_its_cause_is_gone_and_no_other_is_stopped(
    tmp_path: Path, kept, heard
):
    cause = tmp_path / "cause"
    well = shell(tmp_path, "well", "echo $$; exec sleep 600")
    sick = shell(tmp_path, "sick", "echo $$; test -e cause && exit 1; exec sleep 600")
    kept.start(well)
    kept.start(sick)
    kept.settle()
    supervise(kept, lambda: counted(tmp_path, "sick") == 1)
    time.sleep(0.2)  # it has looked for its cause
    cause.touch()
    kill(tmp_path, "sick")

    supervise(kept, lambda: counted(tmp_path, "sick") > 12)
    cause.unlink()
    supervise(kept, lambda: "sick is back" in heard.lines)

    assert heard.lines == ["sick died -9", "sick in trouble", "sick is back"]
    assert counted(tmp_path, "well") == 1


def test_the_pauses_between_two_tries_grow_and_are_bounded(tmp_path: Path, kept, monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSE", 0.1)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.8)
    kept.start(shell(tmp_path, "sick", "date +%s.%N; exit 1"))
    kept.settle()

    supervise(kept, lambda: counted(tmp_path, "sick") == 12)

    lines = last_lines(tmp_path / "log" / "sick.log", 12).splitlines()
    began = [float(line) for line in lines]
    pauses = [later - earlier for earlier, later in pairwise(began)]
    assert 0.1 <= pauses[0] < pauses[2] < pauses[3]
    assert min(pauses[3:]) >= 0.8
    assert max(pauses) < 0.8 + 2  # a machine that is busy


def test_a_good_while_forgets_earlier_deaths(tmp_path: Path, kept, heard):
    kept.start(shell(tmp_path, "often", "echo $$; exec sleep 600"))
    kept.settle()
    supervise(kept, lambda: counted(tmp_path, "often"))

    for _ in range(supervisor.MAX_DEATHS + 2):
        before = counted(tmp_path, "often")
        kill(tmp_path, "often")
        supervise(kept, lambda before=before: counted(tmp_path, "often") > before)
        lived = time.monotonic()
        supervise(kept, lambda lived=lived: time.monotonic() > lived + 1.3)

    assert "often in trouble" not in heard.lines
    assert heard.lines[-1] == "often is back"


def test_what_cannot_even_be_started_does_not_stop_the_others(tmp_path: Path, kept, heard):
    """A file where its log's folder should be stands for a full disk and a missing right."""
    way = tmp_path / "log"
    kept.start(shell(tmp_path, "sick", "echo $$; exec sleep 600"))
    kept.settle()
    supervise(kept, lambda: counted(tmp_path, "sick"))
    pid = pid_of(tmp_path, "sick")
    way.rename(tmp_path / "elsewhere")
    way.write_text("in the way")
    os.kill(pid, signal.SIGKILL)

    supervise(kept, lambda: "sick in trouble" in heard.lines)
    way.unlink()
    supervise(kept, lambda: "sick is back" in heard.lines)

    assert heard.lines == ["sick died -9", "sick in trouble", "sick is back"]


def test_before_a_good_start_it_is_said_at_once_why_it_cannot_be_started(tmp_path: Path, kept):
    (tmp_path / "log").write_text("in the way")

    with pytest.raises(OSError, match="exists"):
        kept.start(shell(tmp_path, "sick", "exec sleep 600"))


def test_a_part_that_hangs_in_its_start_is_ended_and_tried_again(tmp_path: Path, kept, heard):
    answering = tmp_path / "answering"
    hanging = replace(
        shell(tmp_path, "slow", "trap '' TERM; echo $$; sleep 600"),
        answers=answering.exists,
        patience=0.3,
    )
    answering.touch()
    kept.start(hanging)
    kept.wait_for(hanging)
    kept.settle()
    supervise(kept, lambda: counted(tmp_path, "slow"))
    answering.unlink()
    kill(tmp_path, "slow")

    supervise(kept, lambda: counted(tmp_path, "slow") > 3)
    answering.touch()
    supervise(kept, lambda: "slow is back" in heard.lines)

    assert (heard.lines[0], heard.lines[-1]) == ("slow died -9", "slow is back")
    assert heard.lines.count("slow died -9") == 1
    assert "slow died None" not in heard.lines  # one outage is told once


def test_a_port_that_was_taken_meanwhile_is_used_again_when_it_is_free(tmp_path: Path, kept, heard):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listens = (
        "import os, socket, time; print(os.getpid(), flush=True); s = socket.socket();"
        " s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1);"
        f" s.bind(('127.0.0.1', {port})); s.listen(); time.sleep(600)"
    )
    web = Program(
        name="web", command=[sys.executable, "-c", listens], log=tmp_path / "log" / "web.log"
    )
    kept.start(web)
    kept.settle()
    supervise(kept, lambda: _is_open(port))
    kill(tmp_path, "web")
    assert wait_until(lambda: not _is_open(port), PATIENCE)

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        supervise(kept, lambda: "web in trouble" in heard.lines)
    supervise(kept, lambda: "web is back" in heard.lines)

    assert heard.lines == ["web died -9", "web in trouble", "web is back"]


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_orphan_of_a_killed_supervisor_is_ended_before_the_next_start(tmp_path: Path, kept):
    pid_file = tmp_path / "pids" / "web"
    with subprocess.Popen(["/bin/sleep", "600"], start_new_session=True) as orphan:
        orphans.record_pid(pid_file, orphan.pid)

        kept.start(replace(shell(tmp_path, "web", "echo $$; exec sleep 600"), pid_file=pid_file))

        assert orphan.wait(PATIENCE) == -signal.SIGTERM
        supervise(kept, lambda: counted(tmp_path, "web"))
        assert pid_file.read_text().split()[0] == str(pid_of(tmp_path, "web"))
    kept.stop()
    assert not pid_file.exists()


@pytest.mark.parametrize("written", ["", "no number", "{pid} ", "{pid} another birth"])
def test_a_process_that_only_has_an_orphans_number_is_left_alone(tmp_path: Path, written: str):
    pid_file = tmp_path / "web"
    with subprocess.Popen(["/bin/sleep", "600"], start_new_session=True) as stranger:
        pid_file.write_text(written.format(pid=stranger.pid))

        orphans.end_orphan(pid_file, signal.SIGTERM)

        assert stranger.poll() is None
        os.kill(stranger.pid, signal.SIGKILL)
