"""The notes of a whole round: for SKR only, by prompt and role group, small figures withheld."""

import pytest
from django.test import Client
from django.urls import reverse

from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import is_outdated, may_read
from padlet.live import board_cache
from padlet.models import Board, Note, Selection
from padlet.reports.crosstab import boards_of, crosstab
from padlet.services import boards, moderation, sealing, selections
from programmes.models import Participation
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    NoteFactory,
    ParticipationFactory,
    RoundFactory,
)
from tests.padlet.test_exports import headings, read, xlsx_rows

pytestmark = pytest.mark.django_db
FIRST, SECOND = "Vad kan ni som {roll} bidra med rent konkret?", "Vad behöver ni?"
BIDRA = "Vad kan ni bidra med rent konkret?"


@pytest.fixture
def round_(round):
    """A round of three learning groups, two organisations in each."""
    for name in ("Kust", "Skog", "Fjäll"):
        group = LearningGroupFactory(round=round, name=name)
        for _ in range(2):
            ParticipationFactory(round=round, group=group)
    return round


def board_in(round, name: str, counts: dict[tuple[int, str], int]) -> Board:
    """An open board of this learning group with so many notes on each prompt and role group."""
    group = round.groups.get(name=name)
    board = boards.create_board(
        meeting=MeetingFactory(round=round, group=group),
        title=f"Tavlan i {name}",
        prompts=[FIRST, SECOND],
    )
    sizes = {section.pk: [8] for section in board.sections.all()}
    board = boards.open_board(board=board, breakout_sizes=sizes)
    for (question, role), how_many in counts.items():
        for n in range(how_many):
            NoteFactory(
                board=board,
                section=board.sections.get(role_group=role),
                prompt=board.prompts.get(position=question),
                text=f"{name} {question} {role} {n}",
            )
    return board


ENOUGH = {
    (1, "pol"): 6, (1, "chef"): 5, (1, "strat"): 7, (2, "pol"): 5, (2, "chef"): 8, (2, "strat"): 9,
}  # fmt: skip


def figures(found) -> list[list[str]]:
    return [[*map(str, row.figures), str(row.total)] for row in found.rows] + [
        [str(figure) for figure in found.totals]
    ]


def counted(round, question: str = ""):
    return crosstab(round, boards_of(round), question)


def test_the_notes_of_all_groups_are_counted_by_question_and_role_group(round_):
    board_in(round_, "Kust", ENOUGH)
    board_in(round_, "Skog", ENOUGH)
    board_in(round_, "Fjäll", {(1, "pol"): 1})

    found = counted(round_)

    assert found.columns == ["Politiker", "Chefer", "Strateger och nyckelpersoner"]
    assert figures(found) == [
        ["13", "10", "14", "37"],
        ["10", "16", "18", "44"],
        ["23", "26", "32", "81"],
    ]


def test_a_small_figure_is_withheld_with_its_neighbours_and_its_notes_stand_without_group(round_):
    board_in(round_, "Kust", ENOUGH | {(1, "chef"): 3})

    found = counted(round_)

    assert figures(found) == [
        ["visas inte", "visas inte", "7", "16"],
        ["visas inte", "visas inte", "9", "22"],
        ["11", "11", "16", "38"],
    ]
    first = found.rows[0]
    assert [(group, len(texts)) for group, texts in first.texts] == [
        ("Strateger och nyckelpersoner", 7), ("Övriga rollgrupper, tillsammans", 9),
    ]  # fmt: skip
    assert found.has_withheld is True
    together = first.texts[-1][1]
    assert together == sorted(together)  # not group by group
    assert first.is_short is False


def test_where_a_total_is_withheld_the_notes_behind_it_are_not_listed(round_):
    board_in(round_, "Kust", {(1, "pol"): 3})

    found = counted(round_)

    assert figures(found) == [
        ["visas inte", "0", "0", "visas inte"],
        ["0", "0", "0", "0"],
        ["visas inte", "0", "0", "visas inte"],
    ]
    assert found.all_texts == []
    assert [row.is_short for row in found.rows] == [True, False]  # the page says so


