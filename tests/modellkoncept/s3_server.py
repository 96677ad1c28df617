"""A server on loopback that speaks as much S3 as keys need: objects in one bucket."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

BUCKET = "nycklar"


class Bucket(ThreadingHTTPServer):
    """What it holds, whether it keeps versions, and what was asked of it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.versions: list[bytes] = []  # of what was deleted or replaced
        self.versioning = ""  # Enabled or Suspended
        self.is_down = False
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Request)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Request(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _name(self) -> str:
        """The object's name; the bucket comes first in the path."""
        path = unquote(urlsplit(self.path).path)
        bucket, _slash, name = path.lstrip("/").partition("/")
        assert bucket == BUCKET
        self.server.asked.append(f"{self.command} {name or urlsplit(self.path).query}")
        return name

    def _refuses(self) -> bool:
        if self.server.is_down:
            self._body()
            self._answer(503, b"<Error><Code>ServiceUnavailable</Code></Error>")
        return self.server.is_down

    def _body(self) -> bytes:
        """What was sent, taken out of its signed chunks if it came in them."""
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return sent
        body = b""
        while True:
            head, _line, sent = sent.partition(b"\r\n")
            size = int(head.partition(b";")[0], 16)
            if not size:
                return body
            body, sent = body + sent[:size], sent[size + 2 :]

    def do_GET(self) -> None:
        name = self._name()
        if self._refuses():
            return
        if not name:
            status = self.server.versioning
            inside = f"<Status>{status}</Status>" if status else ""
            self._answer(
                200,
                '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                f"{inside}</VersioningConfiguration>".encode(),
                Content_Type="application/xml",
            )
        elif name in self.server.objects:
            self._answer(
                200,
                self.server.objects[name],
                Last_Modified=formatdate(usegmt=True),
                ETag='"0"',
                Content_Type="application/octet-stream",
            )
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        name = self._name()
        if self._refuses():
            return
        if name in self.server.objects and self.server.versioning:
            self.server.versions.append(self.server.objects[name])
        self.server.objects[name] = self._body()
        self._answer(200, ETag='"0"')

    def do_DELETE(self) -> None:
        name = self._name()
        if self._refuses():
            return
        gone = self.server.objects.pop(name, None)
        if gone is not None and self.server.versioning:
            self.server.versions.append(gone)
        self._answer(204)

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        thread = threading.Thread(target=bucket.serve_forever)
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()
