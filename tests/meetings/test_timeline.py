"""The timelines on the pages: a round's and the user's home page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from programmes.models import LearningGroup, Participation, Round
from tests.factories import (
    MeetingFactory,
    ParticipationFactory,
    ThemeFactory,
)
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


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
    assert [marker.mark for marker in full.markers] == ["S", "2"]
    assert [text.words for text in full.support] == [f"Mentor {participation.organisation}"]
    day = (today + timedelta(days=90)).strftime("%Y")
    assert timeline.words.startswith(f"Tidslinje för {group}. Linjerna är ")
    assert f"(Mentor {participation.organisation})." in timeline.words
    assert day in timeline.words
    assert f"{meeting.title} " in timeline.words
    assert ", nästa." in timeline.words
    assert response.text.count(f'aria-label="{timeline.words}"') == 3
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
