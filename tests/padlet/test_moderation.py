"""Moderation: notes approved first, hidden, shown, removed, and the log of it."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from padlet import errors
from padlet.live import board_cache, board_source, projection
from padlet.live.projection import FACILITATOR
from padlet.models import Board, Moderation, Note
from padlet.services import boards, facilitation, moderation, sealing
from padlet.services import notes as notes_service
from tests.markup import on_one_line
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}

YES = {"confirmed": "1"}  # the question before has been answered


def step(client, board, name, **typed):
    typed = {"confirmed": "1"} | typed
    return client.post(f"/tavlor/{board.pk}/{name}/", typed, headers=HTMX)


def now(board) -> Board:
    return Board.objects.get(pk=board.pk)


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
    before = board_cache.current_snapshot(board.pk, projection.GUEST)

    pages = everything_a_guest_gets(client, board)
    board_cache.clear()
    guest, lead = (
        board_cache.current_snapshot(board.pk, who)
        for who in (projection.GUEST, board_cache.FACILITATOR)
    )
    client.force_login(people["politician"])
    pages += client.get(f"/tavlor/{board.pk}/").text + client.get(f"/tavlor/{board.pk}/lage/").text

    assert "Ännu inte godkänd" not in pages
    assert (guest.notes, guest.total) == ({}, 0)
    assert board_source.BoardSource().encode_diff(before, guest) is None
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
    address = f"/tavlor/{board.pk}/lappar/{note.public_id}/godkann/"
    page = on_one_line(client.get(f"/tavlor/{board.pk}/").text)
    pressed = re.search(
        rf'<button[^>]* name="last" value="([^"]+)"[^>]* formaction="{address}"', page
    )
    return client.post(address, {"last": pressed[1]} | changed, headers=headers, follow=True)


def test_a_note_that_was_changed_after_it_was_read_goes_on_waiting(facilitator, approving):
    given = approving.given(text="Läst")
    note, board = notes_service.add_note(**given), approving.board
    read = note.revision_key
    edit(given, "Ändrad sedan")
    board_cache.clear()

    told = facilitator.post(
        f"/tavlor/{board.pk}/lappar/{note.public_id}/godkann/", {"last": read}, headers=HTMX
    )
    unread = facilitator.post(f"/tavlor/{board.pk}/lappar/{note.public_id}/visa/", follow=True)
    waits = Note.objects.get().state

    said = "Lappen har ändrats sedan du läste den. Läs den nya texten först."
    assert (told.text.count(said), unread.text.count(said)) == (1, 1)
    assert told.text.count("Ändrad sedan</p>") == 1
    assert (
        told.text.count(f'value="{Note.objects.get().revision_key}"') == 2
    )  # to press again, or all
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
    page = on_one_line(client.get(f"/tavlor/{board.pk}/").text)
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

    assert (
        on_one_line(asked.text).count(f'<input type="hidden" name="last" value="{read[0]}">') == 1
    )


def test_a_full_board_of_waiting_notes_is_approved_at_once(facilitator, approving):
    where = {"board": approving.board, "section": approving.section, "prompt": approving.prompt}
    Note.objects.bulk_create(
        Note(**where, text="å" * 500, state="waiting") for _ in range(notes_service.MAX_NOTES)
    )
    read = [note.revision_key for note in Note.objects.all()]

    approve_listed(facilitator, approving.board, read)

    assert not Note.objects.filter(state="waiting").exists()


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
    before = on_one_line(facilitator.get(f"/tavlor/{board.pk}/").text)
    question = (
        "Sluta samla och gå igenom lapparna? De kommer först till dig, och var och en syns för"
        " alla när du har godkänt den. Det går inte att ångra."
    )

    asked = facilitator.post(f"/tavlor/{board.pk}/visa/").context
    said = facilitator.post(f"/tavlor/{board.pk}/visa/", YES, follow=True).text

    assert (before.count(question), before.count("Insamlad")) == (1, 0)
    assert before.count("Gå igenom lapparna</button>") == 1
    assert f"{asked['heading']} {asked['more']}" == question
    assert (
        said.count("2 lappar är insamlade. Var och en syns för alla när du har godkänt den.") == 1
    )
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
    board_cache.current_snapshot(board.pk, board_cache.FACILITATOR)
    approving.write()

    between = facilitator.post(f"/tavlor/{board.pk}/stang/").text
    clock[0] += 2

    assert "1 lapp väntar på godkännande." in between
    assert "2 lappar väntar på godkännande." in facilitator.post(f"/tavlor/{board.pk}/stang/").text


def test_what_waits_on_a_board_closed_meanwhile_is_still_told(facilitator, approving):
    board = approving.board
    read = approving.write().revision_key
    board_cache.current_snapshot(board.pk, board_cache.FACILITATOR)
    sealing.close_board(board=board)

    told = facilitator.post(
        f"/tavlor/{board.pk}/lappar/godkann/", YES | {"last": [read]}, follow=True
    ).text

    assert "1 lapp kom eller ändrades efter att du läste. Den väntar." in told
    assert "Ingen lapp väntade längre." not in told


def test_hiding_twice_is_logged_once_and_undone_by_one_press(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    hide, show = (
        f"/tavlor/{board.pk}/lappar/{note.public_id}/{step}/" for step in ("dolj", "visa")
    )

    facilitator.post(hide, headers=HTMX)
    facilitator.post(hide, headers=HTMX)
    facilitator.post(show, headers=HTMX)

    assert Note.objects.get().state == "visible"
    steps = Moderation.objects.order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["hide", "show"]


def test_a_note_that_somebody_else_removed_is_told_kindly(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.public_id}/ta-bort/"
    facilitator.post(address, YES, headers=HTMX)

    response = facilitator.post(address, YES, headers=HTMX)

    assert response.status_code == 200
    assert "Lappen är redan borttagen." in response.text


def test_the_log_says_who_did_what_and_neither_text_nor_note(facilitator, people, politicians):
    note, board = politicians.write(text="Nämner Kerstin"), politicians.board
    facilitator.post(f"/tavlor/{board.pk}/lappar/{note.public_id}/dolj/")

    page = facilitator.get(f"/tavlor/{board.pk}/logg/").text

    assert "Dolde en lapp" in page
    assert people["strategist"].full_name in page
    assert "Nämner Kerstin" not in page
    assert str(note.public_id) not in page
    assert "I loggen står inte vilken lapp det gällde" in page


@pytest.mark.parametrize("entries", [1, 3])
def test_log_page_query_count(facilitator, people, board, entries, django_assert_num_queries):
    for number in range(entries):
        made = Moderation.objects.create(board=board, who=people["staff"], step="hide")
        at = timezone.now() - timedelta(hours=number)
        Moderation.objects.filter(pk=made.pk).update(at=at)

    # session, user, board, sections, prompts, clusters, right; count, entries
    with django_assert_num_queries(9):
        response = facilitator.get(f"/tavlor/{board.pk}/logg/")
    assert len(response.context["page"].object_list) == entries


def test_a_note_shown_again_can_be_taken_home_again(facilitator, politicians):
    note, board = politicians.write(), politicians.board
    address = f"/tavlor/{board.pk}/lappar/{note.public_id}"
    hidden = facilitator.post(f"{address}/dolj/", headers=HTMX)

    shown = facilitator.post(f"{address}/visa/", headers=HTMX)

    offered = [f'hx-post="{address}/ta-hem/"' in answer.text for answer in (hidden, shown)]
    assert offered == [False, True]


@pytest.fixture
def of_another_board(politicians, group_meeting) -> Note:
    other = open_it(
        boards.create_board(meeting=group_meeting, title="En annan", prompts=["Vad?", "Hur?"])
    )
    Board.objects.filter(pk=other.pk).update(approves=True)
    box = Box(other, other.sections.get(role_group="pol"), other.prompts.first())
    return box.write(text="Någon annans tavla")


@pytest.mark.parametrize(
    "moderate", [moderation.hide_note, moderation.show_note, moderation.remove_note]
)
def test_a_board_leads_to_no_note_of_another(politicians, of_another_board, moderate):
    """The right to lead is asked of the board in the address: its notes are all it opens."""
    with pytest.raises(errors.NoteNotFoundError):
        moderate(board=politicians.board, note_id=of_another_board.pk)
    read = [of_another_board.revision_key]
    moderation.approve_all(board=politicians.board, read=read)

    assert Note.objects.get(pk=of_another_board.pk).state == Note.State.WAITING
    assert Moderation.objects.count() == 0


def test_showing_what_is_shown_is_not_logged(politicians):
    note = politicians.write()

    shown = moderation.show_note(board=politicians.board, note_id=note.pk)

    assert (shown.state, Moderation.objects.count()) == (Note.State.VISIBLE, 0)


def test_approving_all_shows_nothing_that_is_hidden(approving):
    note = approving.write()
    moderation.hide_note(board=approving.board, note_id=note.pk)

    approved = moderation.approve_all(board=approving.board, read=[note.revision_key])

    assert (approved, Note.objects.get().state) == (0, Note.State.HIDDEN)


def test_what_waits_can_be_hidden_unread(approving):
    note = approving.write()

    assert moderation.hide_note(board=approving.board, note_id=note.pk).state == Note.State.HIDDEN


def test_approving_nothing_is_no_new_version_of_the_board(approving):
    approving.write()
    before = now(approving.board).version

    moderation.approve_all(board=approving.board, read=[])

    assert now(approving.board).version == before


@pytest.mark.django_db(transaction=True)
def test_a_note_whose_removal_was_rolled_back_is_still_there(politicians):
    board, note = politicians.board, politicians.write(text="Kvar")
    board_cache.current_snapshot(board.pk, FACILITATOR)

    with transaction.atomic():
        moderation.remove_note(board=board, note_id=note.pk)
        transaction.set_rollback(True)

    seen = board_cache.view_for_facilitator(Board.objects.with_boxes().get(pk=board.pk))
    assert [view["text"] for view in seen.notes.values()] == ["Kvar"]
    assert [note.text for note in board_cache.visible_notes(board)] == ["Kvar"]
