"""Sheets of paper, and what was written on them typed in by the facilitator."""

import io
import secrets
import zipfile

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from pypdf import PdfReader

from modellkoncept.documents import pdf, word
from modellkoncept.documents.models import Document
from modellkoncept.text.pasted_lines import lines_of
from padlet import errors
from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.reports.documents.paper import PAPER, sheets
from padlet.services import notes, paper
from padlet.services.notes import MAX_NOTES
from tests.factories import count_notes
from tests.markup import on_one_line
from tests.padlet.conftest import in_state

pytestmark = pytest.mark.django_db

# What is typed or pasted -> its lines, here and on the phone alike.
LINES = {
    "- ett\n– två\n— tre\n• fyra\n* fem": ["ett", "två", "tre", "fyra", "fem"],
    "1. ett\n2) två\n10. tio\na) som a": ["ett", "två", "tio", "som a"],
    "o\tfrån Word\n☐ ruta\n[x] gjort": ["från Word", "ruta", "gjort"],
    "ett\r\n\r\n\r\ntvå\u2028tre": ["ett", "två", "tre"],
    "---\n \n- \nkvar": ["kvar"],
    "-5 grader\n1.5 miljoner\n2026. Vi ses\n3 nya tjänster": [
        "-5 grader", "1.5 miljoner", "2026. Vi ses", "3 nya tjänster",
    ],
}  # fmt: skip


def address(board) -> str:
    return f"/tavlor/{board.pk}/papper/"


def typed(box, texts, *, token=None, left_out=(), **changed) -> dict:
    """What the page with the lines sends."""
    given = {
        "steg": "upp",
        "group": f"{box.section.pk}-{box.breakout}",
        "prompt": box.prompt.pk,
        "token": token or secrets.token_hex(24),
        "rad-TOTAL_FORMS": len(texts),
        "rad-INITIAL_FORMS": 0,
    }
    for number, text in enumerate(texts):
        given[f"rad-{number}-text"] = text
        if number not in left_out:
            given[f"rad-{number}-take"] = "on"
    return given | changed


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


@pytest.mark.parametrize(("text", "lines"), LINES.items())
def test_lines_are_read_as_on_the_phone(text, lines):
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404),
        ("other_strategist", 404),
        ("politician", 403),
        ("manager", 403),
        ("key_person", 403),
        ("strategist", 302),
        ("mentor", 302),
        ("staff", 302),
    ],
)
def test_who_may_type_in_and_who_may_have_sheets_made(client, people, politicians, who, status):
    client.force_login(people[who])

    put = client.post(address(politicians.board), typed(politicians, ["Ett"]))
    made = client.post(f"/tavlor/{politicians.board.pk}/pappersark/")

    assert (put.status_code, made.status_code) == (status, status)
    assert Note.objects.count() == Document.objects.count() == (1 if status == 302 else 0)


def test_the_lines_are_looked_through_before_anything_is_put_up(client, people, strategists):
    client.force_login(people["strategist"])
    asked = {
        "steg": "titta",
        "group": f"{strategists.section.pk}-2",
        "prompt": strategists.prompt.pk,
        "lines": "1. Ett\n• Två\n\n- " + "x" * 501,
    }

    page = client.post(address(strategists.board), asked)

    assert page.status_code == 200
    assert Note.objects.count() == 0
    assert page.text.count("Strateger och nyckelpersoner, grupp 2") == 1
    assert [page.text.count(f'name="rad-{n}-text"') for n in range(4)] == [1, 1, 1, 0]
    assert "Raden är för lång: 501 tecken." in page.text


def test_what_is_taken_along_becomes_notes_that_say_so(client, people, strategists):
    client.force_login(people["strategist"])
    given = typed(strategists, ["Ett", "Två", "x" * 501], left_out=[2])

    response = client.post(address(strategists.board), given, follow=True)

    assert "2 lappar från papper sitter uppe." in response.text
    assert texts() == ["Ett", "Två"]
    assert set(Note.objects.values_list("from_paper", "breakout", "state")) == {
        (True, 3, "visible")
    }
    board_cache.clear()
    assert "Från papper" in client.get(f"/tavlor/{strategists.board.pk}/").text
    state = client.get(f"/t/{strategists.board.path}/lage/").json()
    assert [note["paper"] for note in state["notes"]] == [True, True]


