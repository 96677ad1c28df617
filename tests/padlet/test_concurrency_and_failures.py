"""What breaks in a real room: two who press at once, streams that are cut, processes that die.

Also covered elsewhere: Redis away and back with viewers polling (test_stream), 20 copies in threads
(test_notes), a closer killed half way (test_sealing), offline, reload and a phone that slept
(tests/browser/test_phone_outbox), storage that is gone (test_note_api).
"""

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client

from padlet import credentials, errors
from padlet.models import Board, Note, Section
from padlet.services import facilitation, notes, sealing
from tests.padlet.conftest import Box, open_it
from tests.padlet.test_bad_input import ask, note_address
from tests.padlet.test_stream import state, ticket_for
from tests.padlet.test_stream import view as view
from tests.site_processes import running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each said, or the exception it raised, all begun in the same instant."""
    heard: list[object] = [None] * len(steps)
    gate = threading.Barrier(len(steps))

    def take(place: int, step: Callable[[], object]) -> None:
        gate.wait()
        try:
            heard[place] = step()
        except Exception as error:  # noqa: BLE001 – whatever it is, the test judges it
            heard[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def test_two_facilitators_press_close_and_reveal_at_once(draft):
    board = open_it(draft, mode="gather")
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    box.write(text="Samlad")

    heard = at_once(
        lambda: sealing.close_board(board=board),
        lambda: facilitation.reveal_notes(board=board),
        lambda: sealing.close_board(board=board),
        lambda: facilitation.reveal_notes(board=board),
    )

    wrong = [said for said in heard if isinstance(said, Exception)]
    assert [type(error) for error in wrong] == [errors.WrongStateError]  # the second to close
    board.refresh_from_db()
    assert (board.state, board.revealed, board.sealed_on is not None) == ("closed", True, True)
    assert [note.text for note in board.notes.all()] == ["Samlad"]


def test_two_facilitators_open_a_board_at_once_under_one_key(draft):
    folder = settings.DATA_DIR / "keys"
    before = set(folder.glob("*"))

    heard = at_once(lambda: open_it(draft), lambda: open_it(draft))

    [opened] = [each for each in heard if isinstance(each, Board)]
    assert [type(each) for each in heard if each is not opened] == [errors.WrongStateError]
    made = {file.name for file in set(folder.glob("*")) - before}
    assert made == {f"{Board.objects.get().key_id.hex}.key"}


def test_notes_that_are_on_their_way_when_the_board_closes_are_kept_or_refused(politicians):
    """Never half: what was answered with a note is there and sealed, the rest is not there."""
    writes = [politicians.given(text=f"Sista {n}") for n in range(12)]
    steps = [lambda given=given: notes.add_note(**given) for given in writes]

    heard = at_once(*steps[:6], lambda: sealing.close_board(board=politicians.board), *steps[6:])

    kept = {said.text for said in heard if isinstance(said, Note)}
    refused = [said for said in heard if isinstance(said, Exception)]
    assert {type(error) for error in refused} <= {errors.BoardClosedError}
    assert len(kept) + len(refused) == 12
    assert set(Note.objects.values_list("text", flat=True)) == kept
    assert set(Note.objects.values_list("edit_hash", flat=True)) <= {None}


def test_groups_that_say_klara_at_once_are_all_heard(draft):
    board = open_it(draft)
    section = board.sections.get(role_group="strat")
    own = credentials.write_pass(board, section)

    def say(breakout: int) -> Callable[[], object]:
        return lambda: notes.set_breakout_done(
            board_path=board.path, section_id=section.pk, breakout=breakout, pass_=own, done=True
        )

    for _ in range(5):
        Section.objects.update(done_breakouts=[])
        assert at_once(*(say(breakout) for breakout in (1, 2, 3))) == [None] * 3
        section.refresh_from_db()
        assert section.done_breakouts == [1, 2, 3]


def test_a_stream_that_is_cut_again_and_again_loses_nothing(view, politicians, site):
    """What came while nobody listened is in what the page fetches when it comes back."""
    known: set[str] = set()
    Board.objects.filter(pk=politicians.board.pk).update(tick_seconds=1)
    for turn in range(4):
        viewer = view(site, ticket_for(politicians.board))
        name, said = viewer.event()
        shown = state(site, politicians.board)
        assert name == "hello"
        known |= {note["text"] for note in shown["notes"]}
        politicians.write(text=f"Hörd {turn}")
        _, news = viewer.event()
        known |= {note["text"] for note in news["changed"]}
        viewer.close()
        politicians.write(text=f"Ohörd {turn}")
    time.sleep(1.5)
    known |= {note["text"] for note in state(site, politicians.board)["notes"]}

    assert known == set(Note.objects.values_list("text", flat=True))
    assert len(known) == 8


def send_until_answered(site, address: str, given: dict[str, str]) -> str:
    """The id that the note got, however often it had to be sent; "" after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            status, told = ask(site, "POST", address, json.dumps(given))
        except (OSError, http.client.HTTPException):
            status = 0
        if status == 200:
            return json.loads(told)["id"]
        time.sleep(0.1)
    return ""


