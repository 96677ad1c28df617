"""SKR chooses mentors: proposals with their reasons, an own choice that is kept, what to mind."""

from datetime import date

import pytest

from programmes.models import Mentorship, Participation
from programmes.queries.mentor_proposals import needs_of
from programmes.queries.mentor_remarks import mentor_remarks
from programmes.services import histories, mentorships, organisations
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    MentorshipFactory,
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


@pytest.fixture
def theme(round):
    return ThemeFactory(round=round, label="Analys och uppföljning")


def completed(organisation, *, kind=PARTICIPANT, year=2019):
    histories.add_earlier_part(
        organisation=organisation, role=kind, first_year=year, last_year=year + 1
    )
    return organisation


def proposed(round):
    [need] = needs_of(round)
    return [(str(each.organisation), each.total) for each in need.proposals]


@pytest.fixture
def umea_group(round, group):
    """A group whose only participant is in Umeå."""
    umea = organisations.choose_organisation(code="2480")
    ParticipationFactory(round=round, group=group, organisation=umea)
    return group


def test_the_reasons_are_written_out(round, umea_group, theme):
    skelleftea = completed(organisations.choose_organisation(code="2482"))
    completed(skelleftea, kind=MENTOR, year=2021)
    histories.save_mentor_profile(
        organisation=skelleftea, version=0, themes="analys och  uppföljning", capacity=2
    )

    [need] = needs_of(round)

    [proposal] = need.proposals
    km = int(proposal.reasons[1].words.split()[0])
    assert [(each.words, each.points, each.most) for each in proposal.reasons] == [
        ("Temat står i mentorprofilen.", 40, 40),
        (f"{km} km till gruppens deltagare i genomsnitt.", proposal.reasons[1].points, 30),
        ("Har genomfört en omgång och varit mentor en gång.", 15, 20),
        ("Kan stödja 2 grupper till i omgången.", 10, 10),
    ]
    assert 90 < km < 130


def test_who_is_near_comes_before_who_is_far(round, umea_group, theme):
    for code in ("1280", "2482"):
        completed(organisations.choose_organisation(code=code))

    assert [name for name, _total in proposed(round)] == ["Skellefteå kommun", "Malmö stad"]


def test_who_takes_part_or_has_never_been_here_is_not_proposed(round, umea_group, theme):
    OrganisationFactory()
    completed(ParticipationFactory(round=round).organisation)
    mentor = ParticipationFactory(round=round, kind=MENTOR)

    assert [name for name, _total in proposed(round)] == [str(mentor)]


def test_a_mentor_that_has_its_groups_has_no_room_for_more(round, umea_group, theme):
    mentor = ParticipationFactory(round=round, kind=MENTOR)
    histories.save_mentor_profile(organisation=mentor.organisation, version=0, capacity=1)
    other = LearningGroupFactory(round=round, name="Ö")
    MentorshipFactory(mentor=mentor, group=other)

    needs = needs_of(round)

    assert needs[0].proposals[0].reasons[3].words == "Har inte plats för fler grupper i omgången."


def choose(client, round, umea_group, theme, organisation, **given):
    sent = {"group": umea_group.pk, "theme": theme.pk, "organisation": organisation.pk} | given
    return client.post(f"/omgangar/{round.pk}/mentorer/valj/", sent)


def test_the_proposed_one_is_chosen_with_one_press(client, staff, round, umea_group, theme):
    organisation = completed(OrganisationFactory())

    answer = choose(client, round, umea_group, theme, organisation)

    assert answer.url == f"/omgangar/{round.pk}/mentorer/?grupp={umea_group.pk}"
    row = Mentorship.objects.get()
    assert (row.mentor.organisation, row.theme, row.instead_of) == (organisation, theme, "")


def test_another_choice_is_kept_and_shown_as_such_when_the_points_change(
    client, staff, round, umea_group, theme
):
    far, near = (
        completed(organisations.choose_organisation(code=code)) for code in ("1280", "2482")
    )

    choose(client, round, umea_group, theme, far, reason="De vill och kan")

    histories.save_mentor_profile(organisation=near, version=0, themes=theme.label, capacity=9)
    text = " ".join(client.get(f"/omgangar/{round.pk}/mentorer/").text.split())
    assert Mentorship.objects.get().mentor.organisation == far
    assert "SKR:s eget val. Förslaget var Skellefteå kommun." in text
    assert "De vill och kan" in text


