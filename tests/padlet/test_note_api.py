import json
import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from modellkoncept.live import pubsub
from padlet import credentials
from padlet.live import board_cache
from padlet.models import Board, Note, Section
from padlet.services import facilitation, moderation, notes, sealing

pytestmark = pytest.mark.django_db


def address(box, breakout=None) -> str:
    return reverse(
        "padlet:note",
        args=[
            box.board.path,
            box.section.pk,
            box.prompt.pk,
            box.breakout if breakout is None else breakout,
        ],
    )


def body(box, **changed) -> dict:
    given = box.given()
    return {"pass": given["pass_"], "token": given["token"], "text": given["text"]} | changed


def post_note(client, box, method="post", **changed):
    return getattr(client, method)(
        address(box), json.dumps(body(box, **changed)), content_type="application/json"
    )


def test_a_note_goes_up_and_its_id_comes_back(client, politicians):
    response = post_note(client, politicians, text="Hej å ä ö")

    assert response.status_code == 200
    assert response.json() == {"id": str(Note.objects.get().public_id), "text": "Hej å ä ö"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("changed", "status", "word"),
    [
        ({"text": ""}, 422, "text"),
        ({"text": "x" * 501}, 422, "text"),
        ({"pass": ""}, 403, "pass"),
        ({"pass": "0" * 64}, 403, "pass"),
        ({"pass": "åäö"}, 403, "pass"),
        ({"pass": "\ud800"}, 403, "pass"),
        ({"token": "kort"}, 409, "token"),
        ({"text": 5}, 400, "body"),
        ({"text": None}, 400, "body"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(client, politicians, changed, status, word):
    response = post_note(client, politicians, **changed)

    assert response.status_code == status
    assert response.json()["error"] == word
    assert response.json()["sentence"].endswith(".")
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 8000,
        b'{"a":' * 1500,
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"text": "' + b"x" * 9000 + b'"}',
    ],
)
def test_a_body_that_is_not_ours_is_refused(client, politicians, raw):
    response = client.post(address(politicians), raw, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["error"] == "body"


def test_a_paused_and_a_closed_board_say_so(client, politicians):
    facilitation.pause_board(board=politicians.board)
    assert post_note(client, politicians).status_code == 409

    sealing.close_board(board=politicians.board)
    response = post_note(client, politicians)
    assert response.status_code == 410
    assert response.json()["sentence"] == "Tavlan är stängd. Du kan inte skriva längre."


@pytest.mark.parametrize("number", [0, 10**30])
def test_a_box_that_is_not_there_is_404(client, politicians, number):
    for args in (
        [politicians.board.path, number, politicians.prompt.pk, 0],
        [politicians.board.path, politicians.section.pk, number, 0],
        [politicians.board.path, politicians.section.pk, politicians.prompt.pk, 13],
        ["f" * 32, politicians.section.pk, politicians.prompt.pk, 0],
    ):
        response = client.post(
            reverse("padlet:note", args=args),
            json.dumps(body(politicians)),
            content_type="application/json",
        )
        assert response.status_code == 404


def test_edit_and_delete_by_token_at_the_same_address(client, politicians):
    given = body(politicians)
    client.post(address(politicians), json.dumps(given), content_type="application/json")

    changed = client.put(
        address(politicians),
        json.dumps(given | {"text": "Ändrad"}),
        content_type="application/json",
    )
    assert changed.json()["text"] == "Ändrad"

    removed = client.delete(
        address(politicians), json.dumps(given), content_type="application/json"
    )
    assert removed.status_code == 200
    assert not Note.objects.exists()


def test_a_like_is_counted_at_its_address(client, politicians):
    note = politicians.write()
    address = reverse(
        "padlet:like", args=[politicians.board.path, politicians.section.pk, note.public_id]
    )
    given = json.dumps({"pass": politicians.given()["pass_"]})

    assert client.post(address, given, content_type="application/json").json() == {"likes": 1}
    assert client.delete(address, given, content_type="application/json").status_code == 405
    assert client.post(address, "{}", content_type="application/json").status_code == 403


def at_every_endpoint(client, box) -> Callable[[], dict[str, tuple[int, str]]]:
    """What each endpoint answers to a phone that has written a note here before."""
    given = box.given()
    note = box.write(token=given["token"])
    return lambda: {
        what: (answer.status_code, answer.json().get("error", ""))
        for what, answer in answers_of_each(client, box, note, given["token"]).items()
    }


def answers_of_each(client, box, note, token: str) -> dict:
    base, section = f"/t/{box.board.path}", box.section.pk
    box.board.refresh_from_db()
    body = {"pass": credentials.write_pass(box.board, box.section), "token": token, "text": "Ny"}
    new = json.dumps(body | {"token": secrets.token_hex(24)})
    kind = "application/json"
    return {
        "write": client.post(address(box), new, kind),
        "change": client.put(address(box), json.dumps(body), kind),
        "agree": client.post(f"{base}/gilla/{section}/{note.public_id}/", json.dumps(body), kind),
        "dot": client.post(f"{base}/prick/{section}/{note.public_id}/", json.dumps(body), kind),
        "done": client.post(f"{base}/klar/{section}/0/", json.dumps(body | {"done": "1"}), kind),
        "remove": client.delete(address(box), json.dumps(body), kind),
    }


@pytest.mark.parametrize(
    ("ends_in", "ends_writing", "answer"),
    [
        (-1, True, (409, "time")),
        (60, True, (200, "")),
        (-1, False, (200, "")),
        (None, True, (200, "")),
    ],
)
def test_when_the_time_is_out_every_endpoint_says_so_unless_one_may_write_on(
    client, politicians, ends_in, ends_writing, answer
):
    answers = at_every_endpoint(client, politicians)
    ends_at = timezone.now() + timedelta(seconds=ends_in) if ends_in else None
    Board.objects.update(ends_at=ends_at, ends_writing=ends_writing, dots_each=3)

    assert answers() == dict.fromkeys(("write", "change", "agree", "dot", "done", "remove"), answer)


def test_what_is_paused_lies_still_whoever_knocks(client, politicians):
    Board.objects.update(dots_each=3)
    answers = at_every_endpoint(client, politicians)
    before = list(Note.objects.values()), list(Section.objects.values())
    facilitation.pause_board(board=politicians.board)

    found = answers()

    assert set(found.values()) == {(409, "paused")}
    assert (list(Note.objects.values()), list(Section.objects.values())) == before


def test_the_endpoint_asks_neither_session_nor_user_and_sets_no_cookie(client, people, politicians):
    """A signed-in member who posts leaves no more trace than a guest."""
    client.force_login(people["strategist"])

    response = post_note(client, politicians)

    request = response.wsgi_request
    assert response.status_code == 200
    assert response.cookies == {}
    assert request.session.accessed is False
    assert request.session.modified is False
    assert not hasattr(request, "_cached_user")
    assert not response.has_header("Vary") or "Cookie" not in response["Vary"]


def test_storage_that_is_gone_answers_503_and_says_that_the_text_stays(
    client, politicians, monkeypatch
):
    def gone(**given):
        raise OperationalError("connection refused: INSERT … En hemlig lapp")

    monkeypatch.setattr(notes, "add_note", gone)

    response = post_note(client, politicians)

    assert response.status_code == 503
    assert response.json()["sentence"] == (
        "Lappen kunde inte sparas, texten ligger kvar. Nytt försök strax."
    )


def test_redis_that_is_gone_costs_a_writer_nothing(
    client, politicians, settings, monkeypatch, django_capture_on_commit_callbacks
):

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(pubsub, "_publisher", None)

    with django_capture_on_commit_callbacks(execute=True) as rung:
        response = post_note(client, politicians)

    assert response.status_code == 200
    assert len(rung) == 1
    monkeypatch.setattr(pubsub, "_publisher", None)


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """The lines of the log."""
    from modellkoncept.web.log_filter import RedactNoteRequests

    said: list[str] = []

    class Recorder(logging.Handler):
        def emit(self, record):
            said.append(self.format(record))

    recorder = Recorder()
    recorder.addFilter(RedactNoteRequests())
    monkeypatch.setattr(logging.getLogger(), "handlers", [recorder])
    return said


def test_no_line_of_the_log_speaks_of_a_note_endpoint(client, politicians, said, monkeypatch):
    """Neither a refusal nor a crash: not the path, not the text, not the trace."""
    client.raise_request_exception = False

    post_note(client, politicians, text="x" * 501)
    post_note(client, politicians, **{"pass": "fel"})

    def crash(**given):
        raise RuntimeError("En hemlig lapp")

    monkeypatch.setattr(notes, "add_note", crash)
    assert post_note(client, politicians, text="En hemlig lapp").status_code == 500

    assert said == ["a request of the note API failed: RuntimeError"]


def test_no_line_of_the_log_speaks_of_what_a_guest_opens(client, board, said, monkeypatch):
    """A page opened, a page that is gone and one that breaks: with their time, whose box it was."""
    client.raise_request_exception = False
    path = f"/t/{board.path}"

    wrong = [f"{path}/skriv/999/0/", f"{path}/finns-inte/", f"{path}/bilaga/1/"]
    assert [client.get(address).status_code for address in wrong] == [404] * 3
    assert client.post(f"{path}/").status_code == 405

    def crash(*given, **more):
        raise RuntimeError(path)

    monkeypatch.setattr(board_cache, "cached_bytes", crash)
    assert client.get(f"{path}/duk/").status_code == 500

    assert said == ["a guest's page failed: RuntimeError"]


def test_no_line_of_the_log_speaks_of_a_note_that_somebody_leads(
    client, people, politicians, said, monkeypatch
):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.public_id}"
    client.raise_request_exception = False

    client.force_login(people["politician"])
    refused = client.post(f"{address}/dolj/").status_code
    client.force_login(people["strategist"])
    answers = [client.post(f"{address}/{step}/").status_code for step in ("hitta-pa", "ta-hem")]
    moderation.remove_note(board=board, note_id=note.pk)
    answers.append(client.post(f"{address}/dolj/").status_code)

    def crash(**given):
        raise RuntimeError("En hemlig lapp")

    monkeypatch.setattr(moderation, "hide_note", crash)
    answers.append(client.post(f"{address}/dolj/").status_code)
    client.post("/tavlor/999999/pausa/")

    assert (refused, [answers[0], *answers[2:]]) == (403, [404, 404, 500])
    assert said == ["a step with a note failed: RuntimeError", "Not Found: /tavlor/999999/pausa/"]