def test_a_question_that_nobody_answered_hides_nothing_of_the_others(round_):
    board_in(round_, "Kust", {key: n for key, n in ENOUGH.items() if key[0] == 1})

    found = counted(round_)

    assert figures(found) == [["6", "5", "7", "18"], ["0", "0", "0", "0"], ["6", "5", "7", "18"]]


def test_one_question_can_be_chosen(round_):
    board_in(round_, "Kust", ENOUGH)

    found = counted(round_, FIRST)

    assert [row.prompt for row in found.rows] == [BIDRA]
    assert figures(found)[0] == ["6", "5", "7", "18"]


@pytest.mark.parametrize("change", [
    {"is_rehearsal": True}, {"state": "draft", "code": None}, {"mode": "gather", "revealed": False},
])  # fmt: skip
def test_rehearsals_drafts_and_boards_that_are_not_revealed_are_not_there(round_, change):
    board = board_in(round_, "Kust", ENOUGH)
    Board.objects.filter(pk=board.pk).update(**change)

    assert boards_of(round_) == []


def test_hidden_and_waiting_notes_are_neither_counted_nor_listed(round_):
    board = board_in(round_, "Kust", ENOUGH)
    Note.objects.filter(pk=board.notes.first().pk).update(state=Note.State.HIDDEN, text="Dold")
    Note.objects.filter(pk=board.notes.last().pk).update(state=Note.State.WAITING, text="Väntar")

    found = counted(round_)

    assert str(found.totals[-1]) == "38"
    assert not {"Dold", "Väntar"} & {text for *_rest, text in found.all_texts}


def test_the_notes_of_a_board_with_one_organisation_never_show_their_role_group(round_):
    lonely = LearningGroupFactory(round=round_, name="Ensam")
    ParticipationFactory(round=round_, group=lonely)
    # A mentor's organisation writes no notes: it hides nobody.
    ParticipationFactory(round=round_, group=lonely, kind=Participation.Kind.MENTOR)
    board_in(round_, "Kust", ENOUGH)
    board_in(round_, "Ensam", ENOUGH)

    found = counted(round_)

    assert found.columns[-1] == "Utan rollgrupp"
    assert figures(found)[0] == ["6", "5", "7", "18", "36"]
    groups = {group for _question, group, text in found.all_texts if text.startswith("Ensam")}
    assert groups == {"Utan rollgrupp"}


@pytest.mark.parametrize("are_sealed", [True, False])
def test_the_order_of_the_notes_does_not_run_board_by_board(round_, are_sealed):
    """Which board a note is from would tell which organisations it can be from."""
    found = [board_in(round_, name, ENOUGH) for name in ("Kust", "Skog", "Fjäll")]
    if are_sealed:
        for board in found:
            sealing.close_board(board=board)
    in_lots = sorted(
        (note.place, note.text) for board in boards_of(round_) for note in board.notes.all()
    )

    listed = [text for _prompt, _group, text in crosstab(round_, boards_of(round_)).all_texts]

    of_first = [text for _place, text in in_lots if " 1 strat " in text]
    assert [text for text in listed if " 1 strat " in text] == of_first


def test_another_rounds_notes_are_not_there(round_):
    other = RoundFactory()
    LearningGroupFactory(round=other, name="Kust")
    board_in(other, "Kust", ENOUGH)

    assert boards_of(round_) == []


@pytest.fixture
def skr(people) -> Client:
    client = Client()
    client.force_login(people["staff"])
    return client


def page_of(round) -> str:
    return reverse("padlet:round_notes", args=[round.pk])


def test_the_page_shows_the_chosen_boards_and_question(skr, round_):
    board = board_in(round_, "Kust", ENOUGH)
    board_in(round_, "Skog", ENOUGH)

    answer = skr.get(page_of(round_), {"fraga": FIRST, "tavla": [board.pk]})

    assert figures(answer.context["crosstab"])[0] == ["6", "5", "7", "18"]
    assert [group for _question, group, _texts in answer.context["shown"]] == [
        "Politiker", "Chefer", "Strateger och nyckelpersoner",
    ]  # fmt: skip


