"""Requests that are too large, through the real web process."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string as new_csrf_token

from padlet.services import boards
from padlet.services.attachments import MAX_ATTACHMENT_BYTES
from tests.factories import MeetingFactory
from tests.modellkoncept.raw_requests import (
    BOARD,
    MEGABYTE,
    MULTIPART,
    NOTE_DOORS,
    OTHER_DOORS,
    TOO_MUCH,
    Line,
    head,
)
from tests.site_processes import Site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


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
