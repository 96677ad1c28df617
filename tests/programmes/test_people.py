"""People: addresses, passwords and names."""

import pytest
from django.db import IntegrityError

from programmes.models import User
from programmes.services import members, people
from tests.factories import (
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_whatever_its_case():
    UserFactory(email="karin@exempel.example")

    with pytest.raises(IntegrityError):
        UserFactory(email="Karin@Exempel.example")


def test_a_new_person_has_no_password():
    user = User.objects.create_user("Karin@Exempel.example ", "Karin Ek")

    assert (user.email, user.has_usable_password()) == ("karin@exempel.example", False)


def test_a_superuser_has_no_password_either():
    user = User.objects.create_superuser("a@b.example", "A B", password="hemligt")

    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, True, False)


@pytest.mark.parametrize(
    ("full_name", "short"), [("Karin Ek", "Karin"), ("Karin", "Karin"), ("", "k@e.example")]
)
def test_the_short_name_is_the_first_name(full_name, short):
    assert User(email="k@e.example", full_name=full_name).get_short_name() == short


def test_a_person_is_found_again_by_the_address_whatever_its_case():
    first = people.add_person(email=" Karin.Ek@Granvik.example ", full_name="Karin Ek")

    again = people.add_person(
        email="KARIN.EK@granvik.example", full_name="Någon annan", is_staff=True
    )

    assert again == first
    assert list(User.objects.values_list("email", "full_name", "is_staff")) == [
        ("karin.ek@granvik.example", "Karin Ek", False)
    ]


def test_who_has_had_a_part_in_a_round_is_known_to_have_had_it():
    karin, anna = UserFactory(), UserFactory()
    membership = members.add_member(
        participation=ParticipationFactory(), user=karin, role="manager"
    )

    members.remove_member(membership=membership)

    for user, has_taken_part in ((karin, True), (anna, False)):
        user.refresh_from_db()
        assert user.has_taken_part is has_taken_part
