"""A machine as deploy/README.md sets it up, on loopback and in one folder.

Everything comes from the files in deploy/: only paths and ports are put in the place of those of a
real machine. Postgres, Redis and nginx are the system's own.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from modellkoncept.embedded import unprivileged_user
from tests.deploy.debian_postgres import make_cluster, postgres_binaries
from tests.site_processes import free_port

DEPLOY = settings.BASE_DIR / "deploy"
README = (DEPLOY / "README.md").read_text()
HOST = "modellkoncept.example.se"
LEADER = "anna@example.se"
# The commands that the README has for a whole machine, as they are meant in the one folder.
SHELL = """
set -euo pipefail
sudo() { local user=$USER; if [ "$1" = -u ]; then user=$2; shift 2; fi; PGUSER=$user "$@"; }
systemctl() { :; }
curl() { :; }
"""


def missing() -> list[str]:
    """The servers of a real machine that this one lacks."""
    servers = {name: shutil.which(name) for name in ("nginx", "redis-server", "openssl", "bash")}
    servers["postgresql"] = str(postgres_binaries() or "")
    return [name for name, found in servers.items() if not found]


def unit(name: str) -> dict[str, list[str]]:
    """The [Service] of a unit: each directive with its values in their order."""
    directives: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text().partition("[Service]")[2].splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            directives.setdefault(key, []).append(value)
    return directives


def commands(heading: str) -> str:
    """The commands of one section of the README."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given."""

    daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[str] = []
        super().__init__(("127.0.0.1", 0), _Delivery)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Delivery(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.letters.append(text.decode())
            self.wfile.write(b"250 fine\r\n" if word != b"QUIT" else b"221 bye\r\n")


class Machine:
    """Its folder, its ports, and its processes by name."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="modellkoncept-deploy-")).resolve()
        self.root.chmod(0o711)  # other users run Postgres and nginx
        self.mailbox = Mailbox()
        names = ("https", "http", "postgres", "redis", "8001", "8002")
        self.ports = {name: free_port() for name in names}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = self.root / "log"
        self.log.mkdir()
        self.binaries = postgres_binaries() or Path()
        self.environment = self._environment()

    # --- files of deploy/, with this machine's paths and ports --------------------------------

    def here(self, text: str) -> str:
        """The text with the paths and ports of this machine in it."""
        for there, ours in {
            "/opt/modellkoncept/.venv/bin": str(Path(sys.executable).parent),
            "/opt/modellkoncept/deploy/pages": str(self.root / "pages"),
            "/opt/modellkoncept": str(settings.BASE_DIR),
            "/var/lib/modellkoncept": str(self.root / "data"),
            "/var/backups/modellkoncept": str(self.root / "backups"),
            "/etc/modellkoncept": str(self.root / "etc"),
            "/var/log/nginx": str(self.log),
            "/run/nginx.pid": str(self.root / "nginx.pid"),
            f"/etc/letsencrypt/live/{HOST}": str(self.root / "tls"),
            "127.0.0.1:8001": f"127.0.0.1:{self.ports['8001']}",
            "127.0.0.1:8002": f"127.0.0.1:{self.ports['8002']}",
        }.items():
            text = text.replace(there, ours)
        return text

    def _environment(self) -> dict[str, str]:
        """What a service gets from modellkoncept.env, filled in as its comments say."""
        lines = self.here((DEPLOY / "modellkoncept.env").read_text()).splitlines()
        given = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
        given = {name: value.strip('"') for name, value in given.items()}
        database = f"127.0.0.1:{self.ports['postgres']}/modellkoncept"
        given |= {
            "SECRET_KEY": "x" * 60,
            "DATABASE_URL": f"postgres://modellkoncept@{database}",
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mailbox.server_address[1]}",
            "ACCESSIBILITY_CONTACT": "hjalp@example.se",
        }
        return given | {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    # --- processes ----------------------------------------------------------------------------

    def walk(self, heading: str, **variables: str) -> None:
        """Run the commands of one section of the README; what systemctl is told is done."""
        batch: list[str] = []
        for line in [*commands(heading).splitlines(), ""]:
            told = line.partition("sudo systemctl ")[2]
            if line and not told:
                batch.append(line)
                continue
            self.in_shell("\n".join(batch), **variables)
            batch = []
            if told:
                self.systemctl(told)

    def systemctl(self, told: str) -> None:
        {
            "start modellkoncept-backup.service": self.back_up,
            "stop modellkoncept.target": self.stop_services,
            "start modellkoncept.target": self.start,
        }[told]()

    def back_up(self) -> None:
        """Run the unit of the nightly backup to its end."""
        self.start_service("modellkoncept-backup.service")
        assert self.processes.pop("backup").wait(120) == 0, self.said()[-4000:]

    def run(
        self, name: str, command: list[str], user: tuple[int, int] | None = None, **more: str
    ) -> None:
        with (self.log / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env=self.environment | more,
                cwd=settings.BASE_DIR if user is None else "/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user[0] if user else None,
                group=user[1] if user else None,
            )

    def kill(self, *names: str) -> None:
        """kill -9 the services with all their children, as when power is cut."""
        for name in names:
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        for name in names:
            self.processes.pop(name).wait()

    def stop(self, *names: str) -> None:
        for name in names:
            self.processes[name].terminate()
        for name in names:
            with suppress(subprocess.TimeoutExpired):
                self.processes.pop(name).wait(15)

    def start_service(self, unit_name: str, instance: str = "") -> None:
        """Start a unit of deploy/systemd as systemd would."""
        directives = unit(unit_name)
        [line] = directives["ExecStart"]
        line = line.replace("%i", self.ports_or(instance)).replace("%%", "%")
        more = dict(pair.split("=", 1) for pair in directives.get("Environment", []))
        name = unit_name.removeprefix("modellkoncept-").removesuffix(".service")
        self.run(f"{name.removesuffix('@')}{instance}", shlex.split(self.here(line)), **more)

    def ports_or(self, instance: str) -> str:
        return str(self.ports.get(instance, instance))

    def start_web(self, *instances: str) -> None:
        for instance in instances:
            self.start_service("modellkoncept-web@.service", instance)
        for instance in instances:
            self.wait_for(lambda port=instance: self.listens(port))

    def start_workers(self) -> None:
        self.start_service("modellkoncept-worker@.service", "1")
        self.start_service("modellkoncept-worker@.service", "2")
        self.start_service("modellkoncept-beat.service")

    def start_postgres(self) -> None:
        server = [str(self.binaries / "postgres"), "-D", str(self.root / "postgres")]
        self.run("postgres", server, unprivileged_user())
        self.wait_for(lambda: self.in_shell("pg_isready -q", check=False) == 0)

    def start_redis(self) -> None:
        command = ["redis-server", "--port", self.ports_or("redis"), "--bind", "127.0.0.1"]
        self.run("redis", [*command, "--dir", str(self.root / "redis")])
        self.wait_for(lambda: self.listens("redis"))

    def start_nginx(self) -> None:
        for name in ("body", "proxy"):
            if (self.root / "spool" / name).is_file():  # of a start before this one
                (self.root / "spool" / name).unlink()
        self.run("nginx", ["nginx", "-c", str(self.root / "nginx.conf"), "-g", "daemon off;"])
        self.wait_for(lambda: self.listens("https"))
        # Whatever would be written to a file on its way fails from now on.
        for name in ("body", "proxy"):
            shutil.rmtree(self.root / "spool" / name)
            (self.root / "spool" / name).touch()

    def listens(self, port: str) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.ports[port]), timeout=1).close()
        except OSError:
            return False
        return True

    def wait_for(self, what: Callable[[], object], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, self.said()[-4000:]
            time.sleep(0.05)

    def said(self) -> str:
        """Every line of every log of the machine."""
        return "\n".join(
            f"== {log.name}\n{log.read_text(errors='replace')}"
            for log in sorted(self.log.iterdir())
        )

    # --- setting up ---------------------------------------------------------------------------

    def in_shell(self, script: str, *, check: bool = True, **more: str) -> int:
        """Run commands of the README; their exit code."""
        environment = self.environment | {
            "PATH": f"{self.binaries}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": self.ports_or("postgres"),
            "PGUSER": "postgres",
            "USER": "root",
        }
        done = subprocess.run(
            ["bash", "-c", SHELL + self.here(script).replace(".venv/bin/python", sys.executable)],  # noqa: S607 – the system's own
            env=environment | more,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        self.printed = done.stdout
        return done.returncode

    def set_up(self) -> None:
        """Folders, database, certificate, tables, static files and the first person."""
        self.in_shell("".join(self._folders()))
        self._set_up_postgres()
        (self.root / "redis").mkdir()
        self.start_redis()
        install = commands("Install").splitlines()
        self.in_shell("\n".join(line for line in install if line.startswith("sudo -u postgres")))
        self.in_shell(commands("First start"))
        [self.first_persons_key] = re.findall(
            rf"^https://{HOST}/forsta-personen/\?nyckel=(\S+)$", self.printed, re.MULTILINE
        )
        self._set_up_nginx()

    def _folders(self) -> Iterator[str]:
        for line in (DEPLOY / "tmpfiles.conf").read_text().splitlines():
            if line.startswith("d "):
                _d, path, mode, _user, _group, _age = line.split()
                yield f"mkdir -p {path} && chmod {mode} {path}\n"

    def _set_up_postgres(self) -> None:
        home = self.root / "postgres"
        make_cluster(self.binaries, home)
        with (home / "postgresql.conf").open("a") as conf:
            conf.write(
                f"{(DEPLOY / 'postgresql.conf').read_text()}\nport = {self.ports['postgres']}\n"
            )
            conf.write("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
            conf.write("log_line_prefix = '%m [%p] %q%u@%d '\n")  # as Debian has it
        self.start_postgres()

    def _set_up_nginx(self) -> None:
        shutil.copytree(DEPLOY / "pages", self.root / "pages")
        tls = self.root / "tls"
        tls.mkdir()
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                ),
                *("-nodes", "-days", "2", "-subj", f"/CN={HOST}"),
                *("-addext", f"subjectAltName=DNS:{HOST}"),
                *("-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"),
            ],
            check=True,
            capture_output=True,
        )
        conf = re.sub(r"listen \[::\].*\n", "", self.here((DEPLOY / "nginx.conf").read_text()))
        for port, ours in (("443", "https"), ("80", "http")):
            conf = re.sub(rf"listen {port}\b", f"listen 127.0.0.1:{self.ports[ours]}", conf)
        spool = self.root / "spool"
        spool.mkdir(mode=0o755)
        paths = f"client_body_temp_path {spool}/body; proxy_temp_path {spool}/proxy;"
        (self.root / "nginx.conf").write_text(conf.replace("http {", f"http {{ {paths}", 1))
        checked = subprocess.run(
            ["nginx", "-t", "-c", self.root / "nginx.conf"],  # noqa: S607 – the system's own
            capture_output=True,
            text=True,
        )
        assert checked.returncode == 0, checked.stderr

    def start(self) -> None:
        """`systemctl start modellkoncept.target`"""
        self.start_web("8001", "8002")
        self.start_workers()

    def stop_services(self) -> None:
        """`systemctl stop modellkoncept.target`"""
        self.stop(*[name for name in self.processes if name.startswith(("web", "worker", "beat"))])

    # --- visitors -----------------------------------------------------------------------------

    def connect(
        self, source: str = "127.0.0.1", name: str = HOST, *protocols: str
    ) -> ssl.SSLSocket:
        """A TLS connection to nginx from this address."""
        context = ssl.create_default_context(cafile=self.root / "tls" / "fullchain.pem")
        context.set_alpn_protocols(list(protocols or ("http/1.1",)))
        line = socket.create_connection(
            ("127.0.0.1", self.ports["https"]), timeout=20, source_address=(source, 0)
        )
        return context.wrap_socket(line, server_hostname=name)


@contextmanager
def running_machine() -> Iterator[Machine]:
    machine = Machine()
    try:
        machine.set_up()
        machine.start()
        machine.start_nginx()
        yield machine
    finally:
        for name in reversed(list(machine.processes)):
            with suppress(ProcessLookupError):
                os.killpg(machine.processes[name].pid, signal.SIGKILL)
            machine.processes[name].wait()
        machine.mailbox.shutdown()
        machine.mailbox.server_close()
        shutil.rmtree(machine.root, ignore_errors=True)
