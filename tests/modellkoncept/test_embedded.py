"""Private servers: who may reach their sockets, their secret key, and how they are stopped."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modellkoncept import embedded
from modellkoncept.embedded import postgres, redis
from modellkoncept.embedded.supervisor import Program, Supervisor, wait_until


def test_the_secret_key_is_made_once_and_is_its_owners_alone(data: Path):
    key = embedded.secret_key(data / "var")

    assert len(key) == 80
    assert embedded.secret_key(data / "var") == key
    assert stat.S_IMODE((data / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_secret_key_that_a_full_disk_left_empty_is_made_anew(data: Path):
    (data / "secret_key").write_text("")

    key = embedded.secret_key(data)

    assert (len(key), embedded.secret_key(data)) == (80, key)
    assert [file.name for file in data.glob("*secret_key*")] == ["secret_key"]


def test_a_secret_key_that_cannot_be_written_leaves_nothing_half(data: Path, monkeypatch):
    def is_full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", is_full)
        with pytest.raises(OSError, match="No space left"):
            embedded.secret_key(data)

    assert list(data.glob("*secret_key*")) == []
    assert len(embedded.secret_key(data)) == 80


def test_processes_that_begin_at_once_have_one_secret_key(data: Path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(embedded.secret_key, [data] * 8))

    assert len(made) == 1


def test_a_socket_has_a_path_short_enough_wherever_the_temporary_folder_is(data: Path, monkeypatch):
    long = data / ("a" * 80)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    assert embedded.socket_dir(data).parent == Path("/tmp")  # noqa: S108 – the fallback itself


def test_only_we_may_enter_the_folder_of_sockets(data: Path):
    folder = embedded.make_socket_dir(data)

    assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0
    assert folder.stat().st_uid == os.getuid()


def test_a_folder_of_sockets_that_others_can_enter_is_refused(data: Path):
    folder = embedded.socket_dir(data)
    folder.mkdir()
    folder.chmod(0o777)

    with pytest.raises(embedded.CannotRunError, match="är inte bara din"):
        embedded.make_socket_dir(data)


def test_a_link_in_place_of_the_folder_of_sockets_is_refused(data: Path):
    embedded.socket_dir(data).symlink_to(data)

    try:
        with pytest.raises(embedded.CannotRunError, match="är inte bara din"):
            embedded.make_socket_dir(data)
    finally:
        embedded.socket_dir(data).unlink()


def test_a_folder_of_sockets_that_was_cleaned_away_is_made_again(
    data: Path, supervisor: Supervisor
):
    programs = [postgres.program(data, fast=True), redis.program(data)]
    shutil.rmtree(embedded.socket_dir(data))

    for program in programs:
        supervisor.start(program)
        supervisor.wait_for(program)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process in /proc")
def test_what_stops_for_nobody_is_killed_with_all_it_started(tmp_path: Path):
    supervisor = Supervisor()
    started = tmp_path / "started"
    deaf = "trap '' TERM; sleep 600 & echo $! > draft; mv draft started; wait; wait"
    supervisor.start(
        Program(
            name="deaf",
            command=["/bin/sh", "-c", deaf],
            log=tmp_path / "deaf.log",
            folder=tmp_path,
        )
    )
    assert wait_until(started.exists, 10)
    command = Path("/proc", started.read_text().strip(), "cmdline")
    assert wait_until(lambda: command.read_bytes().startswith(b"sleep"), 10)

    supervisor.ask_to_stop()
    supervisor.ask_to_stop()  # in a hurry
    supervisor.stop()

    # Dead: not there, or waiting for its burial with no command left.
    assert wait_until(lambda: not command.exists() or command.read_bytes() == b"", 5)


def test_the_help_about_pango_has_one_exact_line_for_each_system():
    assert embedded.pango_help().splitlines()[1:] == [
        (
            "  Debian, Ubuntu:  sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0 fonts-open-sans"
        ),
        "  Fedora:          sudo dnf install pango harfbuzz open-sans-fonts",
        "  macOS:           brew install pango font-open-sans",
    ]