def test_what_a_note_endpoint_is_told_of_a_request(monkeypatch):
    """The gate in front takes away who, from where and with what, and leads past all middleware."""
    from asgiref.sync import async_to_sync

    from modellkoncept import asgi

    seen, by_django = [], []

    async def at_the_endpoint(scope, receive, send):
        seen.append(scope)

    async def django(scope, receive, send):
        by_django.append(scope)

    monkeypatch.setattr(asgi.bypass, "handle", at_the_endpoint)
    monkeypatch.setattr(asgi, "django", django)
    headers = [
        (b"host", b"mk.example.se"),
        (b"content-type", b"application/json"),
        (b"content-length", b"2"),
        (b"x-forwarded-proto", b"https"),
        (b"cookie", b"sessionid=abc"),
        (b"authorization", b"Bearer x"),
        (b"user-agent", b"Telefon"),
        (b"referer", b"https://mk.example.se/hemlig/"),
        (b"x-forwarded-for", b"192.0.2.77"),
        (b"accept-language", b"sv"),
    ]
    scope = {"type": "http", "headers": headers, "client": ("192.0.2.77", 5)}
    addresses = [f"/t/{'a' * 32}/lapp/1/2/0/", f"/t/{'a' * 32}/gilla/1/{'0' * 8}/", "/"]
    for path in addresses:
        async_to_sync(asgi.pages)({**scope, "path": path}, None, None)

    assert [(s["headers"], s["client"]) for s in seen] == [(headers[:4], None)] * 2
    assert [(s["headers"], s["client"]) for s in by_django] == [(headers, ("192.0.2.77", 5))]
