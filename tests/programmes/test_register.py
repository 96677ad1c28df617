"""The register of municipalities and regions, and how one is found in it. No database."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modellkoncept.text.swedish_order import swedish_order
from programmes.register.entries import register_by_code
from programmes.register.search import find, folded

ENTRIES = list(register_by_code().values())


def test_the_register_has_every_municipality_and_region_once():
    assert Counter(entry.kind for entry in ENTRIES) == {"K": 290, "L": 20}
    assert len({entry.name for entry in ENTRIES}) == 310
    assert {len(entry.code) for entry in ENTRIES} == {4}


def test_no_real_code_is_like_those_of_the_demo():
    assert [entry.code for entry in ENTRIES if int(entry.code[:2]) > 25] == []


def test_the_coordinates_lie_in_sweden():
    assert all(55 < entry.latitude < 69 and 10 < entry.longitude < 25 for entry in ENTRIES)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("malmo", "Malmö stad"),
        ("MALMÖ", "Malmö stad"),
        ("malmö kommun", "Malmö stad"),
        ("lunds kommun", "Lunds kommun"),
        ("Lund", "Lunds kommun"),
        ("region skane", "Region Skåne"),
        ("skåne region", "Region Skåne"),
        ("1280", "Malmö stad"),
        ("dals ed", "Dals-Eds kommun"),
        ("upplands-bro", "Upplands-Bro kommun"),
        ("  östersund\t", "Östersunds kommun"),
    ],
)
def test_an_organisation_is_found_however_it_is_typed(typed, first):
    assert find(ENTRIES, typed)[0].name == first


def test_a_word_of_the_kind_alone_finds_those_that_have_it():
    found = find(ENTRIES, "region")

    assert len(found) == 21  # Gotland is a municipality that calls itself a region
    assert all("region" in entry.name.lower() for entry in found)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "‮"])
def test_nothing_that_is_seen_finds_all_in_swedish_order(typed):
    found = [entry.name for entry in find(ENTRIES, typed)]

    assert found == sorted(found, key=swedish_order)
    assert len(found) == 310


def test_who_begins_as_the_words_do_comes_first():
    assert [each.name for each in find(ENTRIES, "ham")][0] == "Hammarö kommun"


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed):
    assert all(entry in ENTRIES for entry in find(ENTRIES, typed))


@given(st.sampled_from(ENTRIES), st.data())
def test_every_part_of_a_name_finds_it(entry, data):
    words = folded(entry.name)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))

    assert entry in find(ENTRIES, words[start:end])
