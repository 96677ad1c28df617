"""A round's page: the timeline first, then what is next, and what there is of each meeting."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from modellkoncept.documents.models import Document
from padlet.reports.documents.discussions import DISCUSSIONS
from tests.factories import AgendaItemFactory, BoardFactory, MeetingFactory
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


def round_page(client, round) -> str:
    return on_one_line(client.get(f"/omgangar/{round.pk}/").text)


def in_list(page: str, meeting) -> list[tuple[str, str]]:
    """The shape's class and the words of each status in the meeting's row."""
    rows = re.findall(r"<li[^>]*><div class=\"p-meet\">.*?</li>", page)
    [row] = [each for each in rows if meeting.get_absolute_url() in each]
    return re.findall(r'<span class="st (\w+)">\s*<svg.*?</svg>\s*([^<]*)</span>', row)


def document(kind, of, **given) -> Document:
    return Document.objects.create(**{"kind": kind.name, "of": str(of.pk), "state": "done"} | given)


def on(round, days, **given) -> Meeting:
    return MeetingFactory(round=round, date=timezone.localdate() + timedelta(days=days), **given)


def test_the_page_tells_what_there_is_of_each_meeting(client, people, round):
    held, soon, far = on(round, -9), on(round, 20), on(round, 200)
    AgendaItemFactory.create_batch(2, meeting=held)
    board = BoardFactory(meeting=held, state="closed")
    for kind, of in ((DISCUSSIONS, board), (DOCUMENTATION, held), (AGENDA, held), (AGENDA, held)):
        document(kind, of)
    BoardFactory(meeting=soon, state="open")
    document(AGENDA, soon, state="failed")
    BoardFactory.create_batch(2, meeting=far)
    client.force_login(people["staff"])

    page = round_page(client, round)

    assert in_list(page, held) == [
        ("done", "Dagordningen är skriven"),
        ("done", "En tavla är stängd"),
        ("done", "3 dokument är skapade"),
    ]
    assert in_list(page, soon) == [
        ("miss", "Ingen dagordning än"),
        ("part", "En tavla är öppen"),
        ("later", "Inga dokument än"),
    ]
    assert in_list(page, far) == [
        ("later", "Ingen dagordning än"),
        ("done", "2 tavlor är förberedda"),
        ("later", "Inga dokument än"),
    ]


@pytest.mark.parametrize(
    ("who", "board"),
    [
        ("politician", []),
        ("strategist", [("done", "En tavla är förberedd")]),
        ("staff", [("done", "En tavla är förberedd")]),
    ],
)
def test_a_prepared_board_is_told_to_those_who_may_see_it(
    client, people, round, group_meeting, who, board
):
    BoardFactory(meeting=group_meeting)
    client.force_login(people[who])

    told = in_list(round_page(client, round), group_meeting)

    assert [each for each in told if "tavla" in each[1]] == board


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_however_many_meetings(
    client, people, round, count, django_assert_num_queries
):
    for days in range(count):
        meeting = on(round, 5 + days)
        AgendaItemFactory(meeting=meeting)
        BoardFactory.create_batch(2, meeting=meeting)
        document(AGENDA, meeting)
    client.force_login(people["staff"])

    with django_assert_num_queries(17):
        client.get(f"/omgangar/{round.pk}/")


def headings(page: str) -> list[str]:
    main = re.sub(r"<template.*?</template>", "", page[page.index("<main") : page.index("</main")])
    return [re.sub(r"<[^>]*>", "", each) for each in re.findall(r"<h2[^>]*>(.*?)</h2>", main)]


def test_the_page_leads_with_the_timeline_and_what_is_next(client, people, round):
    on(round, 20, kind="learning", title="Lärandeträff 1")
    client.force_login(people["staff"])

    page = round_page(client, round)

    assert headings(page) == [
        "Tidslinje",
        "Nästa: Lärandeträff 1",
        "Gör omgången klar",
        "Hur det går",
        "Vilka som är med",
        "Svar och filer",
        "Om omgången",
        "Träffar",
        "Lapparna i omgången",
        "Benchmarkinggrupper",
        "Vi som är med",
    ]
    assert "<b>20 dagar</b>" in page
    assert page.index(reverse("closing:closing", args=[round.pk])) > page.index("Vi som är med")


@pytest.mark.parametrize(
    ("results", "ends", "is_loud"),
    [
        ([], 200, False),
        ([90], 200, False),
        ([0], 200, False),
        ([-1], 200, True),
        ([-1, 90], 200, False),
        ([], -1, True),
    ],
)
def test_the_closing_is_quiet_until_the_results_conference_has_been_held(  # noqa: PLR0913 – a table
    client, people, round, results, ends, is_loud
):
    today = timezone.localdate()
    round.starts_on, round.ends_on = today - timedelta(days=300), today + timedelta(days=ends)
    round.save()
    on(round, -100)
    for days in results:
        on(round, days, kind="results")
    client.force_login(people["staff"])

    page = round_page(client, round)

    assert ("Avsluta omgången" in headings(page)) is is_loud
    # In the menu at the end, and as a card of its own once it is time.
    links = page.count(f'href="{reverse("closing:closing", args=[round.pk])}"')
    assert links == (2 if is_loud else 1)
    assert ("(efter resultatkonferensen)" in page) is not is_loud


@pytest.mark.parametrize("who", ["politician", "strategist"])
def test_only_staff_is_shown_the_closing(client, people, round, who):
    client.force_login(people[who])

    assert reverse("closing:closing", args=[round.pk]) not in round_page(client, round)


def test_a_closed_round_says_so_first(client, people, round):
    round.closed_on = timezone.localdate()
    round.save()
    client.force_login(people["politician"])

    page = round_page(client, round)

    assert page.index("Omgången avslutades") < page.index('id="round-line"')
