import pytest

pytestmark = pytest.mark.django_db

IS_SKR = {
    "outsider": False,
    "politician": False,
    "manager": False,
    "strategist": False,
    "key_person": False,
    "mentor": False,
    "other_strategist": False,
    "staff": True,
}


@pytest.mark.parametrize(("who", "expected"), IS_SKR.items())
def test_who_is_skr_staff(people, who, expected):
    assert people[who].is_skr is expected


def test_every_kind_of_person_has_a_row(people):
    assert IS_SKR.keys() == people.keys()


def test_skr_staff_who_left_has_no_rights(people):
    people["staff"].is_active = False

    assert people["staff"].is_skr is False
