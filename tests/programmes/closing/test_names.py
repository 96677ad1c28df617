import pytest

from programmes.closing.names import Names

PEOPLE = [
    ("Åsa Öberg", "asa@granvik.se"),
    ("Bo Ek", "bo.ek@granvik.se"),
    ("Anna-Lena d'Arc", "al@granvik.se"),
    ("Granviks kommun", "kommun@granvik.se"),
    ("Maja", "maja@granvik.se"),
]


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Åsa Öberg inleder", "[namn] inleder"),
        ("ÅSA  ÖBERG", "[namn]"),
        ("Åsa\nÖberg", "[namn]"),
        ("Öberg, Åsa", "[namn]"),
        ("Åsa Öbergs punkt", "[namn] punkt"),
        ("Anna-Lena d&#x27;Arc", "[namn]"),
        ("Skriv till asa@granvik.se.", "Skriv till [e-post]."),
        ("ASA@Granvik.se", "[e-post]"),
        # Others, and what is no whole name, stay.
        ("Bo Ekström och Bob Ek", "Bo Ekström och Bob Ek"),
        ("vasa@granvik.se, asa@granvik.sept", "vasa@granvik.se, asa@granvik.sept"),
        ("Granviks kommun är värd", "Granviks kommun är värd"),
        ("I maja maja", "I maja maja"),
        ("Åsa säger", "Åsa säger"),
    ],
)
def test_whole_names_and_addresses_are_taken_out(text, without):
    names = Names(PEOPLE, public=["Granviks kommun"])

    assert names.without(text) == without
    assert names.are_in(text) is (text != without)


def test_nobody_is_in_no_text():
    assert Names([]).without("Åsa Öberg, asa@granvik.se") == "Åsa Öberg, asa@granvik.se"
