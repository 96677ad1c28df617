"""After a good start no part is given up and none stops another; before it, a sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from modellkoncept.embedded import orphans, supervisor
from modellkoncept.embedded.supervisor import Program, RestartLimitError, Supervisor, last_lines

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
    well = shell(tmp_path, "well", "echo up; exec sleep 600")
    sick = shell(tmp_path, "sick", "test -e cause && echo up && exit 1; echo up; exec sleep 600")
    kept.start(well)
    kept.start(sick)
    kept.settle()
    supervise(kept, lambda: counted(tmp_path, "sick") == 1)
    cause.touch()
    kept._kept[1].process.kill()

    supervise(kept, lambda: counted(tmp_path, "sick") > 12)
    cause.unlink()
    supervise(kept, lambda: "sick is back" in heard.lines)

    assert heard.lines == ["sick died -9", "sick in trouble", "sick is back"]
    assert counted(tmp_path, "well") == 1


def test_the_pauses_between_two_tries_grow_and_are_bounded(tmp_path: Path, kept, monkeypatch):
    monkeypatch.setattr(supervisor, "PAUSE", 0.05)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.2)
    pauses: list[float] = []
    kept.start(shell(tmp_path, "sick", "exit 1"))
    kept.settle()

    def note_pause() -> bool:
        row = kept._kept[0]
        if row.process is None and (not pauses or row.start_again_at != pauses[-1]):
            pauses.append(row.start_again_at)
        return len(pauses) == 40

    supervise(kept, note_pause)
    between = [later - earlier for earlier, later in zip(pauses, pauses[1:], strict=False)]

    assert between[0] < between[2] < 0.3
    assert max(between[3:]) < 0.4


def test_a_good_while_forgets_earlier_deaths(tmp_path: Path, kept, heard):
    kept.start(shell(tmp_path, "once", "test -e there && exec sleep 600; touch there; exit 1"))
    kept.settle()

    supervise(kept, lambda: heard.lines == ["once died 1", "once is back"])
    supervise(kept, lambda: not kept._kept[0].deaths)


def test_what_cannot_even_be_started_does_not_stop_the_others(tmp_path: Path, kept, heard):
    """A file where its log's folder should be stands for a full disk and a missing right."""
    way = tmp_path / "log"
    kept.start(shell(tmp_path, "sick", "exec sleep 600"))
    kept.settle()
    way.rename(tmp_path / "elsewhere")
    way.write_text("in the way")
    kept._kept[0].process.kill()

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
        shell(tmp_path, "slow", "trap '' TERM; echo up; sleep 600"),
        answers=answering.exists,
        patience=0.3,
    )
    answering.touch()
    kept.start(hanging)
    kept.wait_for(hanging)
    kept.settle()
    answering.unlink()
    kept._kept[0].process.kill()

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
        "import socket, time; s = socket.socket();"
        " s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1);"
        f" s.bind(('127.0.0.1', {port})); s.listen(); time.sleep(600)"
    )
    web = Program(name="web", command=[sys.executable, "-c", listens], log=tmp_path / "web.log")
    kept.start(web)
    kept.settle()
    supervise(kept, lambda: _is_open(port))
    kept._kept[0].process.kill()
    kept._kept[0].process.wait()

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

        kept.start(replace(shell(tmp_path, "web", "exec sleep 600"), pid_file=pid_file))

        assert orphan.wait(PATIENCE) == -signal.SIGTERM
        assert pid_file.read_text().split()[0] == str(kept._kept[0].process.pid)
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
