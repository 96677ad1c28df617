"""The controls of a board's page: what they are called, and where one can go from them."""

import re
from html.parser import HTMLParser

import pytest

from padlet.models import Board
from padlet.services import clusters, moderation, summaries
from tests.markup import on_one_line
from tests.padlet.conftest import Box

pytestmark = pytest.mark.django_db
CONTROLS = {"a", "button", "summary", "label"}


class Names(HTMLParser):
    """The names of the controls inside elements of a class, in their order: what is read aloud."""

    def __init__(self, inside: str) -> None:
        super().__init__()
        self.inside, self.depth, self.open, self.skipped = inside, 0, [], 0
        self.names: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "article" and self.inside in classes:
            self.depth += 1
        if tag == "svg":
            self.skipped += 1
        if tag in CONTROLS and self.depth:
            self.open.append(given.get("aria-label") or "")

    def handle_endtag(self, tag):
        if tag == "article" and self.depth:
            self.depth -= 1
        if tag == "svg":
            self.skipped -= 1
        if tag in CONTROLS and self.open:
            self.names.append(" ".join(self.open.pop().split()))

    def handle_data(self, data):
        if self.open and not self.skipped:
            self.open[-1] += data


def names_in_notes(page: str) -> list[str]:
    found = Names("note")
    found.feed(re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL))
    return found.names


TEXTS = ["Mer tid", "Mer tid", "Vi behöver ett underlag som går att fatta beslut på, för chefer",
         "Vi behöver ett underlag som går att fatta beslut på, för politiker"]  # fmt: skip


def fill(box: Box) -> None:
    for text in TEXTS:
        box.write(text=text)


def test_what_can_be_done_with_a_note_is_named_by_its_first_words(facilitator, politicians):
    politicians.write(text="Mer tid")

    page = facilitator.get(f"/tavlor/{politicians.board.pk}/").text

    assert names_in_notes(page) == [
        "Markera ”Mer tid”",
        "Mer om ”Mer tid”",
        "Flytta till ett tema ”Mer tid”",
        "Dölj lappen ”Mer tid”",
        "Spara idén ”Mer tid”",
    ]


@pytest.mark.parametrize("approves", [False, True])
def test_no_two_controls_of_all_the_notes_have_the_same_name(
    facilitator, board, politicians, approves
):
    fill(politicians)
    fill(Box(board, board.sections.get(role_group="chef"), board.prompts.last()))
    hidden = politicians.write(text="Mer tid")
    moderation.hide_note(board=board, note_id=hidden.pk)
    if approves:
        Board.objects.update(approves=True)
        fill(Box(board, board.sections.get(role_group="chef"), board.prompts.first()))

    names = names_in_notes(facilitator.get(f"/tavlor/{board.pk}/").text)

    assert len(names) == 8 * 5 + 4 + (4 * 3 if approves else 0)
    assert sorted(names) == sorted(set(names))


def test_no_two_controls_where_notes_are_summed_up_have_the_same_name(
    facilitator, board, politicians
):
    fill(politicians)
    fill(Box(board, board.sections.get(role_group="chef"), board.prompts.last()))
    for prompt in board.prompts.all():
        for text in ("Den ena", "Den andra"):
            summaries.add_sentence(board=board, prompt_id=prompt.pk, text=text, note_ids=[])

    page = facilitator.get(f"/tavlor/{board.pk}/sammanfatta/").text

    names = re.findall(r'aria-label="([^"]*mening[^"]*)"', page)
    assert len(names) == len(set(names)) == 3 * (2 + 2)
    changed = re.findall(r'Redigera<span class="vh">(.*?)</span>', on_one_line(page))
    assert len(changed) == len(set(changed)) == 6


def test_each_column_leads_past_itself_to_the_next_and_the_last_past_all(facilitator, politicians):
    page = on_one_line(facilitator.get(f"/tavlor/{politicians.board.pk}/").text)

    skips = re.findall(r'<a class="b-skip no-print" href="#([^"]+)"', page)

    assert skips == ["h-1-chef", "h-1-strat", "q-2", "h-2-chef", "h-2-strat", "q-3", "h-3-chef",
                     "h-3-strat", "anon"]  # fmt: skip
    assert [page.count(f'id="{place}"') for place in skips] == [1] * 9


def test_the_note_tells_which_sentences_are_based_on_it(facilitator, politicians):
    board, note = politicians.board, politicians.write(text="Mer tid")
    politicians.write(text="Annat")
    for text in ("Den ena", "Den andra"):
        summaries.add_sentence(
            board=board, prompt_id=politicians.prompt.pk, text=text, note_ids=[note.pk]
        )

    page = on_one_line(facilitator.get(f"/tavlor/{board.pk}/").text)

    knots = re.findall(r'<p class="b-knots">(.*?)</p>', page)
    assert [re.sub("<[^>]+>", "", knot).split() for knot in knots] == [
        ["Mening", "1", "Mening", "2"]
    ]


def test_a_theme_is_renamed_in_a_field_with_the_themes_name(facilitator, politicians):
    for title in ("Tid", "Ork"):
        clusters.add_cluster(board=politicians.board, prompt_id=politicians.prompt.pk, title=title)

    page = facilitator.get(f"/tavlor/{politicians.board.pk}/?ordna=1").text

    assert [f"Nytt namn på temat {title}" in page for title in ("Tid", "Ork")] == [True, True]


# --- anonymity, in short ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["strategist", "politician"])
@pytest.mark.parametrize(
    ("chosen", "second"),
    [
        ({}, "Lapparna syns efter hand, flera åt gången och i slumpad ordning."),
        ({"approves": True}, "Den som leder tavlan läser och godkänner varje lapp innan den syns."),
        (
            {"mode": "gather"},
            "Lapparna samlas först och visas sedan för alla på en gång, i slumpad ordning.",
        ),
        (
            {"mode": "gather", "approves": True},
            (
                "Lapparna samlas först, och den som leder tavlan läser och godkänner var och en"
                " innan den syns."
            ),
        ),
    ],
)
def test_below_the_board_stand_two_sentences_and_the_way_to_all_of_it(
    client, people, board, who, chosen, second
):
    Board.objects.update(**chosen)
    client.force_login(people[who])

    page = on_one_line(client.get(f"/tavlor/{board.pk}/").text)

    part = re.search(r'<section class="b-anon".*?</section>', page)[0]
    sentences, way = re.findall(r"<p>(.*?)</p>", part)
    assert sentences == (
        "Vi sparar texten men inte vem som skrev, när det skrevs eller från vilken telefon eller"
        f" dator. {second}"
    )
    assert way == ('<a href="/om-anonymitet/">Läs mer om anonymiteten och vad vi inte kan lova</a>')
