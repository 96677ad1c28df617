"""Other processes on the test's own database: real commands, real workers."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from subprocess import STDOUT, Popen
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root needs a stand-in for Postgres")


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a process that lives beside this test, with its files in `data`."""
    there = connection.settings_dict
    user = ":".join(quote(there[part], safe="") for part in ("USER", "PASSWORD") if there[part])
    host = quote(there["HOST"] or "", safe="")
    port = f":{there['PORT']}" if there["PORT"] else ""
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{user}@{host}{port}/{there['NAME']}",
        "DATA_DIR": str(data),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEMO": "1",
        "STATIC_HASHED": "0",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def running(*arguments: str, env: dict[str, str], log: Path) -> Iterator[Popen[bytes]]:
    """Run Python with these arguments; at the end the whole group is killed, as by a power cut."""
    with log.open("ab") as output:
        process = Popen(  # noqa: S603 – our own command
            [sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: Popen[bytes]) -> None:
    """Kill -9 the process and all its children."""
    if process.poll() is None:
        os.killpg(process.pid, SIGKILL)
    process.wait()
