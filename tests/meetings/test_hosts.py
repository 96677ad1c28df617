"""Hosts of a round's meetings, chosen together on the page of its groups."""

import pytest

from meetings.models import Meeting
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MentorshipFactory,
    ParticipationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def hosts(*rows):
    sent = {}
    for meeting, version, host in rows:
        sent[f"version-{meeting.pk}"] = version
        sent[f"host-{meeting.pk}"] = host.pk if host else 0
    return sent


def test_several_hosts_are_saved_at_once(client, staff, round, group):
    ours, theirs = ParticipationFactory(round=round, group=group), ParticipationFactory(round=round)
    in_group = MeetingFactory(round=round, group=group)
    joint = MeetingFactory(round=round, host=ours)

    answer = client.post(f"/moten/vardar/{round.pk}/", hosts((in_group, 1, ours), (joint, 1, None)))

    assert answer.url == f"/omgangar/{round.pk}/grupper/"
    assert dict(Meeting.objects.values_list("pk", "host")) == {in_group.pk: ours.pk, joint.pk: None}
    client.post(f"/moten/vardar/{round.pk}/", hosts((joint, 2, theirs)))
    assert Meeting.objects.get(pk=joint.pk).host == theirs


def test_a_host_of_another_group_becomes_nobodys(client, staff, round, group):
    """The page does not offer one: what is sent anyway is SKR."""
    stranger = ParticipationFactory(round=round, group=LearningGroupFactory(round=round))
    meeting = MeetingFactory(round=round, group=group)

    client.post(f"/moten/vardar/{round.pk}/", hosts((meeting, 1, stranger)))

    assert Meeting.objects.get().host is None


def test_when_somebody_changed_one_meanwhile_none_is_saved(client, staff, round):
    ours = ParticipationFactory(round=round)
    first, second = MeetingFactory.create_batch(2, round=round)
    Meeting.objects.filter(pk=second.pk).update(agenda_version=2)

    answer = client.post(
        f"/moten/vardar/{round.pk}/", hosts((first, 1, ours), (second, 1, ours)), follow=True
    )

    assert "Någon annan har ändrat en av träffarna. Inget är sparat." in answer.text
    assert not Meeting.objects.exclude(host=None).exists()


@pytest.mark.parametrize(("who", "status"), [("strategist", 403), ("outsider", 404)])
def test_only_skr_chooses_hosts(client, people, round, who, status):
    client.force_login(people[who])

    assert client.post(f"/moten/vardar/{round.pk}/", {}).status_code == status


def test_an_organisations_page_tells_what_it_hosts_and_supports(client, staff, round, group):
    theme = ThemeFactory(round=round)
    mentorship = MentorshipFactory(group=group, theme=theme)
    MeetingFactory(round=round, group=group, theme=theme, title="Stöds av oss")
    MeetingFactory(round=round, host=mentorship.mentor, title="Vi är värd")
    MeetingFactory(round=round, title="Varken eller")

    text = client.get(f"/deltagande/{mentorship.mentor.pk}/").text

    shown = [each in text for each in ("Stöds av oss", "Vi är värd", "Varken eller")]
    assert shown == [True, True, False]
