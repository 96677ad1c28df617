import json
import secrets

import pytest
from django.test import Client

from modellkoncept.documents.kinds import kinds
from modellkoncept.live import ticks
from modellkoncept.live.source import Ticket
from padlet import credentials, errors
from padlet.live import board_cache, board_source, diff, tickets
from padlet.live.projection import FACILITATOR, GUEST
from padlet.models import Board, Note
from padlet.reports.crosstab import boards_of, crosstab
from padlet.reports.documents.round_notes import round_notes
from padlet.services import (
    boards,
    facilitation,
    moderation,
    notes,
    sealing,
    selections,
    summaries,
    votes,
)
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db


def look(board, audience=GUEST):
    """As at a new tick."""
    board_cache.clear()
    return board_cache.current_snapshot(board.pk, audience)


def test_a_new_note_is_seen_at_the_next_tick_and_not_before(politicians, clock):
    board = politicians.board
    assert board_cache.current_snapshot(board.pk, GUEST).notes == {}
    note = politicians.write()

    clock[0] = 1001.9
    assert board_cache.current_snapshot(board.pk, GUEST).notes == {}
    clock[0] = 1002.0
    assert list(board_cache.current_snapshot(board.pk, GUEST).notes) == [str(note.public_id)]


def test_who_reveals_sees_what_was_gathered_with_the_next_tick_as_everybody(draft, clock):
    board = open_it(draft, mode="gather")
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    box.write(text="Samlad")
    clock[0] += 2
    assert board_cache.view_for_facilitator(board).total == 1

    board = facilitation.reveal_notes(board=board)
    board = Board.objects.with_boxes().get(pk=board.pk)

    assert board_cache.view_for_facilitator(board).notes == {}
    clock[0] += 2
    views = (
        board_cache.view_for_facilitator(board),
        board_cache.current_snapshot(board.pk, GUEST),
    )
    assert [[note["text"] for note in view.notes.values()] for view in views] == [["Samlad"]] * 2


def test_who_closes_has_the_notes_new_ids_at_once(politicians, clock):
    """Within the tick too: each step with a note goes by its id."""
    note = politicians.write()
    clock[0] += 2
    assert list(board_cache.view_for_facilitator(politicians.board).notes) == [str(note.public_id)]

    sealing.close_board(board=politicians.board)

    board = Board.objects.with_boxes().get()
    view = board_cache.view_for_facilitator(board)
    assert list(view.notes) == [str(Note.objects.get().pk)]


def test_a_changed_link_is_no_way_to_read_between_two_ticks(politicians, clock, client):
    politicians.write(text="Ett")
    clock[0] += 2
    address = f"/t/{politicians.board.path}/lage/"
    assert [note["text"] for note in client.get(address).json()["notes"]] == ["Ett"]

    politicians.write(text="Två")
    board = facilitation.change_link(board=politicians.board)

    told = client.get(f"/t/{board.path}/lage/").json()
    assert [note["text"] for note in told["notes"]] == ["Ett"]
    assert told["passes"][str(politicians.section.pk)] == credentials.write_pass(
        board, politicians.section
    )


def test_notes_stand_in_the_order_of_their_lots(politicians):
    for number in range(8):
        politicians.write(text=f"Lapp {number}")

    shown = list(look(politicians.board, GUEST).notes)

    assert shown == [
        str(note.public_id) for note in sorted(Note.objects.all(), key=lambda note: note.place)
    ]


def test_what_a_reader_gets_of_a_note_says_nothing_of_its_author(politicians):
    note = politicians.write()

    assert look(politicians.board, GUEST).notes == {
        str(note.public_id): {
            "id": str(note.public_id),
            "section": politicians.section.pk,
            "prompt": politicians.prompt.pk,
            "breakout": 0,
            "text": "En lapp",
            "likes": 0,
            "dots": 0,
            "cluster": None,
            "paper": False,
            "hidden": False,
            "waiting": False,
            "sort_key": note.place,
        }
    }


