"""How long the notes are kept, and that the board and its texts tell the truth of it."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from padlet import errors, tasks
from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.reports.documents.discussions import discussions
from padlet.services import boards, disposal, imports, sealing
from padlet.texts.wall_parser import read_wall
from tests.padlet.conftest import open_it
from tests.padlet.test_wall_parser import INVENTED

pytestmark = pytest.mark.django_db

DECISION = "2027-03-01, dnr 27/00123, styrelsen"


def day(value) -> str:
    return date_format(value, "j F Y")


def pages(client, people, box) -> dict[str, str]:
    """The facilitator's page, a reader's, and the guests'."""
    board_cache.clear()
    found = {}
    for who in ("strategist", "politician"):
        client.force_login(people[who])
        found[who] = client.get(box.board.get_absolute_url()).content.decode()
    client.logout()
    box.board.refresh_from_db()
    write = reverse("padlet:write", args=[box.board.path, box.section.pk, 0])
    for name, address in (("join", box.board.get_guest_url()), ("write", write)):
        found[name] = client.get(address).content.decode()
    return found


def test_every_page_says_when_the_board_is_sealed_and_that_nothing_is_thrown_away(
    client, people, politicians
):
    by = politicians.board.meeting.date + timedelta(days=14)

    for who, page in pages(client, people, politicians).items():
        assert page.count(f"Förseglas senast {day(by)}.") == 1, who
        assert page.count("Lapparna sparas tills det finns ett gallringsbeslut.") == 1, who

    sealing.close_board(board=politicians.board)
    for who, page in pages(client, people, politicians).items():
        assert page.count(f"Förseglad {day(timezone.localdate())}.") == 1, who
        assert page.count("Förseglas senast") == 0, who


def test_a_board_that_is_not_open_yet_promises_no_date(client, people, draft):
    client.force_login(people["strategist"])

    assert client.get(draft.get_absolute_url()).content.decode().count("Försegl") == 0


def test_with_a_decision_the_pages_say_which_day(client, people, politicians, settings):
    settings.BOARD_DISPOSAL_DECISION, settings.BOARD_RETENTION_DAYS = DECISION, 365
    on = politicians.board.meeting.date + timedelta(days=365)

    for who, page in pages(client, people, politicians).items():
        assert page.count(f"Lapparna gallras {day(on)}.") == 1, who
        assert page.count("sparas tills") == 0, who


def age(board: Board, days: int) -> None:
    board.meeting.date = timezone.localdate() - timedelta(days=days)
    board.meeting.save(update_fields=["date"])


@pytest.mark.parametrize(
    ("decision", "days", "sealed", "left"),
    [
        (DECISION, 365, True, 0),
        (DECISION, 364, True, 2),
        (DECISION, 365, False, 2),  # first sealed, and then a day later
        ("", 5000, True, 2),
    ],
)
def test_notes_go_only_by_a_decision_and_only_in_time(
    politicians, settings, decision, days, sealed, left
):
    settings.BOARD_DISPOSAL_DECISION, settings.BOARD_RETENTION_DAYS = decision, 365
    politicians.write()
    politicians.write()
    if sealed:
        sealing.close_board(board=politicians.board)
    age(politicians.board, days)

    tasks.dispose_of_notes()
    tasks.dispose_of_notes()

    board = Board.objects.get()
    assert Note.objects.count() == left
    assert (board.disposed_on is None) == bool(left)


def test_a_disposed_board_keeps_its_title_its_counts_and_the_decision(
    client, people, politicians, strategists, settings
):
    settings.BOARD_DISPOSAL_DECISION = DECISION
    for box in (politicians, politicians, strategists):
        box.write()
    sealing.close_board(board=politicians.board)
    before = Board.objects.get().redaction_count

    disposal.dispose_of_notes(board=politicians.board)

    board = Board.objects.get()
    assert (board.rewrite_pending, board.redaction_count) == (
        True,
        before,
    )  # its documents stay valid
    for page in pages(client, people, politicians).values():
        assert page.count(board.title) >= 1
        today = day(timezone.localdate())
        assert page.count(f"Lapparna gallrades {today} enligt beslut: {DECISION}.") == 1
        words = "Politiker 2, Chefer 0, Strateger och nyckelpersoner 1."
        assert " ".join(page.split()).count(words) == 1


