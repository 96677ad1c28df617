import pytest

from programmes.permissions import is_skr, is_strategist_in, may_see_people

pytestmark = pytest.mark.django_db

#                     is_skr  is_strategist_in  may_see_people
RULES = {
    "outsider":         (False, False, False),
    "politician":       (False, False, True),
    "manager":          (False, False, True),
    "strategist":       (False, True,  True),
    "key_person":       (False, False, True),
    "mentor":           (False, True,  True),
    "other_strategist": (False, True,  True),
    "staff":            (True,  False, True),
}  # fmt: skip


@pytest.mark.parametrize(("who", "expected"), RULES.items())
def test_who_may_what_in_a_round(people, round, who, expected):
    user = people[who]

    answers = is_skr(user), is_strategist_in(user, round), may_see_people(user, round)

    assert answers == expected


def test_every_kind_of_person_has_a_row(people):
    assert RULES.keys() == people.keys()


def test_skr_staff_who_left_has_no_rights(people):
    people["staff"].is_active = False

    assert is_skr(people["staff"]) is False
