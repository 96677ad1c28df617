"""Wrong codes through the real entrance: they wait, and hold up nobody."""

import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from modellkoncept.web import delayed, rate_limits
from modellkoncept.web.counters import Counter
from padlet.services import join_codes
from tests.site_processes import running_site


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_wrong_codes_wait_and_hold_up_nobody(board, tmp_path):
    def request(site, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        line.request(method, path, body and urlencode(body), kind)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer, time.perf_counter() - began

    with running_site(tmp_path, worker=False) as site:
        request(site, "GET", "/t/")  # what a process does once
        rate_limits.count(join_codes.WRONG, seconds=join_codes.WINDOW)
        Counter.objects.update(number=70)
        with ThreadPoolExecutor(max_workers=40) as threads:
            wrong = [
                threads.submit(request, site, "POST", "/t/", {"kod": f"BBBBBB{number:02}"})
                for number in range(40)
            ]
            time.sleep(2.5)  # by now all of them wait
            right, took = request(site, "POST", "/t/", {"kod": board.code})
            _page, page_took = request(site, "GET", f"/t/{board.path}/")
            answers = [each.result() for each in wrong]

    assert (right.status, right.getheader("Location")) == (302, f"/t/{board.path}/")
    assert max(took, page_took) < 1.5
    assert {answer.status for answer, _took in answers} == {422}
    assert min(took for _answer, took in answers) >= join_codes.LONGEST_DELAY
    assert {answer.getheader("X-Answer-Delay") for answer, _took in answers} == {None}


def guess(site, code) -> socket.socket:
    """Send a try, and do not wait for its answer."""
    line = socket.create_connection(("127.0.0.1", site.port))
    body = urlencode({"kod": code})
    head = f"POST /t/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: {len(body)}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    line.sendall(f"{head}{kind}{body}".encode())
    return line


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_sends_a_thousand_guesses_and_hangs_up_has_not_tried_them(board, tmp_path):
    guesses = 2 * delayed.BURST

    with running_site(tmp_path, worker=False) as site:
        began = time.perf_counter()
        lines = [guess(site, f"BBBB{number:04}") for number in range(guesses)]
        time.sleep(0.3)  # none of them is a redirect: he knows enough
        for line in lines:
            line.close()
        sent = time.perf_counter() - began
        right = guess(site, board.code)
        answer = right.recv(12)
        right.close()
        time.sleep(1)

    assert answer == b"HTTP/1.1 302"
    tried = rate_limits.counted(join_codes.WRONG)
    assert tried <= delayed.BURST + delayed.A_SECOND * (sent + 0.5)
