from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import Participation, Role
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    ProgrammeFactory,
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


def in_words(response) -> str:
    return " ".join(response.text.split())


@pytest.mark.parametrize(("who", "status"), EVERYBODY)
def test_who_may_open_the_page_of_a_round(client, people, programme, who, status):
    client.force_login(people[who])

    assert client.get(f"/omgangar/{programme.pk}/").status_code == status


@pytest.mark.parametrize("path", ["/", "/omgangar/", "/omgangar/1/"])
def test_a_stranger_is_sent_to_sign_in_and_back_again(client, path):
    response = client.get(path)

    assert (response.status_code, response.url) == (302, f"/logga-in/?next={path}")


@pytest.mark.parametrize("path", ["/", "/omgangar/"])
def test_the_pages_only_answer_reading(client, people, path):
    client.force_login(people["strategist"])

    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("role", "kind", "sentence"),
    [
        (Role.STRATEGIST, "participant", "Du är strateg för <b>Granviks kommun</b>."),
        (Role.POLITICIAN, "participant", "Du är politiker för <b>Granviks kommun</b>."),
        (
            Role.KEY_PERSON,
            "mentor",
            "Du är nyckelperson för <b>Granviks kommun</b>, mentor för temat Analys.",
        ),
    ],
)
def test_the_home_page_greets_and_says_the_role(client, programme, role, kind, sentence):
    theme = ThemeFactory(programme=programme, label="Analys") if kind == "mentor" else None
    participation = ParticipationFactory(
        programme=programme, kind=kind, theme=theme, organisation__name="Granviks kommun"
    )
    user = UserFactory(full_name="Karin Ek")
    MembershipFactory(participation=participation, user=user, role=role)
    client.force_login(user)

    text = in_words(client.get("/"))

    assert "<h1>Hej Karin</h1>" in text
    assert sentence in text.replace(" .", ".").replace("</b> ,", "</b>,")
    assert programme.name in text


def test_the_home_page_of_skr_lists_every_round(client):
    rounds = ProgrammeFactory.create_batch(2)
    client.force_login(UserFactory(is_staff=True))

    response = client.get("/")

    assert "Du leder omgångarna för SKR." in response.text
    assert [programme.name in response.text for programme in rounds] == [True, True]


def test_the_home_page_says_so_when_there_is_no_round(client):
    client.force_login(UserFactory())

    assert "Du är inte med i någon omgång än." in client.get("/").text


def test_the_home_page_shows_the_next_meeting_and_not_a_strangers(client, people, programme):
    today = timezone.localdate()
    MeetingFactory(programme=programme, title="Redan varit", date=today - timedelta(days=1))
    MeetingFactory(programme=programme, title="Sedan", date=today + timedelta(days=9))
    MeetingFactory(programme=programme, title="Näst på tur", date=today + timedelta(days=2))
    MeetingFactory(title="Någon annans", date=today + timedelta(days=1))
    client.force_login(people["politician"])

    text = in_words(client.get("/"))

    assert 'id="next-meeting">Näst på tur</h2>' in text
    assert "Nästa träff, om 2 dagar" in text
    assert [each in text for each in ("Sedan", "Redan varit", "Någon annans")] == [
        True,
        False,
        False,
    ]


def test_whoever_has_one_round_goes_straight_to_it(client, people, programme):
    client.force_login(people["manager"])

    response = client.get("/omgangar/")

    assert (response.status_code, response.url) == (302, f"/omgangar/{programme.pk}/")


@pytest.mark.parametrize("count", [0, 2])
def test_whoever_has_none_or_several_rounds_gets_the_list(client, count):
    user = UserFactory()
    for _ in range(count):
        MembershipFactory(user=user)
    client.force_login(user)

    response = client.get("/omgangar/")

    assert response.status_code == 200
    assert len(response.context["programmes"]) == count


