"""One normal form of an address, in every way in."""

import pytest
from django import forms
from django.core.management import call_command

from modellkoncept.database.address_field import AddressFormField
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.privacy.redaction import Names
from modellkoncept.text.email_address import (
    NoAddressError,
    normal_address,
    normal_address_or_text,
    shown_address,
)
from programmes.models import User
from programmes.services import people
from tests.constraints import refused_by
from tests.factories import UserFactory

SAME = [
    "karin@åvik.example",
    "Karin@ÅVIK.example",
    "KARIN@A\u030avik.EXAMPLE",
    "karin@xn--vik-tla.example",
    "karin@XN--VIK-TLA.example",
    " karin@åvik.example\u200b",
    "karin\uff20åvik．example",
    "karin@åvik.example.",
    "\ufe00karin@åvik.example\ufe0e",
    "karin\U000e0020@åvik\U000e007f.example",
    "ka\u2067rin@åv\u180bik.example\u206f",
    "karin@åvik.example\x02\x7f",
]
NORMAL = "karin@xn--vik-tla.example"


@pytest.mark.parametrize("typed", SAME)
def test_an_address_has_one_form_however_it_is_typed(typed):
    assert normal_address(typed) == NORMAL
    assert normal_address(normal_address(typed)) == NORMAL
    assert shown_address(NORMAL) == "karin@åvik.example"


@pytest.mark.parametrize(
    "typed", ["", "karin", "karin@", "@x.example", "a@b_c.se", "a@" + "x" * 64]
)
def test_what_is_no_address_is_said_to_be_none(typed):
    with pytest.raises(NoAddressError):
        normal_address(typed)
    assert normal_address_or_text(f" {typed.upper()} ") == typed


def test_sharp_s_is_a_letter_of_its_own():
    assert normal_address("a@faß.example") != normal_address("a@fass.example")


@pytest.mark.parametrize("typed", SAME)
@pytest.mark.django_db
def test_every_way_in_leads_to_the_same_person(typed):
    karin = people.add_person(email=typed, full_name="Karin Ek")

    assert karin.email == NORMAL
    assert people.add_person(email=SAME[0], full_name="Karin") == karin
    assert list(User.objects.filter(email=typed)) == [karin]
    assert User.objects.get_by_natural_key(typed) == karin
    assert AddressFormField().clean(typed) == NORMAL


@pytest.mark.django_db
def test_the_database_holds_no_other_form():
    name = "user_email_is_in_its_normal_form"
    rows = User.objects.filter(pk=UserFactory().pk)

    def as_it_is(address):
        # Past the field, which would make it normal.
        return rows.update(email=forms_of(address))

    for address in ("Karin@x.se", "karin@åvik.se", "karin", "a b@x.se", "e\u0301@x.se"):
        assert refused_by(lambda address=address: as_it_is(address)) == name
    assert refused_by(lambda: as_it_is("karin@x.se")) is None


def forms_of(address):
    from django.db.models import TextField, Value

    return Value(address, output_field=TextField())


@pytest.mark.django_db
def test_the_command_for_the_first_person_takes_it_too():
    call_command(
        "createsuperuser", interactive=False, email="Anna@Åvik.example", full_name="Anna Ek"
    )

    assert User.objects.get().email == "anna@xn--vik-tla.example"


@pytest.mark.django_db
def test_letters_go_to_the_normal_form_and_are_deleted_with_an_address_that_was_wrong():
    karin = UserFactory(email="karin@åvik.example")
    queue_mail(key="1", to="Karin@ÅVIK.example", subject="Hej", body="Hej")
    assert OutgoingMail.objects.get().to == NORMAL

    people.change_person(person=karin, email="Karin@Granvik.EXAMPLE")

    karin.refresh_from_db()
    assert karin.email == "karin@granvik.example"
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Karin.EK@Granvik.example", "KARIN@ÅVIK.example"])
def test_an_address_typed_in_the_administration_gets_its_code(client, typed):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    added = client.post(
        "/admin/programmes/user/add/",
        {"email": typed, "full_name": "Karin Ek", "is_active": "on"},
    )
    again = client.post(
        "/admin/programmes/user/add/",
        {"email": typed.lower(), "full_name": "Karin Ek", "is_active": "on"},
    )
    type(client)().post("/logga-in/", {"email": typed.swapcase()})

    assert (added.status_code, again.status_code) == (302, 200)
    assert "email" in again.context["adminform"].form.errors
    assert OutgoingMail.objects.get().to == normal_address(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [*SAME, "karin"])
def test_the_administration_finds_and_shows_an_address_as_people_write_it(client, typed):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    UserFactory(email=SAME[0], full_name="K. Ek")

    page = client.get("/admin/programmes/user/", {"q": typed})

    assert [each.email for each in page.context["cl"].queryset] == [NORMAL]
    assert "karin@åvik.example" in page.text


@pytest.mark.parametrize("written", ["karin@åvik.example", NORMAL, "KARIN@ÅVIK.example"])
@pytest.mark.parametrize("stored", SAME[:4])
def test_an_address_is_redacted_in_either_spelling(stored, written):
    assert Names([("", stored)]).redact(f"Mejla {written}.") == "Mejla [e-post]."


@pytest.mark.parametrize("typed", ["å@x.se", "a@-.se", "a@b_c.se", "a@" + "x" * 64 + ".se"])
def test_a_form_says_no_in_words(typed):
    with pytest.raises(forms.ValidationError):
        AddressFormField().clean(typed)
