"""An organisation across its rounds: history, title, mentor profile; and the statistics."""

from datetime import date

import pytest

from modellkoncept.locking import StaleVersionError
from programmes.models import EarlierPart, MentorProfile, Participation, StatedFigure
from programmes.queries.history import history_of, title_of
from programmes.queries.statistics import statistics
from programmes.reports.mentor_profiles import mentor_profile_statuses
from programmes.services import histories
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MENTOR, PARTICIPANT = Participation.Kind.MENTOR, Participation.Kind.PARTICIPANT


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def part(organisation, role, first, last=None):
    return histories.add_earlier_part(
        organisation=organisation, role=role, first_year=first, last_year=last or first + 1
    )


def test_history_has_the_rounds_here_and_those_before_in_order():
    organisation = OrganisationFactory()
    part(organisation, MENTOR, 2019)
    part(organisation, PARTICIPANT, 2016)
    round = RoundFactory(name="Omgången nu", starts_on=date(2026, 9, 15))
    ParticipationFactory(round=round, organisation=organisation, kind=MENTOR)

    found = [(row.name, row.role, row.is_completed) for row in history_of(organisation)]

    assert found == [
        ("Omgången 2016–2017", "Deltagare", True),
        ("Omgången 2019–2020", "Mentor", True),
        ("Omgången nu", "Mentor", False),
    ]


@pytest.mark.parametrize(("kind", "title"), [("K", "Modellkommun"), ("L", "Modellregion")])
def test_the_title_is_earned_with_a_closed_round_as_a_mentor(client, staff, kind, title):
    organisation = OrganisationFactory(kind=kind)
    part(organisation, PARTICIPANT, 2019)
    now = ParticipationFactory(organisation=organisation, kind=MENTOR)
    assert title_of(organisation, history_of(organisation)) == ""

    now.round.closed_on = date(2028, 4, 3)
    now.round.save()

    assert title_of(organisation, history_of(organisation)) == title
    assert title in client.get(organisation.get_absolute_url()).text
    assert title in client.get(now.get_absolute_url()).text


