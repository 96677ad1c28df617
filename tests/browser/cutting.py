"""A bad net between browser and site: event streams are cut, everything else gets through."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STREAM = b"GET /strom/"


class BadNet:
    """Hands on every connection to the site, and cuts those that carry a stream when told to."""

    def __init__(self, port: int) -> None:
        self._site = port
        self._streams: list[socket.socket] = []
        self.streams = 0  # how many have begun
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut_streams(self) -> None:
        while self._streams:
            with suppress(OSError):
                self._streams.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._door.close()
        self.cut_streams()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._door.accept()
                site = socket.create_connection(("127.0.0.1", self._site))
                for source, goal in ((browser, site), (site, browser)):
                    threading.Thread(
                        target=self._hand_on, args=(source, goal, browser), daemon=True
                    ).start()

    def _hand_on(self, source: socket.socket, goal: socket.socket, browser: socket.socket) -> None:
        with suppress(OSError), source, goal:
            while some := source.recv(65536):
                if source is browser and some.startswith(STREAM):
                    self.streams += 1
                    self._streams.append(browser)
                goal.sendall(some)


@contextmanager
def bad_net(port: int) -> Iterator[BadNet]:
    net = BadNet(port)
    try:
        yield net
    finally:
        net.close()
