"""The list of rounds and the page of a round."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import Participation, Role
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
EVERYBODY = [
    ("outsider", 404),
    ("politician", 200),
    ("manager", 200),
    ("strategist", 200),
    ("key_person", 200),
    ("mentor", 200),
    ("other_strategist", 200),
    ("staff", 200),
]


@pytest.mark.parametrize(("who", "status"), EVERYBODY)
def test_who_may_open_the_page_of_a_round(client, people, round, who, status):
    client.force_login(people[who])

    assert client.get(f"/omgangar/{round.pk}/").status_code == status


def test_a_user_with_one_round_goes_straight_to_it(client, people, round):
    client.force_login(people["manager"])

    response = client.get("/omgangar/")

    assert (response.status_code, response.url) == (302, f"/omgangar/{round.pk}/")


SKR_PAGES = {
    "Hur det går": ["Läget", "Uppgifter", "Mejl"],
    "Vilka som är med": [
        "Organisationer",
        "Grupper",
        "Mentorer",
        "Personer",
        "Bjud in personer",
        "Kontaktlista",
    ],
    "Svar och filer": ["Beslut", "Planering", "Filer"],
    "Om omgången": ["Redigera omgången", "Logg"],
}


def test_skr_finds_the_pages_of_a_round_under_what_they_are_about(client, people, round):
    client.force_login(people["staff"])

    response = client.get(f"/omgangar/{round.pk}/")

    groups = response.context["link_groups"]
    found = {str(group.heading): [str(link.label) for link in group.links] for group in groups}
    assert found == SKR_PAGES
    assert [f"<h2>{heading}</h2>" in response.text for heading in found] == [True] * len(found)


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("politician", ["Kontaktlista", "Filer"]),
        ("manager", ["Kontaktlista", "Filer"]),
        ("strategist", ["Mejl", "Kontaktlista", "Filer"]),
        ("mentor", ["Mejl", "Kontaktlista", "Filer"]),
    ],
)
def test_a_member_is_led_to_the_own_organisation_and_to_pages_that_open(
    client, people, round, who, pages
):
    user = people[who]
    client.force_login(user)

    context = client.get(f"/omgangar/{round.pk}/").context

    assert context["own"] == [user.memberships.get().participation]
    links = [link for group in context["link_groups"] for link in group.links]
    assert [str(link.label) for link in links] == pages
    assert [client.get(link.url).status_code for link in links] == [200] * len(pages)


def test_skr_gets_the_list_of_one_round_too_and_starts_rounds_there(client, round):
    client.force_login(UserFactory(is_staff=True))

    text = client.get("/omgangar/").text

    assert (round.name in text, 'href="/omgangar/ny/"' in text) == (True, True)


@pytest.mark.parametrize(
    ("is_staff", "sentence"),
    [(True, "Här finns ingen omgång än."), (False, "Du är inte med i någon omgång än.")],
)
def test_without_a_round_the_list_says_what_to_do(client, is_staff, sentence):
    client.force_login(UserFactory(is_staff=is_staff))

    text = client.get("/omgangar/").text

    assert sentence in text
    assert ('href="/omgangar/ny/"' in text) is is_staff


@pytest.mark.parametrize("count", [0, 2])
def test_a_user_with_none_or_several_rounds_gets_the_list(client, count):
    user = UserFactory()
    for _ in range(count):
        MembershipFactory(user=user)
    client.force_login(user)

    response = client.get("/omgangar/")

    assert response.status_code == 200
    assert len(response.context["rounds"]) == count


def test_the_page_of_a_round_shows_groups_mentors_and_people_in_order(client, round):
    group = LearningGroupFactory(round=round, name="Kustgruppen", note="Nära havet")
    first, second = (ThemeFactory(round=round, position=n) for n in (1, 2))
    names = ["Österby kommun", "Ängby kommun", "Åby kommun", "Zinkby kommun"]
    for name in names[:3]:
        participation = ParticipationFactory(round=round, group=group, organisation__name=name)
    MembershipFactory(
        participation=participation, role=Role.STRATEGIST, user=UserFactory(full_name="Åsa Ask")
    )
    MembershipFactory(
        participation=participation, role=Role.POLITICIAN, user=UserFactory(full_name="Örjan Öst")
    )
    for name, theme in ((names[3], second), ("Region Ytter", first)):
        ParticipationFactory(
            round=round,
            group=group,
            organisation__name=name,
            kind=Participation.Kind.MENTOR,
            theme=theme,
        )
    client.force_login(UserFactory(is_staff=True))

    response = client.get(f"/omgangar/{round.pk}/")

    gathering = response.context["groups"][0]
    assert [str(each) for each in gathering.participants] == [
        "Åby kommun",
        "Ängby kommun",
        "Österby kommun",
    ]
    assert [str(each) for each in gathering.mentors] == ["Region Ytter", "Zinkby kommun"]
    people = response.context["organisations"][0].people
    assert [str(each.user) for each in people] == ["Örjan Öst", "Åsa Ask"]
    assert "Nära havet" in response.text


def test_the_page_of_a_round_shows_its_meetings_but_not_another_groups(
    client, people, round, group
):
    today = timezone.localdate()
    MeetingFactory(round=round, title="Var i går", date=today - timedelta(days=1))
    MeetingFactory(round=round, title="Blir i morgon", date=today + timedelta(days=1))
    MeetingFactory(round=round, group=group, title="Vår grupps egen", date=today)
    MeetingFactory(title="I en annan omgång", date=today)
    shown = ["Var i går", "Blir i morgon", "Vår grupps egen", "I en annan omgång"]

    seen = {}
    for who in ("strategist", "other_strategist"):
        client.force_login(people[who])
        text = client.get(f"/omgangar/{round.pk}/").text
        seen[who] = [title for title in shown if title in text]

    assert seen == {"strategist": shown[:3], "other_strategist": shown[:2]}


def test_an_empty_round_says_what_is_missing(client, round):
    client.force_login(UserFactory(is_staff=True))

    text = client.get(f"/omgangar/{round.pk}/").text

    assert [
        sentence in text
        for sentence in (
            "Inga träffar är bestämda än.",
            "Grupperna är inte bestämda än.",
            "Ingen organisation är med än.",
        )
    ] == [True, True, True]


def fill(round, organisations):
    group = LearningGroupFactory(round=round)
    for _ in range(organisations):
        for kind in Participation.Kind.values:
            participation = ParticipationFactory(round=round, group=group, kind=kind)
            MembershipFactory.create_batch(2, participation=participation)
        MeetingFactory(round=round)


@pytest.mark.parametrize("organisations", [1, 3])
def test_page_of_a_round_query_count(client, round, organisations, django_assert_num_queries):
    fill(round, organisations)
    client.force_login(UserFactory(is_staff=True))

    # session, user, round, themes, groups, mentorships, participations, memberships, whether she
    # leads it, open boards, meetings, their agendas, boards (twice), who leads them, their
    # documents; whether it is over
    with django_assert_num_queries(17):
        client.get(f"/omgangar/{round.pk}/")


@pytest.mark.parametrize("rounds", [2, 3])
def test_list_of_rounds_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        MembershipFactory(user=user)
    client.force_login(user)

    with django_assert_num_queries(3):  # session, user, rounds
        client.get("/omgangar/")


def test_a_large_round_is_folded_into_counts_that_lead_to_each_organisation(client, round):
    roles = [Role.POLITICIAN, Role.MANAGER, Role.MANAGER, Role.STRATEGIST]
    large = ParticipationFactory(round=round)
    for role in roles * 7:
        MembershipFactory(participation=large, role=role)
    MembershipFactory.create_batch(14, participation=large, role=Role.KEY_PERSON)
    client.force_login(UserFactory(is_staff=True))

    response = client.get(f"/omgangar/{round.pk}/")

    counts = "7 politiker, 14 chefer, 7 strateger, 14 nyckelpersoner"
    assert f"<summary>{counts}</summary>" in response.text
    assert f'href="{large.get_absolute_url()}"' in response.text
    assert len(response.context["organisations"][0].shown) == 40
    assert "Alla 42 på organisationens sida" in " ".join(response.text.split())


def test_a_small_round_shows_its_people_unfolded(client, round):
    MembershipFactory.create_batch(4, participation=ParticipationFactory(round=round))
    client.force_login(UserFactory(is_staff=True))

    assert "<summary>4 strateger</summary>" not in client.get(f"/omgangar/{round.pk}/").text


def test_many_groups_are_folded_and_one_next_meeting_is_shown_in_full(client, round):
    today = timezone.localdate()
    for number in range(3):
        MeetingFactory(
            group=LearningGroupFactory(round=round),
            kind="learning",
            title=f"L{number}",
            date=today + timedelta(days=number),
        )
    client.force_login(UserFactory(is_staff=True))

    text = client.get(f"/omgangar/{round.pk}/").text

    assert text.count('<details class="p-fold"') == 3
    assert [f'id="next-{each.pk}"' in text for each in round.meetings.order_by("date")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("who", "offers"),
    [
        ("politician", []),
        ("strategist", []),
        ("mentor", []),
        ("staff", ["andra/", "kopiera/"]),
    ],
)
def test_only_skr_is_led_to_change_and_copy_the_round(client, people, round, who, offers):
    client.force_login(people[who])

    text = client.get(f"/omgangar/{round.pk}/").text

    found = [page for page in ("andra/", "kopiera/") if f"/omgangar/{round.pk}/{page}" in text]
    assert found == offers
