"""The panel of whoever leads: each step, what is said, and what happens when two press at once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.documents.models import Document
from padlet.live import board_cache, projection, stream
from padlet.models import Board, Moderation, Note
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.services import facilitation, moderation, paper, sealing
from padlet.services import notes as notes_service
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
YES = {"confirmed": "1"}  # the question before has been answered


@pytest.fixture
def facilitator(client, people):
    client.force_login(people["strategist"])
    return client


def step(client, board, name, **typed):
    typed = {"confirmed": "1"} | typed
    return client.post(f"/tavlor/{board.pk}/{name}/", typed, headers=HTMX)


def now(board) -> Board:
    return Board.objects.get(pk=board.pk)


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("pausa", "paused", "Tavlan är pausad. Ingen kan skriva nu."),
        ("frys", "frozen", "Tavlan är fryst. Ingen kan skriva eller ändra lappar."),
        ("stang", "closed", "Tavlan är stängd. Lapparna går att läsa."),
    ],
)
def test_a_step_answers_with_the_panel_as_it_then_stands(facilitator, board, name, state, said):
    response = step(facilitator, board, name)

    assert response.status_code == 200
    assert [t.name for t in response.templates][0] == "padlet/_lead.html"
    assert response.context["said"] == said
    assert now(board).state == state


def test_without_htmx_the_step_leads_back_to_the_board_with_a_message(facilitator, board):
    response = facilitator.post(f"/tavlor/{board.pk}/pausa/", follow=True)

    assert response.redirect_chain == [(f"/tavlor/{board.pk}/", 302)]
    assert response.text.count("Tavlan är pausad. Ingen kan skriva nu.") == 1


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
    facilitation.set_clock(board=board, minutes=10)
    before = now(board).ends_at

    step(facilitator, board, "tid", minuter="2")

    assert now(board).ends_at == before + timedelta(minutes=2)


def test_the_clock_is_set_from_now_and_taken_away(facilitator, board):
    facilitation.set_clock(board=board, minutes=100)

    step(facilitator, board, "klocka", minuter="5")
    left = now(board).ends_at - timezone.now()
    step(facilitator, board, "stoppa-klockan")

    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert now(board).ends_at is None


def test_whether_the_writing_ends_with_the_clock_can_be_changed_while_it_runs(facilitator, board):
    facilitation.set_clock(board=board, minutes=5)

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
        names = ("pausa", "fortsatt", "frys", "tid", "klocka", "duken", "visa", "stang", "dokument")
        return {name for name in names if f"/tavlor/{board.pk}/{name}/" in page}

    opened = steps()
    facilitation.freeze_board(board=board)
    frozen = steps()
    sealing.close_board(board=board)

    assert opened == {"pausa", "frys", "klocka", "duken", "stang", "dokument"}
    assert frozen == {"fortsatt", "pausa", "klocka", "duken", "stang", "dokument"}
    assert steps() == {"duken", "dokument"}


def test_the_panel_says_who_is_done_and_who_is_missing(facilitator, strategists):
    address = f"/tavlor/{strategists.board.pk}/"
    assert done_line(facilitator.get(address).text) == "0 av 5 grupper är klara."
    given = strategists.given()
    notes_service.say_done(
        board_path=given["board_path"],
        section_id=given["section_id"],
        breakout=2,
        pass_=given["pass_"],
        done=True,
    )

    assert done_line(facilitator.get(address).text) == (
        "1 av 5 grupper är klar. Saknas: Politiker Chefer Strateger och nyckelpersoner, grupp 1"
        " Strateger och nyckelpersoner, grupp 3"
    )
    sealing.close_board(board=strategists.board)
    assert done_line(facilitator.get(address).text) == ""


def done_line(page: str) -> str:
    """What the panel says of who is done, as it is read."""
    line = re.search(r'<p class="b-done-line">.*?</p>', page, re.DOTALL)
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

    page = client.get(f"/tavlor/{politicians.board.pk}/").text

    found = (
        "/pausa/",
        "/dolj/",
        "/godkann/",
        'id="lead"',
        "data-sort",
        "/logg/",
        "/panel/",
    )
    main = page[page.index("<main") : page.index("</main>")]
    assert [word for word in found if word in main] == []
    assert str(note.pk) in main


@pytest.mark.parametrize(
    ("who", "role_group"), [("politician", "pol"), ("manager", "chef"), ("key_person", "")]
)
def test_whoever_may_not_lead_writes_in_her_own_group_when_it_is_known(
    client, people, board, who, role_group
):
    client.force_login(people[who])

    write_url = client.get(f"/tavlor/{board.pk}/").context["write_url"]

    # The strategists sit in three small groups: which one is hers nobody knows.
    section = board.sections.filter(role_group=role_group).first()
    own = f"/t/{board.path}/skriv/{section.pk}/0/" if section else f"/t/{board.path}/"
    assert write_url == own


# --- single notes: approved, hidden, logged ---------------------------------------------------


@pytest.fixture
def approving(politicians):
    Board.objects.update(approves=True)
    return politicians


def everything_a_guest_gets(client, board) -> str:
    board_cache.clear()
    sections = [f"skriv/{section.pk}/0/" for section in board.sections.all()]
    pages = ["", "duk/", "lage/", *sections]
    return "".join(client.get(f"/t/{board.path}/{page}", follow=True).text for page in pages)


def test_no_guest_sees_or_counts_a_note_before_it_is_approved(client, people, approving):
    board = approving.board
    approving.write(text="Ännu inte godkänd")
    before = board_cache.current(board.pk, projection.GUEST)

    pages = everything_a_guest_gets(client, board)
    board_cache.clear()
    guest, lead = (
        board_cache.current(board.pk, who) for who in (projection.GUEST, board_cache.FACILITATOR)
    )
    client.force_login(people["politician"])
    pages += client.get(f"/tavlor/{board.pk}/").text + client.get(f"/tavlor/{board.pk}/lage/").text

    assert "Ännu inte godkänd" not in pages
    assert (guest.notes, guest.total) == ({}, 0)
    assert stream.BoardSource().encode_diff(before, guest) is None
    assert [note["waiting"] for note in lead.notes.values()] == [True]
    assert lead.total == 0


def test_what_waits_stands_in_a_list_of_its_own_and_in_no_box(facilitator, approving):
    approving.write(text="Ännu inte godkänd")

    context = facilitator.get(f"/tavlor/{approving.board.pk}/").context

    assert [note["text"] for note in context["waiting"]] == ["Ännu inte godkänd"]
    assert [box["notes"] for question in context["prompts"] for box in question["boxes"]] == [
        []
    ] * 9


def approve(client, board, note, headers=HTMX, **changed):
    """Press the button as it stands on the page."""
    address = f"/tavlor/{board.pk}/lappar/{note.pk}/godkann/"
    page = client.get(f"/tavlor/{board.pk}/").text
    pressed = re.search(
        rf'<button[^>]* name="last" value="([^"]+)"[^>]* formaction="{address}"', page
    )
    return client.post(address, {"last": pressed[1]} | changed, headers=headers, follow=True)


def test_a_note_that_was_changed_after_it_was_read_goes_on_waiting(facilitator, approving):
    given = approving.given(text="Läst")
    note, board = notes_service.add_note(**given), approving.board
    read = note.as_read
    edit(given, "Ändrad sedan")
    board_cache.clear()

    told = facilitator.post(
        f"/tavlor/{board.pk}/lappar/{note.pk}/godkann/", {"last": read}, headers=HTMX
    )
    unread = facilitator.post(f"/tavlor/{board.pk}/lappar/{note.pk}/visa/", follow=True)
    waits = Note.objects.get().state

    said = "Lappen har ändrats sedan du läste den. Läs den nya texten först."
    assert (told.text.count(said), unread.text.count(said)) == (1, 1)
    assert told.text.count("Ändrad sedan") == 1
    assert told.text.count(f'value="{Note.objects.get().as_read}"') == 2  # to press again, or all
    assert (waits, Moderation.objects.count()) == ("waiting", 0)
    approve(facilitator, board, note)
    assert Note.objects.get().state == "visible"


def edit(given: dict, text: str) -> Note:
    where = {key: given[key] for key in ("board_path", "section_id", "pass_", "token")}
    return notes_service.edit_note(**where, text=text)


def test_an_approved_note_whose_text_is_changed_waits_anew(facilitator, approving):
    given = approving.given(text="Godkänd")
    note, board = notes_service.add_note(**given), approving.board
    approve(facilitator, board, note)

    edit(given, "Inte läst")

    assert Note.objects.get().state == "waiting"
    assert "Inte läst" not in everything_a_guest_gets(facilitator, board)


def test_a_hidden_note_whose_text_is_changed_stays_hidden(politicians):
    given = politicians.given()
    note = notes_service.add_note(**given)
    moderation.hide_note(board=politicians.board, note_id=note.pk)

    edit(given, "Ny text")

    assert Note.objects.get().state == "hidden"


def test_where_notes_are_approved_it_waits_to_be_read_first(approving):
    given = approving.given()
    note = notes_service.add_note(**given)
    moderation.hide_note(board=approving.board, note_id=note.pk)

    edit(given, "Ny text")

    assert Note.objects.get().state == "waiting"


def test_an_approved_note_leaves_the_list_and_is_seen_by_guests(facilitator, approving):
    note, board = approving.write(text="Nu godkänd"), approving.board

    response = approve(facilitator, board, note)

    assert response.text.count("<article") == 0
    assert "Lappen är godkänd och syns för alla." in response.text
    assert "Nu godkänd" in everything_a_guest_gets(facilitator, board)


def test_all_that_wait_are_approved_at_once_and_logged_one_by_one(facilitator, people, approving):
    for number in range(3):
        approving.write(text=f"Lapp {number}")

    response = approve_listed(facilitator, approving.board)
    again = approve_listed(facilitator, approving.board)

    assert "3 lappar är godkända och syns för alla." in response.text
    assert "Ingen lapp väntade längre." in again.text
    assert Note.objects.filter(state="visible").count() == 3
    entries = Moderation.objects.values_list("step", "who")
    assert list(entries) == [("approve", people["strategist"].pk)] * 3


def listed(client, board) -> list[str]:
    """What the form for all of them sends."""
    page = client.get(f"/tavlor/{board.pk}/").text
    return re.findall(r'<input type="hidden" form="approve-all" name="last" value="([^"]+)"', page)


def approve_listed(client, board, read=None):
    read = listed(client, board) if read is None else read
    address = f"/tavlor/{board.pk}/lappar/godkann/"
    return client.post(address, YES | {"last": read}, follow=True)


def test_what_came_or_changed_after_the_page_was_drawn_is_not_approved_with_the_rest(
    facilitator, approving
):
    board, given = approving.board, approving.given(text="Ändras")
    approving.write(text="Läst")
    notes_service.add_note(**given)
    read = listed(facilitator, board)
    edit(given, "Ändrad")
    approving.write(text="Kom sedan")
    board_cache.clear()

    response = approve_listed(facilitator, board, read)

    states = dict(Note.objects.values_list("text", "state"))
    assert states == {"Läst": "visible", "Ändrad": "waiting", "Kom sedan": "waiting"}
    assert "1 lapp är godkänd och syns för alla." in response.text
    assert "2 lappar kom eller ändrades efter att du läste. De väntar." in response.text
    assert Moderation.objects.count() == 1


def test_the_question_before_carries_what_was_read(facilitator, approving):
    approving.write()
    read = listed(facilitator, approving.board)

    asked = facilitator.post(f"/tavlor/{approving.board.pk}/lappar/godkann/", {"last": read})

    assert asked.text.count(f'<input type="hidden" name="last" value="{read[0]}">') == 1


def test_a_full_board_of_waiting_notes_is_approved_at_once(facilitator, approving):
    where = {"board": approving.board, "section": approving.section, "prompt": approving.prompt}
    Note.objects.bulk_create(
        Note(**where, text="å" * 500, state="waiting") for _ in range(notes_service.MAX_NOTES)
    )
    read = [note.as_read for note in Note.objects.all()]

    approve_listed(facilitator, approving.board, read)

    assert not Note.objects.filter(state="waiting").exists()


# --- gathered first, and each approved --------------------------------------------------------


@pytest.fixture
def gathering(draft):
    board = open_it(draft, mode="gather")
    Board.objects.update(approves=True)
    board.refresh_from_db()
    return Box(board, board.sections.get(role_group="pol"), board.prompts.first())


def test_gathered_notes_come_first_to_whoever_approves_and_all_is_told_so(facilitator, gathering):
    board = gathering.board
    for number in range(2):
        gathering.write(text=f"Insamlad {number}")
    before = facilitator.get(f"/tavlor/{board.pk}/").text
    question = (
        "Sluta samla och gå igenom lapparna? De kommer först till dig, och var och en syns för"
        " alla när du har godkänt den. Det går inte att ångra."
    )

    asked = facilitator.post(f"/tavlor/{board.pk}/visa/").context
    said = facilitator.post(f"/tavlor/{board.pk}/visa/", YES, follow=True).text

    assert (before.count(question), before.count("Insamlad")) == (1, 0)
    assert before.count("Gå igenom lapparna</button>") == 1
    assert f"{asked['heading']} {asked['more']}" == question
    assert said.count("Lapparna är insamlade. 2 lappar väntar på att du godkänner dem.") == 1
    assert "Alla ser lapparna nu." not in said
    board_cache.clear()
    assert len(listed(facilitator, board)) == 2
    assert "Insamlad" not in everything_a_guest_gets(facilitator, board)
    approve_listed(facilitator, board)
    assert "Insamlad 0" in everything_a_guest_gets(facilitator, board)


def test_without_any_gathered_note_the_end_of_gathering_is_told_too(facilitator, gathering):
    said = facilitator.post(f"/tavlor/{gathering.board.pk}/visa/", YES, follow=True).text

    assert "Insamlingen är slut. Varje ny lapp kommer till dig" in said


def test_the_room_is_told_that_gathered_notes_are_approved_one_by_one(facilitator, gathering):
    def told() -> list[bool]:
        board_cache.clear()
        page = facilitator.get(f"/t/{gathering.board.path}/duk/").text
        sentences = (
            "Lapparna samlas in. Sedan visas de som har godkänts.",
            "Varje lapp visas när den har godkänts.",
            "De visas när alla är klara.",
            "visas sedan för alla på en gång",
        )
        join = facilitator.get(f"/t/{gathering.board.path}/").text
        return [sentence in page + join for sentence in sentences]

    gathered = told()
    facilitation.reveal_notes(board=gathering.board)

    assert gathered == [True, False, False, False]
    assert told() == [False, True, False, False]


def test_how_many_wait_is_told_no_sooner_than_the_tick(facilitator, approving, clock):
    board = approving.board
    approving.write()
    board_cache.current(board.pk, board_cache.FACILITATOR)
    approving.write()

    between = facilitator.post(f"/tavlor/{board.pk}/stang/").text
    clock[0] += 2

    assert "1 lapp väntar på godkännande." in between
    assert "2 lappar väntar på godkännande." in facilitator.post(f"/tavlor/{board.pk}/stang/").text


def test_what_waits_on_a_board_closed_meanwhile_is_still_told(facilitator, approving):
    board = approving.board
    read = approving.write().as_read
    board_cache.current(board.pk, board_cache.FACILITATOR)
    sealing.close_board(board=board)

    told = facilitator.post(
        f"/tavlor/{board.pk}/lappar/godkann/", YES | {"last": [read]}, follow=True
    ).text

    assert "1 lapp kom eller ändrades efter att du läste. Den väntar." in told
    assert "Ingen lapp väntade längre." not in told


def test_a_frozen_board_is_paused_for_what_stands_on_paper(facilitator, politicians):
    board = facilitation.freeze_board(board=politicians.board)

    answer = step(facilitator, board, "pausa")

    assert (answer.status_code, now(board).state) == (200, "paused")
    assert paper.takes_paper(now(board))


def test_the_panels_document_is_the_one_that_closing_asks_for(facilitator, politicians):
    politicians.write()

    facilitator.post(f"/tavlor/{politicians.board.pk}/dokument/")

    assert Document.objects.get().kind == DISCUSSIONS_BY_GROUP.name


def test_hiding_twice_is_logged_once_and_undone_by_one_press(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    hide, show = (f"/tavlor/{board.pk}/lappar/{note.pk}/{step}/" for step in ("dolj", "visa"))

    facilitator.post(hide, headers=HTMX)
    facilitator.post(hide, headers=HTMX)
    facilitator.post(show, headers=HTMX)

    assert Note.objects.get().state == "visible"
    steps = Moderation.objects.order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["hide", "show"]


def test_a_note_that_somebody_else_removed_is_told_kindly(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.pk}/ta-bort/"
    facilitator.post(address, YES, headers=HTMX)

    response = facilitator.post(address, YES, headers=HTMX)

    assert response.status_code == 200
    assert "Lappen är redan borttagen." in response.text


def test_the_log_says_who_did_what_and_neither_text_nor_note(facilitator, people, politicians):
    note, board = politicians.write(text="Nämner Kerstin"), politicians.board
    facilitator.post(f"/tavlor/{board.pk}/lappar/{note.pk}/dolj/")

    page = facilitator.get(f"/tavlor/{board.pk}/logg/").text

    assert "Dolde en lapp" in page
    assert people["strategist"].full_name in page
    assert "Nämner Kerstin" not in page
    assert str(note.pk) not in page
    assert "Loggen säger inte vilken lapp det gällde" in page


@pytest.mark.parametrize("entries", [1, 3])
def test_log_page_query_count(facilitator, people, board, entries, django_assert_num_queries):
    for number in range(entries):
        made = Moderation.objects.create(board=board, who=people["staff"], step="hide")
        at = timezone.now() - timedelta(hours=number)
        Moderation.objects.filter(pk=made.pk).update(at=at)

    # session, user, board, sections, prompts, themes, right; count, entries
    with django_assert_num_queries(9):
        response = facilitator.get(f"/tavlor/{board.pk}/logg/")
    assert len(response.context["page"].object_list) == entries


@pytest.mark.parametrize("notes", [1, 3])
def test_panel_query_count(facilitator, politicians, notes, django_assert_num_queries):
    for _ in range(notes):
        politicians.write()

    # as the board's page, without one's own role and the documents: with the instruction's files
    with django_assert_num_queries(14):
        facilitator.get(f"/tavlor/{politicians.board.pk}/panel/", headers=HTMX)


def test_a_note_shown_again_can_be_taken_home_again(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.pk}"
    hidden = facilitator.post(f"{address}/dolj/", headers=HTMX)

    shown = facilitator.post(f"{address}/visa/", headers=HTMX)

    offered = [f'hx-post="{address}/ta-hem/"' in answer.text for answer in (hidden, shown)]
    assert offered == [False, True]