def test_the_difference_is_what_came_changed_and_went(politicians):
    stays, changes, goes = (politicians.write(text=text) for text in ("A", "B", "C"))
    before = look(politicians.board, GUEST)
    Note.objects.filter(pk=changes.pk).update(text="B2")
    moderation.hide_note(board=politicians.board, note_id=goes.pk)
    comes = politicians.write(text="D")
    after = look(politicians.board, GUEST)

    said = diff.difference(before, after)

    assert {note["id"]: note["text"] for note in said["changed"]} == {
        str(changes.public_id): "B2",
        str(comes.public_id): "D",
    }
    assert said["removed"] == [str(goes.public_id)]
    assert (said["from"], said["version"], said["total"]) == (before.version, after.version, 3)
    assert before.version != after.version


@pytest.mark.parametrize(
    "change",
    [
        facilitation.pause_board,
        sealing.close_board,
        facilitation.change_link,
        facilitation.reveal_notes,
    ],
)
def test_a_change_of_the_whole_board_says_refetch(politicians, change):
    before = look(politicians.board, GUEST)
    change(board=politicians.board)
    after = look(politicians.board, GUEST)

    assert diff.difference(before, after) == {"refetch": True}


def test_only_who_leads_learns_how_many_notes_are_gathered(politicians):
    Board.objects.update(mode="gather")
    politicians.write()

    assert look(politicians.board, FACILITATOR).total == 1
    assert look(politicians.board, GUEST).total == 0


def test_a_ticket_admits_to_its_board_and_a_forged_or_old_one_does_not(politicians, monkeypatch):
    source = board_source.BoardSource()
    snapshot = look(politicians.board, GUEST)
    ticket = tickets.ticket(snapshot)

    assert source.verify_ticket(ticket) == Ticket(
        politicians.board.pk, GUEST, politicians.board.path, holder=None
    )
    assert source.verify_ticket(ticket[:-2]) is None
    assert source.verify_ticket("x") is None
    monkeypatch.setattr(tickets, "TICKET_LIVES", -1)
    assert source.verify_ticket(ticket) is None


def test_reading_costs_one_query_while_nothing_changes(
    politicians, clock, django_assert_num_queries
):
    board_cache.current_snapshot(politicians.board.pk, GUEST)

    with django_assert_num_queries(0):
        board_cache.current_snapshot(politicians.board.pk, GUEST)
    clock[0] += 2
    with django_assert_num_queries(1):  # has the version moved
        board_cache.current_snapshot(politicians.board.pk, GUEST)


def test_a_board_that_is_gone_is_read_at_no_further_tick(politicians, django_assert_num_queries):
    """Many of them, read one by one at every tick, would hold up the boards that are there."""
    gone = [politicians.board.pk + number for number in range(1, 100)]
    for pk in gone:
        board_cache.reader.expect(pk, 2.0)

    with django_assert_num_queries(1):  # which of them are there, and as of which version
        board_cache._read_at(gone, ticks.now(), 0)  # noqa: SLF001 – what the thread calls at a tick

    assert set(gone) & board_cache.reader._wanted.keys() == set()  # noqa: SLF001 – what it reads next


def test_who_leads_and_who_asks_often_learns_no_more_of_the_order_than_the_tick(politicians, clock):
    board = politicians.board
    board_cache.current_snapshot(board.pk, GUEST)
    politicians.write(text="Först")
    clock[0] = 1001.0
    politicians.write(text="Sedan")

    board.refresh_from_db()
    assert board_cache.view_for_facilitator(board).notes == {}
    assert board_cache.current_snapshot(board.pk, FACILITATOR).notes == {}
    clock[0] = 1002.0
    assert len(board_cache.current_snapshot(board.pk, GUEST).notes) == 2
    politicians.write(text="Sist")
    assert len(board_cache.current_snapshot(board.pk, FACILITATOR).notes) == 2


