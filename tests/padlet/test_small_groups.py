"""A breakout under five stands on no note: not in the table, on a page, or in what is exported."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from padlet.live import board_cache, diff
from padlet.live.projection import FACILITATOR, GUEST
from padlet.models import Board, Note, Section
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import discussions
from padlet.reports.exports.formats import FORMATS
from padlet.reports.exports.spreadsheet import sheet
from padlet.services import facilitation, notes, paper, rehearsals
from tests.factories import NoteFactory
from tests.markup import on_one_line
from tests.padlet.conftest import Box, open_it
from tests.padlet.test_facilitation import done_line

pytestmark = pytest.mark.django_db

# Sizes of the breakouts, and those that a note may name.
SECTIONS = [
    ((4, 8), set()),
    ((8, 4), set()),
    ((5, 4, 5), {3}),
    ((3, 3, 8), {3}),
    ((2, 2), set()),
    ((1, 9, 7, 8), {2, 4}),
]
# However a group is told: its words on the page and in documents, its column, its key.
TOLD = re.compile(r"grupp (\d+)|\"small_group\": (\d+)|data-breakout\s*>(\d+)", re.IGNORECASE)


def told(text: str) -> set[int]:
    found = TOLD.findall(re.sub(r"<span\s+data-breakout\s*>", "", on_one_line(text)))
    return {int(next(filter(None, each))) for each in found}


def box_of(board: Board) -> Box:
    return Box(board, board.sections.get(role_group="strat"), board.prompts.first())


def write_in_each(box: Box, sizes) -> None:
    for number in range(1, len(sizes) + 1):
        box.write(breakout=number, text=f"Lapp från {number}")


@pytest.fixture(params=SECTIONS, ids=lambda each: "-".join(map(str, each[0])))
def written(request, draft):
    """A board with a note from each breakout, and the breakouts that may be named."""
    sizes, named = request.param
    board = open_it(draft, strategists=sizes)
    write_in_each(box_of(board), sizes)
    board_cache.clear()
    return board, named


@pytest.fixture
def stored(draft):
    """As if the table held every tag: nothing that is read may trust what is stored."""
    board = open_it(draft, strategists=(5, 4, 5))
    box = box_of(board)
    for number in (1, 2, 3):
        NoteFactory(
            board=board, section=box.section, prompt=box.prompt, breakout=number,
            text=f"Lapp {number}",
        )  # fmt: skip
    board_cache.clear()
    return board


def test_the_table_holds_no_tag_of_a_small_group(written):
    board, named = written

    assert set(board.notes.values_list("breakout", flat=True)) == {0} | named


def test_paper_of_a_small_group_is_stored_without_its_number(board):
    box = box_of(board)
    for number in (1, 2, 3):
        paper.add_paper_notes(
            board=board, section_id=box.section.pk, prompt_id=box.prompt.pk, breakout=number,
            token=str(number) * 48, texts=["Från papper"],
        )  # fmt: skip

    assert sorted(Note.objects.values_list("breakout", flat=True)) == [0, 0, 3]


def test_a_rehearsal_shows_no_tag_that_the_real_board_will_not(draft):
    draft.sections.filter(role_group="strat").update(breakout_sizes=[5, 4, 5])

    copy = rehearsals.rehearse_board(board=draft)

    of_strategists = copy.notes.filter(section__role_group="strat")
    assert set(of_strategists.values_list("breakout", flat=True)) == {0, 3}


@pytest.mark.parametrize("audience", [GUEST, FACILITATOR])
def test_no_page_is_sent_the_tag_of_a_small_group(stored, audience):
    state = json.loads(diff.encode_state(board_cache.current_snapshot(stored.pk, audience)))

    expected = [0, 0, 3] if audience == FACILITATOR else [0, 0, 0]
    assert sorted(note["breakout"] for note in state["notes"]) == expected


def test_nor_is_what_a_facilitator_does_with_a_note_answered_with_it(stored, facilitator):
    note = stored.notes.get(breakout=2)
    at = f"/tavlor/{stored.pk}"

    pages = [
        facilitator.get(f"{at}/").text,
        facilitator.get(f"{at}/lage/").text,
        facilitator.post(
            f"{at}/lappar/{note.public_id}/dolj/", headers={"HX-Request": "true"}
        ).text,
        facilitator.post(
            f"{at}/lappar/{note.public_id}/visa/", headers={"HX-Request": "true"}
        ).text,
    ]
    sorted_there = facilitator.post(
        f"{at}/teman/{stored.prompts.first().pk}/flytta/",
        {"lapp": str(note.public_id), "nytt": "Tid"},
        headers={"Accept": "application/json"},
    ).json()

    # What stands on the page besides: who is small, which is said of the group and of no note.
    tags = [re.findall(r"data-breakout\s*>\s*(\d+)|\"breakout\": (\d+)", page) for page in pages]
    assert [sorted({a or b for a, b in each} - {"0"}) for each in tags] == [["3"], ["3"], [], []]
    assert [each["breakout"] for each in sorted_there["changed"]] == [0]


@pytest.mark.parametrize("form", ["csv", "md", "json"])
@pytest.mark.parametrize("by", Order)
def test_no_export_tells_a_small_group_apart(stored, form, by):
    assert told(FORMATS[form].make(stored, by).decode()) == {3}


@pytest.mark.parametrize("by", Order)
def test_no_spreadsheet_document_or_pack_tells_a_small_group_apart(stored, by):
    board = Board.objects.with_boxes().get(pk=stored.pk)

    assert sorted(row[2] for row in sheet(board, by).rows) == ["", "", "Grupp 3"]
    assert told(repr(discussions(board, by=by)["headings"])) == {3}


@pytest.mark.parametrize("view", ["sammanfatta", "handuppracken", "hamta"])
def test_no_page_of_those_who_lead_tells_a_small_group_apart(stored, facilitator, view):
    page = facilitator.get(f"/tavlor/{stored.pk}/{view}/")

    assert (page.status_code, told(page.text)) == (200, {3})


def test_without_a_group_to_tell_apart_no_order_puts_groups_together(draft, facilitator):
    board = open_it(draft, strategists=(4, 8))
    page = facilitator.get(f"/tavlor/{board.pk}/hamta/").text

    assert ("ordning=fraga" in page, "ordning=ihop" in page) == (True, False)


def test_which_small_group_is_done_is_told_to_nobody(stored, facilitator):
    """Else the notes that still come in while the others are done would be known to be its."""
    box = box_of(stored)
    for number in (2, 3):
        notes.set_breakout_done(
            board_path=stored.path, section_id=box.section.pk, breakout=number,
            pass_=box.given()["pass_"], done=True,
        )  # fmt: skip
    board_cache.clear()

    for audience in (GUEST, FACILITATOR):
        stage = board_cache.current_snapshot(stored.pk, audience).stage
        assert stage["done"][str(box.section.pk)] == [0, 3]
    assert done_line(facilitator.get(f"/tavlor/{stored.pk}/").text) == (
        "2 av 5 grupper är klara. Saknas: Politiker Chefer"
        " Strateger och nyckelpersoner, en smågrupp"
    )


def test_the_phone_keeps_its_choice_and_says_what_stands_on_the_note(client, board):
    section = board.sections.get(role_group="strat")
    first, small, named = (
        on_one_line(client.get(f"/t/{board.path}/skriv/{section.pk}/{number}/").text)
        for number in (1, 2, 3)
    )

    only_role = "Därför står bara rollgruppen på lappen, för alla."
    assert [only_role in page for page in (first, small, named)] == [True, True, False]
    assert ["data-is-unnamed" in page for page in (first, small, named)] == [True, True, False]
    assert "Ni är 4 i gruppen." in small
    assert 'data-breakout="2"' in small


def test_opening_says_which_groups_will_not_be_named(draft, facilitator):
    sizes = zip(draft.sections.all(), ["8", "8", "5, 4, 5"], strict=True)
    given = {f"size_{section.pk}": size for section, size in sizes}
    at = f"/tavlor/{draft.pk}/oppna/"

    before = on_one_line(facilitator.get(at).text)
    asked = on_one_line(facilitator.post(at, given | {"mode": "live", "tick_seconds": "2"}).text)

    rule = "Lappar från en smågrupp under 5 personer märks inte med gruppens nummer för någon"
    named = "Strateger och nyckelpersoner: lapparna från grupp 1 och 2 märks inte med nummer."
    assert (rule in before, named in before) == (True, False)
    assert (rule in asked, named in asked) == (True, True)


def test_the_board_and_its_documents_say_the_same_to_everybody(client, facilitator, board):
    rule = "en del lappar märks bara med rollgrupp, eftersom en smågrupp är under 5 personer."
    at = f"/t/{board.path}"
    context = discussions(Board.objects.with_boxes().get(pk=board.pk))

    pages = [client.get(f"{at}/").text, facilitator.get(f"/tavlor/{board.pk}/").text]
    pages.append(render_to_string("padlet/documents/discussions.html", context))

    assert [on_one_line(page).count(rule) > 0 for page in pages] == [True, True, True]
    assert "under 5 personer" in Client().get("/om-anonymitet/").text


def test_merging_leaves_no_tag_and_a_section_of_four_is_still_shown(draft):
    board = open_it(draft, strategists=(6, 6))
    box = box_of(board)
    write_in_each(box, (6, 6))

    facilitation.merge_breakouts(board=board, section_id=box.section.pk)
    board_cache.clear()

    found = board_cache.current_snapshot(board.pk, FACILITATOR).notes.values()
    assert sorted((note["breakout"], note["text"]) for note in found) == [
        (0, "Lapp från 1"),
        (0, "Lapp från 2"),
    ]
    assert Section.objects.get(pk=box.section.pk).breakout_sizes == [12]
