"""The ways in: a code said aloud, a short address, and hundreds of phones behind one address."""

import re

import pytest
import segno
from django.conf import settings
from django.test import Client

from modellkoncept.web import delayed, rate_limits
from padlet import errors
from padlet.models import Board
from padlet.reports.board_report import Order
from padlet.reports.documents import paper
from padlet.reports.documents.discussions import discussions
from padlet.reports.exports.formats import FORMATS
from padlet.services import boards, facilitation, join_codes, notes, sealing
from tests.padlet.conftest import in_state

pytestmark = pytest.mark.django_db

WRONG = "Koden leder inte till någon öppen tavla."


def spoken(board: Board) -> str:
    return f" {board.code[:2].lower()}-{board.code[2:4]} {board.code[4:].lower()} "


def test_a_code_is_understood_however_it_is_typed(client, board):
    response = client.post("/t/", {"kod": spoken(board)})

    assert response.status_code == 302
    assert response.url == f"/t/{board.path}/"


def test_a_code_as_an_address_is_typed_in_already_and_is_no_try(client, board):
    pages = [client.get(f"/t/{code}/") for code in (board.code.lower(), "BBBBBB")]

    assert [page.status_code for page in pages] == [200, 200]
    assert f'value="{board.code.lower()}"' in pages[0].text
    assert rate_limits.counted(join_codes.WRONG) == 0


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_a_code_leads_nowhere_unless_the_board_is_open(client, board, state):
    Board.objects.filter(pk=board.pk).update(**in_state(state))

    assert client.post("/t/", {"kod": board.code}).status_code == 422


def test_a_wrong_code_and_one_that_is_over_get_the_same_answer(client, board):
    right = board.code
    wrong = client.post("/t/", {"kod": "BBBBBB"})
    sealing.close_board(board=board)
    over = client.post("/t/", {"kod": right})

    assert wrong.text.replace("BBBBBB", "") == over.text.replace(right, "")
    assert wrong.text.count(WRONG) == 2  # at the top, and beside the field
    assert rate_limits.counted(join_codes.WRONG) == 2


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "å" * 500, "<script>", "٣٣٣٣٣٣", "ß" * 40])
def test_nonsense_gets_a_sentence(client, board, typed):
    response = client.post("/t/", {"kod": typed})

    assert response.status_code == 422
    assert "<script>" not in response.text


def test_a_right_code_leads_in_at_once_whatever_others_have_tried(client, board):
    for _ in range(70):
        Client(REMOTE_ADDR="192.0.2.9").post("/t/", {"kod": "BBBBBBBB"})

    right, wrong = (client.post("/t/", {"kod": code}) for code in (board.code, "BBBBBBBB"))

    assert (right.status_code, right.url) == (302, f"/t/{board.path}/")
    assert delayed.HEADER not in right
    assert (wrong.status_code, wrong[delayed.HEADER]) == (422, "5.0")


def test_wrong_codes_of_all_are_slowed_together_and_the_first_are_not():
    delays = []
    for number in range(61):
        with pytest.raises(errors.WrongCodeError) as wrong:
            join_codes.path_by_code(code=f"BBBBB{number}")
        delays.append(round(wrong.value.delay, 1))

    assert delays[:12] == [0] * 10 + [0.1, 0.2]
    assert delays[-2:] == [5.0, 5.0]


def test_a_code_has_eight_of_twenty_four_signs(board):
    assert re.fullmatch(f"[{boards.CODE_SIGNS}]{{8}}", board.code)
    assert len(set(boards.CODE_SIGNS)) == 24


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_for_the_code_knows_nobody(client, people, board, method):
    client.force_login(people["politician"])

    response = getattr(client, method)("/t/", {"kod": "BBBBBB"} if method == "post" else {})

    assert response.wsgi_request.session.accessed is False
    assert not hasattr(response.wsgi_request, "_cached_user")
    assert response.cookies == {}
    assert "csrfmiddlewaretoken" not in response.text
    assert response["Cache-Control"] == "no-store"


def test_the_form_is_taken_without_a_token_of_the_session(board):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/t/", {"kod": board.code}).status_code == 302