def test_an_unsealed_board_and_a_missing_decision_refuse(politicians, settings):
    politicians.write()
    settings.BOARD_DISPOSAL_DECISION = DECISION
    with pytest.raises(errors.WrongStateError):
        disposal.dispose_of_notes(board=politicians.board)
    sealing.close_board(board=politicians.board)
    settings.BOARD_DISPOSAL_DECISION = ""
    with pytest.raises(errors.WrongStateError):
        disposal.dispose_of_notes(board=politicians.board)

    assert Note.objects.count() == 1


OF_THE_SETTINGS = [
    "syns lapparna efter hand, flera åt gången",
    "samlas lapparna först och visas sedan",
    "samlas lapparna först.",
    "läser och godkänner varje lapp innan den syns",
    "Var och en har 3 röster.",
]


# --- the texts --------------------------------------------------------------------------------


def about(board: Board | None, **more) -> str:
    return render_to_string("padlet/boards/_anonymity.html", {"board": board, **more})


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, [True, False, False, False, False]),
        ({"mode": "gather"}, [False, True, False, False, False]),
        ({"approves": True}, [True, False, False, True, False]),
        ({"mode": "gather", "approves": True, "dots_each": 3}, [False, False, True, True, True]),
    ],
)
def test_the_text_on_anonymity_follows_from_the_boards_settings(politicians, chosen, told):
    for name, value in chosen.items():
        setattr(politicians.board, name, value)

    text = about(politicians.board)

    assert [words in text for words in OF_THE_SETTINGS] == told


def test_of_an_old_wall_no_more_is_promised_than_is_known(group_meeting):
    board = imports.import_wall(meeting=group_meeting, title="Gammal", wall=read_wall(INVENTED))

    text = about(board)

    assert "Vad den tavlan sparade om dem som skrev vet vi inte" in text
    assert [words in text for words in OF_THE_SETTINGS] == [False] * 5


def test_the_text_speaks_of_paper_only_where_there_is_paper(politicians):
    politicians.write()
    assert not discussions(politicians.board)["has_paper"]
    assert about(politicians.board).count("från papper") == 0

    Note.objects.update(from_paper=True)
    board_cache.clear()

    assert discussions(politicians.board)["has_paper"]
    assert about(politicians.board, has_paper=True).count("från papper") == 1


def test_the_text_says_whether_the_board_is_sealed(politicians):
    assert about(politicians.board).count("senast 14 dagar efter träffen. Då förseglas den") == 1

    board = sealing.close_board(board=politicians.board)

    assert about(board).count("Tavlan är förseglad") == 1
    assert about(board).count("förseglas den") == 0


def test_the_documents_text_says_it_too(politicians):
    board = sealing.close_board(board=politicians.board)

    printed = render_to_string("padlet/documents/discussions.html", discussions(board))

    assert printed.count("Tavlan är förseglad") == 1
    assert printed.count(f"Förseglad {day(timezone.localdate())}.") == 1


def test_the_page_on_anonymity_tells_of_the_decision_or_that_there_is_none(client, settings):
    page = client.get(reverse("anonymity")).content.decode()
    assert page.count("Lapparna sparas tills det finns ett gallringsbeslut.") == 1
    assert page.count("senast 14 dagar efter träffen") == 1

    settings.BOARD_DISPOSAL_DECISION, settings.BOARD_RETENTION_DAYS = DECISION, 365
    page = client.get(reverse("anonymity")).content.decode()

    assert page.count(f"365 dagar efter träffen, enligt beslut: {DECISION}.") == 1


def test_mode_and_approval_cannot_be_changed_after_opening(draft):
    board = open_it(draft)

    with pytest.raises(errors.WrongStateError):
        boards.open_board(board=board, breakout_sizes={}, mode="gather", approves=True)

    board.refresh_from_db()
    assert (board.mode, board.approves) == ("live", False)