def texts_taken_out(client, board) -> dict[str, list[str]]:
    """The notes by each way out of the board but the documents."""
    content = json.loads(client.get(f"/tavlor/{board.pk}/export/json/").content)
    page = client.get(f"/tavlor/{board.pk}/sammanfatta/").context
    found = crosstab(board.meeting.round, boards_of(board.meeting.round))
    groups = [group for prompt in page["prompts"] for group in prompt["groups"]]
    return {
        "export": [
            note["text"]
            for group in content["groups"]
            for question in group["questions"]
            for note in question["notes"]
        ],
        "summary": [each["note"].text for group in groups for each in group["notes"]],
        "round": list("x" * sum(figure.value or 0 for figure in found.totals[-1:])),
        "rich": client.get(f"/tavlor/{board.pk}/hamta/").context["rich"].count("<li") * ["x"],
    }


def test_no_way_out_of_an_open_board_is_a_finer_clock_than_the_tick(politicians, people, clock):
    board, client = politicians.board, Client()
    client.force_login(people["staff"])
    for number in range(5):  # as many as a round's figures begin to show
        politicians.write(text=f"Tidig {number}")
    board_cache.current_snapshot(board.pk, GUEST)
    politicians.write(text="Sedan")

    between = texts_taken_out(client, board)
    clock[0] += 2
    after = texts_taken_out(client, board)

    assert {way: len(texts) for way, texts in between.items()} == dict.fromkeys(between, 5)
    assert {way: len(texts) for way, texts in after.items()} == dict.fromkeys(after, 6)


def test_what_was_done_with_a_note_since_the_tick_counts_at_once(politicians, people, clock):
    board, client = politicians.board, Client()
    client.force_login(people["staff"])
    hidden, _stays = politicians.write(text="Dold"), politicians.write(text="Kvar")
    board_cache.current_snapshot(board.pk, GUEST)

    moderation.hide_note(board=board, note_id=hidden.pk)

    assert texts_taken_out(client, board)["export"] == ["Kvar"]


def test_a_sealed_board_is_taken_out_whole_whatever_was_read_before(politicians, people, clock):
    board, client = politicians.board, Client()
    client.force_login(people["staff"])
    board_cache.current_snapshot(board.pk, GUEST)
    politicians.write(text="Sist av alla")

    sealing.close_board(board=board)

    assert texts_taken_out(client, board)["export"] == ["Sist av alla"]


def test_what_was_gathered_can_be_taken_out_as_soon_as_it_is_revealed(politicians, people, clock):
    board, client = politicians.board, Client()
    Board.objects.filter(pk=board.pk).update(mode="gather")
    client.force_login(people["staff"])
    politicians.write(text="Insamlad")
    board_cache.current_snapshot(board.pk, GUEST)

    facilitation.reveal_notes(board=board)

    assert texts_taken_out(client, board)["export"] == ["Insamlad"]


def test_a_sentence_rests_on_a_note_that_another_process_has_read(politicians, people, clock):
    board, client = politicians.board, Client()
    client.force_login(people["staff"])
    board_cache.current_snapshot(board.pk, GUEST)  # this process has not seen the note
    note = politicians.write(text="Nyss läst")
    summaries.add_sentence(
        board=board, prompt_id=politicians.prompt.pk, text="Så är det.", note_ids=[note.pk]
    )

    content = json.loads(client.get(f"/tavlor/{board.pk}/export/json/").content)

    assert content["summaries"][0]["sentences"] == [{"text": "Så är det.", "notes": [1]}]


def lines_of(part) -> int:
    return len(part["entries"]) + sum(map(lines_of, part["headings"]))


@pytest.fixture
def waits(monkeypatch, clock):
    """Wait for the tick as a process does, in the time of `clock`; the moments waited for."""
    moments = []

    def wait(tick):
        clock[0] = ticks.next_tick(tick)
        moments.append(clock[0])
        return clock[0]

    monkeypatch.setattr(board_cache, "wait_for_tick", wait)
    return moments


