"""What the database refuses of a meeting, whichever code asks it."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from meetings.models import AgendaItem, Meeting, Takeaway
from meetings.services import meetings
from programmes.models import LearningGroup, Participation
from programmes.services import groups, participations
from programmes.services.themes import arrange_themes
from tests.constraints import refused_by
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

PARTS = [
    ("group", LearningGroupFactory, "meeting_is_of_a_group_of_its_round"),
    ("theme", ThemeFactory, "meeting_has_a_theme_of_its_round"),
    ("host", ParticipationFactory, "meeting_has_a_host_of_its_round"),
]


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_a_meetings_group_theme_and_host_are_of_its_round(round, meeting, part, factory, name):
    own, other = factory(round=round), factory()
    found = Meeting.objects.filter(pk=meeting.pk)

    assert refused_by(lambda: found.update(**{part: other})) == name
    assert refused_by(lambda: found.update(**{part: own})) is None
    assert refused_by(lambda: found.update(**{part: None})) is None


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_a_meeting_is_not_added_with_a_part_of_another_round(round, part, factory, name):
    stranger = Meeting(
        round=round,
        kind=Meeting.Kind.LEARNING,
        title="Träff",
        date=date(2026, 12, 3),
        **{part: factory()},
    )

    assert refused_by(lambda: Meeting.objects.bulk_create([stranger])) == name


@pytest.mark.parametrize(("part", "factory", "name"), PARTS)
def test_neither_a_meeting_nor_what_it_has_moves_to_another_round(
    round, meeting, part, factory, name
):
    own, elsewhere = factory(round=round), RoundFactory()
    found = Meeting.objects.filter(pk=meeting.pk)
    found.update(**{part: own})

    assert refused_by(lambda: found.update(round=elsewhere)) == name
    assert refused_by(lambda: type(own).objects.filter(pk=own.pk).update(round=elsewhere)) == name


@pytest.mark.parametrize(("part", "_factory", "name"), PARTS)
def test_what_does_not_exist_is_refused_too(meeting, part, _factory, name):
    found = Meeting.objects.filter(pk=meeting.pk)

    assert refused_by(lambda: found.update(**{f"{part}_id": 0})) == name


def test_a_meeting_stays_when_its_theme_is_removed(round):
    theme = ThemeFactory(round=round)
    meeting = MeetingFactory(theme=theme)

    assert refused_by(lambda: arrange_themes(round=round, themes=[])) is None
    meeting.refresh_from_db()
    assert (meeting.theme, meeting.round) == (None, round)


def test_a_meeting_stays_when_its_host_leaves_the_round(round):
    host = ParticipationFactory(round=round)
    meeting = MeetingFactory(host=host)

    assert refused_by(lambda: participations.remove_participation(participation=host)) is None
    meeting.refresh_from_db()
    assert (meeting.host, meeting.round) == (None, round)


def test_a_group_is_removed_once_its_meetings_are(group):
    meeting = MeetingFactory(group=group)

    with pytest.raises(ProtectedError):
        groups.remove_group(group=group)
    assert refused_by(lambda: meetings.remove_meeting(meeting=meeting)) is None

    assert refused_by(lambda: groups.remove_group(group=group)) is None
    assert not LearningGroup.objects.exists()


def test_a_meeting_is_removed_with_its_agenda_and_its_host_stays(round):
    meeting = MeetingFactory(
        host=ParticipationFactory(round=round), theme=ThemeFactory(round=round)
    )
    AgendaItemFactory(meeting=meeting)

    assert refused_by(lambda: meetings.remove_meeting(meeting=meeting)) is None
    assert not AgendaItem.objects.exists()
    assert Participation.objects.get().round == round


def test_a_round_is_removed_with_its_meetings_their_themes_and_hosts(round):
    MeetingFactory(host=ParticipationFactory(round=round), theme=ThemeFactory(round=round))

    assert refused_by(round.delete) is None
    assert not Meeting.objects.exists()
    assert not Participation.objects.exists()


def test_a_takeaway_is_from_a_meeting_of_its_organisations_round(round):
    meeting, part = MeetingFactory(round=round), ParticipationFactory(round=round)
    elsewhere, name = RoundFactory(), "takeaway_is_from_a_meeting_of_its_round"

    def take(meeting, participation):
        return Takeaway.objects.create(participation=participation, meeting=meeting, text="Så.")

    assert refused_by(lambda: take(MeetingFactory(), part)) == name
    assert refused_by(lambda: take(meeting, ParticipationFactory())) == name
    assert refused_by(lambda: take(meeting, part)) is None
    for row in (meeting, part):
        moved = type(row).objects.filter(pk=row.pk)
        assert refused_by(lambda moved=moved: moved.update(round=elsewhere)) == name
    other = Takeaway.objects.filter(participation=part)
    assert refused_by(lambda: other.update(meeting=MeetingFactory())) == name
