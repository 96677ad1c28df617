"""A whole conference signs in within the same second, through the pool of one web process."""

import http.client
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from modellkoncept.mail.models import OutgoingMail
from tests.factories import UserFactory
from tests.site_processes import Site, running_site

PEOPLE = 100


class Visitor:
    """A browser that keeps cookies, on a connection of its own."""

    def __init__(self, site: Site) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, **fields: str) -> http.client.HTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            fields["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        self.line.request(method, path, urlencode(fields) or None, headers)
        answer = self.line.getresponse()
        answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.line.close()
        return answer


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_all_who_ask_in_the_same_second_get_a_code_and_get_in(tmp_path):
    addresses = [f"p{number}@granvik.example" for number in range(PEOPLE)]
    for address in addresses:
        UserFactory(email=address)
    start = threading.Barrier(PEOPLE)

    with running_site(tmp_path, worker=False) as site:
        site.kill("web")
        site.pool_size = 10
        site.start_web()
        visitors = {address: Visitor(site) for address in addresses}
        for visitor in visitors.values():
            visitor.send("GET", "/logga-in/")

        def at_once(path: str, fields: dict[str, dict[str, str]]) -> list[tuple[int, str | None]]:
            def one(address: str) -> tuple[int, str | None]:
                start.wait()
                answer = visitors[address].send("POST", path, **fields[address])
                return answer.status, answer.getheader("Location")

            with ThreadPoolExecutor(max_workers=PEOPLE) as threads:
                return list(threads.map(one, addresses))

        asked = at_once("/logga-in/", {address: {"email": address} for address in addresses})
        codes = {
            letter.to: {"code": re.search(r"^ +(\d+)$", letter.body, re.MULTILINE)[1]}
            for letter in OutgoingMail.objects.all()
        }
        entered = at_once("/logga-in/kod/", codes)

    assert asked == [(302, "/logga-in/kod/")] * PEOPLE
    assert entered == [(302, "/")] * PEOPLE