def test_three_hundred_phones_behind_one_address_all_get_in(board):
    section = board.sections.get(role_group="pol")
    answers = set()

    for _ in range(300):
        phone = Client(REMOTE_ADDR="192.0.2.1")
        answers.add(phone.post("/t/", {"kod": board.code}).status_code)
        answers.add(phone.get(f"/t/{board.path}/").status_code)
        answers.add(phone.get(f"/t/{board.path}/skriv/{section.pk}/0/").status_code)
        answers.add(phone.get(f"/t/{board.path}/lage/").status_code)

    assert answers == {200, 302}


def test_the_group_page_names_each_group_so_that_a_phone_knows_its_own_again(client, board):
    page = client.get(f"/t/{board.path}/").text

    chefs = board.sections.get(role_group="chef")
    strats = board.sections.get(role_group="strat")
    assert page.count(f'data-box-of="{chefs.pk}-0"') == 1
    assert [page.count(f'data-box-of="{strats.pk}-{n}"') for n in (1, 2, 3)] == [1, 1, 1]


# --- the picture ------------------------------------------------------------------------------


def modules(page: str) -> list[list[int]]:
    """The code that a page draws, as rows of dark (1) and light (0) modules without the border."""
    drawn = re.search(r'<svg role="img" aria-label="QR-kod till tavlan".*?</svg>', page, re.DOTALL)
    side = int(re.search(r'viewBox="0 0 (\d+) ', drawn[0])[1])
    dark = re.findall(r'd="([^"]+)"', drawn[0])[-1]
    rows = [[0] * side for _ in range(side)]
    x = y = 0.0
    for letter, numbers in re.findall(r"([Mmh])([^Mmh]*)", dark):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if letter == "h":
            for column in range(int(x), int(x + given[0])):
                rows[int(y)][column] = 1
            x += given[0]
        else:
            x, y = given if letter == "M" else (x + given[0], y + given[1])
    border = 2
    return [row[border:-border] for row in rows[border:-border]]


def test_the_picture_holds_exactly_the_address_that_stands_beside_it(client, people, board):
    address = settings.BASE_URL + board.get_guest_url()
    expected = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    client.force_login(people["staff"])

    projector = client.get(f"/t/{board.path}/duk/").text
    panel = client.get(f"/tavlor/{board.pk}/").text

    assert modules(projector) == expected
    assert modules(panel) == expected
    assert panel.count(f">{address}<") == 1
    facilitation.change_link(board=board)
    assert modules(client.get(f"/tavlor/{board.pk}/").text) != expected


@pytest.mark.parametrize("state", ["open", "paused"])
def test_everything_that_led_to_the_board_turns_with_its_link(politicians, state):
    board, before = politicians.board, politicians.given()
    Board.objects.filter(pk=board.pk).update(state=state)
    was = Board.objects.get()

    facilitation.change_link(board=board)
    now = Board.objects.get()

    turned = ("path", "code", "secret", "epoch")
    assert [getattr(now, name) != getattr(was, name) for name in turned] == [True] * 4
    Board.objects.update(state="open")
    with pytest.raises(errors.WrongCodeError):
        join_codes.path_by_code(code=was.code)
    assert join_codes.path_by_code(code=now.code) == now.path
    for changed in ({}, {"board_path": now.path}):
        with pytest.raises((errors.BoardNotFoundError, errors.WrongPassError)):
            notes.add_note(**before | changed)


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_board_without_a_code_gets_none_with_a_new_link(board, state):
    Board.objects.filter(pk=board.pk).update(**in_state(state))

    assert facilitation.change_link(board=board).code is None


def test_no_document_holds_the_address_or_the_code(board):
    """So that none of them is out of date when the link is changed."""
    board = Board.objects.with_boxes().get(pk=board.pk)
    printed = [repr(paper.sheets(board))]
    printed += [repr(discussions(board, by=order)) for order in Order]
    printed += [form.make(board, order).decode("latin-1") for form in FORMATS.values()
                for order in Order]  # fmt: skip

    assert [board.path in text or board.code in text for text in printed] == [False] * len(printed)
