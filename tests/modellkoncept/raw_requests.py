"""Anything that can be said to the web process, over a connection of its own."""

import socket
import time

from modellkoncept.web.limits import body_size
from tests.site_processes import Site

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
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=b"
SIGNED = "Cookie: csrftoken=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


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
