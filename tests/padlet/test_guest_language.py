"""The language of guests and the projector: by the address, else the round, else the browser."""

import asyncio
import json
import re

import pytest
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext

from modellkoncept.web import coalescing
from modellkoncept.web.language import browser_language
from padlet.live import board_cache
from padlet.models import Board
from padlet.services import notes, sealing
from tests.markup import on_one_line
from tests.padlet.test_note_api import address, body

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,sv;q=0.1"}
NOWHERE = f"/t/{'0' * 32}/"
PAGES = ["", "duk/", "skriv/{section}/0/"]
CLOSED = "Tavlan är stängd. Du kan inte skriva längre."
UNREAD = "Vi kunde inte läsa det du skickade. Ladda om sidan."
UNSTORED = "Lappen kunde inte sparas, texten ligger kvar. Nytt försök strax."
LINKS = re.compile(r'(?:href|action)="(/[^"]*)"')


def lang_of(page: str) -> str:
    return re.search(r'<html lang="(\w+)"', on_one_line(page))[1]


def in_language(words: str, language: str) -> str:
    with translation.override(language):
        said = gettext(words)
    assert (said == words) == (language == "sv")
    return said


def speak(board: Board, language: str) -> None:
    board.meeting.round.language = language
    board.meeting.round.save(update_fields=["language"])


@pytest.fixture(params=PAGES)
def guest_page(request, politicians) -> str:
    return f"/t/{politicians.board.path}/" + request.param.format(section=politicians.section.pk)


def test_a_guests_page_is_in_the_chosen_language_else_the_rounds(client, guest_page, politicians):
    asked = [f"{guest_page}{query}" for query in ("", "?sprak=en", "?sprak=sv", "?sprak=xx")]

    swedish = [lang_of(client.get(url, headers=ENGLISH).text) for url in asked]
    speak(politicians.board, "en")
    board_cache.clear()
    english = [lang_of(client.get(url).text) for url in asked]

    # One after the other in one process: nobody is handed the bytes of another language.
    assert swedish == ["sv", "en", "sv", "sv"]
    assert english == ["en", "en", "sv", "en"]


def test_the_choice_stays_on_every_link_of_the_page_and_sets_no_cookie(client, guest_page):
    answer = client.get(f"{guest_page}?sprak=en")
    page = on_one_line(answer.text)

    within = [url for url in LINKS.findall(page) if not url.startswith(("/static/", "/strom/"))]
    assert [url for url in within if not url.endswith("?sprak=en")] == []
    assert 'href="?sprak=sv"' in page
    assert 'href="?sprak=en" lang="en" hreflang="en" aria-current="true"' in page
    assert answer.cookies.keys() == set()
    assert answer["Vary"] == "Accept-Encoding"
    assert 'action="/sprak/"' not in page


def test_what_the_scripts_say_and_ask_for_is_in_the_pages_language(client, politicians):
    url = f"/t/{politicians.board.path}/skriv/{politicians.section.pk}/0/"

    english, swedish = client.get(f"{url}?sprak=en").text, client.get(url).text

    assert ('data-api-query="?sprak=en"' in english, 'data-api-query="?sprak=sv"' in swedish) == (
        True, True,
    )  # fmt: skip
    assert ("Lappen sitter uppe." in english, "Lappen sitter uppe." in swedish) == (False, True)
    # What the facilitator wrote stays as it was written, and says in which language that is.
    assert english.count('lang="sv"') >= 3


def test_what_the_facilitator_wrote_says_its_language_on_every_page(client, politicians):
    board = politicians.board
    guests = f"/t/{board.path}/"

    join, wall = (on_one_line(client.get(f"{guests}{page}?sprak=en").text) for page in ("", "duk/"))

    assert f'<h1 dir="auto" lang="sv">{board.title}</h1>' in join
    prompts = re.findall(r'<span dir="auto" lang="sv"\s*>[^<]+</span>\s*</h2>', wall)
    assert len(prompts) == board.prompts.count()


