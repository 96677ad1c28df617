"""The text of an old wall, in every form that people paste it."""

import time

import pytest
from django.conf import settings

from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from padlet.texts.wall_parser import (
    MAX_BREAKOUTS,
    UnparsedReason,
    breakout_number_of,
    parts_of,
    read_wall,
    role_group_of,
    template_of,
)

SEED = settings.BASE_DIR.parent / "shared" / "seeds" / "0-padlet-start-conference.txt"

INVENTED = """Vår vägg

ANNA EXEMPELSSON 3 MAR 2024 09:15

Hej och välkomna!

PADLET DRIVE

POLITIKERNA:

Vad kan ni som politiker göra?

Fråga efter resultat. – ANONYMT

Stå fast
även när det blåser. - Anonymt

Vad vill ni att de andra (strateger/nyckelpersoner och chefer) gör?

Förklara siffrorna — ANONYMT

Chefsgruppen

Vad kan ni som chefer göra?

Ge tid – ANONYMT
Vara med själva − ANONYM

Vad vill ni att de andra (politiker och nyckelpersoner) gör?

Bestäm er – KALLE TESTSSON

Det här har ingen skrivit under

Strateger & nyckelpersoner (grupp 2)

Påminna alla – ANONYMT

Vad kan ni i era olika roller göra?

Hålla ihop
– ANONYMT
"""


def test_an_invented_wall_is_read_as_it_was_meant():
    read = read_wall(INVENTED)

    assert read.role_groups == ["pol", "chef", "strat"]
    assert read.prompts == [
        "Vad kan ni som {roll} göra?",
        "Vad vill ni att de andra ({övriga roller}) gör?",
    ]
    assert [(note.role_group, note.prompt, note.breakout, note.text) for note in read.notes] == [
        ("pol", 0, 0, "Fråga efter resultat."),
        ("pol", 0, 0, "Stå fast\näven när det blåser."),
        ("pol", 1, 0, "Förklara siffrorna"),
        ("chef", 0, 0, "Ge tid"),
        ("chef", 0, 0, "Vara med själva"),
        ("chef", 1, 0, "Bestäm er"),
        ("strat", 0, 2, "Hålla ihop"),
    ]
    assert [read.breakouts(role) for role in read.role_groups] == [0, 0, 2]
    assert [(line.number, line.text, line.why) for line in read.left_over] == [
        (1, "Vår vägg", UnparsedReason.BEFORE),
        (5, "Hej och välkomna!", UnparsedReason.BEFORE),
        (33, "Det här har ingen skrivit under", UnparsedReason.UNCLEAR),
        (37, "Påminna alla", UnparsedReason.NO_PROMPT),
    ]
    skipped = ["ANNA EXEMPELSSON 3 MAR 2024 09:15", "PADLET DRIVE"]
    assert [line.text for line in read.skipped] == skipped
    assert read.names_removed == 1


def test_no_line_is_lost_in_silence():
    read = read_wall(INVENTED)

    lines = [line for line in INVENTED.splitlines() if line.strip()]
    headings = sum(role_group_of(line) is not None for line in lines)
    asked = sum(line.startswith("Vad ") for line in lines)
    written = sum(len(note.text.splitlines()) for note in read.notes) + 1  # one signed below
    rest = len(read.left_over) + len(read.skipped)
    assert headings + asked + written + rest == len(lines)


@pytest.mark.skipif(not SEED.exists(), reason=f"Kundens vägg finns inte här ({SEED.name}).")
def test_all_fifty_notes_of_the_customers_wall_land_in_their_nine_boxes():
    read = read_wall(SEED.read_text())

    boxes = {(role, q): len(read.box(q, role)) for role in read.role_groups for q in range(3)}
    assert read.prompts == STANDARD_PROMPTS
    assert boxes == {
        ("pol", 0): 6, ("pol", 1): 3, ("pol", 2): 3,
        ("chef", 0): 3, ("chef", 1): 2, ("chef", 2): 3,
        ("strat", 0): 10, ("strat", 1): 11, ("strat", 2): 9,
    }  # fmt: skip
    # Its three groups of strategists wrote in one box without saying which: none is made up.
    assert [read.breakouts(role) for role in read.role_groups] == [0, 0, 0]
    assert {line.why for line in read.left_over} == {UnparsedReason.BEFORE}
    assert {line.text for line in read.skipped} == {
        "BIRGITTA ANDERSSON 6 SEP 2021 07:43",
        "PDF-dokument",
        "PADLET DRIVE",
    }


