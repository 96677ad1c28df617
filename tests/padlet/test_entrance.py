"""All that asgi.py answers before Django, over a real socket: a sentence or a status, never 500."""

import http.client
import json
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection

from padlet.live import board_cache, projection, tickets
from padlet.models import Board
from padlet.services import attachments, facilitation, rehearsals, sealing
from tests.padlet.conftest import Box, in_state
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HUGE = 10**30
A_TICK = 2.2  # seconds, after which no process goes by an older reading
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
QUERIES = [
    "", "?version=abc", "?version=-1", f"?version={HUGE}", "?v=%00", "?sida=%D9%A1%D9%A2",
    "?%ff=%fe", "?" + "a=1&" * 400,
]  # fmt: skip


def status_of(site: Site, method: str, url: str, body: str = "", **headers: str) -> int:
    """The status of the answer; of a stream, which never ends, the first line is enough."""
    web = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    web.request(method, url, body or None, {"Content-Type": "application/json", **headers})
    answer = web.getresponse()
    web.close()
    return answer.status


def urls_of(board: Board) -> dict[str, str]:
    """Every address of a board that is answered before Django, or past its middleware."""
    section, prompt = board.sections.first(), board.prompts.first()
    at, note = f"/t/{board.path}", uuid4()
    return {
        "join": f"{at}/",
        "projector": f"{at}/duk/",
        "write": f"{at}/skriv/{section.pk}/0/",
        "state": f"{at}/lage/",
        "note": f"{at}/lapp/{section.pk}/{prompt.pk}/0/",
        "own": f"{at}/egen/{section.pk}/",
        "like": f"{at}/gilla/{section.pk}/{note}/",
        "dot": f"{at}/prick/{section.pk}/{note}/",
        "done": f"{at}/klar/{section.pk}/0/",
        "stream": f"/strom/board/{_ticket(board)}",
    }


READ = ["join", "projector", "write", "state"]
WRITTEN = ["note", "own", "like", "dot", "done"]


def _ticket(board: Board) -> str:
    board_cache.clear()
    return tickets.ticket(board_cache.current_snapshot(board.pk, projection.GUEST))


def seen(site: Site, urls: dict[str, str]) -> dict[str, int]:
    """The status of each, all asked at once: who waits for the database holds up nobody else."""
    given = json.dumps({"pass": "x", "token": "a" * 48, "text": "Hej"})
    asked = [(name, "GET", "") for name in [*READ, "stream"]]
    asked += [(name, "POST", given) for name in WRITTEN]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = pool.map(lambda ask: status_of(site, ask[1], urls[ask[0]], ask[2]), asked)
        return dict(zip([name for name, *_ in asked], answers, strict=True))


GONE = dict.fromkeys([*READ, *WRITTEN], 404) | {"stream": 410}


@pytest.fixture
def guest(board) -> Box:
    return Box(board, board.sections.first(), board.prompts.first())


def test_who_has_the_old_link_is_told_that_no_board_is_there(board, site):
    old = urls_of(board)
    assert {seen(site, old)[name] for name in [*READ, "stream"]} == {200}

    facilitation.change_link(board=board)

    time.sleep(A_TICK)
    assert seen(site, old) == GONE


def test_a_board_that_is_thrown_away_is_no_error_for_those_who_poll_it(draft, site):
    copy = rehearsals.rehearse_board(board=draft)
    rehearsed, drafted = urls_of(copy), urls_of(draft)
    assert seen(site, rehearsed)["state"] == seen(site, drafted)["state"] == 200

    rehearsals.discard_rehearsal(board=copy)
    attachments.delete_board(board=draft)

    time.sleep(A_TICK)
    assert seen(site, rehearsed) == GONE
    assert seen(site, drafted) == GONE


def test_a_sealed_board_is_read_and_written_on_no_more(board, site):
    sealing.close_board(board=board)

    found = seen(site, urls_of(board))

    assert found == dict.fromkeys(READ, 200) | dict.fromkeys(WRITTEN, 410) | {"stream": 200}


