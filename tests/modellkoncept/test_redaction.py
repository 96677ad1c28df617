import pytest

from modellkoncept.privacy.redaction import Names

PEOPLE = [
    ("Åsa Öberg", "asa@granvik.se"),
    ("Bo Ek", "bo.ek@granvik.se"),
    ("Anna-Lena d'Arc", "al@granvik.se"),
    ("Granviks kommun", "kommun@granvik.se"),
    ("Maja", "maja@granvik.se"),
    ("Cecilia von Do\u0308beln", "o'hara&co@granvik.se"),
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
        ("von Döbeln, Cecilia och Döbeln, Cecilia von", "[namn] och [namn]"),
        # Whatever stands between the words; a page keeps its tags.
        ("Åsa<br>Öberg", "[namn]<br>"),
        ('<b>Åsa</b> <i class="a">Öberg</i>', '<b>[namn]</b><i class="a"></i>'),
        ("Åsa&nbsp;\u202fÖberg", "[namn]"),
        ("Öberg,Åsa och Öberg , Åsa", "[namn] och [namn]"),
        ("Åsa-Öberg.pdf, Åsa_-_Öberg, Anna-Lena-d'Arc", "[namn].pdf, [namn], [namn]"),
        ("_Åsa Öberg_ och *Åsa* Öberg", "_[namn]_ och *[namn]"),
        ("Åsa <asa@granvik.se> Öberg", "[namn]<[e-post]>"),
        # However the letters are written.
        ("Före A\u030asa O\u0308berg, efter a\u030a", "Före [namn], efter a\u030a"),
        ("Cecilia von Döbeln", "[namn]"),
        ("ett\u00adord, Å\u00adsa Ö&shy;berg\u200bs", "ett\u00adord, [namn]"),
        ("\ufeffÅ\u200bsa\u200d Öberg", "\ufeff[namn]"),
        ("&Aring;sa &#214;berg &amp; co", "[namn] &amp; co"),
        ("Anna\u2011Lena d\u2019Arc", "[namn]"),
        ("asa&#64;granvik.se", "[e-post]"),
        ("o&#x27;hara&amp;co@granvik.se", "[e-post]"),
        ('<a href="mailto:O&#39;Hara&amp;Co@Granvik.SE">', '<a href="mailto:[e-post]">'),
        # Others, and what is no whole name, stay.
        ("Bo Ekström och Bob Ek", "Bo Ekström och Bob Ek"),
        ("vasa@granvik.se, asa@granvik.sept", "vasa@granvik.se, asa@granvik.sept"),
        ("Granviks kommun är värd", "Granviks kommun är värd"),
        ("I maja maja", "I maja maja"),
        ("Åsa säger", "Åsa säger"),
        ("a\u030a &aring; d\u2019Arc &foo;", "a\u030a &aring; d\u2019Arc &foo;"),
    ],
)
def test_whole_names_and_addresses_are_taken_out(text, without):
    names = Names(PEOPLE, public=["Granviks kommun"])

    assert names.redact(text) == without
    assert names.are_in(text) is (text != without)


def test_nobody_is_in_no_text():
    assert Names([]).redact("Åsa Öberg, asa@granvik.se") == "Åsa Öberg, asa@granvik.se"
