"""Each prompt is summed up in sentences that rest on notes; no note and no words are lost."""

import random

import pytest
from django.test import Client
from django.urls import reverse

from modellkoncept.locking import StaleVersionError
from padlet import errors
from padlet.live import board_cache
from padlet.models import Board, Note, Sentence
from padlet.reports.board_report import Order, board_report
from padlet.services import boards, moderation, sealing, summaries
from tests.factories import NoteFactory, notes_saying
from tests.markup import on_one_line
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(board) -> list[Note]:
    """Five notes on the first prompt, one on the second."""
    first, second, _third = board.prompts.all()
    sections = list(board.sections.all())
    made = [
        NoteFactory(
            board=board, section=sections[n % 2], prompt=first, text=f"Lapp {n}", sort_key=n
        )
        for n in range(5)
    ]
    NoteFactory(board=board, section=sections[0], prompt=second, text="Annat")
    return made


def summed(board: Board, text: str, notes=(), question: int = 1) -> Sentence:
    return summaries.add_sentence(
        board=board,
        prompt_id=board.prompts.get(position=question).pk,
        text=text,
        note_ids=[note.pk for note in notes],
    )


def in_order(board: Board) -> list[str]:
    return list(board.sentences.order_by("prompt", "position").values_list("text", flat=True))


# --- the service ------------------------------------------------------------------------------


def test_a_sentence_stands_last_and_rests_on_its_notes(board, notes):
    summed(board, "Först.", notes[:1])

    second = summed(board, "  Sedan \n detta. ", notes[1:3])

    assert in_order(board) == ["Först.", "Sedan detta."]
    assert set(second.notes.all()) == set(notes[1:3])


def test_a_double_press_makes_one_sentence(board, notes):
    one, other = [summed(board, "En gång.", notes[:2]) for _ in range(2)]

    assert one == other
    assert Sentence.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 501])
def test_a_sentence_that_is_empty_or_too_long_is_refused(board, notes, text):
    with pytest.raises(errors.SentenceTextError):
        summed(board, text)


def test_a_sentence_of_500_characters_is_kept_whole(board, notes):
    assert summed(board, "å" * 500).text == "å" * 500


def test_a_note_of_another_question_or_board_or_hidden_bears_nothing(board, notes):
    elsewhere = NoteFactory()
    other_question = notes_saying("Annat").get()
    Note.objects.filter(pk=notes[0].pk).update(state=Note.State.HIDDEN)

    sentence = summed(board, "Vi vill.", [elsewhere, other_question, *notes[:2]])

    assert list(sentence.notes.all()) == [notes[1]]


def test_nothing_is_summed_up_before_it_is_shown(draft):
    board = open_it(draft, mode="gather")

    with pytest.raises(errors.WrongStateError):
        summed(board, "För tidigt.")


def test_who_saves_on_top_of_an_older_version_is_refused_and_nothing_is_lost(board, notes):
    sentence = summed(board, "Ett.", notes[:1])
    summaries.change_sentence(sentence=sentence, version=1, text="Två.", note_ids=[notes[1].pk])

    with pytest.raises(StaleVersionError):
        summaries.change_sentence(sentence=sentence, version=1, text="Tre.", note_ids=[])
    with pytest.raises(StaleVersionError):
        summaries.remove_sentence(sentence=sentence, version=1)

    sentence.refresh_from_db()
    assert (sentence.text, list(sentence.notes.all())) == ("Två.", [notes[1]])


def test_sentences_change_places_with_their_neighbours(board, notes):
    first, second, third = [summed(board, text) for text in ("A.", "B.", "C.")]

    summaries.move_sentence(sentence=third, steps=-1)
    summaries.move_sentence(sentence=first, steps=-1)
    summaries.move_sentence(sentence=second, steps=1)

    assert in_order(board) == ["A.", "C.", "B."]


def test_a_removed_sentence_comes_back_where_it_stood_with_its_notes(board, notes):
    _first, second, _third = [summed(board, text, notes[:2]) for text in ("A.", "B.", "C.")]
    summaries.remove_sentence(sentence=second, version=1)
    assert in_order(board) == ["A.", "C."]

    for _ in range(2):
        summaries.add_sentence(
            board=board,
            prompt_id=second.prompt_id,
            text="B.",
            note_ids=[note.pk for note in notes[:2]],
            at=2,
        )

    assert in_order(board) == ["A.", "B.", "C."]


