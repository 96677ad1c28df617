"""A small SMTP server of a test's own, as well or badly behaved as the test asks."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK, GO_ON = b"250 ok", b"354 go on"


@dataclass
class MailServer:
    """What it answers to each command; an answer may be a function of the line, or None.

    None hangs up. `silent` names the command after which nothing more is said.
    """

    answers: dict[str, bytes | None | Callable[[str], bytes | None]] = field(default_factory=dict)
    silent: str = ""
    got: list[tuple[str, str]] = field(default_factory=list)  # (recipient, message)
    connections: int = 0

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def stop(self) -> None:
        self.over.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                self.connections += 1
                self.threads.append(threading.Thread(target=self._serve, args=(client,)))
                self.threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, client.makefile("rb") as lines:
            if not self._answer(client, "CONNECT", "", b"220 here"):
                return
            to = ""
            while line := lines.readline().decode():
                command = line[:4].strip().upper()
                if command == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                default = {"DATA": GO_ON, "QUIT": b"221 bye"}.get(command, OK)
                if not self._answer(client, command, line, default) or command == "QUIT":
                    return
                if command == "DATA" and self.answers.get("DATA", GO_ON) == GO_ON:
                    message = b"".join(iter(lines.readline, b".\r\n")).decode()
                    if not self._answer(client, "END", to, OK):
                        return
                    if self.answers.get("END", OK) == OK:
                        self.got.append((to, message))

    def _answer(self, client: socket.socket, command: str, line: str, default: bytes) -> bool:
        """Whether the conversation goes on."""
        if self.silent == command:
            self.over.wait()
            return False
        answer = self.answers.get(command, default)
        words = answer(line) if callable(answer) else answer
        if words is None:
            return False
        client.sendall(words + b"\r\n")
        return True


@contextmanager
def mail_server(**behaviour: object) -> Iterator[MailServer]:
    server = MailServer(**behaviour)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()
