"""The staff's overview of all rounds."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from modellkoncept.documents.models import Document
from programmes.models import Participation
from tests.factories import (
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def fill(round, organisations):
    group = LearningGroupFactory(round=round)
    for _ in range(organisations):
        for kind in Participation.Kind.values:
            participation = ParticipationFactory(round=round, group=group, kind=kind)
            MembershipFactory.create_batch(2, participation=participation)
        MeetingFactory(round=round)


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

    # session, user, how many, rounds, next meetings, open boards, failed documents,
    # the mail server, letters that wait, how many failed, those
    with django_assert_num_queries(11):
        client.get("/oversikt/")


def ask(user, meeting, **given):
    return Document.objects.create(
        **{"kind": "agenda", "of": str(meeting.pk), "state": "done", "requested_by": user} | given
    )


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