def test_an_earlier_round_is_entered_and_removed_on_the_page(client, staff):
    organisation = OrganisationFactory()
    address = f"/organisationer/{organisation.pk}/historik/"
    sent = {"role": "mentor", "first_year": "2019", "last_year": "2020", "source": "SKR 2019/1"}

    client.post(address, sent)
    again = client.post(address, sent)

    assert again.status_code == 422
    assert again.context["form"].errors["first_year"] == ["Den omgången finns redan i listan."]
    made = EarlierPart.objects.get()
    client.post(f"{address}{made.pk}/ta-bort/")
    assert not EarlierPart.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("last_year", "2018", "Skriv ett år som inte är före året den började."),
        ("first_year", "2014", "Skriv minst 2015."),
        ("first_year", "nyss", "”nyss” går inte att läsa som ett helt tal. Skriv det med siffror."),
        ("role", "kung", "Alternativet finns inte längre. Välj ett annat."),
    ],
)
def test_a_bad_year_is_told(client, staff, field, typed, said):
    organisation = OrganisationFactory()
    sent = {"role": "mentor", "first_year": "2019", "last_year": "2020"} | {field: typed}

    answer = client.post(f"/organisationer/{organisation.pk}/historik/", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [said]


# --- the mentor profile -------------------------------------------------------------------------


@pytest.fixture
def coordinator(client, round):
    membership = MembershipFactory(participation__round=round, is_coordinator=True)
    client.force_login(membership.user)
    return membership


def test_the_coordinator_writes_the_profile(client, round, coordinator):
    ThemeFactory(round=round, label="Analys")
    organisation = coordinator.participation.organisation
    sent = {
        "themes": ["Analys"],
        "other_themes": "Jämlik vård\nAnalys",
        "experience": "Vi började med budgeten.",
        "capacity": "2",
        "place": "Umeå",
        "version": 0,
    }

    answer = client.post(f"/organisationer/{organisation.pk}/mentorprofil/", sent)

    assert answer.url == organisation.get_absolute_url()
    profile = MentorProfile.objects.get()
    assert (profile.themes, profile.capacity) == ("Analys\nJämlik vård", 2)
    assert profile.is_complete
    form = client.get(f"/organisationer/{organisation.pk}/mentorprofil/").context["form"]
    assert (form.initial["themes"], form.initial["other_themes"]) == (["Analys"], "Jämlik vård")


def test_two_who_write_it_at_once_both_keep_their_text(client, coordinator):
    organisation = coordinator.participation.organisation
    address = f"/organisationer/{organisation.pk}/mentorprofil/"
    client.post(address, {"experience": "Den första", "version": 0})

    late = client.post(address, {"experience": "Den andra", "version": 0})

    assert late.status_code == 409
    assert "Den första" in late.text
    assert "Den andra" in late.text
    assert MentorProfile.objects.get().experience == "Den första"
    with pytest.raises(StaleVersionError):
        histories.save_mentor_profile(organisation=organisation, version=0, experience="x")


def test_a_colleague_who_is_no_coordinator_reads_it_only(client, coordinator):
    organisation = coordinator.participation.organisation
    client.force_login(MembershipFactory(participation=coordinator.participation).user)

    assert client.get(f"/organisationer/{organisation.pk}/mentorprofil/").status_code == 403
    page = client.get(organisation.get_absolute_url())
    assert page.status_code == 200
    assert "Skriv mentorprofilen" not in page.text


def test_the_coordinator_of_another_organisation_does_not_write_it(client, round, coordinator):
    other = ParticipationFactory(round=round).organisation

    assert client.get(f"/organisationer/{other.pk}/mentorprofil/").status_code == 403
    assert client.get(f"/organisationer/{OrganisationFactory().pk}/").status_code == 404


def test_the_task_ticks_itself(round, django_assert_num_queries):
    mentors = ParticipationFactory.create_batch(3, round=round, kind=MENTOR)
    participant = ParticipationFactory(round=round)
    histories.save_mentor_profile(organisation=mentors[1].organisation, version=0, place="Umeå")
    histories.save_mentor_profile(
        organisation=mentors[2].organisation, version=0, themes="A", experience="B", capacity=0
    )

    with django_assert_num_queries(1):
        found = mentor_profile_statuses([*mentors, participant])

    assert {pk: status.state for pk, status in found.items()} == {
        mentors[0].pk: "miss",
        mentors[1].pk: "part",
        mentors[2].pk: "done",
    }


# --- statistics ---------------------------------------------------------------------------------


def test_the_figures_are_computed_from_what_is_entered():
    ale, region = OrganisationFactory(kind="K"), OrganisationFactory(kind="L")
    part(ale, PARTICIPANT, 2016)
    part(ale, MENTOR, 2019)
    part(ale, PARTICIPANT, 2023)
    part(region, PARTICIPANT, 2019)
    part(OrganisationFactory(), MENTOR, 2019)

    found = statistics()

    assert [
        (row.year, row.participants, row.mentors, row.municipalities, row.regions)
        for row in found.years
    ] == [(2016, 1, 0, 1, 0), (2019, 1, 2, 1, 1), (2023, 1, 0, 1, 1)]
    assert (found.municipalities, found.regions) == (1, 1)
    assert found.titled == [(ale, "Modellkommun")]


def test_a_stated_figure_stands_for_itself_and_is_never_added(client, staff):
    part(OrganisationFactory(kind="L"), PARTICIPANT, 2019)
    part(OrganisationFactory(kind="K"), PARTICIPANT, 2023)
    start = client.get("/statistik/").context["form"].initial
    assert (start["year"], start["municipalities"], start["regions"]) == (2021, 37, 6)

    client.post("/statistik/", start)

    found = statistics()
    [row] = found.stated
    assert (row.municipalities_since, row.regions_since) == (1, 0)
    assert (found.municipalities, found.regions) == (1, 1)
    assert "dnr 00787-2021" in client.get("/statistik/").text
    client.post(f"/statistik/{row.figure.pk}/ta-bort/")
    assert not StatedFigure.objects.exists()


def test_a_figure_without_its_source_is_refused(client, staff):
    answer = client.post("/statistik/", {"year": "2021", "municipalities": "37", "regions": "6"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"source": ["Skriv var uppgiften står."]}


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_statistics_query_count(client, staff, rows, django_assert_num_queries):
    for organisation in OrganisationFactory.create_batch(rows):
        part(organisation, PARTICIPANT, 2016)
        part(organisation, MENTOR, 2019)
        ParticipationFactory(organisation=organisation)

    # session, user, participations, earlier parts, organisations, stated figures
    with django_assert_num_queries(6):
        client.get("/statistik/")


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_an_organisations_page_query_count(client, staff, rows, django_assert_num_queries):
    organisation = OrganisationFactory()
    for year in range(2016, 2016 + rows):
        part(organisation, PARTICIPANT, year)
        ParticipationFactory(organisation=organisation)

    # session, user, organisation with profile, history (2), the rounds that the user may open
    with django_assert_num_queries(6):
        client.get(organisation.get_absolute_url())