def test_a_supporting_mentor_stands_behind_the_first(client, staff, round, umea_group, theme):
    first = MentorshipFactory(group=umea_group, theme=theme)
    organisation = completed(OrganisationFactory())

    choose(client, round, umea_group, theme, organisation, supports=first.pk)

    row = Mentorship.objects.get(mentor__organisation=organisation)
    assert (row.supports, row.instead_of) == (first, "")


def test_the_organisation_itself_is_refused_as_its_own_mentor(
    client, staff, round, umea_group, theme, monkeypatch
):
    """Nobody is offered it: it takes part. Sent anyway, it is no longer an option."""
    own = umea_group.participations.get().organisation
    completed(OrganisationFactory())

    answer = choose(client, round, umea_group, theme, own)

    assert answer.status_code == 422
    assert "Alternativet finns inte längre. Välj ett annat." in answer.text
    assert not Mentorship.objects.exists()


def test_one_who_is_the_mentor_already_is_told(client, staff, round, umea_group, theme):
    first = MentorshipFactory(group=umea_group, theme=theme)

    answer = choose(client, round, umea_group, theme, first.mentor.organisation)

    assert answer.status_code == 422
    assert "är redan mentor för temat i gruppen." in answer.text


@pytest.mark.parametrize("what", ["group", "theme", "supports"])
def test_what_nobody_offered_is_not_found(client, staff, round, umea_group, theme, what):
    organisation = completed(OrganisationFactory())

    sent = {"group": umea_group.pk, "theme": theme.pk, "organisation": organisation.pk}
    answer = client.post(f"/omgangar/{round.pk}/mentorer/valj/", sent | {what: 999999})

    assert answer.status_code == 404


def test_a_mentor_is_removed_after_a_question(client, staff, round, group):
    row = MentorshipFactory(group=group)
    address = f"/mentorskap/{row.pk}/ta-bort/"

    assert f"Ta bort {row.mentor} som mentor för {group}?" in client.post(address).text
    client.post(address, {"confirmed": "1"})

    assert not Mentorship.objects.exists()


def test_without_a_group_the_page_leads_to_the_groups(client, staff, round):
    assert "Det finns ingen grupp än." in client.get(f"/omgangar/{round.pk}/mentorer/").text


def test_remarks_tell_of_several_themes_no_round_and_both_sides(round, group):
    new = ParticipationFactory(round=round, kind=MENTOR, organisation__name="Ny kommun")
    busy = ParticipationFactory(round=round, kind=MENTOR, organisation__name="Van kommun")
    completed(busy.organisation)
    for theme in ThemeFactory.create_batch(2, round=round):
        mentorships.add_mentorship(mentor=busy, group=group, theme=theme)
    own = ParticipationFactory(round=round, group=group, organisation__name="Egen kommun")
    person = UserFactory(full_name="Åsa Ask")
    for participation in (busy, own):
        MembershipFactory(participation=participation, user=person)

    both = "Åsa Ask är med både för Van kommun och för Egen kommun, som är i samma grupp"
    assert new.is_mentor
    assert mentor_remarks(round) == [
        "Van kommun har mer än ett tema. En mentor stöder annars en lärandeträff.",
        "Ny kommun har inte genomfört någon omgång.",
        f"{both}: då stöder man sin egen grupp.",
    ]


def test_a_round_that_is_closed_counts_as_completed(round):
    organisation = ParticipationFactory(round=RoundFactory(closed_on=date(2028, 4, 1))).organisation
    ParticipationFactory(round=round, organisation=organisation, kind=MENTOR)

    assert mentor_remarks(round) == []


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_page_query_count(client, staff, round, rows, django_assert_num_queries):
    for theme in ThemeFactory.create_batch(3, round=round):
        for group in LearningGroupFactory.create_batch(rows, round=round):
            MentorshipFactory(group=group, theme=theme)
            completed(OrganisationFactory())

    # session, user, round; needs: organisations, mentorships, themes, groups, histories (2),
    # profiles; groups; remarks: organisations, mentorships, histories (2), people; what is left to
    # do: the round with its people (6)
    with django_assert_num_queries(22):
        client.get(f"/omgangar/{round.pk}/mentorer/")