def test_a_wall_whose_blank_lines_were_lost_is_read_too():
    text = "\n".join(line for line in INVENTED.splitlines() if line.strip())

    read = read_wall(text)

    assert read.prompts == read_wall(INVENTED).prompts
    assert "Fråga efter resultat." in read.box(0, "pol")
    assert "Förklara siffrorna" in read.box(1, "pol")


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", "‑", "--", "―"])
@pytest.mark.parametrize("name", ["ANONYMT", "Anonymt", "anonym", "Anonymous", "ANONYMT."])
def test_every_dash_and_spelling_ends_a_note(dash, name):
    read = read_wall(f"Politiker\n\nVad?\n\nEn lapp {dash} {name}")

    assert read.box(0, "pol") == ["En lapp"]


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("Politikergrupp", "pol"),
        ("POLITIKER", "pol"),
        ("1. Politikergruppen:", "pol"),
        ("Förtroendevalda", "pol"),
        ("Chefer", "chef"),
        ("# Chefsgruppen", "chef"),
        ("Strateger/nyckelpersoner", "strat"),
        ("Strateger, nyckelpersoner", "strat"),
        ("Grupp 2 Strateger", "strat"),
        ("Nyckelpersoner och strateger", "strat"),
        ("Alla deltagare", "alla"),
        ("Politiker och chefer", None),
        ("Politiker?", None),
        ("Våra politiker bestämmer", None),
        ("12", None),
    ],
)
def test_headings_of_groups_are_known_however_they_are_spelt(line, group):
    assert role_group_of(line) == group


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Strateger, grupp 2", 2),
        ("Strateger och nyckelpersoner (grupp 3)", 3),
        ("GRUPP 1: STRATEGER", 1),
        ("Strateggrupp 4", 4),
        ("Strateger 2", 2),
        ("2. Strateger", 0),
        ("2. Strateger, grupp 1", 1),
        ("Strateger", 0),
        ("Strateger i 3 grupper", 0),
        ("Strateger, grupp 1 och 2", 0),
        ("Strateger 2021", 0),
        ("Strateger, grupp 13", 0),
        ("Strateger, grupp 0", 0),
    ],
)
def test_a_heading_tells_which_small_group_it_is(line, number):
    assert role_group_of(line) == "strat"
    assert breakout_number_of(line) == number


def test_small_groups_are_told_apart_by_headings_of_their_own_too():
    read = read_wall(
        "Strateger\n\nVad?\n\nGrupp 1\n\nEtt – ANONYMT\n\nGrupp 2:\n\nTvå – ANONYMT\n\n"
        "Chefer\n\nVad?\n\nTre – ANONYMT"
    )

    assert [(note.role_group, note.breakout, note.text) for note in read.notes] == [
        ("strat", 1, "Ett"),
        ("strat", 2, "Två"),
        ("chef", 0, "Tre"),
    ]
    assert read.left_over == []


def test_one_numbered_group_alone_is_the_whole_role_group():
    read = read_wall("Strateger, grupp 1\n\nVad?\n\nEtt – ANONYMT")

    assert read.breakouts("strat") == 0


def test_a_wall_has_no_more_small_groups_than_a_board():
    assert MAX_BREAKOUTS == boards.MAX_BREAKOUTS


@pytest.mark.parametrize(
    ("question", "group", "template"),
    [
        ("Vad kan ni som politiker göra?", "pol", "Vad kan ni som {roll} göra?"),
        ("Vad kan ni som politiker göra?", "chef", "Vad kan ni som politiker göra?"),
        ("Vad kan ni som strateger och nyckelpersoner göra?", "strat",
         "Vad kan ni som {roll} göra?"),
        ("Vad kan ni som strateger/nyckelpersoner göra?", "strat", "Vad kan ni som {roll} göra?"),
        ("Vad kan ni i era olika roller göra?", "strat", "Vad kan ni som {roll} göra?"),
        ("Och de andra (chefer och politiker)?", "strat", "Och de andra ({övriga roller})?"),
        ("Och de andra (chefer)?", "strat", "Och de andra (chefer)?"),
        ("Vad vill ni (kort)?", "pol", "Vad vill ni (kort)?"),
        ("Finns det något ni behöver?", "pol", "Finns det något ni behöver?"),
    ],
)  # fmt: skip
def test_a_worded_question_is_traced_back_to_its_template(question, group, template):
    assert template_of(question, group) == template


def test_questions_that_do_not_match_are_kept_each():
    read = read_wall("Politiker\n\nVad?\n\nA – ANONYMT\n\nChefer\n\nHur?\n\nB – ANONYMT")

    assert read.prompts == ["Vad?", "Hur?"]
    assert (read.box(0, "pol"), read.box(1, "chef")) == (["A"], ["B"])


def test_a_wall_without_groups_is_everybodys():
    read = read_wall("Plus\n\nBra mat – ANONYMT\n\nMinus:\n\nKallt – ANONYMT")

    assert read.role_groups == ["alla"]
    assert [(note.prompt, note.text) for note in read.notes] == [(0, "Bra mat"), (1, "Kallt")]


def test_a_long_note_is_cut_after_a_sentence_and_nothing_of_it_is_lost():
    text = " ".join(f"Mening nummer {n} säger något." for n in range(40))

    read = read_wall(f"Chefer\n\nVad?\n\n{text} – ANONYMT")

    assert read.split == 1
    assert all(len(note.text) <= 500 and note.text.endswith(".") for note in read.notes)
    assert " ".join(note.text for note in read.notes) == text


def test_what_has_no_blank_is_cut_all_the_same():
    assert [len(part) for part in parts_of("x" * 1200)] == [500, 500, 200]


def test_a_question_too_long_for_a_board_takes_no_note_with_it_in_silence():
    read = read_wall(f"Chefer\n\n{'Varför ' * 40}?\n\nSvar – ANONYMT")

    assert [line.why for line in read.left_over] == [
        UnparsedReason.LONG_PROMPT,
        UnparsedReason.NO_PROMPT,
    ]


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "– ANONYMT", "-" * 20_000, "A-" * 20_000, "(" * 20_000, "?\n" * 5_000,
     "1 " * 20_000, "\u202e\u200b\x00", "Politiker\n" * 3_000, "som politiker och " * 3_000],
)  # fmt: skip
def test_any_text_at_all_is_read_within_a_second(text):
    began = time.monotonic()
    read = read_wall(text)

    assert read.notes == []
    assert time.monotonic() - began < 1