def test_a_web_process_killed_under_posting_keeps_what_it_answered_once(politicians, tmp_path):
    """Every phone sends again until it has an answer; then each note is there exactly once."""
    answered: dict[str, str] = {}

    def phone(number: int) -> None:
        for turn in range(8):
            given = {"pass": pass_, "token": secrets.token_hex(24), "text": f"{number}-{turn}"}
            answered[given["text"]] = send_until_answered(site, address, given)
            time.sleep(0.05)

    address, pass_ = note_address(politicians), politicians.given()["pass_"]
    with running_site(tmp_path, worker=False) as site:
        phones = [threading.Thread(target=phone, args=(n,)) for n in range(5)]
        for thread in phones:
            thread.start()
        for _ in range(2):
            time.sleep(0.25)
            site.kill("web")
            site.start_web()
        for thread in phones:
            thread.join(90)

    assert len(answered) == 40
    assert {note.text: str(note.public_id) for note in Note.objects.all()} == answered
    assert Note.objects.count() == 40


def test_a_database_that_drops_everybody_loses_no_answered_note(politicians, site):
    """As when Postgres restarts: connections die in the middle, phones send again."""
    address, pass_ = note_address(politicians), politicians.given()["pass_"]
    statuses, answered = set(), []
    for number in range(25):
        given = {"pass": pass_, "token": secrets.token_hex(24), "text": f"Lapp {number}"}
        if number % 5 == 3:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        deadline = time.monotonic() + 20
        while (status := ask(site, "POST", address, json.dumps(given))[0]) != 200:
            statuses.add(status)
            assert time.monotonic() < deadline
            time.sleep(0.1)
        answered.append(given["text"])

    assert statuses <= {503}
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(answered)


def test_twenty_copies_at_once_are_one_note(politicians, site):
    given = {"pass": politicians.given()["pass_"], "token": "c" * 48, "text": "En gång"}
    address, body = note_address(politicians), json.dumps(given)
    heard = at_once(*[lambda: ask(site, "POST", address, body)] * 20)

    assert [status for status, _ in heard] == [200] * 20
    assert {json.loads(told)["id"] for _, told in heard} == {str(Note.objects.get().public_id)}


def test_a_redis_that_is_emptied_loses_no_note_and_the_streams_go_on(view, politicians, site):
    viewer = view(site, ticket_for(politicians.board))
    viewer.event()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushall()
    politicians.write(text="Efteråt")

    assert [note["text"] for note in viewer.event()[1]["changed"]] == ["Efteråt"]
    assert [note["text"] for note in state(site, politicians.board)["notes"]] == ["Efteråt"]


@contextmanager
def emptied_again_and_again() -> Iterator[None]:
    """All that Redis holds is thrown away twenty times a second, and who listens is cut off."""
    is_over = threading.Event()

    def empty() -> None:
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            while not is_over.wait(0.05):
                client.flushall()
                client.client_kill_filter(_type="pubsub", skipme=True)

    thread = threading.Thread(target=empty)
    thread.start()
    yield
    is_over.set()
    thread.join()


def test_a_redis_that_is_emptied_again_and_again_costs_a_room_nothing(people, politicians, site):
    """50 phones write, and somebody leads the board meanwhile."""
    client = Client()
    client.force_login(people["staff"])
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    address, pass_ = note_address(politicians), politicians.given()["pass_"]
    answered: dict[str, str] = {}
    led: list[int] = []

    def phone(number: int) -> None:
        for turn in range(2):
            given = {"pass": pass_, "token": secrets.token_hex(24), "text": f"{number}-{turn}"}
            answered[given["text"]] = send_until_answered(site, address, given)

    def lead() -> None:
        for page in ("", "lage/", "hamta/", "sammanfatta/") * 2:
            status, _ = ask(site, "GET", f"/tavlor/{politicians.board.pk}/{page}", **cookie)
            led.append(status)

    with emptied_again_and_again():
        at_once(lead, *[partial(phone, number) for number in range(50)])

    assert led == [200] * 8  # nobody was signed out, and no page failed
    assert {note.text: str(note.public_id) for note in Note.objects.all()} == answered
    assert len(answered) == Board.objects.get().note_count == 100
    time.sleep(politicians.board.tick_seconds)
    assert {note["text"] for note in state(site, politicians.board)["notes"]} == set(answered)


def test_a_page_that_a_room_opens_at_once_is_made_once_and_never_carries_who_asked(
    politicians, people, site
):
    """Sixty people at once, some signed in, with languages and themes of their own."""
    path = f"/t/{politicians.board.path}/skriv/{politicians.section.pk}/0/"
    heads = [
        {"Cookie": f"sessionid=abc{n}; language=en; theme=dark", "User-Agent": f"Telefon {n}"}
        for n in range(60)
    ]
    heard = at_once(*[lambda head=head: ask(site, "GET", path, **head) for head in heads])
    facilitation.change_link(board=politicians.board)
    time.sleep(0.6)
    assert ask(site, "GET", path)[0] == 404

    assert {status for status, _ in heard} == {200}
    assert len({page for _, page in heard}) == 1
    assert Board.objects.get().path not in path
