"""A TCP proxy between browser and site that cuts or silences event streams, and passes the rest."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STREAM = b"GET /strom/"


class FlakyProxy:
    """Forward every connection to the site; `cut_streams` ends those that carry an event stream.

    While `is_silent` nothing of what a stream says comes through, and nothing tells that.
    """

    def __init__(self, port: int) -> None:
        self._site = port
        self._streams: list[socket.socket] = []
        self.streams = 0  # how many have begun
        self.is_silent = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_streams(self) -> None:
        while self._streams:
            with suppress(OSError):
                self._streams.pop().shutdown(socket.SHUT_RDWR)

    @property
    def open_streams(self) -> int:
        return len(self._streams)

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
                if not (self.is_silent and source is not browser and browser in self._streams):
                    goal.sendall(some)
        with suppress(ValueError):
            self._streams.remove(browser)


@contextmanager
def flaky_proxy(port: int) -> Iterator[FlakyProxy]:
    net = FlakyProxy(port)
    try:
        yield net
    finally:
        net.close()