def test_pressed_twice_it_is_there_once(client, people, politicians):
    client.force_login(people["strategist"])
    given = typed(politicians, ["Ett", "Två"])

    answers = [client.post(address(politicians.board), given).status_code for _ in range(3)]

    assert answers == [302, 302, 302]
    assert texts() == ["Ett", "Två"]


@pytest.mark.parametrize(
    "changed",
    [
        {"steg": "titta", "lines": ""},
        {"steg": "titta", "lines": "---\n•"},
        {"steg": "titta", "lines": "a\n" * 101},
        {"steg": "titta", "lines": "Ett", "group": "999999-0"},
        {"steg": "titta", "lines": "Ett", "prompt": "åäö"},
        {"group": ""},
        {"group": "1-2-3"},
        {"prompt": "0"},
        {"rad-0-text": "x" * 501},
        {"rad-0-text": " "},
        {"rad-0-text": "\u2800\u200b"},
        {"rad-0-take": ""},
        {"rad-TOTAL_FORMS": "många"},
        {"rad-TOTAL_FORMS": "1001"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_put_up(client, people, politicians, changed):
    client.force_login(people["strategist"])

    response = client.post(address(politicians.board), typed(politicians, ["Ett"], **changed))

    assert response.status_code == 422
    assert Note.objects.count() == 0


def test_other_lines_sent_again_are_not_said_to_be_up(client, people, politicians):
    client.force_login(people["strategist"])
    token = secrets.token_hex(24)
    client.post(address(politicians.board), typed(politicians, ["Ett"], token=token))

    changed = typed(politicians, ["Ett och ett halvt", "Två"], token=token)
    answer = client.post(address(politicians.board), changed)

    assert answer.status_code == 409
    assert "1 rad finns redan på tavlan sedan förra gången." in answer.text
    assert "Ett och ett halvt" in answer.text
    assert f'value="{token}"' not in answer.text
    assert list(Note.objects.values_list("text", flat=True)) == ["Ett"]


@pytest.mark.parametrize("token", ["kort", "", "0" * 49, "å" * 48])
def test_a_token_that_is_not_ours_puts_up_nothing(client, people, politicians, token):
    client.force_login(people["strategist"])
    given = typed(politicians, ["Ett"]) | {"token": token}

    response = client.post(address(politicians.board), given)

    assert response.status_code == 409
    assert Note.objects.count() == 0


def test_going_back_keeps_what_was_typed(client, people, politicians):
    client.force_login(people["strategist"])
    given = typed(politicians, ["Ett & två", "Tre\nfyra"], steg="tillbaka")

    page = on_one_line(client.post(address(politicians.board), given).text)

    assert "Ett &amp; två\nTre fyra</textarea>" in page
    assert f'<option value="{given["group"]}" selected>' in page


@pytest.mark.parametrize(
    ("state", "sealed", "made"),
    [
        ("draft", None, 0),
        ("open", None, 1),
        ("paused", None, 1),
        ("closed", "2026-11-22", 0),
    ],
)
def test_paper_is_taken_until_the_board_is_closed(client, people, politicians, state, sealed, made):
    Board.objects.filter(pk=politicians.board.pk).update(**in_state(state), sealed_on=sealed)
    client.force_login(people["strategist"])

    page = client.get(address(politicians.board)).text
    client.post(address(politicians.board), typed(politicians, ["Ett"]))

    assert page.count('name="lines"') == made
    assert Note.objects.count() == made


@pytest.mark.parametrize(("state", "offered"), [("open", 1), ("paused", 1), ("closed", 0)])
def test_a_closed_board_offers_neither_the_page_nor_new_sheets(
    client, people, politicians, state, offered
):
    Board.objects.filter(pk=politicians.board.pk).update(**in_state(state))
    client.force_login(people["strategist"])

    board = client.get(politicians.board.get_absolute_url()).text
    page = client.get(address(politicians.board)).text

    assert board.count(f'href="{address(politicians.board)}"') == offered
    assert page.count("Skapa pappersark") == offered


def test_all_lines_go_up_or_none(client, people, politicians):
    Note.objects.bulk_create(
        Note(board=politicians.board, section=politicians.section, prompt=politicians.prompt,
             text=f"Lapp {number}") for number in range(MAX_NOTES - 1)
    )  # fmt: skip
    count_notes(politicians.board)
    client.force_login(people["strategist"])

    full = client.post(address(politicians.board), typed(politicians, ["Ett", "Två"]))
    fits = client.post(address(politicians.board), typed(politicians, ["Ett"]))

    assert (full.status_code, fits.status_code) == (409, 302)
    assert "Tavlan är full" in full.text
    assert Note.objects.count() == MAX_NOTES


def test_no_token_that_a_phone_can_have_opens_a_note_from_paper(board, politicians):
    token = secrets.token_hex(24)
    paper.add_paper_notes(
        board=board,
        section_id=politicians.section.pk,
        prompt_id=politicians.prompt.pk,
        breakout=0,
        token=token,
        texts=["Ett"],
    )

    given = politicians.given(token=token, text="Ändrad")
    given.pop("prompt_id"), given.pop("breakout")
    with pytest.raises(errors.NoteNotFoundError):
        notes.edit_note(**given)
    assert texts() == ["Ett"]


@pytest.mark.django_db(transaction=True)
def test_a_note_from_paper_shares_its_transaction_with_the_board_alone(client, people, politicians):
    """Postgres marks each row with its transaction: the note's mark is on no row of a person."""
    client.force_login(people["strategist"])

    client.post(address(politicians.board), typed(politicians, ["Ett", "Två"]))

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM padlet_note")
        [(mark,)] = cursor.fetchall()
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        shared = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" WHERE xmin::text = '{mark}'")  # noqa: S608 – names from the catalogue
            if cursor.fetchone()[0]:
                shared.add(table)
    assert shared == {"padlet_note", "padlet_board"}


# --- the sheets -------------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_group_with_its_own_questions(board):
    found = sheets(Board.objects.with_boxes().get(pk=board.pk))["sheets"]

    assert [sheet["group"] for sheet in found] == [
        "Politiker",
        "Chefer",
        "Strateger och nyckelpersoner, grupp 1",
        "Strateger och nyckelpersoner, grupp 2",
        "Strateger och nyckelpersoner, grupp 3",
    ]
    assert found[1]["prompts"][0] == "Vad kan ni som chefer bidra med rent konkret?"
    assert {len(sheet["prompts"]) for sheet in found} == {3}


def test_before_the_sizes_are_known_there_is_a_sheet_for_each_role_group(draft):
    found = sheets(Board.objects.with_boxes().get(pk=draft.pk))["sheets"]

    assert len(found) == 3


@pytest.mark.slow
def test_each_sheet_has_a_page_of_its_own_in_pdf_and_word(board):
    context = sheets(Board.objects.with_boxes().get(pk=board.pk))
    html = render_to_string(PAPER.template, {**context, "language": "sv"})

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.html_to_pdf(html))).pages]
    docx = word.from_html(
        html, title="Papper", language="sv", organisation="", made_on=timezone.localdate()
    )
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        text = archive.read("word/document.xml").decode()

    assert len(pages) == 6
    assert [sum(sheet["group"] in page for page in pages[1:]) for sheet in context["sheets"]] == [
        1, 1, 1, 1, 1,
    ]  # fmt: skip
    assert ["En handstil kan kännas igen" in " ".join(page.split()) for page in pages] == [True] * 6
    assert text.count('w:val="SheetStart"') == 5
    assert text.count('w:val="Ruled"') == 5 * 3 * 4
