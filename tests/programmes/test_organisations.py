"""Organisations: chosen from the register, added by hand, corrected and removed."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.models import ProtectedError

from modellkoncept.locking import StaleVersionError
from programmes import errors
from programmes.models import Organisation
from programmes.queries.register import find_choices
from programmes.register.entries import register_by_code
from programmes.services import organisations
from tests.factories import (
    OrganisationFactory,
    ParticipationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize("code", ["123", "12a4", "", " 123"])
def test_an_organisation_code_is_four_digits(code):
    with pytest.raises(IntegrityError):
        OrganisationFactory(code=code)


def test_an_organisation_is_a_municipality_or_a_region():
    organisation = organisations.add_organisation(name="Region Nordhav", kind="L", code="9902")

    assert organisation.get_kind_display() == "Region"
    with pytest.raises(ValueError, match="X"):
        organisations.add_organisation(name="Något annat", kind="X", code="9903")


def test_one_of_the_register_is_made_once_with_its_facts():
    made = organisations.choose_organisation(code="1280")
    again = organisations.choose_organisation(code="1280")

    assert made == again
    assert (made.name, made.kind, made.short_name) == ("Malmö stad", "K", "Malmö")
    entry = register_by_code()["1280"]
    assert made.place == (entry.latitude, entry.longitude)
    assert made.is_registered


def test_a_code_that_nobody_has_is_refused():
    with pytest.raises(errors.UnknownCodeError):
        organisations.choose_organisation(code="9901")


def test_several_are_added_by_hand_without_a_code():
    one, other = (
        organisations.add_organisation(name=name, kind="K") for name in ("Egna ett", "Egna två")
    )

    assert (one.code, other.code) == (None, None)
    assert not one.is_registered


@pytest.mark.parametrize("name", ["Malmö stad", "Granviks kommun"])
def test_a_name_that_another_has_is_refused(name):
    """Also where the other one stands in the register and nobody has chosen it yet."""
    organisations.add_organisation(name="Granviks kommun", kind="K", code="9901")

    with pytest.raises(errors.OrganisationTakenError):
        organisations.add_organisation(name=name, kind="K")


def test_who_saves_on_top_of_an_older_name_is_told():
    read = organisations.choose_organisation(code="1280")
    organisations.change_organisation(organisation=read, version=1, name="Malmö kommun")

    with pytest.raises(StaleVersionError):
        organisations.change_organisation(organisation=read, version=1, name="Malmö")

    assert Organisation.objects.get().name == "Malmö kommun"


def test_loading_the_register_mends_facts_and_leaves_what_people_wrote(capsys):
    malmo, lund = (organisations.choose_organisation(code=code) for code in ("1280", "1281"))
    own = organisations.add_organisation(name="Egna", kind="K")
    organisations.change_organisation(organisation=malmo, name="Malmö kommun")
    Organisation.objects.filter(pk=lund.pk).update(name="Lundaa", latitude=None, longitude=None)

    call_command("load_organisations")
    call_command("load_organisations")

    assert capsys.readouterr().out.split("\n")[:2] == [
        "Registret är inläst. Ändrade organisationer: 1.",
        "Registret är inläst. Ändrade organisationer: 0.",
    ]
    names = dict(Organisation.objects.values_list("pk", "name"))
    assert names == {malmo.pk: "Malmö kommun", lund.pk: "Lunds kommun", own.pk: "Egna"}
    assert Organisation.objects.get(pk=lund.pk).place == lund.place


def test_one_that_has_been_in_a_round_is_not_removed():
    participation = ParticipationFactory()

    with pytest.raises(ProtectedError):
        organisations.remove_organisation(organisation=participation.organisation)


def test_one_that_is_there_stands_once_in_the_list():
    malmo = organisations.choose_organisation(code="1280")
    organisations.change_organisation(organisation=malmo, name="Malmö kommun")

    found = find_choices("malmo")

    assert [(each.name, each.organisation) for each in found] == [("Malmö kommun", malmo)]
    assert len(find_choices("")) == 310
    assert len(find_choices("", "L")) == 20


def test_the_page_finds_by_a_part_of_the_name(client, staff):
    answer = client.get("/organisationer/", {"sok": "ostersund"})

    assert [each.name for each in answer.context["page"]] == ["Östersunds kommun"]
    assert answer.context["count"] == 1


def test_the_page_is_paged_and_keeps_the_search(client, staff):
    answer = client.get("/organisationer/", {"sok": "a", "slag": "K"})

    assert len(answer.context["page"]) == 25
    assert "?sida=2&amp;sok=a&amp;slag=K" in answer.text


def test_htmx_gets_the_list_alone(client, staff):
    answer = client.get("/organisationer/", {"sok": "lund"}, headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<section id="found"')


def test_opening_one_of_the_register_makes_it(client, staff):
    answer = client.post("/organisationer/valj/", {"organisation": "k1280"})

    assert answer.url == Organisation.objects.get(code="1280").get_absolute_url()
    for forged in ("", "k9999", "o0", "x1", "k\x00", "o" + "9" * 40):
        assert client.post("/organisationer/valj/", {"organisation": forged}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Skriv organisationens namn."),
        ("\u200b", "Skriv organisationens namn."),
        ("x" * 121, "Skriv högst 120 tecken. Nu är det 121."),
        ("Ale\x00", "Texten innehåller ett tecken som vi inte kan spara."),
        (
            "Malmö stad",
            "Det finns redan en organisation med det namnet. Sök efter den i listan.",
        ),
    ],
)
def test_a_bad_name_is_told_and_stays(client, staff, typed, said):
    answer = client.post("/organisationer/ny/", {"name": typed, "kind": "K"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["name"] == [said]
    assert not Organisation.objects.exists()


def test_one_added_by_hand_has_the_place_that_it_lies_near(client, staff):
    umea = register_by_code()["2480"]

    client.post("/organisationer/ny/", {"name": "Egna", "kind": "K", "near": "umea"})
    bad = client.post("/organisationer/ny/", {"name": "Egna två", "kind": "K", "near": "Ankeborg"})

    assert Organisation.objects.get().place == (umea.latitude, umea.longitude)
    assert bad.status_code == 422
    assert bad.context["form"].errors["near"] == ["Ingen kommun heter så. Skriv till exempel Umeå."]


def test_a_name_from_right_to_left_is_shown_as_such(client, staff):
    client.post("/organisationer/ny/", {"name": "بلدية مالمو", "kind": "K"})
    organisation = Organisation.objects.get()

    assert '<h1 dir="auto" >بلدية مالمو</h1>' in client.get(organisation.get_absolute_url()).text


def test_two_who_correct_the_name_at_once_both_see_both(client, staff):
    malmo = organisations.choose_organisation(code="1280")
    address = f"/organisationer/{malmo.pk}/andra/"
    client.post(address, {"name": "Malmö kommun", "version": 1})

    answer = client.post(address, {"name": "Malmö", "version": 1})

    assert answer.status_code == 409
    assert 'value="Malmö"' in answer.text
    assert "Nu heter den Malmö kommun." in " ".join(answer.text.split())


def test_an_unused_one_is_removed_after_a_question(client, staff):
    own = organisations.add_organisation(name="Egna", kind="K")
    address = f"/organisationer/{own.pk}/ta-bort/"

    assert "Ta bort Egna?" in client.post(address).text
    client.post(address, {"confirmed": "1"})

    assert not Organisation.objects.exists()


def test_a_used_one_stays_and_the_page_says_why(client, staff):
    organisation = ParticipationFactory().organisation

    answer = client.post(
        f"/organisationer/{organisation.pk}/ta-bort/", {"confirmed": "1"}, follow=True
    )

    said = "är eller har varit med i en omgång och kan därför inte tas bort."
    assert f"{organisation} {said}" in answer.text


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_register_query_count(client, staff, rows, django_assert_num_queries):
    OrganisationFactory.create_batch(rows)

    with django_assert_num_queries(3):  # session, user, organisations
        client.get("/organisationer/", {"sok": "kommun"})