def test_a_round_without_boards_says_so(skr, round_):
    assert "Ingen tavla i omgången har lappar att visa än." in skr.get(page_of(round_)).text


def test_the_page_is_bounded_and_leads_on(skr, round_):
    board_in(round_, "Kust", ENOUGH | {(1, "pol"): 120})

    first, second = [skr.get(page_of(round_), {"sida": n, "fraga": FIRST}) for n in (1, 2)]

    assert [sum(len(each[2]) for each in page.context["shown"]) for page in (first, second)] == [
        100, 32,
    ]  # fmt: skip


@pytest.mark.parametrize("query", [{"fraga": "Vem är du?"}, {"tavla": "999999"}, {"tavla": "x"}])
def test_a_choice_that_there_is_not_is_told_in_words(skr, round_, query):
    board_in(round_, "Kust", ENOUGH)

    assert skr.get(page_of(round_), query).status_code == 422


def test_the_workbook_holds_the_table_and_the_notes(skr, round_):
    board_in(round_, "Kust", ENOUGH | {(1, "chef"): 3})

    content = skr.get(reverse("padlet:round_notes_xlsx", args=[round_.pk])).content

    assert xlsx_rows(content, 1) == [
        ["Fråga", "Politiker", "Chefer", "Strateger och nyckelpersoner", "Summa"],
        [BIDRA, "visas inte", "visas inte", "7", "16"],
        [SECOND, "visas inte", "visas inte", "9", "22"],
        ["Summa", "11", "11", "16", "38"],
    ]
    notes = xlsx_rows(content, 2)
    assert notes[0] == ["Fråga", "Rollgrupp", "Lapp"]
    assert len(notes) == 1 + 38


def test_the_document_holds_the_table_and_the_notes_in_word_and_pdf(skr, people, round_):
    board_in(round_, "Kust", ENOUGH)

    answer = skr.post(page_of(round_), {"fraga": SECOND})
    document = Document.objects.get()
    build_files(document.pk)
    document.refresh_from_db()

    assert answer.url == document.get_absolute_url()
    paragraphs, pdf = read(document)
    assert headings(paragraphs)[1:6] == [
        ("Heading2", "Antal lappar"),
        ("Heading2", SECOND),
        ("Heading3", "Politiker"),
        ("Heading3", "Chefer"),
        ("Heading3", "Strateger och nyckelpersoner"),
    ]
    notes = set(Note.objects.filter(prompt__position=2).values_list("text", flat=True))
    assert notes <= {text for _style, text in paragraphs}
    assert all(text in pdf for text in notes)


def test_the_document_is_read_by_skr_only_and_outdated_once_a_note_is_taken_away(
    skr, people, round_
):
    board = board_in(round_, "Kust", ENOUGH)
    skr.post(page_of(round_), {})
    document = Document.objects.get()
    build_files(document.pk)
    document.refresh_from_db()

    readers = {who for who, user in people.items() if may_read(user, document)}
    assert readers == {"staff"}
    assert is_outdated(document) is False
    moderation.hide_note(board=board, note_id=board.notes.first().pk)
    assert is_outdated(document) is True


def test_the_same_selection_is_remembered_once(round_):
    board_in(round_, "Kust", ENOUGH)

    for _ in range(2):
        selections.select_notes(round=round_, boards=boards_of(round_))

    assert Selection.objects.count() == 1


def test_the_page_costs_the_same_however_many_boards(skr, round_, clock, django_assert_num_queries):
    for name in ("Kust", "Skog", "Fjäll"):
        board = board_in(round_, name, ENOUGH)
        board_cache.current_snapshot(
            board.pk, board_cache.FACILITATOR
        )  # an open board is read once in each tick
        with django_assert_num_queries(9):
            skr.get(page_of(round_))


def test_skr_finds_the_way_from_the_rounds_page_and_others_do_not(skr, people, round_):
    strategist = Client()
    strategist.force_login(people["strategist"])
    page = round_.get_absolute_url()

    assert page_of(round_) in skr.get(page).text
    assert page_of(round_) not in strategist.get(page).text
