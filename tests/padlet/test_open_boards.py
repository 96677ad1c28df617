"""What is open now stands first on the pages that people open, with the way to write on it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from padlet.models import Board, Section
from tests.factories import BoardFactory, MeetingFactory, MembershipFactory, SectionFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(group_meeting) -> Board:
    """An open board with a box for each role group; the strategists are in two small groups."""
    board = BoardFactory(meeting=group_meeting, title="Vad tar vi med oss?", state="open")
    for role_group, sizes in (("pol", [5]), ("chef", [5]), ("strat", [4, 4])):
        SectionFactory(board=board, role_group=role_group, breakout_sizes=sizes)
    return board


def pages_of(meeting) -> list[str]:
    return ["/", f"/omgangar/{meeting.round_id}/", f"/moten/{meeting.pk}/"]


def first_of_main(client, url) -> str:
    """The main part of a page up to its heading: what stands first of all."""
    page = on_one_line(client.get(url).text)
    return page[page.index("<main") : page.index("<h1")]


@pytest.mark.parametrize(
    ("who", "role_group"),
    [("politician", "pol"), ("manager", "chef"), ("strategist", None), ("staff", None)],
)
def test_what_is_open_comes_first_with_the_button_to_write(client, people, opened, who, role_group):
    client.force_login(people[who])
    section = Section.objects.filter(role_group=role_group).first()
    way = (
        reverse("padlet:write", args=[opened.path, section.pk, 0])
        if section
        else opened.get_guest_url()
    )

    for url in pages_of(opened.meeting):
        first = first_of_main(client, url)
        assert first.count(f'class="btn pri" href="{way}"') == 1
        assert first.count("Skriv en lapp") == 1
        assert opened.title in first


@pytest.mark.parametrize(
    ("state", "shown"),
    [("draft", None), ("closed", None), ("paused", "Just nu kan du inte skriva.")],
)
def test_only_an_open_board_offers_writing(client, people, opened, state, shown):
    Board.objects.filter(pk=opened.pk).update(state=state)
    client.force_login(people["politician"])

    for url in pages_of(opened.meeting):
        first = first_of_main(client, url)
        assert "Skriv en lapp" not in first
        assert ("Öppet nu" in first) is (shown is not None)
        assert shown is None or shown in first


@pytest.mark.parametrize("who", ["outsider", "other_strategist"])
def test_a_board_of_others_is_on_nobodys_page(client, people, opened, who):
    client.force_login(people[who])

    assert opened.title not in client.get("/").text


def test_a_rehearsal_is_not_offered(client, people, opened):
    Board.objects.filter(pk=opened.pk).update(is_rehearsal=True)
    client.force_login(people["strategist"])

    assert [first_of_main(client, url).count("Öppet nu") for url in pages_of(opened.meeting)] == [
        0,
        0,
        0,
    ]


def test_each_page_shows_the_boards_that_belong_to_it(client, people, opened):
    today = timezone.localdate()
    later = MeetingFactory(round=opened.meeting.round, date=today + timedelta(days=90))
    of_round = BoardFactory(meeting=later, title="Omgångens andra", state="open")
    mine = MembershipFactory(user=people["politician"]).participation.round
    BoardFactory(meeting=MeetingFactory(round=mine), title="I en annan omgång", state="open")
    client.force_login(people["politician"])
    titles = [opened.title, of_round.title, "I en annan omgång"]

    seen = [
        [title for title in titles if title in first_of_main(client, url)]
        for url in pages_of(opened.meeting)
    ]

    assert seen == [titles, titles[:2], titles[:1]]


def test_an_open_board_stands_before_a_paused_one(client, people, opened):
    before = MeetingFactory(round=opened.meeting.round, date=timezone.localdate())
    BoardFactory(meeting=before, title="Den pausade", state="paused")
    client.force_login(people["politician"])

    first = first_of_main(client, "/")

    assert first.index(opened.title) < first.index("Den pausade")


@pytest.mark.parametrize("boards", [1, 3])
def test_the_pages_cost_the_same_however_many_are_open(
    client, people, opened, boards, django_assert_num_queries
):
    for _ in range(boards - 1):
        SectionFactory(board=BoardFactory(meeting=opened.meeting, state="open"))
    client.force_login(people["politician"])

    # on the round's page also: an agenda, boards twice, who leads, and documents of each meeting;
    # on the home page the tasks and the mentor; on a meeting's its files
    for url, queries in zip(pages_of(opened.meeting), (24, 18, 11), strict=True):
        with django_assert_num_queries(queries):
            client.get(url)
