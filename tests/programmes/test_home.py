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
    # meetings; the colleagues; the mentors, their strategists and days of meetings; next meetings,
    # the timeline's organisations and meetings, new documentation, planned meetings and their
    # items, open boards with their sections and the user's roles there, what failed, documents, and
    # the meetings and items that their versions are read from
    with django_assert_num_queries(27):
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
