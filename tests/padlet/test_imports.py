"""An old wall becomes a closed, sealed board, after a look at what was understood."""

import re
import time
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.services import imports
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from padlet.texts.wall_parser import read_wall
from tests.markup import on_one_line
from tests.padlet.test_exports import csv_rows
from tests.padlet.test_wall_parser import INVENTED, SEED

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(group_meeting) -> str:
    return f"/tavlor/importera/?traff={group_meeting.pk}"


def rows_of(answer) -> list[tuple[str, str]]:
    """Each line of the preview, as text, with what its menu says."""
    found = re.findall(
        r'<span\s+id="rad-\d+"\s+dir="auto"\s*>(.*?)</span>.*?<option value=(\S+) selected>',
        answer.text,
        re.DOTALL,
    )
    return [(unescape(re.sub(r"</?s\s*>", "", text)), kind) for text, kind in found]


def menu_of(answer, text: str) -> str:
    """The name of the menu of the only line with this text."""
    (row,) = [row for row in answer.context["form"].rows if row.line.text == text]
    return row.name


def test_the_preview_shows_every_line_once_in_its_order_with_what_it_is_taken_for(
    client, people, page
):
    client.force_login(people["strategist"])

    answer = client.post(page, {"text": INVENTED, "titta": "1"})

    assert (answer.status_code, Board.objects.count()) == (200, 0)
    rows = rows_of(answer)
    assert [text for text, _kind in rows] == [
        line.strip() for line in INVENTED.splitlines() if line.strip()
    ]
    kinds = dict(rows)
    assert kinds["Det här har ingen skrivit under"] == "note"
    assert kinds["Bestäm er – KALLE TESTSSON"] == "note-"
    assert kinds["ANNA EXEMPELSSON 3 MAR 2024 09:15"] == "name"
    assert "2 namn sparas inte." in answer.text
    assert 'name="title" value="Vår vägg"' in on_one_line(answer.text)


def test_what_a_menu_says_is_what_the_board_becomes(client, people, page):
    client.force_login(people["strategist"])
    seen = client.post(page, {"text": INVENTED, "titta": "1"})
    chosen = {row.name: row.kind.value for row in seen.context["form"].rows} | {
        menu_of(seen, "Det här har ingen skrivit under"): "left",
        menu_of(seen, "Vara med själva − ANONYM"): "more",
        menu_of(seen, "Hej och välkomna!"): "note",
        menu_of(seen, "Vår vägg"): "instruction",
    }

    again = client.post(page, chosen | {"text": INVENTED, "titta": "1"})
    client.post(page, chosen | {"text": INVENTED, "title": "Egen rubrik", "skapa": "1"})

    assert dict(rows_of(again))["Hej och välkomna!"] == "note"
    board = Board.objects.get()
    assert (board.title, board.instructions) == ("Egen rubrik", "Vår vägg")
    texts = set(board.notes.values_list("text", flat=True))
    assert {"Ge tid\nVara med själva", "Hej och välkomna!"} <= texts
    assert "Det här har ingen skrivit under" not in texts


def test_what_was_chosen_of_a_line_stays_when_the_text_is_mended(client, people, page):
    client.force_login(people["strategist"])
    seen = client.post(page, {"text": INVENTED, "titta": "1"})
    chosen = {row.name: row.kind.value for row in seen.context["form"].rows}
    chosen[menu_of(seen, "Hej och välkomna!")] = "left"
    mended = "En rad till\n\n" + INVENTED.replace("Ge tid", "Ge god tid")

    again = client.post(page, chosen | {"text": mended, "titta": "1"})

    kinds = dict(rows_of(again))
    assert (kinds["Hej och välkomna!"], kinds["Ge god tid – ANONYMT"]) == ("left", "note")
    assert kinds["Bestäm er – KALLE TESTSSON"] == "note-"


@pytest.mark.parametrize(
    ("typed", "was", "title"),
    [("", "", "Vår vägg"), ("Vår vägg", "Vår vägg", "Vår vägg"), ("Egen", "Vår vägg", "Egen")],
)
def test_the_heading_is_what_was_typed_else_the_first_line(client, people, page, typed, was, title):
    client.force_login(people["strategist"])

    client.post(page, {"title": typed, "title_was": was, "text": INVENTED, "skapa": "1"})

    assert Board.objects.get().title == title


