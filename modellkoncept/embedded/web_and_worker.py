"""The web and the worker, described for the supervisor."""

import http.client
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from modellkoncept.embedded.listen_address import ALL_INTERFACES
from modellkoncept.embedded.supervisor import Program

# How every web process runs, here and under deploy/: no line about a visitor, no head without an
# end, no protocol that nothing of ours speaks, and open streams let go when it stops.
WEB_COMMAND = (
    *("uvicorn", "modellkoncept.asgi:application", "--no-access-log", "--log-level", "warning"),
    *("--http", "modellkoncept.web.limits.connections:BoundedProtocol", "--ws", "none"),
    "--no-proxy-headers",  # where a visitor comes from is read in web/client_address.py
    *("--timeout-graceful-shutdown", "3"),
)


def web_program(data: Path, folder: Path, *, host: str, port: int, base_url: str) -> Program:
    """The web server; `folder` is the project's, and visitors come by `base_url`."""
    own = urlsplit(base_url)
    hosts = os.environ.get("ALLOWED_HOSTS") or f"{own.hostname},localhost,127.0.0.1"
    probe = "127.0.0.1" if host in ALL_INTERFACES else host

    def answers() -> bool:
        line = http.client.HTTPConnection(probe, port, timeout=2)
        try:
            line.request("GET", "/halsa/", headers={"Host": own.netloc})
            return line.getresponse().status in {200, 503}
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    return Program(
        name="web",
        command=[
            *(sys.executable, "-m", *WEB_COMMAND, "--host", host, "--port", str(port)),
        ],
        log=data / "log" / "web.log",
        answers=answers,
        environment=os.environ | {"DATABASE_POOL_SIZE": "10", "ALLOWED_HOSTS": hosts},
        folder=folder,
        pid_file=data / "pids" / "web",
    )


def worker_program(data: Path, folder: Path) -> Program:
    """The Celery worker with its beat schedule; `folder` is the project's.

    It has begun when it has read the tasks; whether it finds Redis is no matter of its start.
    """
    begun = data / "pids" / "worker.begun"
    return Program(
        name="worker",
        command=[
            *(sys.executable, "-m", "celery", "--app", "modellkoncept", "worker", "--beat"),
            *("--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle"),
        ],
        log=data / "log" / "worker.log",
        answers=begun.exists,
        tidy=lambda: begun.unlink(missing_ok=True),
        environment=os.environ | {"DATABASE_POOL_SIZE": "0", "WORKER_BEGUN_FILE": str(begun)},
        folder=folder,
        pid_file=data / "pids" / "worker",
    )