@pytest.mark.parametrize("kind", ["discussions", "notes-by-group"])
def test_a_worker_reads_an_open_board_at_the_tick_and_once_in_each(politicians, clock, waits, kind):
    clock[0] = 1000.7
    politicians.write(text="Före")

    made = []
    for at in (1000.7, 1002.9, 1003.9):
        clock[0] = max(clock[0], at)
        context = kinds[kind].context(Board.objects.with_boxes().get(pk=politicians.board.pk))
        made.append((clock[0], sum(map(lines_of, context["headings"]))))
        politicians.write(text="Efter")

    # It waited for 1002 and read what was there then; later in that tick it told the same.
    assert made == [(1002.0, 1), (1002.9, 1), (1003.9, 1)]


def test_the_rounds_document_waits_for_the_tick_of_all_its_boards_together(
    politicians, clock, waits, round
):
    for tick in (2, 2, 3):
        board = open_it(
            boards.create_board(
                meeting=politicians.board.meeting, title="En till", prompts=STANDARD_PROMPTS
            )
        )
        Board.objects.filter(pk=board.pk).update(tick_seconds=tick)
    clock[0] = 1000.5
    selection = selections.select_notes(round=round, boards=boards_of(round))

    round_notes(selection)
    assert waits == [1002.0, 1005.0]
    for board in Board.objects.all():
        sealing.close_board(board=board)
    board_cache.clear()
    clock[0] = 1010.5
    round_notes(selection)

    assert waits == [1002.0, 1005.0]  # a sealed board keeps to no tick


def test_the_first_to_ask_after_a_quiet_tick_sees_no_note_before_the_next(
    politicians, clock, waits
):
    board_cache.current_snapshot(politicians.board.pk, GUEST)
    clock[0] = 1009.0
    politicians.write(text="I takten som pågår")

    seen = board_cache.current_snapshot(politicians.board.pk, GUEST)

    assert (len(seen.notes), waits) == (1, [1002.0, 1010.0])


def test_a_draft_and_a_sealed_board_wait_for_no_tick(draft, clock, waits):
    clock[0] = 1000.5
    assert board_cache.current_snapshot(draft.pk, FACILITATOR).notes == {}
    board = open_it(draft)
    sealing.close_board(board=board)
    board_cache.clear()

    assert board_cache.current_snapshot(draft.pk, GUEST).frame["state"] == "closed"
    assert waits == []


def test_a_clock_that_is_set_back_delays_no_note(politicians, clock, waits):
    clock[0] = 5000.0
    board_cache.current_snapshot(politicians.board.pk, GUEST)
    politicians.write()
    clock[0] = 1000.9

    assert len(board_cache.current_snapshot(politicians.board.pk, GUEST).notes) == 1
    assert clock[0] == 1002.0


def test_what_authors_do_with_their_notes_is_told_to_who_leads_with_the_tick(
    facilitator, politicians, clock
):
    """Edited, taken away and liked: each of them is known at the same moment as a new note."""
    board, tokens = politicians.board, [secrets.token_hex(24) for _ in range(3)]
    for token in tokens:
        politicians.write(token=token, text="Som det var")
    before = told_to(facilitator, board)
    where = {"board_path": board.path, "section_id": politicians.section.pk}
    where["pass_"] = politicians.given()["pass_"]
    notes.edit_note(**where, token=tokens[0], text="Ändrad")
    notes.delete_note(**where, token=tokens[1])
    [liked] = [note for note in board.notes.all() if note.text != "Ändrad"]
    notes.like_note(**where, note_id=liked.public_id)

    between = told_to(facilitator, board)
    clock[0] += 2
    after = told_to(facilitator, board)

    assert before == between
    assert {way: len(texts) for way, texts in after.items()} == dict.fromkeys(after, 2)
    assert after["state"] == [("Som det var", 1), ("Ändrad", 0)]


