"""A TCP proxy between browser and site that cuts event streams and passes everything else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STREAM = b"GET /strom/"


class FlakyProxy:
    """Forward every connection to the site; `cut_streams` ends those that carry an event stream."""

    def __init__(self, port: int) -> None:
        self._site = port
        self._streams: list[socket.socket] = []
        self.streams = 0  # how many have begun
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_streams(self) -> None:
        while self._streams:
            with suppress(OSError):
                self._streams.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        self.cut_streams()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                site = socket.create_connection(("127.0.0.1", self._site))
                for source, goal in ((browser, site), (site, browser)):
                    threading.Thread(
                        target=self._forward, args=(source, goal, browser), daemon=True
                    ).start()

    def _forward(self, source: socket.socket, goal: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError), source, goal:
            while some := source.recv(65536):
                if source is browser and some.startswith(STREAM):
                    self.streams += 1
                    self._streams.append(browser)
                goal.sendall(some)


@contextmanager
def flaky_proxy(port: int) -> Iterator[FlakyProxy]:
    net = FlakyProxy(port)
    try:
        yield net
    finally:
        net.close()