def test_a_note_that_is_hidden_or_removed_leaves_the_sentence_which_says_so(board, notes):
    sentence = summed(board, "Vi vill.", notes[:3])

    moderation.hide_note(board=board, note_id=notes[0].pk)
    moderation.remove_note(board=board, note_id=notes[1].pk)

    [summary] = board_report(board, by=Order.BY_PROMPT).summaries
    assert summary.sentences[0].rests_on == (1,)
    assert summary.sentences[0].missing == 2
    moderation.show_note(board=board, note_id=notes[0].pk)
    sentence.refresh_from_db()
    assert sentence.missing(sentence.notes.shown().count()) == 1


def test_a_sealed_board_keeps_its_sentences_on_their_notes(board, notes):
    summed(board, "Vi vill.", notes[:3])

    sealing.close_board(board=board)

    [sentence] = board.sentences.all()
    assert set(sentence.notes.values_list("text", flat=True)) == {"Lapp 0", "Lapp 1", "Lapp 2"}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("by", ["grupp", "fraga"])
def test_what_is_referred_to_and_what_is_left_out_are_together_all_visible_notes(
    board, notes, seed, by
):
    dice = random.Random(seed)  # noqa: S311 – a test that can be repeated
    for n in range(4):
        summed(board, f"Mening {n}.", dice.sample(notes, dice.randint(0, 3)))
    moderation.hide_note(board=board, note_id=dice.choice(notes).pk)
    board = Board.objects.with_boxes().get(pk=board.pk)

    found = board_report(board, by=by)

    [summary] = found.summaries
    of_question = {line.number: line.text for line in found.entries if line.prompt_number == 1}
    referred = {number for said in summary.sentences for number in said.rests_on}
    left_out = {line.number for line in summary.left_out}
    assert referred | left_out == set(of_question)
    assert referred & left_out == set()
    visible = board.notes.shown().filter(prompt__position=1).values_list("text", flat=True)
    assert sorted(of_question.values()) == sorted(visible)
    for said in summary.sentences:
        sentence = board.sentences.with_notes().get(text=said.text)
        assert sorted(of_question[n] for n in said.rests_on) == sorted(
            note.text for note in sentence.notes.all()
        )


# --- the page ---------------------------------------------------------------------------------


@pytest.fixture
def scribe(people) -> Client:
    client = Client()
    client.force_login(people["strategist"])
    return client


def at(name: str, board: Board, *more: int) -> str:
    return reverse(f"padlet:{name}", args=[board.pk, *more])


def first_of(board: Board) -> int:
    return board.prompts.first().pk


HTMX = {"HX-Request": "true"}


def test_a_sentence_is_written_with_the_notes_it_rests_on(scribe, board, notes):
    answer = scribe.post(
        at("add_sentence", board, first_of(board)),
        {"text": "Vi vill.", "notes": [notes[0].public_id, notes[2].public_id]},
    )

    assert answer.url == at("summarise", board) + "#fraga-1"
    page = scribe.get(at("summarise", board)).text
    assert "Bygger på 2 lappar" in page
    assert "Inte med i sammanfattningen: 3 lappar" in page


def test_with_htmx_the_answer_is_the_question_as_it_now_is(scribe, board, notes):
    answer = scribe.post(
        at("add_sentence", board, first_of(board)), {"text": "Vi vill."}, headers=HTMX
    )

    assert answer.text.count("<section") == 1
    assert '<section class="su-q" id="fraga-1"' in on_one_line(answer.text)
    assert "Bygger inte på någon lapp" in answer.text
    assert "Meningen är sparad." in answer.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Skriv en mening."),
        ("  ", "Skriv en mening."),
        ("x" * 501, "En mening får ha högst 500 tecken. Nu är det 501."),
        ("a\x00b", "Texten innehåller ett tecken som vi inte kan spara."),
    ],
)
def test_a_wrong_sentence_is_told_beside_the_field_and_the_ticks_stay(
    scribe, board, notes, text, sentence
):
    answer = scribe.post(
        at("add_sentence", board, first_of(board)), {"text": text, "notes": [notes[1].public_id]}
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{notes[1].public_id}" form="sentence-{first_of(board)}" checked' in on_one_line(
        answer.text
    )
    assert Sentence.objects.count() == 0


