"""What no phone of ours sends, through the real web process: no 500, no leak, nobody else hurt.

Also covered elsewhere: bodies that are not ours and fields of the wrong kind (test_note_api), which
characters are left out and which lengths fit (test_notes), markup on the facilitator's page
(test_boards), limits of pace and number (test_rate_limit).
"""

import http.client
import json
import secrets
import threading
import time
import unicodedata

import pytest

from meetings.models import Takeaway
from padlet import credentials
from padlet.live import board_cache, projection, tickets
from padlet.models import Note
from padlet.services import boards, clusters, facilitation, sealing
from tests.factories import MeetingFactory
from tests.padlet.conftest import Box, open_it

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
# What is sent, and what stands on the board; None when it is refused in words.
TEXTS = {
    "a script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "an image": ('<img src=x onerror="alert(1)">', '<img src=x onerror="alert(1)">'),
    "an entity": ("&lt;b&gt; & 'citat' \"citat\"", "&lt;b&gt; & 'citat' \"citat\""),
    "a template": ("{{ settings }}{% load x %}", "{{ settings }}{% load x %}"),
    "SQL": ("'; DROP TABLE padlet_note; --", "'; DROP TABLE padlet_note; --"),
    "marks that turn the line": ("\u202eabc\u2066def\u2069", "abcdef"),
    "Arabic": ("مرحبا بكم", "مرحبا بكم"),
    "emoji": (f"Bra {FAMILY} 🏳️\u200d🌈", f"Bra {FAMILY} 🏳️\u200d🌈"),
    "NUL": ("a\x00b", "ab"),
    "a lone half of a pair": ("a\ud83db", "ab"),
    "another half": ("\udc00x", "x"),
    "only what is not seen": ("\u200b\u2060\u00ad", None),
    "10,000 characters": ("x" * 10_000, None),
    "10,000 that are 500 bytes packed": ("å" * 10_000, None),
    "500 families": (FAMILY * 71, FAMILY * 71),
    "decomposed": ("a\u0308", "ä"),
    "towers of accents": ("a" + "\u0301" * 400, unicodedata.normalize("NFC", "a" + "\u0301" * 400)),
}  # fmt: skip


