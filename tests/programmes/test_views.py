import re
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from modellkoncept.documents.models import Document
from programmes.models import LearningGroup, Participation, Role, Round
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)
from tests.markup import on_one_line

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
    return on_one_line(response.text)


@pytest.mark.parametrize(("who", "status"), EVERYBODY)
def test_who_may_open_the_page_of_a_round(client, people, round, who, status):
    client.force_login(people[who])

    assert client.get(f"/omgangar/{round.pk}/").status_code == status


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
def test_the_home_page_greets_and_says_the_role(client, round, role, kind, sentence):
    theme = ThemeFactory(round=round, label="Analys") if kind == "mentor" else None
    participation = ParticipationFactory(
        round=round, kind=kind, theme=theme, organisation__name="Granviks kommun"
    )
    user = UserFactory(full_name="Karin Ek")
    MembershipFactory(participation=participation, user=user, role=role)
    client.force_login(user)

    text = in_words(client.get("/"))

    assert "<h1>Hej Karin</h1>" in text
    assert sentence in text.replace(" .", ".").replace("</b> ,", "</b>,")
    assert round.name in text


def test_the_home_page_of_skr_lists_every_round(client):
    rounds = RoundFactory.create_batch(2)
    client.force_login(UserFactory(is_staff=True))

    response = client.get("/")

    assert "Du leder omgångarna för SKR." in response.text
    assert [round.name in response.text for round in rounds] == [True, True]


def test_the_home_page_says_so_when_there_is_no_round(client):
    client.force_login(UserFactory())

    assert "Du är inte med i någon omgång än." in client.get("/").text


def test_the_home_page_shows_the_next_meeting_and_not_a_strangers(client, people, round):
    today = timezone.localdate()
    MeetingFactory(round=round, title="Redan varit", date=today - timedelta(days=1))
    MeetingFactory(round=round, title="Sedan", date=today + timedelta(days=9))
    MeetingFactory(round=round, title="Näst på tur", date=today + timedelta(days=2))
    MeetingFactory(title="Någon annans", date=today + timedelta(days=1))
    client.force_login(people["politician"])

    text = in_words(client.get("/"))

    assert 'id="next-meeting">Näst på tur</h2>' in text
    assert "Nästa träff, om 2 dagar" in text
    linked = [f">{each}</a>" in text for each in ("Sedan", "Redan varit", "Någon annans")]
    assert linked == [True, False, False]
    assert "Någon annans" not in text


def test_whoever_has_one_round_goes_straight_to_it(client, people, round):
    client.force_login(people["manager"])

    response = client.get("/omgangar/")

    assert (response.status_code, response.url) == (302, f"/omgangar/{round.pk}/")


@pytest.mark.parametrize("count", [0, 2])
def test_whoever_has_none_or_several_rounds_gets_the_list(client, count):
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
            "Grupperna är inte satta än.",
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

    # session, user, round, themes, groups, participations, memberships, meetings
    with django_assert_num_queries(8):
        client.get(f"/omgangar/{round.pk}/")


@pytest.mark.parametrize("rounds", [1, 3])
def test_home_page_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        group = LearningGroupFactory()
        participation = ParticipationFactory(round=group.round, group=group)
        MembershipFactory(user=user, participation=participation)
        meeting = MeetingFactory(round=group.round, group=group)
        AgendaItemFactory(meeting=meeting)
        BoardFactory(meeting=meeting, state="open")
        for state in ("failed", "done", "queued"):
            Document.objects.create(kind="agenda", of=meeting.pk, requested_by=user, state=state)
    client.force_login(user)

    # session, user, memberships, rounds, next meetings, the timeline's organisations and meetings,
    # planned meetings and their items, open boards, what failed, documents
    with django_assert_num_queries(12):
        client.get("/")


@pytest.mark.parametrize("rounds", [1, 3])
def test_overview_query_count(client, rounds, django_assert_num_queries):
    for _ in range(rounds):
        round = RoundFactory()
        fill(round, 2)
        BoardFactory(meeting__round=round, state="open")
        Document.objects.create(
            kind="agenda", of="1", state=Document.State.FAILED, requested_by=UserFactory()
        )
    client.force_login(UserFactory(is_staff=True))

    # session, user, how many, rounds, next meetings, open boards, failed documents
    with django_assert_num_queries(7):
        client.get("/oversikt/")