def told_to(client, board) -> dict[str, list]:
    """What a facilitator is told of the notes, by each way."""
    page = client.get(f"/tavlor/{board.pk}/").context
    summary = client.get(f"/tavlor/{board.pk}/sammanfatta/").context
    export = json.loads(client.get(f"/tavlor/{board.pk}/export/json/").content)
    state = client.get(f"/tavlor/{board.pk}/lage/").json()
    return {
        "state": sorted((note["text"], note["likes"]) for note in state["notes"]),
        "page": sorted(
            note["text"]
            for prompt in page["prompts"]
            for box in prompt["boxes"]
            for note in box["notes"]
        ),
        "summary": sorted(
            each["note"].text
            for prompt in summary["prompts"]
            for group in prompt["groups"]
            for each in group["notes"]
        ),
        "export": sorted(
            note["text"]
            for group in export["groups"]
            for question in group["questions"]
            for note in question["notes"]
        ),
    }


def test_a_note_that_is_changed_where_notes_are_approved_waits_from_the_tick_on(
    facilitator, politicians, clock
):
    board, token = politicians.board, secrets.token_hex(24)
    Board.objects.filter(pk=board.pk).update(approves=True)
    note = politicians.write(token=token, text="Först")
    moderation.show_note(board=board, note_id=note.pk, read=[note.revision_key])
    board.refresh_from_db()
    assert board_cache.count_pending(board) == 0

    notes.edit_note(
        board_path=board.path,
        section_id=politicians.section.pk,
        pass_=politicians.given()["pass_"],
        token=token,
        text="Sedan",
    )

    assert board_cache.count_pending(board) == 0
    clock[0] += 2
    assert board_cache.count_pending(board) == 1


@pytest.mark.django_db(transaction=True)
def test_hands_that_were_counted_are_shown_at_once_to_who_counted(politicians, clock):
    board, note = politicians.board, politicians.write()
    board_cache.current_snapshot(board.pk, GUEST)

    votes.add_votes(board=board, token=secrets.token_hex(24), votes={note.pk: 4})

    seen = board_cache.view_for_facilitator(Board.objects.with_boxes().get(pk=board.pk))
    assert [note["likes"] for note in seen.notes.values()] == [4]
    assert [n["likes"] for n in board_cache.current_snapshot(board.pk, GUEST).notes.values()] == [0]
    clock[0] += 2
    seen = board_cache.view_for_facilitator(Board.objects.with_boxes().get(pk=board.pk))
    assert [note["likes"] for note in seen.notes.values()] == [4]


@pytest.mark.django_db(transaction=True)
def test_who_leads_sees_at_once_what_she_did_herself(politicians, clock):
    hidden, removed = politicians.write(), politicians.write()
    board = politicians.board
    look(board)
    moderation.hide_note(board=board, note_id=hidden.pk)
    moderation.remove_note(board=board, note_id=removed.pk)
    board = facilitation.pause_board(board=board)
    board.refresh_from_db()

    seen = board_cache.view_for_facilitator(board)

    assert {key: note["hidden"] for key, note in seen.notes.items()} == {
        str(hidden.public_id): True
    }
    assert seen.frame["state"] == "paused"
    assert (
        seen.frame["layout_version"]
        > board_cache.current_snapshot(board.pk, FACILITATOR).frame["layout_version"]
    )


def test_what_happens_out_of_sight_moves_nothing_that_guests_see(politicians):
    Board.objects.update(mode="gather")
    before = look(politicians.board)
    politicians.write()
    after = look(politicians.board)

    assert before.version == after.version
    assert diff.encode_state(before) != b""
    assert board_source.BoardSource().encode_diff(before, after) is None
    Board.objects.update(mode="live")
    note = Note.objects.get()
    moderation.hide_note(board=politicians.board, note_id=note.pk)
    before = look(politicians.board)
    with pytest.raises(errors.NoteNotFoundError):
        notes.like_note(
            board_path=politicians.board.path,
            section_id=politicians.section.pk,
            pass_=politicians.given()["pass_"],
            note_id=note.pk,
        )
    assert look(politicians.board).version == before.version


def test_guests_do_not_learn_which_small_group_a_note_came_from(strategists):
    strategists.write(breakout=3)

    assert [n["breakout"] for n in look(strategists.board, GUEST).notes.values()] == [0]
    assert [n["breakout"] for n in look(strategists.board, FACILITATOR).notes.values()] == [3]
