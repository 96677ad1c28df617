"""Whether a document of an edition may still be handed out."""

import pytest

from modellkoncept.documents.editions import counted, joined, still_holds


@pytest.mark.parametrize(
    ("made", "now", "holds"),
    [
        ("", "", True),
        ("0", "0", True),
        ("0", "1", False),
        ("0", "1-1-a", False),  # hidden
        ("0", "1-1-", True),  # and shown again
        ("1-1-a", "1-1-", True),  # it held less
        ("1-1-a", "2-2-b", False),  # another is hidden
        ("1-1-a", "2-2-a", True),
        ("2-2-a.b", "4-4-b", True),
        ("2-2-a", "4-4-a.b", False),
        ("0", "2-1-", False),  # something else is removed for ever
        ("1", "2-2-", False),  # what one removed is not what another hid and showed
        ("withdrawn since", "0", False),
        ("", "0", False),
        ("pending", "done", False),
        ("1 0\n2 0", "1 0\n2 1-1-", True),
        ("1 0\n2 0", "1 0\n2 1-1-a", False),
        ("1 0", "1 0\n2 0", False),
        ("1 0\n2 0", "1 0", False),
    ],
)
def test_a_document_holds_while_nothing_that_it_may_hold_is_withdrawn(made, now, holds):
    assert still_holds(made, now) is holds


def test_parts_of_parts_keep_their_names():
    of_boards = joined({"12": counted(3), "7": counted(2, revocable=1, hidden="ab")})

    assert joined({"boards": of_boards, "other": ""}) == "boards/12 3\nboards/7 2-1-ab\nother "
    assert joined({}) == ""