@pytest.mark.parametrize("rounds", [2, 3])
def test_list_of_rounds_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        MembershipFactory(user=user)
    client.force_login(user)

    with django_assert_num_queries(3):  # session, user, rounds
        client.get("/omgangar/")


# --- what waits, and what was asked for ---------------------------------------------------------


def clash(meeting):
    """Two items that both want to begin at ten."""
    AgendaItemFactory(meeting=meeting, minutes=60, locked_start=time(10, 0))
    AgendaItemFactory(meeting=meeting, minutes=60, locked_start=time(10, 0))


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("outsider", []),
        ("politician", ["Prova"]),
        ("strategist", ["krockar", "Skriv dagordningen", "Prova"]),
        ("mentor", ["krockar", "Skriv dagordningen", "Prova"]),
        ("other_strategist", []),
        ("staff", ["krockar", "Skriv dagordningen", "Prova"]),
    ],
)
def test_the_home_page_tells_each_what_waits_for_her(client, people, group_meeting, who, waits):
    clash(group_meeting)
    MeetingFactory(round=group_meeting.round, group=group_meeting.group, title="Utan dagordning")
    BoardFactory(meeting=group_meeting, title="Prova", state="open")
    BoardFactory(meeting=group_meeting, title="Stängd tavla", state="closed")
    client.force_login(people[who])

    text = client.get("/").text

    told = ["krockar", "Skriv dagordningen", "Prova", "Stängd tavla"]
    assert [each for each in told if each in text] == waits
    assert ("Inget just nu." in text) is (not waits)


def test_a_meeting_far_off_need_not_have_its_agenda_yet(client, people, group_meeting):
    group_meeting.date = timezone.localdate() + timedelta(days=61)
    group_meeting.save()
    client.force_login(people["strategist"])

    assert "Skriv dagordningen" not in client.get("/").text


def test_the_home_page_shows_my_five_newest_documents_and_nobody_elses(client, people, meeting):
    mine, other = people["manager"], people["politician"]
    for n in range(7):
        ask(mine, meeting, title=f"Mitt {n}", requested_at=timezone.now() - timedelta(days=n))
    ask(other, meeting, title="En annans")
    client.force_login(mine)

    text = client.get("/").text

    assert [f"Mitt {n}" in text for n in range(7)] == [True] * 5 + [False] * 2
    assert "En annans" not in text


def ask(user, meeting, **given):
    return Document.objects.create(
        **{"kind": "agenda", "of": str(meeting.pk), "state": "done", "requested_by": user} | given
    )


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [("failed", 0, True), ("failed", 13, True), ("failed", 15, False), ("queued", 1, True),
     ("done", 0, False)],
)  # fmt: skip
def test_a_document_that_failed_or_is_late_waits_for_me(client, people, meeting, state, days, told):
    ask(
        people["manager"],
        meeting,
        title="Dagordningen",
        state=state,
        requested_at=timezone.now() - timedelta(days=days),
    )
    client.force_login(people["manager"])

    assert ("Dokumentet kunde inte göras." in client.get("/").text) is told


# --- the timeline on the pages ------------------------------------------------------------------


def test_the_round_is_told_in_words_and_drawn_with_the_groups_meetings_only(
    client, people, round, group, meeting
):
    today = timezone.localdate()
    theme = ThemeFactory(round=round, position=2)
    participation = Participation.objects.get(kind="mentor", round=round)
    participation.theme = theme
    participation.save()
    other = LearningGroup.objects.exclude(pk=group.pk).get(round=round)
    for where, title in ((group, "Lärandeträff 2: Vår"), (other, "Lärandeträff 2: Deras")):
        MeetingFactory(
            round=round, group=where, kind="learning", theme=theme, title=title,
            date=today + timedelta(days=90),
        )  # fmt: skip
    MeetingFactory(round=round, kind="strategist", title="Strategträff", date=today)
    client.force_login(people["politician"])

    response = client.get(f"/omgangar/{round.pk}/")

    [timeline] = response.context["timelines"]
    full = timeline.drawings["full"]
    assert [label.words for label in full.labels] == [meeting.title, "Lärandeträff 2"]
    assert [tie.mark for tie in full.ties] == ["S", "2"]
    assert [text.words for text in full.support] == [f"Mentor {participation.organisation}"]
    day = (today + timedelta(days=90)).strftime("%Y")
    assert timeline.words.startswith(f"Tidslinje för {group}. Trådarna är ")
    assert f"(Mentor {participation.organisation})." in timeline.words
    assert day in timeline.words
    assert f"{meeting.title} " in timeline.words
    assert ", nästa." in timeline.words
    assert response.text.count(f'aria-label="{timeline.words}"') == 2
    assert "Strategträff" in response.text
    assert "Deras" not in response.text