@pytest.mark.parametrize(
    ("round_is", "query", "language"),
    [
        ("sv", "", "sv"),
        ("sv", "?sprak=en", "en"),
        ("en", "", "en"),
        ("en", "?sprak=sv", "sv"),
        ("en", "?sprak=xx", "en"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_page_that_asked(
    client, politicians, round_is, query, language
):
    speak(politicians.board, round_is)
    sealing.close_board(board=politicians.board)

    said = client.post(
        address(politicians) + query,
        json.dumps(body(politicians)),
        content_type="application/json",
        headers=ENGLISH,
    ).json()["sentence"]

    assert said == in_language(CLOSED, language)


def test_also_what_cannot_be_read_or_stored_is_refused_in_that_language(
    client, politicians, monkeypatch
):
    speak(politicians.board, "en")
    unread = [
        client.post(address(politicians) + query, b"[", content_type="application/json").json()
        for query in ("", "?sprak=sv")
    ]

    def fail(**given):
        raise OperationalError

    monkeypatch.setattr(notes, "add_note", fail)
    unstored = client.post(
        f"{address(politicians)}?sprak=en",
        json.dumps(body(politicians)),
        content_type="application/json",
    )

    assert [answer["sentence"] for answer in unread] == [in_language(UNREAD, "en"), UNREAD]
    assert unstored.status_code == 503
    assert unstored.json()["sentence"] == in_language(UNSTORED, "en")


def test_a_code_leads_on_in_the_chosen_language_and_in_the_rounds_without_one(client, board):
    def led_to(query: str, **more) -> str:
        return client.post(f"/t/{query}", {"kod": board.code}, **more).headers["Location"]

    assert led_to("") == f"/t/{board.path}/"
    assert led_to("", headers=ENGLISH) == f"/t/{board.path}/"
    assert led_to("?sprak=en") == f"/t/{board.path}/?sprak=en"
    wrong = client.post("/t/?sprak=en", {"kod": "BBBBBB"})
    assert (wrong.status_code, lang_of(wrong.text)) == (422, "en")
    assert 'action="/t/?sprak=en"' in on_one_line(wrong.text)
    assert wrong.cookies.keys() == set()


@pytest.mark.parametrize(
    ("query", "headers", "lang"),
    [
        ("", {}, "sv"),
        ("", ENGLISH, "en"),
        ("", {"Accept-Language": "de,fi"}, "sv"),
        ("", {"Accept-Language": "sv,en"}, "sv"),
        ("", {"Accept-Language": "\x00;q=x," * 300}, "sv"),
        ("?sprak=sv", ENGLISH, "sv"),
        ("?sprak=en", {}, "en"),
        ("?sprak=xx", {}, "sv"),
    ],
)
@pytest.mark.parametrize("url", ["/t/", NOWHERE, f"{NOWHERE}duk/", "/t/hemligt/ej/"])
def test_where_no_round_is_known_the_browser_decides(client, url, query, headers, lang):
    answer = client.get(url + query, headers=headers)

    assert lang_of(answer.text) == lang
    assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
    assert answer.cookies.keys() == set()
    assert 'action="/sprak/"' not in answer.text
    assert f'href="/om-anonymitet/?sprak={lang}"' in on_one_line(answer.text)


def test_more_parameters_than_are_read_are_no_error_of_ours(client, politicians):
    many = "?" + "a&" * 2000

    codes = [client.get(url + many).status_code for url in ("/t/", "/om-anonymitet/")]

    assert codes == [200, 200]


def test_a_group_that_is_gone_is_told_in_the_rounds_language_or_the_chosen(client, board):
    speak(board, "en")
    gone = f"/t/{board.path}/skriv/{2**31 - 1}/0/"

    assert [lang_of(client.get(gone + query).text) for query in ("", "?sprak=sv")] == ["en", "sv"]
    assert lang_of(client.get("/finns/inte/").text) == "sv"  # and the next is not affected


def test_a_group_that_was_merged_is_led_on_in_the_same_language(client, board):
    strategists = board.sections.get(role_group="strat")
    politicians = board.sections.get(role_group="pol")
    at = f"/t/{board.path}/skriv"

    joined = client.get(f"{at}/{strategists.pk}/9/?sprak=en")
    written = client.get(f"{at}/{politicians.pk}/9/?sprak=en")

    assert (joined.status_code, joined["Location"]) == (302, f"/t/{board.path}/?sprak=en")
    assert written["Location"] == f"{at}/{politicians.pk}/0/?sprak=en"


def test_pages_that_guests_are_led_to_keep_the_language_without_a_cookie(client):
    for url in ("/om-anonymitet/", "/tillganglighet/"):
        page = on_one_line(client.get(f"{url}?sprak=en").text)

        assert lang_of(page) == "en"
        assert 'action="/sprak/"' not in page
        assert '"/tillganglighet/?sprak=en"' in page


def test_a_language_in_the_address_gives_way_to_one_that_is_chosen_for_good(client):
    chosen = client.post("/sprak/", {"language": "sv", "next": "/moten/?sida=2&sprak=en#dag"})

    assert chosen["Location"] == "/moten/?sida=2#dag"


def test_the_browsers_language_reaches_the_answer_that_many_share_as_one_of_ours_and_no_more():
    seen: list[list[tuple[bytes, bytes]]] = []

    async def app(scope, receive, send):
        seen.append(scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(language: bytes) -> None:
        async def send(message) -> None:
            return None

        headers = [(b"host", b"x"), (b"cookie", b"language=en"), (b"accept-language", language)]
        scope = {"type": "http", "path": NOWHERE, "query_string": b"", "headers": headers}
        await coalescing.handle(app, scope, send)

    async def all_of_them() -> None:
        coalescing._made.clear()  # noqa: SLF001 – what other tests asked for
        for language in (b"en-GB,en", b"en-US;q=0.3,de", b"sv", b"fi", b""):
            await ask(language)

    asyncio.run(all_of_them())

    assert seen == [
        [(b"host", b"x"), (b"accept-language", b"en")],
        [(b"host", b"x"), (b"accept-language", b"sv")],
        [(b"host", b"x")],
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [("en", "en"), ("en-GB;q=0.1, sv;q=0.9", "sv"), ("*", ""), ("fr, en;q=0.2", "en"), ("", "")],
)
def test_the_browsers_first_language_of_ours_counts(header, language):
    assert browser_language(header) == language
