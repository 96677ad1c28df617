"""The user's home page."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from modellkoncept.documents.models import Document
from programmes.models import Role
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    SectionFactory,
    TaskFactory,
    ThemeFactory,
    UserFactory,
)
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


def in_words(response) -> str:
    return " ".join(on_one_line(response.text).split())


@pytest.mark.parametrize(
    ("role", "kind", "sentence"),
    [
        (Role.STRATEGIST, "participant", "Du är strateg för {link}."),
        (Role.POLITICIAN, "participant", "Du är politiker för {link}."),
        (
            Role.KEY_PERSON,
            "mentor",
            "Du är nyckelperson för {link}, mentor för temat Analys.",
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
    link = f'<a href="{participation.get_absolute_url()}">Granviks kommun</a>'
    assert sentence.format(link=link) in text.replace(" .", ".").replace("</a> ,", "</a>,")
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


@pytest.mark.parametrize("rounds", [1, 3])
def test_home_page_query_count(client, rounds, django_assert_num_queries):
    user = UserFactory()
    for _ in range(rounds):
        group = LearningGroupFactory()
        participation = ParticipationFactory(round=group.round, group=group)
        MembershipFactory(user=user, participation=participation, is_coordinator=True)
        ParticipationFactory(round=group.round, group=group, kind="mentor")
        TaskFactory(round=group.round, kind="facts")
        TaskFactory(round=group.round, kind="each", owner="everybody")
        meeting = MeetingFactory(round=group.round, group=group)
        AgendaItemFactory(meeting=meeting)
        SectionFactory(board=BoardFactory(meeting=meeting, state="open"))
        for state in ("failed", "done", "queued"):
            Document.objects.create(kind="agenda", of=meeting.pk, requested_by=user, state=state)
    client.force_login(user)

    # session, user, memberships, rounds; the tasks, their states, people, ticks, facts and days of
    # meetings; the colleagues; the mentors, their groups, their
    # strategists and days of meetings; next meetings,
    # the timeline's organisations and meetings, new documentation, planned meetings and their
    # items, open boards with their sections and the user's roles there, what failed, documents, and
    # the meetings and items that their versions are read from
    with django_assert_num_queries(28):
        client.get("/")


def clash(meeting):
    """Two items that both want to begin at ten."""
    AgendaItemFactory(meeting=meeting, minutes=60, locked_start=time(10, 0))
    AgendaItemFactory(meeting=meeting, minutes=60, locked_start=time(10, 0))


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("outsider", []),
        ("politician", []),
        ("strategist", ["krockar", "Skriv dagordningen"]),
        ("mentor", ["krockar", "Skriv dagordningen"]),
        ("other_strategist", []),
        ("staff", ["krockar", "Skriv dagordningen"]),
    ],
)
def test_the_home_page_tells_each_user_what_waits(client, people, group_meeting, who, waits):
    clash(group_meeting)
    MeetingFactory(round=group_meeting.round, group=group_meeting.group, title="Utan dagordning")
    client.force_login(people[who])

    text = client.get("/").text

    told = ["krockar", "Skriv dagordningen"]
    assert [each for each in told if each in text] == waits
    assert ("Inget just nu." in text) is (not waits)


def test_a_meeting_far_off_need_not_have_its_agenda_yet(client, people, group_meeting):
    group_meeting.date = timezone.localdate() + timedelta(days=61)
    group_meeting.save()
    client.force_login(people["strategist"])

    assert "Skriv dagordningen" not in client.get("/").text


def test_the_home_page_shows_my_five_newest_documents_and_those_i_may_read(
    client, people, meeting, group_meeting
):
    mine, other = people["manager"], people["politician"]
    for n in range(7):
        ask(mine, meeting, title=f"Mitt {n}", requested_at=timezone.now() - timedelta(days=n))
    ask(other, meeting, title="En annans som väntar", state="queued")
    ask(other, group_meeting, title="En annans", finished_at=timezone.now())
    ask(other, MeetingFactory(), title="En annan omgångs", finished_at=timezone.now())
    client.force_login(mine)

    text = client.get("/").text

    assert [f"Mitt {n}" in text for n in range(7)] == [True] * 4 + [False] * 3
    assert [each in text for each in ("En annans som väntar", "En annan omgångs")] == [False, False]
    assert text.count("En annans") == 1


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

    assert ("Dokumentet kunde inte skapas." in client.get("/").text) is told


# --- what waits, from the tasks of the user's organisations ---


@pytest.fixture
def granvik(round):
    return ParticipationFactory(round=round, organisation__name="Granviks kommun")


def waiting(client) -> list[tuple[str, str, str]]:
    """State, title and text of what waits."""
    found = client.get("/").context["tasks"].waiting
    return [(each.word, each.title, each.text) for each in found]


def member(participation, role=Role.STRATEGIST, **given):
    return MembershipFactory(participation=participation, role=role, **given)


def test_each_role_sees_its_own_tasks_only(client, granvik):
    today = timezone.localdate()
    for label, owner in (("Beslut", "politician"), ("Plan", "manager"), ("Fakta", "strategist")):
        TaskFactory(
            round=granvik.round, label=label, owner=owner, fixed_on=today + timedelta(days=9)
        )
    found = {}
    for role in (Role.POLITICIAN, Role.MANAGER, Role.STRATEGIST, Role.KEY_PERSON):
        client.force_login(member(granvik, role).user)
        found[role] = [title for _word, title, _text in waiting(client)]

    assert found == {
        "politician": ["Beslut"],
        "manager": ["Plan"],
        "strategist": ["Fakta"],
        "key_person": [],
    }


def test_tasks_stand_in_the_order_of_their_last_days(client, granvik):
    today = timezone.localdate()
    for label, days in (("Sist", 50), ("Utan dag", None), ("Försenad", -3), ("Först", 2)):
        day = None if days is None else today + timedelta(days=days)
        TaskFactory(round=granvik.round, label=label, fixed_on=day)
    TaskFactory(round=granvik.round, label="Inte än", fixed_on=today + timedelta(days=61))
    client.force_login(member(granvik).user)

    assert [(word, title) for word, title, _text in waiting(client)] == [
        ("Försenat 3 dagar", "Försenad"),
        ("Saknas", "Först"),
        ("Saknas", "Sist"),
        ("Saknas", "Utan dag"),
    ]
    assert "0 av 5 klara, 1 kommer senare" in in_words(client.get("/"))


def test_a_coordinator_sees_what_her_colleagues_lack(client, granvik):
    day = timezone.localdate() + timedelta(days=5)
    TaskFactory(
        round=granvik.round, label="Utbildning", kind="each", owner="everybody", fixed_on=day
    )
    TaskFactory(round=granvik.round, label="Plan", owner="manager", fixed_on=day)
    TaskFactory(round=granvik.round, label="Beslut", owner="politician", fixed_on=day)
    member(granvik, Role.MANAGER, user__full_name="Per Lind")
    member(granvik, Role.KEY_PERSON, user__full_name="Anna Holm")
    client.force_login(member(granvik, is_coordinator=True).user)

    by = f"Klart senast {day.day} "
    assert [(title, text.partition(by)[0].strip()) for _word, title, text in waiting(client)] == [
        ("Utbildning", ""),
        ("Beslut", ""),  # nobody is a politician: it is hers
        (
            "Svara för 2 kolleger",
            "Per Lind (chef) och Anna Holm (nyckelperson) har inte bockat av Utbildning.",
        ),
        ("Plan", "Väntar på Per Lind (chef)."),
    ]


def test_many_colleagues_are_counted(client, granvik):
    TaskFactory(round=granvik.round, label="Utbildning", kind="each", owner="politician")
    for n in range(5):
        member(granvik, Role.POLITICIAN, user__full_name=f"P{n}")
    client.force_login(member(granvik, is_coordinator=True).user)

    [(_word, title, text)] = waiting(client)
    assert title == "Svara för 5 kolleger"
    assert text == (
        "P0 (politiker), P1 (politiker), P2 (politiker) och 2 till har inte bockat av Utbildning."
    )


def test_with_several_rounds_each_task_says_which(client, granvik):
    user = member(granvik).user
    other = ParticipationFactory(organisation__name="Region Nordhav", round__name="Nästa omgång")
    MembershipFactory(participation=other, user=user)
    for participation in (granvik, other):
        TaskFactory(round=participation.round, label="Beslut")
    client.force_login(user)

    assert [text for _word, _title, text in waiting(client)] == [
        f"Granviks kommun, {granvik.round}.",
        "Region Nordhav, Nästa omgång.",
    ]


def test_nothing_waits_from_another_organisation_a_closed_round_or_what_is_done(client, granvik):
    TaskFactory(round=granvik.round, audience="mentors")
    closed = ParticipationFactory(round__closed_on=timezone.localdate())
    TaskFactory(round=closed.round)
    TaskFactory()
    user = member(granvik).user
    MembershipFactory(participation=closed, user=user)
    client.force_login(user)

    assert waiting(client) == []


def test_my_own_tick_takes_the_task_off_my_list(client, granvik):
    task = TaskFactory(round=granvik.round, kind="each", owner="everybody")
    mine = member(granvik)
    member(granvik)
    client.force_login(mine.user)
    before = waiting(client)

    client.post(f"/deltagande/{granvik.pk}/uppgifter/{task.pk}/jag/", {"state": "done"})

    assert (len(before), waiting(client)) == (1, [])


def test_the_mentor_before_the_next_themed_meeting_is_named(client, round, group):
    first, second = (ThemeFactory(round=round, position=n) for n in (1, 2))
    ours = ParticipationFactory(round=round, group=group)
    for name, theme in (("Åvikens kommun", first), ("Region Mellandal", second)):
        mentor = ParticipationFactory(
            round=round, group=group, kind="mentor", theme=theme, organisation__name=name
        )
        MembershipFactory(participation=mentor, user__full_name=f"Eva i {name}")
    today = timezone.localdate()
    for theme, days in ((first, -9), (second, 9)):
        MeetingFactory(
            round=round, group=group, kind="learning", theme=theme, title="Träff 2",
            date=today + timedelta(days=days),
        )  # fmt: skip
    client.force_login(member(ours, Role.POLITICIAN).user)

    answer = client.get("/")
    text = in_words(answer)

    assert "Er mentor inför Träff 2 är <b>Region Mellandal</b>." in text
    assert "Din kontakt där är Eva i Region Mellandal." in text
    assert [str(each.mentor) for each in answer.context["mentors"]] == ["Region Mellandal"]


def test_a_supporting_mentor_stands_in_and_without_any_nothing_is_said(client, round, group):
    ours = ParticipationFactory(round=round, group=group)
    client.force_login(member(ours).user)
    without = client.get("/").text

    ParticipationFactory(
        round=round, group=group, kind="mentor", organisation__name="Stormåla kommun"
    )

    assert "Frågor?" not in without
    assert "Er mentor är <b>Stormåla kommun</b>." in in_words(client.get("/"))


def test_skr_sees_a_line_with_a_tally_for_each_open_round(client, granvik):
    TaskFactory(round=granvik.round)
    closed = RoundFactory(closed_on=timezone.localdate(), name="Den förra")
    client.force_login(UserFactory(is_staff=True))

    answer = client.get("/")

    [line] = answer.context["round_lines"]
    assert (line.round, {str(state): n for state, n in line.tally.items() if n}) == (
        granvik.round,
        {"miss": 1},
    )
    assert [f'href="{line.url}"' in answer.text, closed.name in answer.text] == [True, True]


@pytest.mark.parametrize("rounds", [1, 3])
def test_home_page_of_skr_query_count(client, rounds, django_assert_num_queries):
    for _ in range(rounds):
        participation = ParticipationFactory()
        TaskFactory(round=participation.round, kind="facts")
        MembershipFactory(participation=participation)
    client.force_login(UserFactory(is_staff=True))

    # session, user, memberships, rounds; for all the rounds at once organisations and the six of
    # the states; what the apps above show
    with django_assert_num_queries(17):
        client.get("/")


def test_the_first_person_is_led_to_start_a_round(client):
    client.force_login(UserFactory(is_staff=True))

    text = on_one_line(client.get("/").text)

    assert 'href="/omgangar/ny/">Starta en omgång</a>' in text
