"""Where a visitor comes from: the connection's word, or the word of a proxy that is ours."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from modellkoncept.environment import networks
from modellkoncept.web.client_address import client_network, is_this_machine

PROXY, VISITOR, LIE = "10.0.0.1", "198.51.100.7", "203.0.113.9"


@pytest.mark.parametrize(
    ("trusted", "connection", "header", "network"),
    [
        # No proxy: the header is the visitor's own and says nothing.
        ([], VISITOR, LIE, VISITOR),
        ([], "127.0.0.1", LIE, "127.0.0.1"),
        ([PROXY], VISITOR, LIE, VISITOR),
        # Behind one: what stands last, however much is put before it.
        ([PROXY], PROXY, VISITOR, VISITOR),
        ([PROXY], PROXY, f"{LIE}, {VISITOR}", VISITOR),
        ([PROXY], PROXY, f"{LIE},{PROXY}, {VISITOR}", VISITOR),
        (["10.0.0.0/8"], PROXY, f"{LIE}, {VISITOR}, 10.9.9.9", VISITOR),
        (["unix"], "", f"{LIE}, {VISITOR}", VISITOR),
        ([], "", VISITOR, ""),
        # A header that says nothing.
        ([PROXY], PROXY, "", PROXY),
        ([PROXY], PROXY, "unknown", ""),
        ([PROXY], PROXY, f"{VISITOR}, , ", PROXY),
        # One subscriber has a whole /64 of IPv6.
        ([PROXY], PROXY, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ([], "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::"),
        ([], "::ffff:198.51.100.7", "", VISITOR),
    ],
)
def test_only_our_proxies_say_where_a_visitor_comes_from(
    settings, trusted, connection, header, network
):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    request.META["REMOTE_ADDR"] = connection

    assert client_network(request) == network


def test_a_server_that_believes_the_header_is_not_believed(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": LIE})
    request.META |= {"REMOTE_ADDR": LIE, "REMOTE_PORT": 0}

    settings.TRUSTED_PROXIES = []
    assert client_network(request) == ""
    settings.TRUSTED_PROXIES = [PROXY]
    assert client_network(request) == LIE


def test_a_proxy_is_an_address_a_network_or_a_socket(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,unix, ::1")
    assert networks("TRUSTED_PROXIES") == ["127.0.0.1", "10.0.0.0/8", "unix", "::1"]

    monkeypatch.setenv("TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES: ”proxy.example”"):
        networks("TRUSTED_PROXIES")


def test_nobody_is_trusted_unless_it_is_said(monkeypatch):
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)

    assert networks("TRUSTED_PROXIES") == []


@pytest.mark.parametrize(
    ("connection", "host", "header", "proxies", "is_ours"),
    [
        ("127.0.0.1", "127.0.0.1:8000", None, [], True),
        ("127.0.0.9", "localhost:8000", None, [], True),
        ("::1", "[::1]:8000", None, [], True),
        ("::ffff:127.0.0.1", "127.0.0.1", None, [], True),
        # From elsewhere, or from here by the address that others use too.
        ("192.168.1.7", "127.0.0.1:8000", None, [], False),
        ("192.168.1.7", "192.168.1.7:8000", None, [], False),
        ("", "127.0.0.1", None, [], False),
        ("unix", "127.0.0.1", None, [], False),
        # Another site's name that points here: its page runs in this machine's browser.
        ("127.0.0.1", "evil.example", None, [], False),
        ("127.0.0.1", "localhost.evil.example", None, [], False),
        # A proxy on this machine speaks for everybody, known to us or not.
        ("127.0.0.1", "127.0.0.1", "X-Forwarded-For", [], False),
        ("127.0.0.1", "127.0.0.1", "X-Forwarded-Proto", [], False),
        ("127.0.0.1", "127.0.0.1", "X-Real-IP", [], False),
        ("127.0.0.1", "127.0.0.1", "Forwarded", [], False),
        ("127.0.0.1", "127.0.0.1", "Via", [], False),
        ("127.0.0.1", "127.0.0.1", None, ["127.0.0.1"], False),
        ("127.0.0.1", "127.0.0.1", None, ["unix"], False),
    ],
)
def test_only_who_sits_at_this_machine_is_taken_for_it(  # noqa: PLR0913 – a table
    settings, connection, host, header, proxies, is_ours
):
    settings.TRUSTED_PROXIES, settings.ALLOWED_HOSTS = proxies, ["*"]
    headers = {header: "127.0.0.1"} if header else {}
    request = RequestFactory().get("/", headers={"Host": host, **headers})
    request.META["REMOTE_ADDR"] = connection

    assert is_this_machine(request) is is_ours
