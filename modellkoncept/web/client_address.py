"""The network address of a visitor: the connection's own, or what a known proxy says it is."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

SOCKET = "unix"  # how TRUSTED_PROXIES names a proxy that comes by a socket, without an address
# What a proxy adds, also one that nobody has told us of.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
IPV6_NETWORK = 64  # bits that one subscriber has; the rest a device changes at will


def client_network(request: HttpRequest) -> str:
    """The visitor's IPv4 address or IPv6 network; "" where it cannot be known.

    X-Forwarded-For is read only when the connection comes from one of TRUSTED_PROXIES, and there
    from its end: the last address that is no such proxy was seen by one of them. Whatever stands
    before that was written by the visitor.
    """
    address = str(request.META.get("REMOTE_ADDR") or SOCKET)
    if _is_rewritten(request) and not settings.TRUSTED_PROXIES:
        return ""
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    forwarded = [part.strip() for part in said.split(",")]
    while _is_proxy(address) and forwarded and forwarded[-1]:
        address = forwarded.pop()
    return _network(address)


def is_this_machine(request: HttpRequest) -> bool:
    """Whether the visitor sits at the machine that answers, with no proxy in between.

    A page of another site that has its name point here is found out by the name it asks for.
    """
    if settings.TRUSTED_PROXIES or any(name in request.META for name in FORWARDED):
        return False
    names = {str(request.META.get("REMOTE_ADDR", "")), urlsplit(f"//{request.get_host()}").hostname}
    return all(map(_is_loopback, names))


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        found = ipaddress.ip_address(name or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def _is_rewritten(request: HttpRequest) -> bool:
    """Whether the server has put in the header's word already, which only a flag of its forbids.

    uvicorn believes anybody on the same machine; an address of its making has the port 0.
    """
    return request.META.get("REMOTE_PORT") in {0, "0"} and "HTTP_X_FORWARDED_FOR" in request.META


def _is_proxy(address: str) -> bool:
    if address == SOCKET:
        return SOCKET in settings.TRUSTED_PROXIES
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(
        found in ipaddress.ip_network(proxy, strict=False)
        for proxy in settings.TRUSTED_PROXIES
        if proxy != SOCKET
    )


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False).network_address)
    return str(found)