def test_the_new_link_leads_to_its_own_pages_at_once(board, site):
    """Within the tick in which it was changed: a page of the old one would have dead addresses."""
    Board.objects.filter(pk=board.pk).update(tick_seconds=10)
    assert status_of(site, "GET", f"/t/{board.path}/lage/") == 200
    old, board = board.path, facilitation.change_link(board=board)

    for name in ("join", "projector", "write"):
        page = _text(site, urls_of(board)[name])
        assert (board.path in page, old in page) == (True, False)
    state = json.loads(_text(site, f"/t/{board.path}/lage/"))
    assert tickets.verify_ticket(state["ticket"]) == (board.pk, "guest", board.path, None)


def _text(site: Site, url: str) -> str:
    web = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    web.request("GET", url)
    text = web.getresponse().read().decode()
    web.close()
    return text


@pytest.mark.parametrize("method", METHODS)
def test_no_method_and_no_query_is_a_server_error(board, site, method):
    urls = urls_of(board)
    wrong = {name: url.replace(board.path, "0" * 32) for name, url in urls.items()}
    asked = [url + query for url in [*urls.values(), *wrong.values()] for query in QUERIES]

    failed = {url: code for url in asked if (code := status_of(site, method, url)) >= 500}

    assert failed == {}


def test_only_get_opens_a_stream_and_only_read_methods_read_the_state(board, site):
    urls = urls_of(board)

    streams = [status_of(site, method, urls["stream"]) for method in METHODS]
    states = [status_of(site, method, urls["state"]) for method in METHODS]

    assert streams == [200, 405, 405, 405, 405, 405, 405]
    assert states == [200, 200, 403, 403, 403, 403, 405]


def odd_urls(board: Board) -> list[str]:
    path, uuid = board.path, uuid4()
    numbers = [0, -1, HUGE, 2**31, 2**63, "%D9%A1", "1%00", "1.5", "%EF%BC%91"]
    return [
        *(f"/t/{odd}/{rest}"
          for odd in [path[:-1], path + "0", path.upper(), path[:-1] + "%00", "%D9%A1" * 32, "..",
                      quote("å" * 32), path[:-3] + "%ff"]
          for rest in ["", "lage/", "duk/", "lapp/1/1/0/"]),
        *(f"/t/{path}/{rest}"
          for n in numbers
          for rest in [f"skriv/{n}/0/", f"skriv/1/{n}/", f"lapp/{n}/1/0/", f"lapp/1/{n}/0/",
                       f"lapp/1/1/{n}/", f"egen/{n}/", f"gilla/{n}/{uuid}/", f"prick/1/{n}/",
                       f"klar/{n}/0/", f"klar/1/{n}/", f"bilaga/{n}/"]),
        f"/x/t/{path}/lapp/1/1/0/", f"/t/{path}/lapp/", f"/t/{path}/lage", f"/t/{path}/lage/lage/",
        "/strom/board/x", "/strom/nothing/x", "/strom/board/" + "a" * 8000, "/strom/board/%00",
        "/strom/board/a:b:c", "/strom/board/" + quote("å:ä:ö"), "/strom/board/", "/strom/",
        "/static/%00", "/static/..%2f..%2fetc/passwd", "/static/css", "/static/" + "a" * 5000,
        "/static/%ff", "//evil.example", "/%00", "/%ff", "/" + "a" * 9000,
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_no_odd_address_is_a_server_error(board, site, method):
    given = json.dumps({"pass": "x", "token": "a" * 48, "text": "Hej"})

    found = {url: status_of(site, method, url, given) for url in odd_urls(board)}

    assert {url: code for url, code in found.items() if code >= 500} == {}
    assert {code for url, code in found.items() if url.startswith("/t/" + board.path[:5])} <= {
        301, 403, 404, 405,
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"pass": 1}', "{" * 5000, "\x00", "\ud800".encode("utf-8", "surrogatepass"),
     '{"pass": "\\ud800", "token": "\\u0000", "text": "\\u0000"}', "x" * 70_000],
)  # fmt: skip
def test_no_odd_body_is_a_server_error(guest, site, body):
    urls = urls_of(guest.board)

    found = {status_of(site, method, urls[name], body)
             for name in WRITTEN for method in ("POST", "PUT", "DELETE")}  # fmt: skip

    assert found <= {400, 403, 405, 409, 413, 422}


