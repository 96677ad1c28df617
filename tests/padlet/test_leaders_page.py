"""The page that a facilitator leads from: what stands open, one state, one filled button."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from padlet.live import board_cache
from padlet.models import Board
from padlet.services import facilitation, sealing
from tests.markup import on_one_line
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page_of(client, board) -> str:
    return on_one_line(client.get(f"/tavlor/{board.pk}/").text)


STATE = re.compile(
    r'<span class="badge ?(\w*)" data-state\b.*?(?:<span data-open-words>|</svg>)([^<>]+)</span>'
)


def badge(page: str) -> tuple[str, str]:
    """The kind of the state's badge, and its words."""
    return STATE.search(page).groups()


def end_time(board: Board) -> None:
    facilitation.set_timer(board=board, minutes=1)
    Board.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    board_cache.clear()


# --- the notes in sight -------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["fresh", "with notes", "closed"])
def test_the_link_and_its_qr_code_stand_folded(facilitator, politicians, state):
    board = politicians.board
    if state != "fresh":
        politicians.write()
    if state == "closed":
        sealing.close_board(board=board)

    share = re.search(r'<details [^>]*id="share"[^>]*>', page_of(facilitator, board))[0]

    assert " open" not in share
    assert ("is-first" in share) == (state == "fresh")


@pytest.mark.parametrize(
    ("written", "unfolded"),
    [
        ([], ["strat", "strat", "strat"]),
        ([("pol", 0)], ["pol", "strat", "strat"]),
        ([("pol", 0), ("strat", 0), ("chef", 2)], ["pol strat", "strat", "chef"]),
        ([("chef", 1), ("pol", 1)], ["strat", "pol chef", "strat"]),
    ],
)
def test_on_a_phone_the_columns_with_notes_stand_unfolded(facilitator, board, written, unfolded):
    for role_group, prompt in written:
        section = board.sections.get(role_group=role_group)
        breakout = int(len(section.breakout_sizes) > 1)
        Box(board, section, board.prompts.all()[prompt], breakout=breakout).write()

    parts = page_of(facilitator, board).split('<section class="b-q')[1:]

    found = [" ".join(re.findall(r'data-collapse="(\w+)" open', part)) for part in parts]
    assert found == unfolded


# --- one state ----------------------------------------------------------------------------------


def test_a_board_whose_time_is_out_is_not_called_open(client, facilitator, board, people):
    assert badge(page_of(facilitator, board)) == ("solid", "Öppen nu")
    end_time(board)

    page = page_of(facilitator, board)
    assert badge(page) == ("need", "Tiden är ute")
    assert page.count(">Deltagarna kan bara läsa.</span>") == 1
    assert badge(on_one_line(facilitator.get("/tavlor/").text)) == ("need", "Tiden är ute")
    client.force_login(people["politician"])
    assert badge(page_of(client, board)) == ("need", "Tiden är ute")


def test_a_board_that_is_written_on_after_its_time_is_called_open(facilitator, board):
    end_time(board)
    facilitation.close_on_timer(board=board, ends_writing=False)

    page = page_of(facilitator, board)

    assert badge(page) == ("solid", "Öppen nu")
    assert page.count("alla kan skriva ändå") == 1
    assert "Deltagarna kan bara läsa." not in page


def test_a_paused_board_whose_time_is_out_is_paused(facilitator, board):
    end_time(board)
    facilitation.close_on_timer(board=board, ends_writing=False)
    facilitation.pause_board(board=board)

    page = page_of(facilitator, board)

    assert badge(page) == ("", "Pausad")
    assert "alla kan skriva ändå" not in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("klocka", {"minuter": "1"}, "Klockan är ställd på 1 minut."),
        ("klocka", {"minuter": "12"}, "Klockan är ställd på 12 minuter."),
    ],
)
def test_what_is_said_of_the_clock_stays_true_as_it_runs(facilitator, board, name, typed, said):
    response = facilitator.post(f"/tavlor/{board.pk}/{name}/", typed, headers=HTMX)

    assert response.context["said"] == said


def test_no_step_says_that_one_can_write_when_the_time_is_out(facilitator, board):
    end_time(board)
    facilitation.pause_board(board=board)

    said = [
        facilitator.post(f"/tavlor/{board.pk}/{name}/", typed, headers=HTMX).context["said"]
        for name, typed in [("fortsatt", {}), ("skrivtid", {"slut": "1"})]
    ]

    assert said == [
        "Tavlan är inte längre pausad, men tiden är ute. Deltagarna kan bara läsa.",
        "Tiden är ute, så tavlan är stängd för nya lappar.",
    ]


# --- the buttons --------------------------------------------------------------------------------


FILLED = re.compile(r'class="btn(?: \w+)* pri\b')


def seen_in(page: str) -> str:
    """The page's own part, without what is shown first when notes are grouped."""
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r'<form class="b-sort\b.*?</form>', "", main)


def test_while_notes_wait_to_be_approved_that_is_the_filled_button(facilitator, draft):
    open_it(draft)
    Board.objects.update(approves=True)
    board = Board.objects.get()
    panel = page_of(facilitator, board).split('id="panel"')[1].split('id="vantar"')[0]
    assert len(FILLED.findall(panel)) == 1  # and the part below is hidden
    Box(board, board.sections.get(role_group="pol"), board.prompts.first()).write()
    board_cache.clear()

    page = seen_in(page_of(facilitator, board))

    assert len(FILLED.findall(page)) == 1
    assert len(FILLED.findall(page.split('id="vantar"')[1])) == 1


@pytest.mark.parametrize("mode", ["live", "gather"])
@pytest.mark.parametrize("state", ["open", "paused", "closed", "documented"])
def test_a_board_has_one_filled_button_at_most(facilitator, draft, state, mode):
    board = open_it(draft, mode=mode)
    Box(board, board.sections.get(role_group="pol"), board.prompts.first()).write()
    if state == "paused":
        facilitation.pause_board(board=board)
    if state in ("closed", "documented"):
        if mode == "gather":
            facilitation.reveal_notes(board=board)
        sealing.close_board(board=board)
    if state == "documented":
        for document in Document.objects.all():
            build_files(document.pk)

    page = page_of(facilitator, board)

    assert len(FILLED.findall(seen_in(page))) == (state != "closed")
    assert page.count('id="documentation-link"') == (state in ("closed", "documented"))


def test_no_icon_of_the_menu_stands_for_two_things(facilitator, politicians):
    politicians.write()

    page = page_of(facilitator, politicians.board)
    menu = page.split('id="more-box"')[1].split("</details>")[0].split("</summary>")[1]

    icons = Counter(re.findall(r"<svg.*?</svg>", menu))
    assert len(icons) == 8
    assert set(icons.values()) == {1}
