"""The text of an old wall, in every form that people paste it."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from modellkoncept.text.cleaning import clean_line, split_lines
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from padlet.texts.wall_parser import (
    MAX_BREAKOUTS,
    NO_PROMPT,
    Kind,
    breakout_number_of,
    build_wall,
    guess_kinds,
    lines_of,
    parts_of,
    read_wall,
    role_group_of,
    template_of,
)

SEED = settings.BASE_DIR.parent / "shared" / "seeds" / "0-padlet-start-conference.txt"

ENOUGH = 8  # seconds, on a busy machine; what is not linear takes minutes

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
        NO_PROMPT,
    ]
    assert [(note.role_group, note.prompt, note.breakout, note.text) for note in read.notes] == [
        ("pol", 0, 0, "Fråga efter resultat."),
        ("pol", 0, 0, "Stå fast\näven när det blåser."),
        ("pol", 1, 0, "Förklara siffrorna"),
        ("chef", 0, 0, "Ge tid"),
        ("chef", 0, 0, "Vara med själva"),
        ("chef", 1, 0, "Bestäm er"),
        ("chef", 1, 0, "Det här har ingen skrivit under"),
        ("strat", 2, 2, "Påminna alla"),
        ("strat", 0, 2, "Hålla ihop"),
    ]
    assert [read.breakouts(role) for role in read.role_groups] == [0, 0, 2]
    assert (read.title, read.instructions) == ("Vår vägg", "Hej och välkomna!")
    assert read.names_removed == 2


def kinds_of(text: str) -> list[tuple[str, str]]:
    lines = lines_of(text)
    return [(kind.value, line.text) for kind, line in zip(guess_kinds(lines), lines, strict=True)]


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
    not_kept = {text for kind, text in kinds_of(SEED.read_text()) if kind in {"left", "name"}}
    assert {text for text in not_kept if "@" not in text} == {
        "BIRGITTA ANDERSSON 6 SEP 2021 07:43",
        "PDF-dokument",
        "PADLET DRIVE",
    }
    assert read.title == "Modellkonceptet"
    assert "Utse en person per grupp som dokumenterar\n- Den som" in read.instructions
    assert "ANDERSSON" not in read.instructions


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


def test_a_question_too_long_for_a_board_takes_no_note_with_it():
    question = f"{'Varför ' * 40}?"
    read = read_wall(f"Chefer\n\n{question}\n\nSvar – ANONYMT")

    said = " ".join([*read.prompts, read.instructions, *(note.text for note in read.notes)])
    assert (question in said, "Svar" in said) == (True, True)
    assert all(len(prompt) <= 200 for prompt in read.prompts)


# --- ten forms, and more, in which people paste a wall -------------------------------------------

FORMS = sorted((Path(__file__).parent / "walls").glob("*.txt"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_every_line_of_a_pasted_wall_is_taken_for_what_it_is(form):
    lines = lines_of(form.read_text())
    kinds = form.with_suffix(".kinds").read_text().split()

    guessed = [
        (line.text, kind.value) for line, kind in zip(lines, guess_kinds(lines), strict=True)
    ]

    assert guessed == [(line.text, kind) for line, kind in zip(lines, kinds, strict=True)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_no_name_is_left_in_a_wall(form):
    read = read_wall(form.read_text())

    kept = " ".join([read.title, read.instructions, *read.prompts, *(n.text for n in read.notes)])
    names = r"Exempelsson|annaexempel|Testsson|Påhittad|Lena|Abdi|Smithson|ANONYM|@"
    assert re.findall(names, kept, re.IGNORECASE) == []


# --- the same fifty notes, written in other ways --------------------------------------------------

INVENTED_WALL = Path(__file__).parent / "invented_wall.txt"
SECOND = "Ett andra stycke till samma lapp. Vi vill ha mer TID."
WAYS = {
    "anonymous": "{text} – ANONYMT",
    "named": "{text} – Anna Exempelsson",
    "below": "{text}\n– Anna Exempelsson",
    "above": "Abdi Nuur\n{text}\n2021-09-14 10:34\n♥ 3\n2 kommentarer",
    "name above": "Abdi Nuur\n{text}",
    "bullet": "• {text}",
    "plain": "{text}",
    "two, anonymous": "{text}\n\n{second} – ANONYMT",
    "two, named": "{text}\n\n{second} – Lena Påhittad",
    "two, signed apart": "{text}\n\n{second}\n\n– ANONYMT",
    "two, above": "Abdi Nuur\n{text}\n\n{second}\n2021-09-14 10:34\n♥ 3",
    "two, plain": "{text}\n\n{second}",
}


@pytest.mark.parametrize("blank_lines", [1, 2])
@pytest.mark.parametrize(
    "ways",
    [
        ["named", "bullet", "two, named", "above"],
        ["above", "two, named", "bullet", "named"],
        ["bullet", "above", "named", "two, named"],
        ["named", "bullet", "two, above"],
        ["named", "above"],
        ["named", "name above"],
        ["below", "bullet", "above"],
        ["anonymous", "two, above"],
        ["anonymous", "anonymous", "anonymous", "anonymous", "anonymous", "two, anonymous"],
        ["anonymous", "two, anonymous"],
        ["two, anonymous"],
        ["two, signed apart"],
        ["named", "two, named"],
        ["two, named"],
        ["above"],
        ["two, above"],
        ["name above"],
        ["bullet"],
        ["plain"],
        ["two, plain"],
    ],
    ids=" + ".join,
)
def test_the_same_notes_are_read_in_whatever_way_they_are_written(ways, blank_lines):
    if ways == ["two, plain"] and blank_lines == 1:
        pytest.skip("Nothing tells paragraphs from notes here.")
    plain = read_wall(INVENTED_WALL.read_text())
    head, _heading, body = INVENTED_WALL.read_text().partition("Politikergrupp")
    blocks, texts = [f"{head}Politikergrupp"], []
    for line in filter(None, body.splitlines()):
        text = line.removesuffix(" – ANONYMT")
        if text == line:
            blocks.append(f"{line}\n")
            continue
        way = ways[len(texts) % len(ways)]
        blocks.append(WAYS[way].format(text=text, second=SECOND) + "\n" * (blank_lines + 1))
        texts.append(f"{text}\n\n{SECOND}" if "two" in way else text)

    read = read_wall("\n".join(blocks))

    assert read.prompts == plain.prompts
    assert [(note.role_group, note.prompt, note.text) for note in read.notes] == [
        (note.role_group, note.prompt, text) for note, text in zip(plain.notes, texts, strict=True)
    ]


@pytest.mark.parametrize("spacing", ["\n", "\n\n"])
def test_notes_without_signatures_are_no_questions(spacing):
    text = INVENTED_WALL.read_text()
    plain = read_wall(text)

    read = read_wall(re.sub(r"\n+", spacing, text.replace(" – ANONYMT", "")))

    assert (read.prompts, read.notes) == (plain.prompts, plain.notes)


TAILS = [
    ("– ANNA EXEMPELSSON", True),
    ("– Anna Exempelsson", True),
    ("- Anna-Karin von Exempel", True),
    ("— Kalle Ö", True),
    ("–Lena Påhittad, Granviks kommun", True),
    ("(Anna Exempelsson)", True),
    ("/Maria", True),
    ("– Anna Exempelsson 3 mar 2024 09:15", True),
    ("– Zlatko Nuur", True),
    ("– HELA TIDEN", False),
    ("– ALLTID", False),
    ("– VARJE DAG", False),
    ("– INTE SEN", False),
    ("tala med SKR", False),
    ("och REGION SKÅNE", False),
    ("– Region Skåne", False),
    ("– Granviks Kommun", False),
    ("– MED KRAFT", False),
    ("i GRANVIKS KOMMUN", False),
    ("– viktigt för alla", False),
    ("2024 – 2026", False),
]


@pytest.mark.parametrize(("tail", "is_name"), TAILS)
def test_a_name_is_cut_and_capitals_are_no_name(tail, is_name):
    read = read_wall(f"Politiker\n\nVad?\n\nEn lapp – ANONYMT\n\nFråga efter svar {tail}")

    assert [note.text for note in read.notes] == [
        "En lapp", "Fråga efter svar" if is_name else f"Fråga efter svar {tail}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "role"),
    [("Tjänstepersoner", "chef"), ("Tjänstemän:", "chef"), ("Förvaltningschefer", "chef"),
     ("Managers", "chef"), ("Civil servants", "chef"), ("Tjänstepersoner (strateger)", "strat"),
     ("Key persons", "strat"), ("Chefer och strateger", "alla"), ("Everyone", "alla")],
)  # fmt: skip
def test_notes_under_another_heading_are_never_the_politicians(heading, role):
    read = read_wall(f"Politiker\n\nVad?\n\nEtt – ANONYMT\n\n{heading}\n\nVad?\n\nTvå – ANONYMT")

    assert [(note.role_group, note.text) for note in read.notes] == [("pol", "Ett"), (role, "Två")]


def test_headings_stay_letter_for_letter():
    asked = ["Vad behöver ni av de andra (politiker och tjänstepersoner)?", "PLUS: det som var BRA",
             "Vad kan ni som chefer göra?"]  # fmt: skip

    read = read_wall("Chefer\n\n" + "\n\n".join(f"{each}\n\nSvar – ANONYMT" for each in asked))

    assert read.prompts == asked


lines_that_people_paste = st.sampled_from(
    ["Politiker", "Chefer", "Grupp 2", "Vad kan ni göra?", "Plus", "En lapp – ANONYMT", "Mer tid",
     "– Anna Exempelsson", "Anna Exempelsson", "3 d", "♥ 3", "Add comment", "• punkt", "1. ett",
     "och mer", "", "", "– ANONYMT", "Anna: hej", "X" * 300, "<b>", "(", "?", "…"]
) | st.text(max_size=40)  # fmt: skip


@given(st.lists(lines_that_people_paste, max_size=40))
def test_every_line_has_one_kind_in_its_order_and_nothing_is_lost(pasted):
    text = "\n".join(pasted)
    lines = lines_of(text)

    kinds = guess_kinds(lines)
    wall = build_wall(lines, kinds)

    assert [line.text for line in lines] == [
        cleaned for line in split_lines(text) if (cleaned := clean_line(line))
    ]
    assert len(kinds) == len(lines)
    assert len({line.key for line in lines}) == len(lines)
    kept = " ".join([wall.title, wall.instructions, *wall.prompts, *(n.text for n in wall.notes)])
    for line, kind in zip(lines, kinds, strict=True):
        if kind in {Kind.TITLE, Kind.INSTRUCTION}:
            assert line.text in kept


@given(st.lists(lines_that_people_paste, max_size=20), st.data())
def test_any_choice_of_kinds_makes_a_wall_with_every_note(pasted, data):
    lines = lines_of("\n".join(pasted))
    kinds = data.draw(st.lists(st.sampled_from(Kind), min_size=len(lines), max_size=len(lines)))

    wall = build_wall(lines, kinds)

    kept = "\n".join(note.text for note in wall.notes)
    for line, kind in zip(lines, kinds, strict=True):
        if kind is Kind.NOTE and line.text in {"Mer tid", "Plus", "3 d"}:
            assert line.text in kept
    assert {note.prompt for note in wall.notes} <= set(range(len(wall.prompts)))
    assert {note.role_group for note in wall.notes} <= set(wall.role_groups)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "– ANONYMT", "-" * 20_000, "A-" * 20_000, "(" * 20_000, "?\n" * 5_000,
     "1 " * 20_000, "\u202e\u200b\x00", "Politiker\n" * 3_000, "som politiker och " * 3_000,
     " ♥ 3" * 60_000, "a@" * 100_000, "/ " * 100_000, "Ab " * 90_000, "Anna Ek\n" * 5_000],
)  # fmt: skip
def test_any_text_at_all_is_read_within_a_second(text):
    began = time.monotonic()
    read = read_wall(text)

    assert read.notes == []
    assert time.monotonic() - began < ENOUGH


@pytest.mark.parametrize(
    "line", ["En lapp om tid", "• En punkt", "X – ABDI NUUR", "Vad är", "stor", "Anna: hej"]
)
def test_a_wall_of_five_thousand_lines_is_read_quickly(line):
    began = time.monotonic()
    read = read_wall("\n".join([line] * 5_000))

    assert len(read.notes) > 0
    assert time.monotonic() - began < ENOUGH
