"""The next meeting is the next that this person goes to, on every page that tells it."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone

from meetings.models import Meeting
from programmes.models import Participation, Role
from tests.factories import MeetingFactory, MembershipFactory, ParticipationFactory, UserFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
FOR_STRATEGISTS = "Strategträff inför lärandeträff 1"
FOR_ALL = "Lärandeträff 1"
WHOSE = [
    ("politician", FOR_ALL),
    ("manager", FOR_ALL),
    ("key_person", FOR_ALL),
    ("strategist", FOR_STRATEGISTS),
    ("mentor", FOR_STRATEGISTS),
    ("other_strategist", FOR_STRATEGISTS),
    ("staff", FOR_STRATEGISTS),
]


@pytest.fixture
def both(round):
    """A strategists' meeting within a week, and a meeting for all the week after."""
    today = timezone.localdate()
    return [
        MeetingFactory(
            round=round, kind=kind, title=f"{title}: temat", date=today + timedelta(days=days)
        )
        for kind, title, days in (("strategist", FOR_STRATEGISTS, 6), ("learning", FOR_ALL, 13))
    ]


def card(page: str) -> str:
    return re.search(r'id="next-meeting">([^:<]*)', page)[1].strip()


def next_in_words(page: str) -> set[str]:
    """The meetings that the drawings' texts call next."""
    told = re.findall(r'aria-label="Tidslinje ([^"]*)"', page)
    return {re.search(r"([^.]*?) \d+ \w+ \d{4}, nästa\.", words)[1].strip() for words in told}


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(("who", "expected"), WHOSE)
def test_every_page_tells_the_same_next_meeting(client, people, round, who, expected):
    client.force_login(people[who])

    home = on_one_line(client.get("/").text)
    page = on_one_line(client.get(f"/omgangar/{round.pk}/").text)
    listed = on_one_line(client.get("/moten/").text)

    assert card(home) == expected
    assert next_in_words(home) == {expected}
    assert next_in_words(page) == {expected}
    assert set(re.findall(r'<h2 id="next-\d+">Nästa: ([^:<]*)', page)) == {expected}
    marked = re.findall(r'<li class="is-next"><div class="p-meet"><a [^>]*>([^:<]*)', page)
    assert set(marked) == {expected}
    assert re.findall(r">([^:<]*): temat</a> <span class=\"badge solid\">Nästa</span>", listed) == [
        expected
    ]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(("who", "expected"), WHOSE)
def test_the_highlighted_milestone_is_the_meeting_on_the_card(client, people, who, expected):
    client.force_login(people[who])

    context = client.get("/").context
    drawings = context["timeline"].drawings

    assert context["timeline"].next == context["meeting"]
    for drawing in drawings.values():
        [following] = [marker for marker in drawing.markers if marker.state == "next"]
        assert following.mark == ("" if expected == FOR_STRATEGISTS else "1")


def test_who_is_a_strategist_in_one_round_only_meets_strategists_there(client, round, both):
    user = UserFactory()
    MembershipFactory(
        user=user, participation=ParticipationFactory(round=round), role=Role.POLITICIAN
    )
    mine = MembershipFactory(user=user).participation.round
    theirs, for_all = both
    ours = MeetingFactory(round=mine, kind="strategist", date=theirs.date)

    attended = Meeting.objects.attended_by(user)

    assert list(attended.upcoming()) == [ours, for_all]
    known = Meeting.objects.visible_to(user).with_attendance(user)
    assert {each.pk: each.is_attended for each in known} == {
        theirs.pk: False,
        for_all.pk: True,
        ours.pk: True,
    }


@pytest.mark.usefixtures("everybody")
def test_a_groups_strategists_meeting_is_for_the_groups_strategists(people, group, round):
    meeting = MeetingFactory(round=round, group=group, kind="strategist")

    goes = {kind for kind, user in people.items() if meeting in Meeting.objects.attended_by(user)}

    assert goes == {"strategist", "mentor", "staff"}


def test_of_two_meetings_on_a_day_the_earlier_is_next_on_the_card_and_in_the_drawing(
    client, people, round
):
    day = timezone.localdate() + timedelta(days=3)
    late = MeetingFactory(round=round, date=day, starts_at=time(13), title="Sent")
    early = MeetingFactory(round=round, date=day, starts_at=time(9), title="Tidigt")
    client.force_login(people["politician"])

    context = client.get("/").context

    assert (context["meeting"], context["later"]) == (early, [late])
    assert context["timeline"].next == early


def test_a_meeting_that_is_for_others_says_so(client, people, round, both):
    client.force_login(people["politician"])

    page = client.get(f"/omgangar/{round.pk}/").text
    listed = client.get("/moten/").text

    assert page.count("för strateger") == 1
    assert listed.count("För strateger") == 1


def test_a_mentors_politician_does_not_go_to_the_strategists_meeting(round, group, both):
    mentor = ParticipationFactory(round=round, group=group, kind=Participation.Kind.MENTOR)
    politician = MembershipFactory(participation=mentor, role=Role.POLITICIAN).user

    assert list(Meeting.objects.attended_by(politician)) == [both[1]]
