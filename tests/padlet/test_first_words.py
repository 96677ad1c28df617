"""The names by which the controls of notes are told apart."""

from padlet.texts.first_words import LONGEST, distinct_names, first_words


def test_a_short_text_is_its_own_first_words_on_one_line():
    assert first_words("  Mer tid,\n\n och ork ") == "Mer tid, och ork"


def test_a_long_text_is_cut_after_a_whole_word():
    words = first_words("Vi behöver ett underlag som går att fatta beslut på, i god tid, uppdelat")

    assert words == "Vi behöver ett underlag som går att fatta beslut på, i god …"


def test_one_word_without_end_is_cut_all_the_same():
    assert first_words("å" * 500) == "å" * LONGEST + " …"


def test_texts_that_begin_alike_have_names_of_their_own():
    long = "Vi behöver ett underlag som går att fatta beslut på, i god tid, "
    texts = ["Tid", "Tid", "Tid” (2)", f"{long}för chefer", f"{long}för politiker", "Tid"]

    names = distinct_names(enumerate(texts), "”{}”".format)

    assert len(set(names.values())) == len(texts)
    assert [names[0], names[1], names[5]] == ["”Tid”", "”Tid” (2)", "”Tid” (3)"]
