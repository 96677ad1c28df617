"""What is no request of a browser, through the real web process."""

import json

import pytest

from tests.modellkoncept.raw_requests import (
    BOARD,
    FORM,
    MULTIPART,
    NOTE_DOORS,
    SIGNED,
    Line,
    head,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Names that Python knows, most of them no encoding of text at all.
CODECS = ("hex", "rot13", "idna", "undefined", "utf-16", "base64", "unicode_escape", "no-codec")
PART = 'Content-Disposition: form-data; name="email"'
# What is sent where, and what may be the answer.
ODD: dict[str, tuple[str, str, list[str], bytes, set[int]]] = {
    "3,000 fields": ("POST", "/logga-in/", [FORM, SIGNED], b"&".join([b"a=1"] * 3000), {400}),
    "3,000 fields at a guest": ("POST", "/t/", [FORM], b"&".join([b"a=1"] * 3000), {400}),
    "6,000 fields at an imported wall": (
        "POST", "/tavlor/importera/", [FORM, SIGNED], b"&".join([b"a=1"] * 6000), {400},
    ),
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


def test_what_is_no_request_of_a_browser_is_refused_and_never_an_error(site, everybody):
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