@pytest.mark.parametrize("rubbish", ["x", "' OR 1=1", "5f0c1d9e-6a0b-4c5e-9b7d-2f1a3c4b5d6e", ""])
def test_ids_that_are_none_or_of_no_note_are_passed_over_and_told_of(scribe, board, notes, rubbish):
    answer = scribe.post(
        at("add_sentence", board, first_of(board)), {"text": "Vi vill.", "notes": [rubbish]}
    )

    assert answer.status_code == 302
    assert list(board.sentences.get().notes.all()) == []


def test_a_note_that_was_hidden_while_one_wrote_is_told_of(scribe, board, notes):
    moderation.hide_note(board=board, note_id=notes[0].pk)

    answer = scribe.post(
        at("add_sentence", board, first_of(board)),
        {"text": "Vi vill.", "notes": [notes[0].public_id, notes[1].public_id]},
        headers=HTMX,
    )

    assert "En lapp som du valde syns inte längre och är inte med." in answer.text


def test_a_sentence_is_opened_changed_and_shown(scribe, board, notes):
    sentence = summed(board, "Vi vill.", notes[:1])
    address = at("change_sentence", board, sentence.pk)

    opened = on_one_line(scribe.get(address).text)
    scribe.post(address, {"text": "Vi vill mer.", "version": 1, "notes": [notes[1].public_id]})

    assert f'value="{notes[0].public_id}" form="sentence-{first_of(board)}" checked' in opened
    sentence.refresh_from_db()
    assert (sentence.text, sentence.version) == ("Vi vill mer.", 2)
    assert list(sentence.notes.all()) == [notes[1]]


def test_of_two_who_write_at_once_the_later_sees_both_texts(scribe, board, notes):
    sentence = summed(board, "Vi vill.", notes[:1])
    summaries.change_sentence(sentence=sentence, version=1, text="Hennes.", note_ids=[])
    address = at("change_sentence", board, sentence.pk)

    answer = scribe.post(address, {"text": "Min.", "version": 1, "notes": [notes[3].public_id]})

    assert answer.status_code == 409
    assert '<blockquote dir="auto">Hennes.</blockquote>' in on_one_line(answer.text)
    assert "Min.</textarea>" in on_one_line(answer.text)
    assert f'value="{notes[3].public_id}" form="sentence-{first_of(board)}" checked' in on_one_line(
        answer.text
    )
    scribe.post(address, {"text": "Min.", "version": 2, "notes": [notes[3].public_id]})
    sentence.refresh_from_db()
    assert sentence.text == "Min."


def test_words_written_for_a_sentence_that_was_removed_lie_ready_as_a_new_one(scribe, board, notes):
    sentence = summed(board, "Vi vill.", notes[:1])
    summaries.remove_sentence(sentence=sentence, version=1)

    answer = scribe.post(
        at("change_sentence", board, sentence.pk),
        {"text": "Min.", "version": 1, "prompt": first_of(board), "notes": [notes[3].public_id]},
    )

    assert answer.status_code == 409
    assert "Någon annan tog bort meningen medan du skrev" in answer.text
    assert "Min.</textarea>" in on_one_line(answer.text)
    assert f'value="{notes[3].public_id}" form="sentence-{first_of(board)}" checked' in on_one_line(
        answer.text
    )


def test_a_removal_can_be_undone_without_a_script(scribe, board, notes):
    summed(board, "A.")
    sentence = summed(board, "B.", notes[:2])
    summed(board, "C.")

    answer = scribe.post(at("remove_sentence", board, sentence.pk), {"version": 1})
    question = next(each for each in answer.context["prompts"] if "undo" in each)
    carried = {field.html_name: field.value() for field in question["undo"]}
    scribe.post(at("add_sentence", board, first_of(board)), carried)

    assert "Meningen är borttagen." in answer.text
    assert in_order(board) == ["A.", "B.", "C."]
    assert set(board.sentences.get(text="B.").notes.all()) == set(notes[:2])


