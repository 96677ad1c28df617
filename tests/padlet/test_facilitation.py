"""The facilitator's panel: each step, what it says, and what happens when two press at once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.documents.models import Document
from padlet.live import board_cache
from padlet.models import Board, Section
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.services import facilitation, sealing
from padlet.services import notes as notes_service
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
YES = {"confirmed": "1"}  # the question before has been answered


def step(client, board, name, **typed):
    typed = {"confirmed": "1"} | typed
    return client.post(f"/tavlor/{board.pk}/{name}/", typed, headers=HTMX)


def now(board) -> Board:
    return Board.objects.get(pk=board.pk)


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("pausa", "paused", "Tavlan är pausad. Ingen kan skriva eller ändra lappar."),
        ("stang", "closed", "Tavlan är stängd. Du kan läsa lapparna."),
    ],
)
def test_a_step_answers_with_the_panel_as_it_then_stands(facilitator, board, name, state, said):
    response = step(facilitator, board, name)

    assert response.status_code == 200
    assert [t.name for t in response.templates][0] == "padlet/facilitation/_panel.html"
    assert response.context["said"] == said
    assert now(board).state == state


def test_without_htmx_the_step_leads_back_to_the_board_with_a_message(facilitator, board):
    response = facilitator.post(f"/tavlor/{board.pk}/pausa/", follow=True)

    assert response.redirect_chain == [(f"/tavlor/{board.pk}/", 302)]
    assert response.text.count("Tavlan är pausad. Ingen kan skriva eller ändra lappar.") == 1


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_pressing_close_twice_is_told_kindly(facilitator, board, headers):
    facilitator.post(f"/tavlor/{board.pk}/stang/", YES)

    again = facilitator.post(f"/tavlor/{board.pk}/stang/", YES, headers=headers, follow=True)

    assert again.status_code == 200
    assert again.text.count("Någon annan hann före. Tavlan är redan stängd.") == 1


def test_one_leader_closes_while_another_reveals_and_both_are_done(facilitator, draft):
    board = open_it(draft, mode="gather")

    answers = [step(facilitator, board, name).status_code for name in ("stang", "visa", "visa")]

    assert answers == [200, 200, 200]
    assert (now(board).state, now(board).revealed) == ("closed", True)


def test_revealing_what_is_revealed_turns_nothing(draft):
    board = open_it(draft, mode="gather")
    facilitation.reveal_notes(board=board)
    turn = now(board).layout_version

    facilitation.reveal_notes(board=board)

    assert now(board).layout_version == turn


def test_two_minutes_more_count_from_the_end_of_the_clock(facilitator, board):
    facilitation.set_timer(board=board, minutes=10)
    before = now(board).ends_at

    step(facilitator, board, "tid", minuter="2")

    assert now(board).ends_at == before + timedelta(minutes=2)


def test_the_clock_is_set_from_now_and_taken_away(facilitator, board):
    facilitation.set_timer(board=board, minutes=100)

    step(facilitator, board, "klocka", minuter="5")
    left = now(board).ends_at - timezone.now()
    step(facilitator, board, "stoppa-klockan")

    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert now(board).ends_at is None


def test_whether_the_writing_ends_with_the_clock_can_be_changed_while_it_runs(facilitator, board):
    facilitation.set_timer(board=board, minutes=5)

    step(facilitator, board, "skrivtid", slut="0")
    after_no = now(board).ends_writing
    step(facilitator, board, "skrivtid", slut="1")

    assert (after_no, now(board).ends_writing) == (False, True)


@pytest.mark.parametrize("typed", ["", "tio", "0", "-3", "481", "9" * 5000, "2.5", "\0"])
@pytest.mark.parametrize("name", ["tid", "klocka"])
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_minutes_that_cannot_be_give_a_sentence_beside_the_field(
    facilitator, board, name, typed, headers
):
    response = facilitator.post(f"/tavlor/{board.pk}/{name}/", {"minuter": typed}, headers=headers)

    assert response.status_code == 422
    assert response.text.count("Skriv minuterna med siffror, mellan 1 och 480.") == 1
    assert now(board).ends_at is None


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ({"fraga": "2"}, (2, False)),
        ({"fraga": "0"}, (0, False)),
        ({"fraga": "1", "bildspel": "1"}, (1, True)),
    ],
)
def test_the_projector_is_told_what_to_show(facilitator, board, typed, shows):
    response = step(facilitator, board, "duken", **typed)

    assert response.status_code == 200
    assert (now(board).showing, now(board).slideshow) == shows
    stage = board_cache.view_for_facilitator(now(board)).stage
    assert (stage["showing"], stage["slideshow"]) == shows


@pytest.mark.parametrize("typed", ["4", "x", "", "-1", "9" * 5000])
def test_a_question_that_is_not_there_is_not_shown(facilitator, board, typed):
    response = step(facilitator, board, "duken", fraga=typed)

    assert response.status_code == 422
    assert response.context["trouble"] == "Den frågan finns inte på tavlan."
    assert now(board).showing == 1


def test_the_steps_fit_the_state(facilitator, board):
    def steps():
        page = facilitator.get(f"/tavlor/{board.pk}/panel/", headers=HTMX).text
        names = ("pausa", "fortsatt", "tid", "klocka", "duken", "visa", "stang", "dokument")
        return {name for name in names if f"/tavlor/{board.pk}/{name}/" in page}

    opened = steps()
    facilitation.pause_board(board=board)
    paused = steps()
    sealing.close_board(board=board)

    assert opened == {"pausa", "klocka", "duken", "stang", "dokument"}
    assert paused == {"fortsatt", "klocka", "duken", "stang", "dokument"}
    assert steps() == {"duken"}  # its documentation stands in a box of its own


def test_the_panel_says_who_is_done_and_who_is_missing(facilitator, strategists, clock):
    address = f"/tavlor/{strategists.board.pk}/"
    assert done_line(facilitator.get(address).text) == "0 av 5 grupper är klara."
    given = strategists.given()
    notes_service.set_breakout_done(
        board_path=given["board_path"],
        section_id=given["section_id"],
        breakout=2,
        pass_=given["pass_"],
        done=True,
    )
    assert done_line(facilitator.get(address).text) == "0 av 5 grupper är klara."  # until the tick
    clock[0] += 2

    assert done_line(facilitator.get(address).text) == (
        "1 av 5 grupper är klar. Saknas: Politiker Chefer Strateger och nyckelpersoner, en smågrupp"
        " Strateger och nyckelpersoner, grupp 3"
    )
    sealing.close_board(board=strategists.board)
    assert done_line(facilitator.get(address).text) == ""


def done_line(page: str) -> str:
    """What the panel says of who is done, as it is read."""
    line = re.search(r'<p class="b-done-line.*?</p>', on_one_line(page))
    words = re.sub(r"<[^>]+>", " ", line[0]) if line else ""
    return " ".join(words.split())


def test_a_new_link_is_told_in_words_and_the_panel_carries_it(facilitator, board):
    old = board.path

    response = step(facilitator, board, "byt-lank")

    assert old not in response.text
    assert now(board).get_guest_url() in response.text
    assert response.context["said"].startswith("Länken är bytt. Den gamla har slutat gälla")


@pytest.mark.parametrize("who", ["politician", "manager", "key_person"])
def test_a_reader_without_rights_sees_no_controls(client, people, politicians, who):
    note = politicians.write()
    client.force_login(people[who])

    page = on_one_line(client.get(f"/tavlor/{politicians.board.pk}/").text)

    found = (
        "/pausa/",
        "/dolj/",
        "/godkann/",
        'id="panel"',
        "data-sort ",
        "/logg/",
        "/panel/",
    )
    main = page[page.index("<main") : page.index("</main>")]
    assert [word for word in found if word in main] == []
    assert str(note.public_id) in main


@pytest.mark.parametrize(
    ("who", "role_group"), [("politician", "pol"), ("manager", "chef"), ("key_person", "")]
)
def test_whoever_may_not_lead_writes_in_her_own_group_when_it_is_known(
    client, people, board, who, role_group
):
    client.force_login(people[who])

    write_url = client.get(f"/tavlor/{board.pk}/").context["write_url"]

    # The strategists sit in three breakouts: which one a user sits in is not known.
    section = board.sections.filter(role_group=role_group).first()
    own = f"/t/{board.path}/skriv/{section.pk}/0/" if section else f"/t/{board.path}/"
    assert write_url == own


# --- single notes: approved, hidden, logged ---------------------------------------------------


# --- gathered first, and each approved --------------------------------------------------------


def test_one_step_stops_the_writing_and_one_starts_it_again(facilitator, board):
    """There is no second kind of pause."""
    assert Board.State.values == ["draft", "open", "paused", "closed"]

    step(facilitator, board, "pausa")
    paused = now(board)
    again = step(facilitator, board, "pausa").context["trouble"]
    step(facilitator, board, "fortsatt")

    assert (paused.state, paused.accepts_paper) == ("paused", True)
    assert again == "Någon annan hann före. Tavlan är pausad."
    assert now(board).state == "open"


def test_the_panels_document_is_the_one_that_closing_asks_for(facilitator, politicians):
    politicians.write()

    facilitator.post(f"/tavlor/{politicians.board.pk}/dokument/")

    assert Document.objects.get().kind == DISCUSSIONS_BY_GROUP.name


@pytest.mark.parametrize("notes", [1, 3])
def test_panel_query_count(facilitator, politicians, notes, django_assert_num_queries):
    for _ in range(notes):
        politicians.write()

    # as the board's page, without the user's role and the documents
    with django_assert_num_queries(19):
        facilitator.get(f"/tavlor/{politicians.board.pk}/panel/", headers=HTMX)


def test_a_group_that_has_become_one_is_done_as_one(politicians):
    """Also when a phone names a breakout that was merged away."""
    given = politicians.given()
    where = {key: given[key] for key in ("board_path", "section_id", "pass_")}

    notes_service.set_breakout_done(**where, breakout=3, done=True)
    assert Section.objects.get(pk=politicians.section.pk).done_breakouts == [0]

    notes_service.set_breakout_done(**where, breakout=1, done=False)
    assert Section.objects.get(pk=politicians.section.pk).done_breakouts == []