def test_the_page_of_a_round_shows_groups_mentors_and_people_in_order(client, programme):
    group = LearningGroupFactory(programme=programme, name="Kustgruppen", note="Nära havet")
    first, second = (ThemeFactory(programme=programme, position=n) for n in (1, 2))
    names = ["Österby kommun", "Ängby kommun", "Åby kommun", "Zinkby kommun"]
    for name in names[:3]:
        participation = ParticipationFactory(
            programme=programme, group=group, organisation__name=name
        )
    MembershipFactory(
        participation=participation, role=Role.STRATEGIST, user=UserFactory(full_name="Åsa Ask")
    )
    MembershipFactory(
        participation=participation, role=Role.POLITICIAN, user=UserFactory(full_name="Örjan Öst")
    )
    for name, theme in ((names[3], second), ("Region Ytter", first)):
        ParticipationFactory(
            programme=programme,
            group=group,
            organisation__name=name,
            kind=Participation.Kind.MENTOR,
            theme=theme,
        )
    client.force_login(UserFactory(is_staff=True))

    response = client.get(f"/omgangar/{programme.pk}/")

    gathering = response.context["gatherings"][0]
    assert [str(each) for each in gathering.participants] == [
        "Åby kommun",
        "Ängby kommun",
        "Österby kommun",
    ]
    assert [str(each) for each in gathering.mentors] == ["Region Ytter", "Zinkby kommun"]
    people = response.context["taking"][0].people
    assert [str(each.user) for each in people] == ["Örjan Öst", "Åsa Ask"]
    assert "Nära havet" in response.text


def test_the_page_of_a_round_shows_its_meetings_but_not_another_groups(
    client, people, programme, group
):
    today = timezone.localdate()
    MeetingFactory(programme=programme, title="Var i går", date=today - timedelta(days=1))
    MeetingFactory(programme=programme, title="Blir i morgon", date=today + timedelta(days=1))
    MeetingFactory(programme=programme, group=group, title="Vår grupps egen", date=today)
    MeetingFactory(title="I en annan omgång", date=today)
    shown = ["Var i går", "Blir i morgon", "Vår grupps egen", "I en annan omgång"]

    seen = {}
    for who in ("strategist", "other_strategist"):
        client.force_login(people[who])
        text = client.get(f"/omgangar/{programme.pk}/").text
        seen[who] = [title for title in shown if title in text]

    assert seen == {"strategist": shown[:3], "other_strategist": shown[:2]}


def test_an_empty_round_says_what_is_missing(client, programme):
    client.force_login(UserFactory(is_staff=True))

    text = client.get(f"/omgangar/{programme.pk}/").text

    assert [
        sentence in text
        for sentence in (
            "Inga träffar är bestämda än.",
            "Grupperna är inte satta än.",
            "Ingen organisation är med än.",
        )
    ] == [True, True, True]


def fill(programme, organisations):
    group = LearningGroupFactory(programme=programme)
    for _ in range(organisations):
        for kind in Participation.Kind.values:
            participation = ParticipationFactory(programme=programme, group=group, kind=kind)
            MembershipFactory.create_batch(2, participation=participation)
        MeetingFactory(programme=programme)


@pytest.mark.parametrize("organisations", [1, 3])
def test_page_of_a_round_query_count(client, programme, organisations, django_assert_num_queries):
    fill(programme, organisations)
    client.force_login(UserFactory(is_staff=True))

    # session, user, round, themes, groups, participations, memberships, meetings
    with django_assert_num_queries(8):
        client.get(f"/omgangar/{programme.pk}/")


@pytest.mark.parametrize("rounds", [1, 3])
def test_home_page_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        membership = MembershipFactory(user=user)
        MeetingFactory(programme=membership.participation.programme)
    client.force_login(user)

    with django_assert_num_queries(5):  # session, user, memberships, rounds, meetings
        client.get("/")


@pytest.mark.parametrize("rounds", [2, 3])
def test_list_of_rounds_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        MembershipFactory(user=user)
    client.force_login(user)

    with django_assert_num_queries(3):  # session, user, rounds
        client.get("/omgangar/")