def test_what_another_has_changed_is_not_removed_unseen(scribe, board, notes):
    sentence = summed(board, "Vi vill.")
    summaries.change_sentence(sentence=sentence, version=1, text="Hennes.", note_ids=[])

    answer = scribe.post(at("remove_sentence", board, sentence.pk), {"version": 1})

    assert answer.status_code == 409
    assert in_order(board) == ["Hennes."]


def test_a_sentence_is_moved_from_the_page(scribe, board, notes):
    summed(board, "A.")
    second = summed(board, "B.")

    scribe.post(at("move_sentence", board, second.pk), {"direction": "up"})

    assert in_order(board) == ["B.", "A."]


def test_before_the_notes_are_shown_the_page_says_so_and_takes_nothing(scribe, draft):
    board = open_it(draft, mode="gather")

    page = scribe.get(at("summarise", board)).text
    scribe.post(at("add_sentence", board, first_of(board)), {"text": "För tidigt."})

    assert "Visa lapparna för alla först." in page
    assert Sentence.objects.count() == 0


def test_a_sentence_of_another_board_is_not_found(scribe, board, notes, group_meeting):
    sentence = summed(board, "Vi vill.")
    other = open_it(boards.create_board(meeting=group_meeting, title="En annan", prompts=["Vad?"]))

    assert scribe.get(at("change_sentence", other, sentence.pk)).status_code == 404
    assert scribe.post(at("remove_sentence", other, sentence.pk)).status_code == 404
    assert scribe.post(at("move_sentence", other, sentence.pk)).status_code == 404
    assert scribe.post(at("add_sentence", other, first_of(board))).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404), ("other_strategist", 404), ("politician", 403), ("manager", 403),
        ("key_person", 403), ("strategist", 302), ("mentor", 302), ("staff", 302),
    ],
)  # fmt: skip
def test_who_leads_the_board_writes_its_summary(people, board, notes, who, status):
    client = Client()
    client.force_login(people[who])

    answer = client.post(at("add_sentence", board, first_of(board)), {"text": "Vi vill."})

    assert answer.status_code == status


def test_the_page_costs_the_same_however_much_is_written(
    scribe, board, notes, clock, django_assert_num_queries
):
    board_cache.current_snapshot(
        board.pk, board_cache.FACILITATOR
    )  # an open board is read once in each tick
    for how_many in (1, 3):
        while board.sentences.count() < how_many:
            summed(board, f"Mening {board.sentences.count()}.", notes[:how_many])
        with django_assert_num_queries(12):
            scribe.get(at("summarise", board))


def test_the_board_shows_the_summary_with_the_way_to_each_note(people, board, notes):
    summed(board, "Vi vill.", notes[:2])
    summed(board, "Alla är överens.")
    client = Client()
    client.force_login(people["politician"])

    page = on_one_line(client.get(board.get_absolute_url()).text)

    assert "Bygger på 2 lappar" in page
    assert f'<a href="#lapp-{notes[0].public_id}" dir="auto">Lapp 0</a>' in page
    assert f'id="lapp-{notes[0].public_id}"' in page
    number, sentence = '<span class="number-badge hollow">2</span>', "Alla är överens."
    assert f'{number}<span hx-disable dir="auto">{sentence}</span>' in page


def test_the_board_costs_the_same_with_one_sentence_and_three(
    people, board, notes, django_assert_max_num_queries
):
    client = Client()
    client.force_login(people["politician"])
    counts = []
    for how_many in (1, 3):
        while board.sentences.count() < how_many:
            summed(board, f"Mening {board.sentences.count()}.", notes[:how_many])
        least = []
        for _time in range(3):  # a tick in the middle of one asks for the version once more
            board_cache.clear()
            with django_assert_max_num_queries(40) as asked:
                client.get(board.get_absolute_url())
            least.append(len(asked))
        counts.append(min(least))

    assert counts[0] == counts[1]
