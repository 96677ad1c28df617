"""The web server's listen address: the first free port, and the URL to open in a browser."""

import errno
import socket

PORTS_TO_TRY = 50
ALL_INTERFACES = {"0.0.0.0", "::"}  # noqa: S104 – only when somebody types it, to let phones in


class NoSuchPortError(Exception):
    """The number is outside 1 to 65535."""


class AllPortsBusyError(Exception):
    """Every port that was tried, `first` to `last`, is taken."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last


class CannotListenError(Exception):
    """The operating system refuses this address, for the reason in `why`."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(host, port, why)
        self.host, self.port, self.why = host, port, why


def free_port(host: str, first: int) -> tuple[int, list[int]]:
    """The first free port from `first` on, and those that were busy before it.

    Raises NoSuchPortError, AllPortsBusyError or CannotListenError.
    """
    busy: list[int] = []
    for port in range(first, first + PORTS_TO_TRY):
        if not 1 <= port <= 65535:  # noqa: PLR2004 – the ports there are
            raise NoSuchPortError
        if is_free(host, port):
            return port, busy
        busy.append(port)
    raise AllPortsBusyError(first, busy[-1])


def is_free(host: str, port: int) -> bool:
    """Whether a server can listen here now. Raises CannotListenError for an impossible address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CannotListenError(host, port, error.strerror or str(error)) from error
    return True


def url_of(host: str, port: int) -> str:
    """The address to open: this machine's own on its network when it listens everywhere."""
    name = network_address() if host in ALL_INTERFACES else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def network_address() -> str:
    """This machine's address on its network. Nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation (RFC 5737): nobody's
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