def test_a_heading_that_is_too_long_is_told_and_kept(client, people, page):
    client.force_login(people["strategist"])

    answer = client.post(page, {"title": "x" * 121, "text": INVENTED, "skapa": "1"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"title": ["Rubriken får ha högst 120 tecken."]}
    assert f'value="{"x" * 121}"' in answer.text
    assert len(rows_of(answer)) == len([line for line in INVENTED.splitlines() if line.strip()])


def test_a_text_without_notes_can_be_given_some_by_the_menus(client, people, page):
    client.force_login(people["strategist"])

    refused = client.post(page, {"text": "Bara en vanlig text.", "titta": "1"})
    name = menu_of(refused, "Bara en vanlig text.")
    client.post(page, {"text": "Bara en vanlig text.", name: "note", "skapa": "1"})

    assert (refused.status_code, len(rows_of(refused))) == (422, 1)
    assert [note.text for note in Board.objects.get().notes.all()] == ["Bara en vanlig text."]


def test_lines_that_may_be_names_are_pointed_out(client, people, page):
    client.force_login(people["strategist"])
    text = "Politiker\n\nVad?\n\nEtt – ANONYMT\n\nTvå – ZORBA NUUR\n\nTre – HELA TIDEN"

    answer = client.post(page, {"text": text, "titta": "1"})

    unsure = [row.line.text for row in answer.context["form"].rows if row.may_be_name]
    assert unsure == ["Två – ZORBA NUUR"]
    assert "1 rad kan innehålla ett namn." in answer.text


def test_a_heading_that_the_board_words_otherwise_says_so(client, people, page):
    client.force_login(people["strategist"])

    answer = client.post(page, {"text": INVENTED, "titta": "1"})

    worded = {row.line.text: row.on_the_board for row in answer.context["form"].rows}
    assert worded["Vad kan ni som politiker göra?"] == ""
    assert worded["Vad kan ni i era olika roller göra?"] == (
        "Vad kan ni som strateger och nyckelpersoner göra?"
    )


@pytest.mark.parametrize("chosen", ["", "x", "note-", "<script>", "\x00"])
def test_a_choice_that_there_is_not_is_passed_over(client, people, page, chosen):
    client.force_login(people["strategist"])
    seen = client.post(page, {"text": INVENTED, "titta": "1"})

    given = {row.name: chosen for row in seen.context["form"].rows if row.kind.value != "note-"}
    answer = client.post(page, given | {"text": INVENTED, "titta": "1"})

    assert rows_of(answer) == rows_of(seen)


def test_five_thousand_lines_are_shown_and_sent_again(client, people, page):
    client.force_login(people["strategist"])
    text = "Politiker\nVad?\n" + "".join(f"Lapp {n}\n" for n in range(1_900)) + "♥ 3\n" * 3_098
    began = time.monotonic()

    seen = client.post(page, {"text": text, "titta": "1"})
    chosen = {row.name: row.kind.value for row in seen.context["form"].rows}
    form = urlencode(chosen | {"text": text, "skapa": "1"})  # as a browser sends it
    made = client.post(page, form, content_type="application/x-www-form-urlencoded")

    assert (len(chosen), made.status_code) == (5_000, 302)
    assert time.monotonic() - began < 30  # on a busy machine
    assert Board.objects.get().notes.count() == 1_900


def test_no_name_of_the_paste_is_stored_or_logged(client, people, page, caplog):
    client.force_login(people["strategist"])
    text = "Tavlan\nAnna Exempelsson 3 mar 2024\n\nPolitiker\n\nVad?\n\nTid – Kalle Testsson"

    client.post(page, {"text": text, "titta": "1"})
    client.post(page, {"text": text, "skapa": "1"})

    board = Board.objects.get()
    stored = [board.title, board.instructions, *board.notes.values_list("text", flat=True)]
    stored += board.prompts.values_list("template", flat=True)
    assert re.findall("Exempel|Testsson|Anna|Kalle", " ".join([*stored, caplog.text])) == []


def test_the_board_is_closed_sealed_and_nobodys(client, people, page):
    client.force_login(people["strategist"])

    answer = client.post(page, {"title": "Gammal vägg", "text": INVENTED, "skapa": "1"})

    board = Board.objects.get()
    assert answer.headers["Location"] == f"/tavlor/{board.pk}/"
    assert (board.state, board.sealed_on, board.shows_notes) == (
        "closed", timezone.localdate(), True,
    )  # fmt: skip
    assert board.notes.count() == 9
    assert not board.notes.exclude(edit_hash=None, likes=0, dots=0, state="visible").exists()
    assert "KALLE" not in " ".join(board.notes.values_list("text", flat=True))


GROUPS = """Strateger, grupp 1

Vad?

Ett – ANONYMT

Strateger, grupp 3

Vad?

Tre – ANONYMT

Chefer

Vad?

Fyra – ANONYMT
"""


def test_a_group_that_nobody_has_counted_stands_on_no_note(client, people, page):
    client.force_login(people["strategist"])

    seen = client.post(page, {"title": "Gammal vägg", "text": GROUPS, "titta": "1"})
    assert seen.text.count("En lapp märks med sin smågrupp bara om du anger hur många de var") == 1
    client.post(page, {"title": "Gammal vägg", "text": GROUPS, "skapa": "1"})

    board = Board.objects.get()
    assert sorted(board.notes.values_list("text", "section__role_group", "breakout")) == [
        ("Ett", "strat", 0),
        ("Fyra", "chef", 0),
        ("Tre", "strat", 0),
    ]
    sizes = dict(board.sections.values_list("role_group", "breakout_sizes"))
    assert sizes == {"chef": [], "strat": [0, 0, 0]}
    rows = csv_rows(client.get(f"/tavlor/{board.pk}/export/csv/").content)
    assert sorted((row[0], row[2], row[4]) for row in rows[1:]) == [
        ("Chefer", "", "Fyra"),
        ("Strateger och nyckelpersoner", "", "Ett"),
        ("Strateger och nyckelpersoner", "", "Tre"),
    ]


def numbers_of(client, board) -> list[tuple[str, str]]:
    rows = csv_rows(client.get(f"/tavlor/{board.pk}/export/csv/").content)
    return sorted((row[4], row[2]) for row in rows[1:])


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("6, 7, 8", [("Ett", "Grupp 1"), ("Fyra", ""), ("Tre", "Grupp 3")]),
        ("4, 5, 8", [("Ett", ""), ("Fyra", ""), ("Tre", "Grupp 3")]),
        ("4, 9, 8", [("Ett", ""), ("Fyra", ""), ("Tre", "")]),
    ],
)
def test_a_group_whose_size_is_stated_stands_on_its_notes_unless_it_is_small(
    client, people, page, typed, named
):
    client.force_login(people["strategist"])
    given = {"title": "Gammal vägg", "text": GROUPS, "size_strat": typed, "skapa": "1"}

    client.post(page, given)

    board = Board.objects.get()
    assert numbers_of(client, board) == named
    sizes = board.sections.get(role_group="strat").breakout_sizes
    assert sizes == [int(size) for size in typed.split(", ")]
    client.post(page, given)
    assert Board.objects.count() == 1


