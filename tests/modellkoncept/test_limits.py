"""Requests that are too large, too slow or no requests at all, through the real web process."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import uvicorn
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string as new_csrf_token

from modellkoncept.web.limits import body_size, connections, requests
from padlet.services import boards
from padlet.services.attachments import MAX_ATTACHMENT_BYTES
from tests.factories import MeetingFactory
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MEGABYTE = body_size.MEGABYTE
BOARD = "0" * 32
NOTE_DOORS = (
    f"/t/{BOARD}/lapp/1/1/0/",
    f"/t/{BOARD}/egen/1/",
    f"/t/{BOARD}/klar/1/0/",
)
OTHER_DOORS = (
    "/",
    "/logga-in/",
    "/logga-ut/",
    "/t/",
    f"/t/{BOARD}/",
    f"/t/{BOARD}/skriv/1/0/",
    "/tavlor/importera/",
    "/tavlor/1/instruktion/",
    "/tavlor/1/papper/",
    "/sprak/",
    "/halsa/",
    "/admin/",
    "/finns-inte/",
)
TOO_MUCH = 400 * MEGABYTE


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), running_site(folder, worker=False) as site:
        yield site


class Line:
    """A connection on which anything can be said."""

    def __init__(self, site: Site) -> None:
        self.socket = socket.create_connection(("127.0.0.1", site.port), timeout=40)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def say(self, *lines: str, body: bytes = b"") -> None:
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    def hear(self) -> tuple[int, str]:
        """Status and body of the next answer; 0 when the connection ends without one."""
        heard = b""
        try:
            while b"\r\n\r\n" not in heard and (more := self.socket.recv(65536)):
                heard += more
            head, _, body = heard.partition(b"\r\n\r\n")
            length = [line for line in head.lower().split(b"\r\n") if b"content-length:" in line]
            wanted = int(length[0].partition(b":")[2]) if length else 0
            while len(body) < wanted and (more := self.socket.recv(65536)):
                body += more
        except ConnectionError:
            return 0, ""
        return (int(head.split()[1]) if head else 0), body.decode()

    def seconds_until_closed(self, drip: bytes = b"", pause: float = 0.5) -> float:
        """How long the other side holds the connection, on which a byte is said now and then."""
        began = time.monotonic()
        self.socket.settimeout(pause)
        while time.monotonic() < began + 60:
            try:
                if drip:
                    self.socket.sendall(drip)
                if not self.socket.recv(65536):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - began


def head(method: str, path: str, *fields: str) -> list[str]:
    return [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields]


def memory(site: Site) -> int:
    """Bytes that the web process holds in memory."""
    pages = Path(f"/proc/{site.processes['web'].pid}/statm").read_text().split()[1]
    return int(pages) * 4096


def written(site: Site) -> int:
    """Bytes that the web process has handed to any file or socket."""
    lines = Path(f"/proc/{site.processes['web'].pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def is_refused_note(told: str) -> bool:
    return (
        set(json.loads(told)) == {"error", "sentence"}
        and "Lappen är för stor" in json.loads(told)["sentence"]
    )


def test_a_body_that_is_told_to_be_too_large_is_refused_before_it_comes(site):
    for path in (*NOTE_DOORS, *OTHER_DOORS):
        began = time.monotonic()
        with Line(site) as line:
            line.say(*head("POST", path, f"Content-Length: {TOO_MUCH}"))
            status, told = line.hear()
        assert (path, status) == (path, 413)
        assert time.monotonic() - began < 5, path
        if path in NOTE_DOORS:
            assert is_refused_note(told)
        else:
            assert told.count("Det du skickade är för stort") == 2  # title and heading


@pytest.mark.parametrize("path", [NOTE_DOORS[0], "/logga-in/", f"/t/{BOARD}/", "/finns-inte/"])
def test_a_body_in_chunks_is_refused_when_it_has_become_too_large(site, path):
    before, written_before = memory(site), written(site)
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    with Line(site) as line:
        line.say(*head("POST", path, "Transfer-Encoding: chunked"))
        for _ in range(20 * MEGABYTE // 0x10000):
            try:
                line.socket.sendall(chunk)
            except ConnectionError:
                break
        status, told = line.hear()

    assert status == 413
    assert is_refused_note(told) if path in NOTE_DOORS else "högst 1 MB" in told
    assert memory(site) - before < 8 * MEGABYTE
    assert written(site) - written_before < MEGABYTE


def test_what_a_form_allows_is_let_through_and_what_it_does_not_gets_a_page(site, client, people):
    client.force_login(people["staff"])
    board = boards.create_board(meeting=MeetingFactory(), title="Tavla", prompts=["Vad?"])
    token = new_csrf_token()
    cookies = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}; csrftoken={token}"

    def upload(path: str, *sizes: int) -> tuple[int, str]:
        fields = [
            f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}'
        ]
        files = [
            f'--b\r\nContent-Disposition: form-data; name="pdfs"; filename="{number}.pdf"\r\n'
            f"Content-Type: application/pdf\r\n\r\n%PDF-{'x' * (size - 5)}"
            for number, size in enumerate(sizes)
        ]
        body = "\r\n".join([*fields, *files, "--b--", ""]).encode()
        with Line(site) as line:
            fields = [f"Cookie: {cookies}", f"Content-Length: {len(body)}", MULTIPART]
            line.say(*head("POST", path, *fields))
            with suppress(ConnectionError):
                line.socket.sendall(body)
            return line.hear()

    instructions = f"/tavlor/{board.pk}/instruktion/"
    assert upload(instructions, 3 * MEGABYTE, 4 * MEGABYTE)[0] == 302
    status, told = upload(instructions, MAX_ATTACHMENT_BYTES + 1)
    assert (status, "En bilaga får vara högst 10 MB." in told) == (422, True)
    status, told = upload(instructions, *[9 * MEGABYTE] * 6)
    assert (status, told.count("högst 50 MB")) == (413, 1)
    status, told = upload(f"/tavlor/{board.pk}/papper/", 3 * MEGABYTE)
    assert (status, told.count("högst 1 MB")) == (413, 1)


def test_a_large_body_is_taken_only_from_those_who_are_shown_its_form(site, client, people):
    """Else a stranger's megabytes would be written to the disk before they are refused."""
    outsider = people["outsider"]
    client.force_login(outsider)
    board = boards.create_board(meeting=MeetingFactory(), title="Tavla", prompts=["Vad?"])
    path, size = f"/tavlor/{board.pk}/instruktion/", 40 * MEGABYTE
    name = settings.SESSION_COOKIE_NAME

    for cookie, expected in (
        ("", 302),
        (f"Cookie: {name}=made0up", 302),
        (f"Cookie: {name}={client.session.session_key}", 404),
    ):
        fields = [cookie] if cookie else []
        with Line(site) as line:
            line.say(*head("POST", path, *fields, f"Content-Length: {size}", MULTIPART))
            assert line.hear()[0] == expected
        before, chunk = written(site), b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        with Line(site) as line:
            line.say(*head("POST", path, *fields, "Transfer-Encoding: chunked", MULTIPART))
            with suppress(ConnectionError):
                for _ in range(size // 0x10000):
                    line.socket.sendall(chunk)
            assert line.hear()[0] == expected
        assert written(site) - before < 2 * MEGABYTE


def test_a_head_without_an_end_is_refused(site):
    before = memory(site)
    heads = {
        "one field": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
        "an address": b"GET /",
        "many fields": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        "nothing but line breaks": b"\r\n\r\n",
        "fields after a body": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX: ",
    }
    for kind, begins in heads.items():
        began = time.monotonic()
        with Line(site) as line:
            line.socket.sendall(begins)
            more = b"X: y\r\n" * 10_000 if "many" in kind else b"x" * 60_000
            more = b"\r\n" * 30_000 if "breaks" in kind else more
            try:
                for _ in range(200 * MEGABYTE // len(more)):
                    line.socket.sendall(more)
            except ConnectionError:
                pass
            status, _told = line.hear()
        assert status in {0, 400, 431}, kind
        assert time.monotonic() - began < 10, kind
        assert memory(site) - before < 8 * MEGABYTE, kind
    with Line(site) as line:
        line.say(*head("GET", "/logga-in/", f"X: {'x' * 40_000}"))
        assert line.hear()[0] == 431
    with Line(site) as line:
        line.say(*head("GET", "/logga-in/", f"X: {'x' * 20_000}"))
        assert line.hear()[0] == 200


def test_connections_that_are_silent_or_slow_are_closed(site):
    """Each of these would otherwise hold a connection for ever, and its file in the process."""
    body = head("POST", "/logga-in/", "Content-Length: 90000")
    note = head("POST", NOTE_DOORS[0], "Content-Length: 9000")
    chunks = head("POST", "/logga-in/", "Transfer-Encoding: chunked")
    refused = head("POST", "/logga-in/", f"Content-Length: {TOO_MUCH}")
    cases = {
        "silent": ([], b"", connections.HEAD_SECONDS),
        "a slow head": (["GET / HTTP/1.1"], b"X", connections.HEAD_SECONDS),
        "slow line breaks": ([], b"\r\n", connections.HEAD_SECONDS),
        "idle after an answer": (head("GET", "/logga-in/"), b"", 5),
        "a slow body": (body, b"x", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "a slow note": (note, b"x", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "a body that stops": (body, b"", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "slow chunks": (chunks, b"1\r\nx\r\n", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "the rest of a refused body": (refused, b"x" * 1000, connections.LINGER_SECONDS),
    }

    def held(case: tuple[list[str], bytes, float]) -> float:
        lines, drip, _most = case
        with Line(site) as line:
            if lines[1:]:
                line.say(*lines)
            elif lines:
                line.socket.sendall(f"{lines[0]}\r\nX: ".encode())
            return line.seconds_until_closed(drip)

    with ThreadPoolExecutor(len(cases)) as threads:
        seconds = dict(zip(cases, threads.map(held, cases.values()), strict=True))

    assert {kind: held for kind, held in seconds.items() if held > cases[kind][2] + 5} == {}
    assert site.said().count("ERROR") == 0


def test_a_reader_that_takes_nothing_is_let_go_and_a_slow_one_is_not(monkeypatch):
    """What waits for a client is kept in memory until it is taken."""
    monkeypatch.setattr(connections, "READER_SECONDS", 1.5)

    async def large_page(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * (8 * MEGABYTE)})

    async def told(*, takes: bool) -> int:
        """Bytes that arrive at a client that takes some of it every fifth of a second, or none."""
        config = uvicorn.Config(large_page, port=0, http=connections.BoundedProtocol, ws="none",
                                lifespan="off", log_level="critical")  # fmt: skip
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        arrived = 0
        for _ in range(12):
            await asyncio.sleep(0.2)
            arrived += len(await reader.readexactly(MEGABYTE // 4)) if takes else 0
        with suppress(ConnectionError):
            while more := await reader.read(MEGABYTE):
                arrived += len(more)
        writer.close()
        server.should_exit = True
        await serving
        return arrived

    assert asyncio.run(told(takes=False)) < 8 * MEGABYTE
    assert asyncio.run(told(takes=True)) >= 8 * MEGABYTE


FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=b"
SIGNED = "Cookie: csrftoken=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
# Names that Python knows, most of them no encoding of text at all.
CODECS = ("hex", "rot13", "idna", "undefined", "utf-16", "base64", "unicode_escape", "no-codec")
PART = 'Content-Disposition: form-data; name="email"'
# What is sent where, and what may be the answer.
ODD: dict[str, tuple[str, str, list[str], bytes, set[int]]] = {
    "3,000 fields": ("POST", "/logga-in/", [FORM, SIGNED], b"&".join([b"a=1"] * 3000), {400}),
    "3,000 fields at a guest": ("POST", "/t/", [FORM], b"&".join([b"a=1"] * 3000), {400}),
    "3,000 parts": (
        "POST", "/logga-in/", [MULTIPART, SIGNED],
        f"--b\r\n{PART}\r\n\r\nx\r\n".encode() * 3000, {400},
    ),
    "300 files": (
        "POST", "/logga-in/", [MULTIPART],
        f'--b\r\n{PART}; filename="a"\r\n\r\nx\r\n'.encode() * 300 + b"--b--", {400, 403},
    ),
    "no boundary": (
        "POST", "/logga-in/", [SIGNED, "Content-Type: multipart/form-data"], b"x", {400},
    ),
    "a wrong boundary": (
        "POST", "/logga-in/", ["Content-Type: multipart/form-data; boundary=\x01å"], b"x", {400},
    ),
    "parts without an end": ("POST", "/logga-in/", [MULTIPART], b"--b\r\n" * 900, {400, 403}),
    "broken base64": (
        "POST", "/logga-in/", [MULTIPART],
        f'--b\r\n{PART}; filename="a"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nåå\r\n--b--".encode(),
        {400, 403},
    ),
    "3,000 questions": ("GET", f"/logga-in/?next=/{'&a' * 3000}", [], b"", {400}),
    "3,000 questions at a guest": ("GET", f"/t/{BOARD}/duk/?{'a&' * 3000}", [], b"", {400, 404}),
    "NUL in an address": ("GET", "/logga-in/?next=%00", [], b"", {400}),
    "NUL in a search": ("GET", "/admin/programmes/user/?q=a%00b", [], b"", {400}),
    "NUL in a path": ("GET", "/t/abc%00/", [], b"", {404}),
    "NUL in a field": ("POST", "/logga-in/", [FORM], b"email=a%00b", {403}),
    "no UTF-8": ("POST", "/logga-in/", [FORM], b"email=%ff%fe&\xff=\xfe", {403}),
    "both lengths": (
        "POST", "/logga-in/",
        ["Transfer-Encoding: chunked", "Content-Length: 3"], b"0\r\n\r\n", {400},
    ),
    "two lengths": (
        "POST", "/logga-in/", ["Content-Length: 3", "Content-Length: 4"], b"abc", {400},
    ),
    "a negative length": ("POST", "/logga-in/", ["Content-Length: -1"], b"", {400}),
    "a length of 30 digits": ("POST", "/logga-in/", [f"Content-Length: {'9' * 30}"], b"", {400}),
    "a WebSocket": (
        "GET", "/logga-in/",
        ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="], b"", {200, 400, 403, 404},
    ),
    "a tunnel": ("CONNECT", "example.se:443", [], b"", {400, 404, 405}),
    "no path": ("OPTIONS", "*", [], b"", {400, 404}),
    "an address of another": ("GET", "http://[/", [], b"", {400, 404}),
    "an unknown method": ("BREW", "/logga-in/", [], b"", {400, 405}),
    "deep JSON": ("POST", NOTE_DOORS[0], [], b"[" * 60_000, {400}),
    "deep JSON, packed tight": ("POST", NOTE_DOORS[0], [], b'{"a":' * 1600, {400}),
    "NUL in JSON": ("POST", NOTE_DOORS[0], [], b'{"pass":"\\u0000","token":"\\u0000"}', {422}),
    "a note that is no UTF-8": ("POST", NOTE_DOORS[0], [], b"\xff\xfe{", {400}),
    "a note as a form": ("POST", NOTE_DOORS[0], [FORM], b"a=1&" * 3000, {400}),
    "a note in parts": ("POST", NOTE_DOORS[0], [MULTIPART], b"--b\r\n", {400}),
    **{
        f"{charset} at {path}": (
            method, path, [f"Content-Type: {kind}; charset={charset}"], body, {400},
        )
        for charset in CODECS
        for method, path, kind, body in [
            ("GET", "/logga-in/?next=abc", "text/plain", b""),
            ("POST", "/logga-in/", "application/x-www-form-urlencoded", b"a=1"),
            ("POST", "/logga-in/", "multipart/form-data; boundary=b", b"--b--"),
            ("POST", NOTE_DOORS[0], "application/json", b"{}"),
        ]
    },
}  # fmt: skip


def test_what_is_no_request_of_a_browser_is_refused_and_never_an_error(site):
    wrong = {}
    for kind, (method, path, fields, body, expected) in ODD.items():
        if "length" not in kind and body:
            fields = [*fields, f"Content-Length: {len(body)}"]
        with Line(site) as line:
            line.say(*head(method, path, *fields), body=body)
            status, _told = line.hear()
        if status not in expected:
            wrong[kind] = status

    assert wrong == {}
    said = site.said()
    assert "Exception in ASGI application" not in said, said


def test_an_ordinary_body_in_any_form_is_taken(site):
    body = json.dumps({"pass": "x", "token": "a" * 48, "text": "Hej"}).encode()
    chunked = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    for fields, sent in (
        ([f"Content-Length: {len(body)}"], body),
        (["Transfer-Encoding: chunked"], chunked),
        (["Content-Type: application/json; charset=UTF-8", f"Content-Length: {len(body)}"], body),
    ):
        with Line(site) as line:
            for _ in range(2):  # the same connection takes the next one
                line.say(*head("POST", NOTE_DOORS[0], *fields), body=sent)
                status, told = line.hear()
                assert (status, json.loads(told)["error"]) == (404, "gone")