def ask(site, method: str, path: str, body: str | bytes = "", **headers) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request(method, path, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told


def note_address(box: Box) -> str:
    return f"/t/{box.board.path}/lapp/{box.section.pk}/{box.prompt.pk}/{box.breakout}/"


def send(site, box: Box, **changed) -> tuple[int, str]:
    given = {"pass": box.given()["pass_"], "token": secrets.token_hex(24), "text": "Hej"}
    return ask(site, "POST", note_address(box), json.dumps(given | changed))


def until_it_listens(site, stream: str) -> int:
    """What the stream answers once the process has heard from Redis."""
    for _ in range(50):
        status, _told = ask(site, "GET", stream)
        if status != 503:
            break
        time.sleep(0.1)
    return status


def other_box() -> Box:
    draft = boards.create_board(meeting=MeetingFactory(), title="En annan", prompts=["Vad?"])
    other = open_it(draft)
    return Box(other, other.sections.get(role_group="pol"), other.prompts.get())


def test_every_kind_of_text_is_kept_as_text_or_refused_in_words(politicians, site):
    for kind, (sent, kept) in TEXTS.items():
        Note.objects.all().delete()
        status, told = send(site, politicians, text=sent)
        assert status == (200 if kept is not None else 400 if len(sent) > 9000 else 422), kind
        assert [n.text for n in Note.objects.all()] == ([kept] if kept is not None else []), kind
        if kept is None:
            assert json.loads(told)["sentence"].endswith("."), kind

    # On the pages it stands as text, in the state it is the same text.
    Note.objects.all().delete()
    shown = [kept for _, kept in TEXTS.values() if kept]
    for text in shown:
        assert send(site, politicians, text=text)[0] == 200
    time.sleep(politicians.board.tick_seconds + 1)
    state = json.loads(ask(site, "GET", f"/t/{politicians.board.path}/lage/")[1])
    assert sorted(note["text"] for note in state["notes"]) == sorted(shown)
    for page in ("", "duk/", f"skriv/{politicians.section.pk}/0/"):
        status, html = ask(site, "GET", f"/t/{politicians.board.path}/{page}")
        assert (status, html.count("alert(1)</script>"), html.count("<img src=x")) == (
            200,
            0,
            0,
        )
    assert site.said().count("ERROR") == 0


def test_bodies_and_addresses_that_nobody_makes_by_mistake(politicians, site):
    deep = '{"text":' * 2000 + "1" + "}" * 2000
    path = politicians.board.path
    odd = {
        f"/t/{path}/lapp/{10**40}/1/0/": 404,
        f"/t/{path}/lapp/1/{10**40}/0/": 404,
        f"/t/{path}/lapp/-1/1/0/": 404,
        f"/t/{path}/gilla/1/not-an-id/": 404,
        f"/t/{'0' * 32}/lapp/1/1/0/": 404,
        f"/t/{path}%00/lapp/1/1/0/": 404,
        f"/t/{path}/lapp/1/1/0/%ff": 404,
    }
    for body in (deep, "[" * 8000, '{"text": 1e999999}', '{"a":' * 400, "null"):
        status, told = ask(site, "POST", note_address(politicians), body.encode())
        assert (status, json.loads(told)["error"]) == (400, "body"), body[:20]
    for address, expected in odd.items():
        body = json.dumps({"pass": "x", "token": "a" * 48, "text": "Hej"})
        assert ask(site, "POST", address, body)[0] == expected, address
    assert ask(site, "POST", note_address(politicians), b"x" * 200_000)[0] == 400
    for method in ("GET", "HEAD", "PATCH", "OPTIONS"):
        assert ask(site, method, note_address(politicians))[0] == 405
    assert not Note.objects.exists()
    assert site.said().count("ERROR") == 0


def test_keys_that_belong_elsewhere_open_nothing(politicians, strategists, site):
    other, token = other_box(), secrets.token_hex(24)
    assert send(site, politicians, token=token, text="Min")[0] == 200

    # A token replayed with another text; on another board; in another group.
    status, told = send(site, politicians, token=token, text="Din")
    assert (status, json.loads(told)["error"]) == (409, "token")
    status, told = send(site, other, token=token, text="Min")
    assert (status, json.loads(told)["error"], told.count("Min")) == (409, "token", 0)
    # A pass from another board, and from another group.
    foreign = credentials.write_pass(other.board, other.section)
    assert send(site, politicians, **{"pass": foreign})[0] == 403
    neighbour = credentials.write_pass(politicians.board, strategists.section)
    assert send(site, politicians, **{"pass": neighbour})[0] == 403
    # A stream's ticket from before the link was changed.
    snapshot = board_cache.current_snapshot(other.board.pk, projection.GUEST)
    ticket = f"/strom/board/{tickets.ticket(snapshot)}"
    facilitation.change_link(board=other.board)
    time.sleep(other.board.tick_seconds)
    assert until_it_listens(site, ticket) == 410
    # A pass of an epoch that is over.
    old = credentials.write_pass(politicians.board, politicians.section)
    facilitation.pause_board(board=politicians.board)
    facilitation.resume_board(board=politicians.board)
    assert send(site, politicians, **{"pass": old})[0] == 403
    assert [n.text for n in Note.objects.all()] == ["Min"]
    assert other.board.notes.count() == 0


def test_an_id_from_before_the_sealing_leads_no_member_anywhere(client, people, politicians):
    note, board, prompt = politicians.write(), politicians.board, politicians.prompt
    theme = clusters.add_cluster(board=board, prompt_id=prompt.pk, title="Tid")
    sealing.close_board(board=board)
    [sealed] = Note.objects.values()
    client.force_login(people["strategist"])
    at, yes = f"/tavlor/{board.pk}", {"confirmed": "1"}

    answers = {
        step: client.post(f"{at}/lappar/{note.public_id}/{step}/", yes).status_code
        for step in ("ta-hem", "dolj", "visa", "godkann", "ta-bort")
    }
    moved = {"lapp": str(note.public_id), "till": str(theme.pk)}
    client.post(f"{at}/teman/{prompt.pk}/flytta/", moved)
    said = client.post(
        f"{at}/sammanfatta/fragor/{prompt.pk}/",
        {"text": "Så är det.", "notes": [str(note.public_id)]},
        follow=True,
    )

    assert answers == dict.fromkeys(answers, 404)
    assert [*Note.objects.values()] == [sealed]
    assert sealed["cluster_id"] is None
    assert list(board.sentences.get().notes.all()) == []
    assert "En lapp som du valde syns inte längre och är inte med." in said.text
    assert not Takeaway.objects.exists()
    client.post(f"{at}/teman/{prompt.pk}/flytta/", moved | {"lapp": str(sealed["id"])})
    assert Note.objects.get().cluster == theme  # by the new id the same step is taken


def test_an_id_from_before_the_sealing_leads_nowhere(politicians, site):
    note = politicians.write()
    sealing.close_board(board=politicians.board)
    board_cache.clear()
    body = json.dumps({"pass": politicians.given()["pass_"]})
    like = f"/t/{politicians.board.path}/gilla/{politicians.section.pk}/{note.public_id}/"
    assert ask(site, "POST", like, body)[0] == 410
    state = ask(site, "GET", f"/t/{politicians.board.path}/lage/")[1]
    assert state.count(str(note.public_id)) == 0
    # An ETag that some other board, or an older state, had: the whole is sent, not 304.
    status, _ = ask(site, "GET", f"/t/{politicians.board.path}/lage/", **{"If-None-Match": '"0-0"'})
    assert status == 200


def test_two_hundred_posts_a_second_from_one_place_leave_other_boards_in_peace(politicians, site):
    other, statuses, stop = other_box(), [], threading.Event()

    def flood() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        while not stop.is_set():
            body = {"pass": pass_, "token": secrets.token_hex(24), "text": "Brus"}
            connection.request("POST", note_address(politicians), json.dumps(body), headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            time.sleep(0.03)
        connection.close()

    headers, pass_ = {"Content-Type": "application/json"}, politicians.given()["pass_"]
    floods = [threading.Thread(target=flood) for _ in range(8)]
    for thread in floods:
        thread.start()
    took = []
    for _ in range(20):
        began = time.monotonic()
        assert send(site, other)[0] == 200
        took.append(time.monotonic() - began)
        time.sleep(0.1)
    stop.set()
    for thread in floods:
        thread.join()

    assert set(statuses) == {200, 429}
    assert statuses.count(200) <= 60 + 10  # a minute's worth, and what came meanwhile
    assert other.board.notes.count() == 20
    assert sorted(took)[18] < 2
    assert site.said().count("ERROR") == 0
