"""Pasted lists of people are read whatever they look like; nothing here needs a database."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programmes.invitations.parsing import addresses, names
from programmes.invitations.parsing.addresses import Problem
from programmes.invitations.parsing.decoding import decode
from programmes.invitations.parsing.entries import HEADER, Entry, as_table, from_table
from programmes.invitations.parsing.organisations import Organisations
from programmes.invitations.parsing.people import MAX_PEOPLE, read_people
from programmes.invitations.parsing.roles import RoleWord, is_mentor, role_of

GRANVIK, NORDHAV, TALLSUND, BORAS = 1, 2, 3, 4


@pytest.fixture
def known() -> Organisations:
    return organisations()


def organisations() -> Organisations:
    return Organisations(
        [
            (GRANVIK, "Granviks kommun"),
            (NORDHAV, "Region Nordhav"),
            (TALLSUND, "Tallsunds kommun"),
            (BORAS, "Borås stad"),
        ]
    )


LENA = Entry("Lena Forsmark", "lena.forsmark@granvik.example")
LENAS, DAVIDS = "Lena Forsmark <lena.forsmark@granvik.example>", "<david.okonkwo@granvik.example>"
DAVID = Entry("David Okonkwo", "david.okonkwo@granvik.example")


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Lena Forsmark <lena.forsmark@granvik.example>", [LENA]),
        ("Lena Forsmark <lena.forsmark@granvik.example>;", [LENA]),
        (
            "Lena Forsmark <lena@g.example>, strateg, samordnare;",
            [Entry("Lena Forsmark", "lena@g.example", "strateg", "", "ja")],
        ),
        (
            "eva@g.example Eva Nord strateg samordnare",
            [Entry("Eva Nord", "eva@g.example", "strateg samordnare", "", "ja")],
        ),
        ('"Forsmark, Lena" <lena.forsmark@granvik.example>', [LENA]),
        ("Lena Forsmark <mailto:lena.forsmark@granvik.example>", [LENA]),
        (f"{LENAS}; Okonkwo, David {DAVIDS};", [LENA, DAVID]),
        (f"Forsmark, Lena {LENAS[14:]}, Okonkwo, David {DAVIDS}", [LENA, DAVID]),
        (f"{LENAS}, David Okonkwo {DAVIDS}", [LENA, DAVID]),
        (
            "a@granvik.example, c@granvik.example",
            [Entry("", "a@granvik.example"), Entry("", "c@granvik.example")],
        ),
        (
            "a@granvik.example; c@granvik.example;",
            [Entry("", "a@granvik.example"), Entry("", "c@granvik.example")],
        ),
        (
            "a@granvik.example c@granvik.example",
            [Entry("", "a@granvik.example"), Entry("", "c@granvik.example")],
        ),
        (
            "Lena Forsmark <lena@g.example>, strateg; David Ek <d@g.example>, politiker",
            [
                Entry("Lena Forsmark", "lena@g.example", "strateg"),
                Entry("David Ek", "d@g.example", "politiker"),
            ],
        ),
    ],
)
def test_one_line_of_outlooks_is_one_person_or_several(line, people, known):
    assert read_people(line, known) == people


@pytest.mark.parametrize(
    "line",
    [
        "Petra Sjöholm, petra.sjoholm@tallsund.example, politiker",
        "petra.sjoholm@tallsund.example, Petra Sjöholm, politiker",
        "politiker, Petra Sjöholm, petra.sjoholm@tallsund.example",
        "Petra Sjöholm, politiker, petra.sjoholm@tallsund.example",
        "Petra Sjöholm\tpetra.sjoholm@tallsund.example\tpolitiker",
        "Petra Sjöholm;petra.sjoholm@tallsund.example;politiker",
        "Sjöholm; Petra; petra.sjoholm@tallsund.example; politiker",
        "Sjöholm\tPetra\tpetra.sjoholm@tallsund.example\tpolitiker",
        "Sjöholm, Petra; petra.sjoholm@tallsund.example; politiker",
        "Sjöholm Petra\tpetra.sjoholm@tallsund.example\tpolitiker",
        "Petra Sjöholm petra.sjoholm@tallsund.example politiker",
        "Petra Sjöholm politiker petra.sjoholm@tallsund.example",
        "Petra Sjöholm (politiker) petra.sjoholm@tallsund.example",
        "Petra Sjöholm – politiker – petra.sjoholm@tallsund.example",
        "politiker: Petra Sjöholm, petra.sjoholm@tallsund.example",
        "1. Petra Sjöholm, petra.sjoholm@tallsund.example, politiker",
        "• Petra Sjöholm, petra.sjoholm@tallsund.example, politiker",
        "Petra Sjöholm, petra.sjoholm(at)tallsund.example, politiker",
        "Petra\u00a0Sjöholm,\u200bpetra.sjoholm@tallsund.example, politiker",
        "\u202bPetra Sjöholm\u202c, petra.sjoholm@tallsund.example, politiker",
    ],
)
def test_a_line_says_the_same_in_any_order(line, known):
    assert read_people(line, known) == [
        Entry("Petra Sjöholm", "petra.sjoholm@tallsund.example", "politiker")
    ]


def test_an_organisation_is_found_where_it_stands(known):
    text = "Anna Ek, anna@x.example, Granviks kommun, chef\nBo Al Region Nordhav chef bo@x.example"

    assert read_people(text, known) == [
        Entry("Anna Ek", "anna@x.example", "chef", "Granviks kommun"),
        Entry("Bo Al", "bo@x.example", "chef", "Region Nordhav"),
    ]


def test_what_nothing_is_known_of_is_kept_to_be_asked_about(known):
    assert read_people("Anna Ek, anna.ek@x.example, trollkarl, Månen", known) == [
        Entry("Anna Ek", "anna.ek@x.example", "trollkarl", "Månen")
    ]


def test_an_address_without_its_sign_is_still_taken_for_one(known):
    assert read_people("Petra Sjöholm petra.sjoholm.tallsund.example politiker", known) == [
        Entry("Petra Sjöholm", "petra.sjoholm.tallsund.example", "politiker")
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_headings_stand_in_any_order_in_any_kind_of_file(delimiter, known):
    rows = [
        ["Kommun/region", "E-postadress", "Efternamn", "Förnamn", "Roll", "Samordnare"],
        ["Granviks kommun", "anna.ek@granvik.example", "Ek", "Anna", "Chef", ""],
        ["Region Nordhav", "BO.AL@nordhav.example", "Al", "Bo", "Strateg", "x"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    assert read_people(text, known) == [
        Entry("Anna Ek", "anna.ek@granvik.example", "Chef", "Granviks kommun", ""),
        Entry("Bo Al", "BO.AL@nordhav.example", "Strateg", "Region Nordhav", "x"),
    ]


def test_a_title_may_stand_above_the_headings_and_quotes_round_the_cells(known):
    text = '\ufeffDeltagare 2028\n\nNamn;E-post\n"Ek, Anna";"anna.ek@granvik.example"\n'

    assert read_people(text, known) == [Entry("Anna Ek", "anna.ek@granvik.example")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_file_is_read_in_every_encoding_of_windows(encoding):
    assert decode("Namn;E-post\nÅsa Öberg;a@b.se\n".encode(encoding)) == (
        "Namn;E-post\nÅsa Öberg;a@b.se\n"
    )


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Politiker", RoleWord("politician")),
        ("FÖRTROENDEVALD", RoleWord("politician")),
        ("Kommunstyrelsens ordförande", RoleWord("politician")),
        ("2:e vice ordförande", RoleWord("politician")),
        ("kommunalråd", RoleWord("politician")),
        ("förvaltningschef", RoleWord("manager")),
        ("tf kommundirektör", RoleWord("manager")),
        ("jämställdhetsstrateg", RoleWord("strategist")),
        ("Samordnare", RoleWord("strategist", is_coordinator=True)),
        ("strateg samordnare", RoleWord("strategist", is_coordinator=True)),
        ("Politiker/samordnare", RoleWord("politician", is_coordinator=True)),
        ("HR-chef (samordnare)", RoleWord("manager", is_coordinator=True)),
        ("vice samordnare", RoleWord("strategist", is_coordinator=True)),
        ("Ek strateg samordnare", None),
        ("och", None),
        ("nyckelperson", RoleWord("key_person")),
        ("handläggare", RoleWord("key_person")),
        ("Ek strateg", None),
        ("mentor", None),
        ("", None),
    ],
)
def test_a_role_is_known_by_its_usual_words(words, role):
    assert role_of(words) == role


def test_a_mentor_is_told_from_an_unknown_role():
    assert [is_mentor("Mentor"), is_mentor("mentorer"), is_mentor("mentorskap")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("Lena@GRANVIK.example", ("lena@granvik.example", None)),
        ("lena@räksmörgås.se", ("lena@xn--rksmrgs-5wao1o.se", None)),
        ("lena@XN--RKSMRGS-5WAO1O.se", ("lena@xn--rksmrgs-5wao1o.se", None)),
        ("", ("", Problem.MISSING)),
        ("lena.granvik.example", ("lena.granvik.example", Problem.NO_AT)),
        ("lena@@granvik.example", ("lena@@granvik.example", Problem.TWO_AT)),
        ("sjöholm@granvik.example", ("sjöholm@granvik.example", Problem.LETTERS)),
        ("lena@granvik", ("lena@granvik", Problem.DOMAIN)),
        ("lena ek@granvik.example", ("lena ek@granvik.example", Problem.OTHER)),
    ],
)
def test_an_address_is_judged_in_its_normal_form(typed, judged):
    assert addresses.judge(typed) == judged


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("petra.sjoholm.tallsund.example", "petra.sjoholm@tallsund.example"),
        ("petra.edu.tallsund.example", "petra@edu.tallsund.example"),
        ("petra@tallsund,example", "petra@tallsund.example"),
        ("petra@@tallsund.example", "petra@tallsund.example"),
        ("petra.sjöholm@tallsund.example", "petra.sjoholm@tallsund.example"),
        ("petra@tallsund", "petra@tallsund.example"),
        ("petra..ek@tallsund.example.", "petra.ek@tallsund.example"),
        ("petra(at)tallsund.example", "petra@tallsund.example"),
        ("petra", ""),
        ("", ""),
    ],
)
def test_a_wrong_address_gets_a_proposal(typed, meant):
    domains = ["tallsund.example", "edu.tallsund.example"]

    assert addresses.proposal(typed, domains) == meant


def test_a_domain_that_nearly_is_a_known_one_is_asked_about():
    assert addresses.likely_domain("a@granvk.example", ["granvik.example"]) == "a@granvik.example"
    assert addresses.likely_domain("a@granvik.example", ["granvik.example"]) == ""
    assert addresses.likely_domain("a@annat.example", ["granvik.example"]) == ""


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("granvik.example", GRANVIK),
        ("granvikskommun.example", GRANVIK),
        ("regionnordhav.example", NORDHAV),
        ("edu.tallsund.example", TALLSUND),
        ("boras.example", BORAS),
        ("gmail.example", None),
    ],
)
def test_an_organisation_is_known_by_the_domain(domain, organisation, known):
    assert known.at_domain(domain) == organisation


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("granvik", GRANVIK),
        ("Granviks Kommun", GRANVIK),
        ("nordhav", NORDHAV),
        ("Borås", BORAS),
        ("Månen", None),
    ],
)
def test_an_organisation_is_known_by_its_name(name, organisation, known):
    assert known.named(name) == organisation


def test_a_municipality_and_a_region_of_one_name_are_told_apart():
    known = Organisations([(1, "Kalmar kommun"), (2, "Region Kalmar län")])

    assert [known.named(name) for name in ("Kalmar kommun", "Region Kalmar län", "Kalmar")] == [
        1,
        2,
        None,
    ]
    assert known.at_domain("kalmar.example") is None


def test_neighbours_teach_whose_a_domain_is(known):
    known.learn("vgr.example", NORDHAV)

    assert known.at_domain("vgr.example") == NORDHAV


def test_a_name_is_guessed_only_from_an_address_that_is_one():
    guesses = ["anna.ek@x.se", "anna-lena.ek@x.se", "info@x.se", "a.ek@x.se", "anna.kommun@x.se"]

    assert list(map(names.from_address, guesses)) == ["Anna Ek", "Anna-Lena Ek", "", "", ""]


# --- whatever is pasted ---------------------------------------------------------------------------

CELLS = st.text(max_size=60)


@given(st.text(max_size=400))
@example('\x00=HYPERLINK("http://x";"y")\t\u202e@\u202d')
@example('Namn;E-post\n"')
@settings(deadline=None)
def test_nothing_that_is_pasted_fails_and_what_is_read_is_read_again_the_same(text):
    read = read_people(text, organisations())

    assert read_people(as_table(read), organisations()) == read


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
@settings(deadline=None)
def test_a_table_of_ours_holds_every_row_and_no_more(rows):
    read = from_table("\n".join(["\t".join(HEADER), *("\t".join(row) for row in rows)]))

    assert from_table(as_table(read)) == read


@given(st.emails() | st.from_regex(r"[a-zåäö.@+-]{1,20}@[a-zåäö.-]{1,20}", fullmatch=True))
@settings(deadline=None)
def test_every_address_that_is_taken_can_also_sign_in(address):
    normal, problem = addresses.judge(address)

    if problem is None:
        assert signs_in(normal)
        assert addresses.judge(normal) == (normal, None)


def signs_in(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


@given(st.binary(max_size=300))
def test_any_file_is_some_text(content):
    assert isinstance(decode(content), str)


@pytest.mark.parametrize(
    "line",
    [
        "Anna Ek {n}, anna{n}@granvik.example, chef",
        "Anna Ek anna{n}granvikexample " + "ord " * 20,
        "a{n}@" * 30,
        "<" * 300,
        "\t" * 120,
        "." * 300 + "{n}",
    ],
)
def test_five_thousand_lines_take_a_moment(line, known):
    text = "\n".join(line.format(n=n) for n in range(MAX_PEOPLE))[:600_000]
    began = time.process_time()

    read = read_people(text, known)

    assert len(read) <= MAX_PEOPLE + 1
    assert time.process_time() - began < 6


@pytest.mark.parametrize("piece", ["a@b.se;", "<a@b.se>", "\t", "a", "a.", " @", '"', "x,"])
def test_neither_does_one_line_as_long_as_the_field_takes(piece, known):
    began = time.process_time()

    read_people((piece * 600_000)[:600_000], known)

    assert time.process_time() - began < 6


def test_everybody_of_a_long_line_is_read(known):
    line = "; ".join(f"Anna Ek <anna.ek{n}@granvik.example>" for n in range(3000))

    assert len(read_people(line, known)) == 3000