def test_staff_sees_a_timeline_for_each_group_and_a_round_without_groups_has_one(client, people):
    client.force_login(people["staff"])
    groups = Round.objects.get(participations__memberships__user=people["mentor"])
    alone = ParticipationFactory().round

    found = [
        [each.group for each in client.get(f"/omgangar/{pk}/").context["timelines"]]
        for pk in (groups.pk, alone.pk)
    ]

    assert found == [list(groups.groups.all()), [None]]


def test_the_drawing_has_points_in_its_figures_and_no_style_of_its_own(client, people, meeting):
    client.force_login(people["staff"])

    text = on_one_line(client.get(f"/omgangar/{meeting.round_id}/").text)

    svg = text[
        text.index('<svg class="braid') : text.index("</svg>", text.index('<svg class="braid'))
    ]
    figures = re.findall(r' (?:x|y|cx|cy|r|width|height|font-size|stroke-width)="([^"]*)"', svg)
    assert len(figures) > 10
    assert [each for each in figures if not re.fullmatch(r"-?\d+(\.\d)?", each)] == []
    assert "style=" not in svg


# --- the overview -------------------------------------------------------------------------------


@pytest.mark.usefixtures("everybody")
def test_the_overview_tells_of_each_round_what_is_next_and_how_many_take_part(
    client, people, round, group_meeting
):
    BoardFactory(meeting=group_meeting, state="open")
    BoardFactory(meeting=group_meeting, state="closed")
    empty = RoundFactory(name="Tom omgång", starts_on=date(2031, 1, 1), ends_on=date(2032, 1, 1))
    ask(people["manager"], group_meeting, title="Gick inte", state="failed")
    ask(people["manager"], group_meeting, title="Gick bra")
    client.force_login(people["staff"])

    response = client.get("/oversikt/")

    rows = {row.pk: (row.organisations, row.people) for row, _ in response.context["rows"]}
    cells = {
        row.pk: [" ".join(strip_tags(html).split()) for _, html in found]
        for row, found in response.context["rows"]
    }
    assert rows[round.pk] == (3, 6)
    assert rows[empty.pk] == (None, None)
    assert cells[round.pk][0].startswith(group_meeting.title)
    assert cells[round.pk][1] == "1"
    assert cells[empty.pk] == ["Ingen bestämd", "0"]
    assert ("Gick inte" in response.text, "Gick bra" in response.text) == (True, False)


def test_the_overview_is_paged(client):
    for n in range(21):
        RoundFactory(name=f"Omgången {n:02}")
    client.force_login(UserFactory(is_staff=True))

    first, second = (client.get(f"/oversikt/?sida={n}") for n in (1, 2))

    assert [len(each.context["rows"]) for each in (first, second)] == [20, 1]
    assert "?sida=2" in first.text


# --- the navigation -----------------------------------------------------------------------------

EVERYBODYS = ["Min sida", "Omgången", "Träffar", "Tavlor"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("politician", [*EVERYBODYS, "Självskattning", "Dokument"]),
        ("mentor", [*EVERYBODYS, "Dokument"]),
        ("staff", [*EVERYBODYS, "Självskattning", "Dokument", "Översikt"]),
    ],
)
def test_the_navigation_shows_what_each_can_use(client, people, who, sees):
    client.force_login(people[who])

    text = on_one_line(client.get("/").text)

    nav = text[text.index('<nav class="nav"') :]
    nav = nav[: nav.index("</nav>")]
    assert [each.strip() for each in re.findall(r">([^<>]+)</a>", nav)] == sees
    assert re.findall(r'aria-current="page">(?:<[^>]*>)*([^<]+)<', nav) == ["Min sida"]