@pytest.mark.parametrize("host", ["", "evil.example", "å", "a b", "[::1", "127.0.0.1:99999999"])
def test_no_odd_host_is_a_server_error(board, site, host):
    for name in (*READ, "stream"):
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as web:
            line = f"GET {urls_of(board)[name]} HTTP/1.1\r\nHost: {host}\r\n\r\n"
            web.sendall(line.encode())
            first = web.recv(100).decode("latin-1")
        assert first.startswith("HTTP/1.1 ")
        assert int(first.split()[1]) < 500


def test_a_client_that_hangs_up_half_way_leaves_no_error(board, tmp_path):
    with running_site(tmp_path, worker=False) as site:
        for name, url in urls_of(board).items():
            with socket.create_connection(("127.0.0.1", site.port)) as web:
                head = f"{'POST' if name in WRITTEN else 'GET'} {url} HTTP/1.1\r\nHost: 127.0.0.1"
                web.sendall(f"{head}\r\nContent-Length: 9\r\n\r\n{{".encode())
        assert status_of(site, "GET", f"/t/{board.path}/lage/") == 200

        said = site.said().splitlines()
        assert [line for line in said if "ERROR" in line or "Traceback" in line] == []


def test_a_socket_that_is_no_http_is_refused(board, site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as web:
        web.sendall(
            b"GET /t/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        first = web.recv(100).decode("latin-1")

    assert int(first.split()[1]) < 500


class Cable:
    """A Unix socket that leads to the test's Postgres until it is cut."""

    def __init__(self, folder: Path) -> None:
        there = connection.settings_dict
        self.name = f".s.PGSQL.{there['PORT'] or 5432}"
        self.postgres = str(Path(there["HOST"]) / self.name)
        self.open: list[socket.socket] = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / self.name))
        self.listener.listen(50)
        self.threads: list[threading.Thread] = []
        self._start(self._accept)

    def cut(self) -> None:
        for end in (self.listener, *self.open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)
        for end in (self.listener, *self.open):
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.postgres)
                self.open += [near, far]
                for ends in ((near, far), (far, near)):
                    self._start(_pass_on, *ends)

    def _start(self, work: Callable[..., None], *arguments: socket.socket) -> None:
        self.threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self.threads[-1].start()


def _pass_on(source: socket.socket, goal: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            goal.sendall(some)
    with suppress(OSError):
        goal.shutdown(socket.SHUT_RDWR)


@contextmanager
def site_on_a_cable(folder: Path) -> Iterator[tuple[Site, Cable]]:
    there = connection.settings_dict
    near = Path(tempfile.mkdtemp(prefix="cable-"))  # short: the name of a socket is bounded
    cable = Cable(near)
    url = f"postgres://{there['USER']}@{quote(str(near), safe='')}/{there['NAME']}"
    try:
        with running_site(folder, worker=False, DATABASE_URL=url) as site:
            yield site, cable
    finally:
        shutil.rmtree(near)


@pytest.mark.skipif(
    not str(connection.settings_dict["HOST"]).startswith("/"), reason="Postgres nås inte via socket"
)
def test_without_a_database_everything_waits_and_nothing_fails(board, tmp_path):
    urls = urls_of(board)
    with site_on_a_cable(tmp_path) as (site, cable):
        assert seen(site, urls)["state"] == 200
        cable.cut()
        time.sleep(A_TICK)

        found = seen(site, urls)

    assert found == dict.fromkeys([*READ, *WRITTEN, "stream"], 503)


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_in_no_state_is_a_guests_request_an_error(board, site, state):
    urls = urls_of(board)
    Board.objects.filter(pk=board.pk).update(**in_state(state))

    assert {name: code for name, code in seen(site, urls).items() if code >= 500} == {}