def test_a_size_of_what_the_wall_does_not_divide_is_passed_over(client, people, page):
    client.force_login(people["strategist"])

    client.post(page, {"title": "Vägg", "text": GROUPS, "size_chef": "4, 4", "skapa": "1"})

    assert Board.objects.get().sections.get(role_group="chef").breakout_sizes == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6, 7", "Tavlan har 3 smågrupper. Skriv ett tal för varje."),
        ("många", "Skriv antalet med siffror, till exempel 8 eller 5, 4, 5."),
        ("0, 5, 5", "En grupp har mellan 1 och 500 personer."),
    ],
)
def test_sizes_that_cannot_be_are_told_beside_their_field(client, people, page, typed, said):
    client.force_login(people["strategist"])
    given = {"title": "Gammal vägg", "text": GROUPS, "size_strat": typed, "skapa": "1"}

    answer = client.post(page, given)

    assert (answer.status_code, Board.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {"size_strat": [said]}
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


def test_no_page_says_how_many_there_were_in_a_group_nobody_has_counted(
    client, people, group_meeting
):
    board = imports.import_wall(meeting=group_meeting, title="Gammal", wall=read_wall(GROUPS))
    board_cache.clear()
    section = board.sections.get(role_group="strat")
    client.force_login(people["strategist"])

    for address in (
        f"/tavlor/{board.pk}/", f"/t/{board.path}/", f"/t/{board.path}/duk/",
        f"/t/{board.path}/skriv/{section.pk}/3/",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200
        assert not re.search(r"\b0 (?:person|i )|gissa vem som skrivit", answer.text)
    assert "3 grupper" in client.get(f"/tavlor/{board.pk}/").text


def test_the_same_notes_from_other_groups_are_another_board(group_meeting):
    walls = [read_wall(GROUPS), read_wall(GROUPS.replace("grupp 3", "grupp 2"))]

    made = [
        imports.import_wall(meeting=group_meeting, title="Gammal", wall=wall)
        for wall in [*walls, *walls]
    ]

    assert (made[2], made[3]) == (made[0], made[1])
    assert made[0] != made[1]


@pytest.mark.skipif(not SEED.exists(), reason=f"Kundens vägg finns inte här ({SEED.name}).")
def test_the_customers_fifty_notes_are_on_the_board_in_their_nine_boxes(client, people, page):
    client.force_login(people["strategist"])

    client.post(page, {"title": "Uppstart", "text": SEED.read_text(), "skapa": "1"})

    board = Board.objects.get()
    assert list(board.prompts.values_list("template", flat=True)) == STANDARD_PROMPTS
    counts = {
        (section.role_group, prompt.position): section.notes.filter(prompt=prompt).count()
        for section in board.sections.all()
        for prompt in board.prompts.all()
    }
    assert counts == {
        ("pol", 1): 6, ("pol", 2): 3, ("pol", 3): 3,
        ("chef", 1): 3, ("chef", 2): 2, ("chef", 3): 3,
        ("strat", 1): 10, ("strat", 2): 11, ("strat", 3): 9,
    }  # fmt: skip


def test_every_page_of_an_imported_board_opens(client, people, group_meeting):
    board = imports.import_wall(
        meeting=group_meeting, title="Gammal vägg", wall=read_wall(INVENTED)
    )
    board_cache.clear()
    section = board.sections.first()
    client.force_login(people["strategist"])

    pages = [f"/tavlor/{board.pk}/", f"/tavlor/{board.pk}/lage/"] + [
        f"/t/{board.path}/{rest}" for rest in ("", "duk/", "lage/", f"skriv/{section.pk}/0/")
    ]

    assert {address: client.get(address).status_code for address in pages} == dict.fromkeys(
        pages, 200
    )
    assert "Fråga efter resultat." in client.get(pages[0]).text


def test_a_second_press_finds_the_same_board(group_meeting):
    given = {"meeting": group_meeting, "title": "Gammal vägg", "wall": read_wall(INVENTED)}

    assert imports.import_wall(**given) == imports.import_wall(**given)
    assert Note.objects.count() == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Klistra in texten från Padlet-tavlan."),
        ("Bara en vanlig text.", "Vi hittade inga lappar i texten."),
        ("x\n" * 5_001, "Klistra in högst 5000 rader åt gången. Nu är det 5001."),
        ("Politiker\n\n" + "\n\n".join(f"Fråga {n}?\n\nSvar – ANONYMT" for n in range(40)),
         "Vi hittade 40 frågor."),
        ("Politiker\n\nVad?\n" + "\n\nEn lapp – ANONYMT" * 2001,
         "En tavla kan ha högst 2000 lappar. Här finns 2001."),
    ],
)  # fmt: skip
def test_what_is_no_wall_is_said_beside_the_field(client, people, page, text, said):
    client.force_login(people["strategist"])

    answer = client.post(page, {"title": "Gammal vägg", "text": text, "skapa": "1"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["text"][0].startswith(said)
    assert Board.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["Politiker\n\nVad?\n\n<script>alert(1)</script> – ANONYMT", "a\x00b"]
)
def test_markup_and_control_signs_do_no_harm(client, people, page, text):
    client.force_login(people["strategist"])

    answer = client.post(page, {"title": "Gammal", "text": text})

    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("other_strategist", 404), ("politician", 403), ("manager", 403),
     ("key_person", 403), ("strategist", 200), ("mentor", 200), ("staff", 200)],
)  # fmt: skip
def test_who_may_bring_in_a_wall(client, people, page, who, status):
    client.force_login(people[who])

    assert client.get(page).status_code == status
    assert client.get("/tavlor/importera/?traff=x").status_code == 404
