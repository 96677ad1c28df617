"""What a board is taken out as: in order, while it runs, and never more than all have seen."""

import csv
import html
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from modellkoncept.documents.build import build_files
from modellkoncept.documents.kinds import kinds
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from modellkoncept.documents.status import is_outdated
from modellkoncept.text.cleaning import clean_text
from padlet.live import board_cache
from padlet.models import Board, Cluster, Note
from padlet.reports.exports.formats import FORMATS
from padlet.reports.exports.markdown import escaped, escaped_heading, indented
from padlet.services import facilitation, sealing, summaries
from tests.document_text import pdf_text, word_paragraphs
from tests.factories import NoteFactory, notes_saying, row_id_at
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADER = [
    "Grupp", "Fråga", "Smågrupp", "Tema", "Lapp", "Gillar", "Röster", "Från papper",
]  # fmt: skip
BIDRA = "Vad kan ni som politiker bidra med rent konkret?"


def fetched(user, board: Board, form: str):
    client = Client()
    client.force_login(user)
    return client.get(f"/tavlor/{board.pk}/export/{form}/")


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(content: bytes, sheet: int = 1) -> list[list[str]]:
    """The cells as text, of a workbook made by us."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = [
            "".join(part.text or "" for part in item.iter(f"{MAIN}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 – our own file
        ]
        page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 – our own file
    return [
        [
            strings[int(cell.findtext(f"{MAIN}v"))]
            if cell.get("t") == "s"
            else cell.findtext(f"{MAIN}v") or ""
            for cell in row
        ]
        for row in page.iter(f"{MAIN}row")
    ]


def markdown_notes(content: bytes) -> list[str]:
    """The notes of a Markdown file, as it would be shown."""
    found: list[str] = []
    for line in content.decode().splitlines():
        if line.startswith("- "):
            found.append(line[2:].rstrip())
        elif line.startswith("  ") and found:
            found[-1] += "\n" + line.strip()
    return [re.sub(r"\\([^\w\s])", r"\1", text) for text in found]


@pytest.fixture
def board(draft) -> Board:
    """With breakouts so large that a note may say which of them it came from."""
    return open_it(draft, strategists=(6, 6, 6))


@pytest.fixture
def wall(board):
    """Two clusters, a breakout, likes, dots, paper; a hidden note and one that waits."""
    politicians, managers, strategists = board.sections.all()
    first, second, _third = board.prompts.all()
    money = Cluster.objects.create(board=board, prompt=first, title="Pengar", position=2)
    time = Cluster.objects.create(board=board, prompt=first, title="Tid", position=1)

    def note(section, prompt, text, place, **more):
        return NoteFactory(
            board=board, section=section, prompt=prompt, text=text, sort_key=place, **more
        )

    note(politicians, first, "Utan rubrik", 1)
    note(politicians, first, "Budget", 3, cluster=money, likes=3)
    note(politicians, first, "En dag i veckan", 4, cluster=time, dots=1, from_paper=True)
    note(politicians, second, "=Stöd", 5)
    note(managers, first, "Mandat", 6)
    note(strategists, first, "Från tvåan", 7, breakout=2)
    note(strategists, first, "Från ettan", 8, breakout=1)
    note(managers, first, "Dold", 9, state=Note.State.HIDDEN)
    note(managers, first, "Väntar", 10, state=Note.State.WAITING)
    return board


IN_ORDER = [
    "En dag i veckan", "Budget", "Utan rubrik", "=Stöd", "Mandat", "Från ettan", "Från tvåan",
]  # fmt: skip


def test_the_rows_stand_as_group_question_small_group_theme_and_note(people, wall):
    rows = xlsx_rows(fetched(people["strategist"], wall, "xlsx").content)

    assert rows[0] == HEADER
    assert [row[4] for row in rows[1:]] == IN_ORDER
    assert rows[1] == ["Politiker", BIDRA, "", "Tid", "En dag i veckan", "0", "1", "Ja"]
    assert rows[2] == ["Politiker", BIDRA, "", "Pengar", "Budget", "3", "0", ""]
    assert rows[6][0] == "Strateger och nyckelpersoner"
    assert rows[6][2] == "Grupp 1"


def test_csv_holds_the_same_rows_with_formulas_defused(people, wall):
    answer = fetched(people["strategist"], wall, "csv")

    of_xlsx = xlsx_rows(fetched(people["strategist"], wall, "xlsx").content)
    expected = [[f"'{cell}" if cell == "=Stöd" else cell for cell in row] for row in of_xlsx]
    assert csv_rows(answer.content) == expected


def test_json_and_markdown_hold_the_same_notes_in_the_same_order(people, wall):
    found = json.loads(fetched(people["strategist"], wall, "json").content)
    marked = fetched(people["strategist"], wall, "md").content

    notes = [
        note["text"]
        for group in found["groups"]
        for question in group["questions"]
        for note in question["notes"]
    ]
    assert notes == IN_ORDER
    assert markdown_notes(marked) == [
        "En dag i veckan (1 röst, från papper)", "Budget (3 gillar)", *IN_ORDER[2:],
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "csv", "md", "json"])
def test_a_file_is_saved_and_never_shown_guessed_at_or_kept(people, wall, form):
    answer = fetched(people["strategist"], wall, form)

    day = f"{wall.meeting.date:%Y-%m-%d}"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert day in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("form", ["xlsx", "csv", "md", "json"])
def test_no_file_tells_an_id_a_token_or_anything_hidden(people, wall, form):
    content = fetched(people["strategist"], wall, form).content
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())

    for note in wall.notes.all():
        assert str(note.pk).encode() not in content
        assert note.pk.hex.encode() not in content
    assert b"Dold" not in content
    assert "Väntar".encode() not in content


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_the_notes_can_be_had_while_the_board_runs_and_after(people, wall, state):
    step = {
        "paused": facilitation.pause_board,
        "closed": sealing.close_board,
    }.get(state)  # fmt: skip
    if step:
        step(board=wall)

    rows = csv_rows(fetched(people["strategist"], wall, "csv").content)

    assert len(rows) == 1 + len(IN_ORDER)


@pytest.mark.parametrize("who", ["politician", "manager", "key_person"])
def test_participants_take_nothing_out(people, wall, who):
    assert fetched(people[who], wall, "csv").status_code == 403


def test_a_form_that_there_is_not_is_not_found(people, wall):
    assert fetched(people["strategist"], wall, "exe").status_code == 404


def test_nothing_leaves_before_the_notes_are_shown_and_the_page_says_why(people, draft):
    board = open_it(draft, mode="gather")
    client = Client()
    client.force_login(people["strategist"])
    page = reverse("padlet:exports", args=[board.pk])

    answer = fetched(people["strategist"], board, "csv")

    assert (answer.status_code, answer.url) == (302, page)
    assert "Visa lapparna först." in client.get(page).text
    client.post(page, {"content": "notes", "order": "grupp"})
    assert Document.objects.count() == 0


def test_nothing_leaves_a_rehearsal(people, wall):
    Board.objects.filter(pk=wall.pk).update(is_rehearsal=True)
    client = Client()
    client.force_login(people["strategist"])
    page = reverse("padlet:exports", args=[wall.pk])

    answer = fetched(people["strategist"], wall, "json")

    assert (answer.status_code, answer.url) == (302, page)
    assert "Det här är en provkörning." in client.get(page).text
    client.post(page, {"content": "notes", "order": "grupp"})
    assert Document.objects.count() == 0


def test_a_choice_that_there_is_not_is_told_beside_the_field(people, wall):
    client = Client()
    client.force_login(people["strategist"])

    answer = client.post(
        reverse("padlet:exports", args=[wall.pk]), {"content": "allt", "order": "grupp"}
    )

    assert answer.status_code == 422
    assert Document.objects.count() == 0


READERS = [MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False})]
SIGNS = "&;#1a.)-+*_[](){}<>|`~=!\\ \n\n\"':/w@xåÅ👍"
WRITTEN = st.text(
    st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=["Cc", "Cs"])), max_size=30
)


def shown(reader: MarkdownIt, source: str) -> list[str]:
    """The paragraphs that a reader of Markdown shows; anything but text is named in brackets."""
    words = {"softbreak": "\n", "hardbreak": "\n"}
    return [
        "".join(
            part.content if part.type == "text" else words.get(part.type, f"<{part.type}>")
            for part in token.children
        )
        if token.children is not None
        else f"<{token.type}>"
        for token in reader.parse(source)
        if token.children is not None or token.content or token.type == "hr"
    ]


@given(WRITTEN.map(clean_text).filter(bool))
@settings(max_examples=500, deadline=None, derandomize=True, database=None)
def test_markdown_shows_any_note_as_it_was_written(text):
    paragraphs = ["\n".join(map(str.strip, part.split("\n"))) for part in text.split("\n\n")]
    title = " ".join(text.split())

    for reader in READERS:
        assert shown(reader, f"- {indented(escaped(text), 2)}") == [*filter(None, paragraphs)]
        assert shown(reader, f"1. {indented(escaped(text), 3)}") == [*filter(None, paragraphs)]
        assert shown(reader, f"## {escaped_heading(title)}") == [title]


@pytest.mark.parametrize(
    "text",
    ["Budget & ansvar", "AT&T; och så", "5 > 3", "snake_case", "C#", "#tagg", "a - b",
     "Se www.skr.se",
     "anna@granvik.example", "10 % (ungefär)", "”Citat” – så här!", "1.5 miljoner",
     "Plus + minus"],
)  # fmt: skip
def test_what_means_nothing_to_markdown_is_not_escaped(text):
    assert escaped(text) == text.replace("AT&T;", "AT\\&T;")
    assert escaped_heading(text) == text.replace("AT&T;", "AT\\&T;")


@pytest.mark.parametrize(
    ("text", "written"),
    [("&amp;", "\\&amp;"), ("&lt;b&gt;", "\\&lt;b\\&gt;"), ("&#65;", "\\&#65;"),
     ("_så_", "\\_så\\_"),
     ("1) a", "1\\) a"), ("> b", "\\> b"), ("===", "\\==="), ("a|b", "a\\|b"), ("<b>", "\\<b>")],
)  # fmt: skip
def test_what_markdown_would_read_is_escaped(text, written):
    assert escaped(text) == written


def test_markdown_shows_what_was_written_whatever_signs_it_has(people, board):
    texts = ["# Rubrik", "- punkt", "1. ett", "*stjärna* [länk](x) <b>", "rad ett\n> rad två"]
    section, prompt = board.sections.first(), board.prompts.first()
    for place, text in enumerate(texts):
        NoteFactory(board=board, section=section, prompt=prompt, text=text, sort_key=place)

    content = fetched(people["strategist"], board, "md").content

    assert markdown_notes(content) == texts
    assert "\n- \\# Rubrik\n- \\- punkt\n- 1\\. ett\n" in content.decode()


def test_a_question_that_was_worded_in_a_round_of_another_language_follows_it(people, wall):
    round = wall.meeting.round
    round.language = "en"
    round.save()

    rows = csv_rows(fetched(people["strategist"], wall, "csv").content)

    assert rows[1][1] == BIDRA.replace("politiker", "politicians")


def made(board: Board, kind: str, by) -> Document:
    document = request_document(kind=kinds[kind], of=board, by=by)
    build_files(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.error
    return document


def read(document: Document) -> tuple[list[tuple[str, str]], str]:
    with document.word.open() as word, document.pdf.open() as pdf:
        return word_paragraphs(word.read()), pdf_text(pdf.read())


def headings(paragraphs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [each for each in paragraphs if each[0].startswith("Heading")]


def summed_up(wall: Board) -> Board:
    """Two sentences on the first prompt: one on two notes, one on none."""
    prompt = wall.prompts.first()
    chosen = notes_saying("Budget", "Mandat").values_list("pk", flat=True)
    summaries.add_sentence(
        board=wall, prompt_id=prompt.pk, text="Pengar och mandat behövs.", note_ids=list(chosen)
    )
    summaries.add_sentence(board=wall, prompt_id=prompt.pk, text="Alla är överens.", note_ids=[])
    return wall


def test_group_by_group_the_headings_are_group_question_small_group_and_theme(people, wall):
    paragraphs, _pdf = read(made(wall, "notes-by-group", people["staff"]))

    found = headings(paragraphs)
    assert found[:8] == [
        ("Heading1", "Dokumentation av gruppdiskussioner"),
        ("Heading2", wall.title),
        ("Heading3", "Politiker"),
        ("Heading4", f"1. {BIDRA}"),
        ("Heading5", "Tid"),
        ("Heading5", "Pengar"),
        ("Heading5", "Utan tema"),
        ("Heading4", "2. Vad förväntar ni er av de andra (chefer och strateger/nyckelpersoner)?"),
    ]
    assert ("Heading5", "Grupp 2") in found


def test_question_by_question_the_headings_are_question_group_and_theme(people, wall):
    paragraphs, _pdf = read(made(wall, "notes", people["staff"]))

    assert headings(paragraphs)[2:9] == [
        ("Heading3", "1. Vad kan ni bidra med rent konkret?"),
        ("Heading4", "Politiker"),
        ("Heading5", "Tid"),
        ("Heading5", "Pengar"),
        ("Heading5", "Utan tema"),
        ("Heading4", "Chefer"),
        ("Heading4", "Strateger och nyckelpersoner, grupp 1"),
    ]


@pytest.fixture
def three_groups(strategists) -> Board:
    """Three breakouts have written on one prompt, two notes each."""
    lots = iter([5, 1, 3, 6, 2, 4])  # where each note stands among the others
    for group in (1, 2, 3):
        for letter in "ab":
            note = strategists.write(breakout=group, text=f"{group}{letter}")
            Note.objects.filter(pk=note.pk).update(id=row_id_at(strategists.board, next(lots)))
    return strategists.board


APART = [
    "Strateger och nyckelpersoner, grupp 1", "1b", "1a",
    "Strateger och nyckelpersoner, grupp 2", "2a", "2b",
    "Strateger och nyckelpersoner, grupp 3", "3a", "3b",
]  # fmt: skip
IN_ONE = [
    "Strateger och nyckelpersoner",
    "1b (grupp 1)", "3a (grupp 3)", "2a (grupp 2)", "3b (grupp 3)", "1a (grupp 1)",
    "2b (grupp 2)",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "view"), [("notes", APART), ("notes-together", IN_ONE)])
def test_three_groups_in_one_section_are_shown_apart_and_as_one(people, three_groups, kind, view):
    paragraphs, pdf = read(made(three_groups, kind, people["staff"]))

    texts = [text for _style, text in paragraphs]
    start = texts.index("1. Vad kan ni bidra med rent konkret?") + 1
    assert texts[start : start + len(view)] == view
    assert " ".join(view) in pdf.replace("• ", "")


def test_the_small_groups_together_keep_themes_summary_and_everything_behind_a_note(people, wall):
    first = wall.prompts.first()
    theme = first.clusters.get(title="Tid")
    notes_saying("Från tvåan").update(likes=2, cluster=theme)

    paragraphs, _pdf = read(made(summed_up(wall), "discussions-together", people["staff"]))

    texts = [text for _style, text in paragraphs]
    start = len(texts) - texts[::-1].index("Strateger och nyckelpersoner")
    assert texts[start : start + 4] == [
        "Tid", "Från tvåan (grupp 2, 2 gillar)", "Utan tema", "Från ettan (grupp 1)",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_rows_stand_in_the_order_that_was_chosen(people, wall, form):
    client = Client()
    client.force_login(people["strategist"])
    rows_of = {"csv": csv_rows, "xlsx": xlsx_rows}[form]

    def texts(order: str) -> list[str]:
        answer = client.get(
            reverse("padlet:export", args=[wall.pk, FORMATS[form]]), {"ordning": order}
        )
        return [row[4].removeprefix("'") for row in rows_of(answer.content)[1:]]

    first_question = ["En dag i veckan", "Budget", "Utan rubrik", "Mandat"]
    assert texts("fraga") == [*first_question, "Från ettan", "Från tvåan", "=Stöd"]
    assert texts("ihop") == [*first_question, "Från tvåan", "Från ettan", "=Stöd"]
    assert texts("grupp") == texts("") == texts("finns-inte") == IN_ORDER


def test_markdown_says_the_small_group_only_where_no_heading_does(people, three_groups):
    client = Client()
    client.force_login(people["strategist"])
    address = reverse("padlet:export", args=[three_groups.pk, FORMATS["md"]])

    together = markdown_notes(client.get(address, {"ordning": "ihop"}).content)
    apart = markdown_notes(client.get(address, {"ordning": "fraga"}).content)

    assert together == IN_ONE[1:]
    assert apart == ["1b", "1a", "2a", "2b", "3a", "3b"]


def rich_text(page) -> list[tuple[str, str]]:
    """(mark, text) of each heading and note in what is copied."""
    found = re.findall(r"<(h\d|li)[^>]*>(.*?)</\1>", page.context["rich"], re.DOTALL)
    return [(mark, html.unescape(re.sub(r"<[^>]+>", "", text)).strip()) for mark, text in found]


def test_the_text_to_paste_stands_in_the_order_of_the_page(people, wall):
    client = Client()
    client.force_login(people["strategist"])
    address = reverse("padlet:exports", args=[wall.pk])

    by_group = rich_text(client.get(address))
    together = rich_text(client.get(address, {"ordning": "ihop"}))

    assert [text for mark, text in by_group if mark == "li"] == [
        "En dag i veckan (1 röst, från papper)", "Budget (3 gillar)", *IN_ORDER[2:],
    ]  # fmt: skip
    assert [text for mark, text in by_group if mark == "h3"] == [
        "Politiker", "Chefer", "Strateger och nyckelpersoner",
    ]  # fmt: skip
    assert [text for mark, text in together if mark == "h4"] == [
        "Politiker", "Chefer", "Strateger och nyckelpersoner", "Politiker",
    ]  # fmt: skip
    assert [text for mark, text in together if mark == "li"][4:6] == [
        "Från tvåan (grupp 2)", "Från ettan (grupp 1)",
    ]  # fmt: skip


def test_the_order_of_the_page_goes_with_its_files_and_its_documents(people, wall):
    client = Client()
    client.force_login(people["strategist"])
    address = reverse("padlet:exports", args=[wall.pk])

    page = on_one_line(client.get(address, {"ordning": "ihop"}).text)

    main = page[page.index("<main") :]
    assert re.findall(r'aria-current="page">([^<]+)<', main) == [
        "Fråga för fråga, smågrupperna ihop"
    ]
    assert re.findall(r"/export/(\w+)/\?ordning=(\w+)", page) == [
        ("xlsx", "ihop"), ("csv", "ihop"), ("md", "ihop"),
    ]  # fmt: skip
    assert re.findall(r'name="order" value="(\w+)"', page) == ["ihop"]


def test_a_board_without_small_groups_has_nothing_to_put_together(people, wall):
    wall.sections.update(breakout_sizes=[8])
    client = Client()
    client.force_login(people["strategist"])

    page = client.get(reverse("padlet:exports", args=[wall.pk]))

    assert [tab["url"] for tab in page.context["orders"]] == ["?ordning=grupp", "?ordning=fraga"]


def test_the_pdf_says_the_notes_in_the_same_order_as_word(people, wall):
    for kind in ("notes-by-group", "notes", "notes-together"):
        paragraphs, pdf = read(made(wall, kind, people["staff"]))

        texts = [text for _style, text in paragraphs]
        notes = texts[texts.index(wall.title) + 1 : texts.index("Om anteckningarna")]
        assert len(notes) > len(IN_ORDER)
        assert " ".join(notes) in pdf.replace("• ", "")


def test_the_summary_stands_first_and_each_sentence_can_be_followed_to_its_notes(people, wall):
    paragraphs, pdf = read(made(summed_up(wall), "discussions", people["staff"]))

    texts = [text for _style, text in paragraphs]
    start = texts.index("Sammanfattning")
    assert texts[start + 2 : start + 8] == [
        "1. Vad kan ni bidra med rent konkret?",
        "1 Pengar och mandat behövs.",
        "Bygger på lapparna 2, 4",
        "2 Alla är överens.",
        "Bygger inte på någon lapp",
        "Inte med i sammanfattningen: 4 lappar (nummer 1, 3, 5, 6).",
    ]
    assert texts.index("Budget (3 gillar) (mening 1)") > start
    assert texts.index("Mandat (mening 1)") > start
    assert "Bygger på lapparna 2, 4" in pdf
    assert "Budget (3 gillar) (mening 1)" in pdf


def test_the_notes_only_have_neither_summary_nor_numbers(people, wall):
    paragraphs, pdf = read(made(summed_up(wall), "notes", people["staff"]))

    texts = [text for _style, text in paragraphs]
    assert "Sammanfattning" not in texts
    assert "Mandat" in texts
    assert "En dag i veckan (1 röst, från papper)" in texts
    assert "Pengar och mandat" not in pdf


def test_a_document_says_how_the_board_stood_the_small_groups_and_the_promise(people, wall):
    paragraphs, pdf = read(made(wall, "discussions", people["staff"]))

    texts = [text for _style, text in paragraphs]
    assert any(
        re.fullmatch(r"Öppen när dokumentet skapades, kl\. \d\d\.\d\d", text) for text in texts
    )
    assert "Chefer var 4 personer." in texts
    assert "Vi sparar inte vem som skrev" in pdf
    assert "Dold" not in texts
    assert "Väntar" not in texts


def test_a_document_is_asked_for_in_the_chosen_order_and_content(people, wall):
    client = Client()
    client.force_login(people["strategist"])
    page = reverse("padlet:exports", args=[wall.pk])

    for content, order in [
        ("summary", "grupp"), ("summary", "fraga"), ("summary", "ihop"),
        ("notes", "grupp"), ("notes", "fraga"), ("notes", "ihop"),
    ]:  # fmt: skip
        client.post(page, {"content": content, "order": order})

    assert list(Document.objects.order_by("requested_at").values_list("kind", flat=True)) == [
        "discussions-by-group", "discussions", "discussions-together",
        "notes-by-group", "notes", "notes-together",
    ]  # fmt: skip


def test_a_sentence_that_is_changed_or_removed_makes_older_documents_outdated(people, wall):
    document = made(summed_up(wall), "discussions", people["staff"])
    sentence = wall.sentences.first()

    summaries.change_sentence(
        sentence=sentence, version=sentence.version, text="Något annat.", note_ids=[]
    )

    assert is_outdated(document) is True


def test_the_page_costs_the_same_whatever_there_is_on_the_board(
    people, board, clock, django_assert_num_queries
):
    client = Client()
    client.force_login(people["strategist"])
    page = reverse("padlet:exports", args=[board.pk])
    section, prompt = board.sections.first(), board.prompts.first()
    board_cache.current_snapshot(
        board.pk, board_cache.FACILITATOR
    )  # an open board is read once in each tick

    for how_many in (1, 3):
        while board.notes.count() < how_many:
            NoteFactory(board=board, section=section, prompt=prompt)
        with django_assert_num_queries(QUERIES_OF_THE_PAGE):
            client.get(page)


QUERIES_OF_THE_PAGE = 11
