"""What cannot be undone asks first, with scripts and without."""

import html
import re

import pytest

from padlet.models import Board, Note
from tests.markup import on_one_line
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db

FORM = re.compile(r'<(?:form|button)\b[^>]*?(?:form)?action="([^"]+)"[^>]*? data-confirm="([^"]+)"')


@pytest.fixture
def asking(facilitator, draft) -> Board:
    """A board whose page has every question: gathered, approved first, in breakouts."""
    board = open_it(draft, mode="gather")
    board.approves = True
    board.save(update_fields=["approves"])
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    box.write()
    return board


def questions_on(page: str) -> dict[str, str]:
    found = FORM.findall(on_one_line(page))
    return {html.unescape(where): html.unescape(words) for where, words in found}


def state_of(board) -> tuple:
    now = Board.objects.get(pk=board.pk)
    notes = tuple(now.notes.order_by("pk").values_list("pk", "state"))
    sizes = tuple(map(tuple, now.sections.values_list("breakout_sizes", flat=True)))
    return (now.state, now.revealed, now.path, notes, sizes)


def test_without_scripts_each_question_comes_as_a_page_and_nothing_is_done(facilitator, asking):
    Board.objects.filter(pk=asking.pk).update(revealed=True)
    shown = facilitator.get(f"/tavlor/{asking.pk}/").text
    Board.objects.filter(pk=asking.pk).update(revealed=False)
    hidden = facilitator.get(f"/tavlor/{asking.pk}/").text
    asked = questions_on(shown) | questions_on(hidden)
    before = state_of(asking)

    for address, question in asked.items():
        page = facilitator.post(address, {"lapp": "7"})
        text = on_one_line(page.text)
        heading, mark, _more = question.partition("?")
        assert (address, page.status_code) == (address, 200)
        assert f"<h1>{heading}{mark}</h1>" in text
        assert " ".join([heading + mark, page.context["more"]]) == question
        assert f'<form class="row" method="post" action="{address}">' in text
        assert '<input type="hidden" name="confirmed" value="1">' in text
        assert '<input type="hidden" name="lapp" value="7">' in text
        assert f'<a class="btn" href="/tavlor/{asking.pk}/' in text

    steps = {address.removeprefix(f"/tavlor/{asking.pk}/").split("/")[0] for address in asked}
    assert steps == {"visa", "stang", "byt-lank", "grupper", "lappar"}
    assert state_of(asking) == before


@pytest.mark.parametrize(
    ("mode", "revealed", "waiting", "told"),
    [
        ("live", False, 0, ""),
        ("live", False, 1, "1 lapp väntar på godkännande."),
        ("live", False, 2, "2 lappar väntar på godkännande."),
        ("gather", False, 2, ""),
        ("gather", True, 2, "2 lappar väntar på godkännande."),
    ],
)
def test_closing_tells_of_the_notes_that_wait_in_the_same_words_on_the_panel_and_after(
    facilitator, draft, mode, revealed, waiting, told
):
    board = open_it(draft, mode=mode)
    Board.objects.filter(pk=board.pk).update(approves=True, revealed=revealed)
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    for _ in range(waiting):
        box.write()
    address = f"/tavlor/{board.pk}/stang/"

    on_panel = questions_on(facilitator.get(f"/tavlor/{board.pk}/").text)[address]
    page = facilitator.post(address)

    assert on_panel == f"{page.context['heading']} {page.context['more']}"
    assert re.findall(r"\d+ lapp\w* väntar på godkännande\.", on_panel) == ([told] if told else [])
    assert page.context["heading"] == "Stäng och försegla tavlan?"
    assert "Stäng och försegla</button>" in on_one_line(page.text)
    assert Board.objects.get(pk=board.pk).state == "open"


def test_yes_on_that_page_does_it(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.public_id}/ta-bort/"

    asked = facilitator.post(address)
    still_there = Note.objects.count()
    done = facilitator.post(address, {"confirmed": "1"})

    assert (asked.status_code, still_there) == (200, 1)
    assert (done.status_code, Note.objects.count()) == (302, 0)


def test_a_script_that_has_not_asked_gets_the_question_in_place_of_the_page(facilitator, board):
    asked = facilitator.post(f"/tavlor/{board.pk}/stang/", headers={"HX-Request": "true"})

    headers = [asked[f"HX-{name}"] for name in ("Retarget", "Reswap", "Reselect")]
    assert headers == ["#main", "outerHTML", "#main"]
    assert Board.objects.get(pk=board.pk).state == "open"


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("politician", 403)])
def test_whoever_may_not_do_it_is_not_asked(client, people, politicians, who, status):
    note, board = politicians.write(), politicians.board
    client.force_login(people[who])
    remove = f"lappar/{note.public_id}/ta-bort"
    addresses = ("stang", "slang-repetitionen", "lappar/godkann", remove,
                 f"grupper/{politicians.section.pk}")  # fmt: skip

    answers = {client.post(f"/tavlor/{board.pk}/{rest}/").status_code for rest in addresses}

    assert answers == {status}


def test_throwing_a_rehearsal_away_asks_first(facilitator, draft):
    from padlet.services import rehearsals

    rehearsal = rehearsals.rehearse_board(board=draft)
    [(address, question)] = [
        each
        for each in questions_on(facilitator.get(f"/tavlor/{rehearsal.pk}/").text).items()
        if "slang" in each[0]
    ]

    page = facilitator.post(address)

    assert question == f"{page.context['heading']} {page.context['more']}"
    assert Board.objects.filter(pk=rehearsal.pk).exists()


def test_the_page_that_asks_answers_with_the_same_verb_as_the_dialog(facilitator, asking):
    shown = on_one_line(facilitator.get(f"/tavlor/{asking.pk}/").text)
    verbs = re.findall(
        r'action="(/tavlor/[^"]+)"[^>]*? data-confirm="[^"]+" data-confirm-yes="([^"]+)"', shown
    )

    said = {
        address: re.findall(
            r'<button class="btn danger">(.*?)</button>',
            on_one_line(facilitator.post(address).text),
        )
        for address, _verb in verbs
    }

    assert verbs
    assert said == {address: [verb] for address, verb in verbs}
