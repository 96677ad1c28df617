"""The whole of deploy/, walked: sign-in, a board, notes, a document, parts killed, a restore."""

import http.client
import itertools
import json
import re
import shutil
import ssl
import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from modellkoncept.embedded.key_copy import read_keys
from tests.deploy.machine import HOST, LEADER, Machine, missing, running_machine
from tests.deploy.visitors import AGENT, Board, Leader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(missing()),
        reason=f"Det som deploy/ bygger på saknas här: {', '.join(missing())}."
        " Debian: sudo apt install nginx-light redis-server postgresql openssl",
    ),
]
WRITERS = 6


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with running_machine() as machine:
        yield machine


@pytest.fixture(scope="module")
def leader(machine) -> Leader:
    leader = Leader(machine)
    leader.sign_in()
    return leader


@pytest.fixture(scope="module")
def board(machine, leader) -> Board:
    """A board that its leader has opened on its page."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.deploy.first_round", LEADER],
        env=machine.environment | {"DJANGO_SETTINGS_MODULE": "modellkoncept.settings"},
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(made.stdout)
    sizes = {f"size_{section}": "200, 200, 200" for section in found["sections"]}
    leader.post(f"/tavlor/{found['board']}/oppna/", mode="live", tick_seconds="2", **sizes)
    assert leader.status == 302
    page = leader.get(leader.place)
    path = re.search(r"/t/[0-9a-f]{32}/", page)
    assert path, page
    return Board(machine, found["board"], path[0], found["sections"], found["prompts"])


def test_the_door_speaks_http2_and_only_to_those_who_ask_for_us(machine):
    with machine.connect("127.0.0.1", HOST, "h2", "http/1.1") as line:
        assert line.selected_alpn_protocol() == "h2"
    with pytest.raises(ssl.SSLError):
        machine.connect("127.0.0.1", "someone-else.example.se")
    plain = http.client.HTTPConnection("127.0.0.1", machine.ports["http"])
    plain.request("GET", "/t/abc/", headers={"Host": HOST})
    answer = plain.getresponse()
    plain.close()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/t/abc/")


def test_each_part_is_well_and_the_static_files_come_from_the_proxy(machine, leader):
    machine.wait_for(lambda: json.loads(leader.get("/halsa/"))["ok"])
    sheet = re.search(r'href="(/static/css/[^"]+)"', leader.get("/"))
    assert sheet

    line = http.client.HTTPConnection(HOST)
    line.sock = machine.connect()
    line.request("GET", sheet[1], headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    line.close()

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert answer.headers["Server"] == "nginx"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_guest_posts_and_the_stream_brings_it(board):
    state = board.state()
    stream = http.client.HTTPConnection(HOST)
    stream.sock = board.machine.connect("127.0.0.8")
    stream.request("GET", f"/strom/board/{state['ticket']}")
    answer = stream.getresponse()
    assert answer.status == 200

    assert board.post("Över strömmen", state["passes"], "127.0.0.9")[0] == 200
    heard, began = "", time.monotonic()
    while "Över strömmen" not in heard:
        heard = answer.readline().decode()
        assert time.monotonic() < began + 10
    stream.close()


def test_what_is_too_large_is_refused_in_words(board, leader):
    large = "x" * (2 * 1024 * 1024)
    note = f"{board.path}lapp/{board.sections[0]}/{board.prompts[0]}/1/"

    status, told = board.ask("POST", note, large)
    assert (status, json.loads(told)["error"]) == (413, "large")
    status, told = board.ask("POST", "/logga-in/", large)
    assert (status, told.decode().count("Det du skickade är för stort")) == (413, 2)
    # Up to what a form takes it gets to the form, without a file on the way.
    leader.post(f"/tavlor/{board.number}/papper/", text="å" * 150_000)
    assert leader.status == 422


def test_a_document_is_ordered_and_fetched(machine, board, leader):
    leader.post(f"/tavlor/{board.number}/dokument/")
    assert leader.status == 302
    address = leader.place

    machine.wait_for(lambda: f'href="{address}pdf/"' in leader.get(address))

    assert leader.ask("GET", f"{address}pdf/")[:5] == b"%PDF-"


def post_until(stop: threading.Event, board: Board, writer: int) -> None:
    """Post note after note; each is sent again until it is taken."""
    passes = board.state()["passes"]
    for number in itertools.count():
        if stop.wait(0.05):
            return
        text = f"Lapp {number} av skribent {writer}"
        status, _told = board.post(text, passes, f"127.0.0.{20 + writer}", writer + number)
        assert status == 200


def kill_parts(machine: Machine, board: Board, leader: Leader) -> None:
    """One part after another, each started again as systemd would, while people write."""
    machine.kill("web8001")
    board.wait_for_posts()  # by the other one
    machine.start_web("8001")
    board.wait_for_posts()
    machine.kill("web8001", "web8002")
    board.wait_for_refusals(503)
    assert board.ask("GET", board.path)[0] == 503  # in words, from the proxy
    leader.get(f"/tavlor/{board.number}/")
    assert leader.status == 503
    machine.start_web("8001", "8002")
    board.wait_for_posts()
    machine.kill("nginx")
    board.wait_for_refusals(0)  # nobody answers; the phones keep what they have
    machine.start_nginx()
    board.wait_for_posts()
    machine.kill("redis", "worker1", "beat")
    board.wait_for_posts()
    machine.start_redis()
    machine.start_service("modellkoncept-worker@.service", "1")
    began = time.monotonic()
    machine.start_service("modellkoncept-beat.service")
    machine.wait_for(lambda: has_beaten_since(began, leader))
    machine.kill("postgres")
    board.wait_for_refusals(503)
    machine.start_postgres()
    board.wait_for_posts()


def has_beaten_since(began: float, leader: Leader) -> bool:
    """Whether a worker has done what the timetable told it after that moment."""
    age = json.loads(leader.get("/halsa/"))["worker_heartbeat_seconds_ago"]
    return age is not None and age < time.monotonic() - began


def test_parts_are_killed_under_posts_and_no_log_tells_who_wrote(machine, board, leader):
    """Each note that was taken is there once, and nothing joins a board to an address or a time."""
    before, stop = board.texts(), threading.Event()
    board.taken.clear()
    with ThreadPoolExecutor(WRITERS) as threads:
        writers = [threads.submit(post_until, stop, board, writer) for writer in range(WRITERS)]
        try:
            board.wait_for_posts()
            kill_parts(machine, board, leader)
        finally:
            stop.set()
        assert [writer.result() for writer in writers] == [None] * WRITERS

    machine.wait_for(lambda: board.texts() == before + Counter(board.taken))
    said = machine.said()
    assert [line for line in said.splitlines() if "POST /logga-in/kod/ 302" in line]  # it does log
    telling = [board.path, "/t/", "/strom/", "127.0.0.8", "127.0.0.9", AGENT]
    telling += [f"127.0.0.{20 + writer}" for writer in range(WRITERS)]
    telling += ["kaka", "203.0.113.7", "skribent", "Över strömmen"]
    assert {word: line for line in said.splitlines() for word in telling if word in line} == {}
    assert (machine.log / "access.log").read_text().count("/tavlor/") == 0


def test_a_backup_brings_all_of_it_back(machine, board, leader):
    """By the unit and the commands of the README, over a database that has gone on since."""
    before = board.texts()
    document = re.search(r"/dokument/[0-9a-f-]{36}/", leader.get("/dokument/"))
    assert document
    machine.walk("Back up")
    keys, archive = sorted((machine.root / "backups").iterdir())
    assert archive.match("modellkoncept-20??-??-??T??????.tar")
    with tarfile.open(archive) as tar:
        assert [name for name in tar.getnames() if name.startswith("keys")] == []
    key = read_keys(machine.root / "data" / "keys")
    assert (len(key), read_keys(keys)) == (1, key)
    assert board.post("Efter säkerhetskopian", board.state()["passes"], "127.0.0.9")[0] == 200
    shutil.rmtree(machine.root / "data" / "keys")

    machine.walk("Restore", archive=str(archive))

    machine.wait_for(lambda: json.loads(leader.get("/halsa/"))["ok"])
    assert json.loads(leader.get("/halsa/"))["keys"] == "ok"
    assert board.texts() == before
    assert leader.ask("GET", f"{document[0]}pdf/")[:5] == b"%PDF-"  # still signed in, too


def test_a_sealed_boards_key_is_gone_from_the_backup_of_the_next_night(machine, board, leader):
    leader.post(f"/tavlor/{board.number}/stang/", confirmed="1")
    assert leader.status == 302
    machine.wait_for(lambda: read_keys(machine.root / "data" / "keys") == {})
    assert len(read_keys(machine.root / "backups" / "keys")) == 1

    machine.back_up()

    assert list((machine.root / "backups" / "keys").iterdir()) == []
