"""What is left to do before a new round can begin."""

import pytest

from programmes.models import Participation, Round
from programmes.queries.rounds import with_people
from programmes.reports.round_setup import Step, next_step, setup_steps
from programmes.reports.task_statuses import State
from tests.factories import (
    LearningGroupFactory,
    MembershipFactory,
    MentorshipFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TITLES = {
    Step.ORGANISATIONS: "Lägg till organisationer",
    Step.GROUPS: "Dela in deltagarna i grupper",
    Step.MENTORS: "Välj mentorer",
    Step.PEOPLE: "Bjud in en samordnare för varje organisation",
}


@pytest.fixture
def round() -> Round:
    round = RoundFactory()
    ThemeFactory(round=round)
    ThemeFactory(round=round)
    LearningGroupFactory(round=round)
    return round


def steps(round):
    read = with_people(Round.objects.all()).get(pk=round.pk)
    return {each.step: (each.state, each.text) for each in setup_steps(read)}


def participant(round, **more):
    return ParticipationFactory(round=round, kind=Participation.Kind.PARTICIPANT, **more)


def test_a_new_round_has_every_step_before_it(round):
    assert {step: state for step, (state, _text) in steps(round).items()} == dict.fromkeys(
        Step, State.LATER
    )


def test_each_step_tells_how_far_it_has_come(round):
    group = round.groups.get()
    MembershipFactory(participation=participant(round, group=group), is_coordinator=True)
    MembershipFactory(participation=participant(round, group=None))
    MentorshipFactory(group=group, theme=round.themes.first())

    assert steps(round) == {
        Step.ORGANISATIONS: (State.DONE, "2 deltagare och 1 mentor."),
        Step.GROUPS: (State.PART, "1 av 2 deltagare är i en grupp."),
        Step.MENTORS: (State.PART, "1 av 2 teman i grupperna har en mentor."),
        Step.PEOPLE: (State.PART, "1 av 3 organisationer har en samordnare."),
    }


def test_one_participant_alone_has_nobody_to_learn_from(round):
    participant(round, group=round.groups.get())

    assert steps(round)[Step.ORGANISATIONS] == (State.PART, "1 deltagare och 0 mentorer.")


def test_nothing_is_left_when_everybody_has_a_group_and_a_coordinator(round):
    for _ in range(2):
        part = participant(round, group=round.groups.get())
        MembershipFactory(participation=part, is_coordinator=True)

    assert steps(round) == {}  # a group may do without mentors


def test_a_round_without_themes_asks_for_no_mentors():
    assert Step.MENTORS not in steps(RoundFactory())


@pytest.mark.parametrize(
    ("after", "then"),
    [
        (Step.ORGANISATIONS, Step.GROUPS),
        (Step.GROUPS, Step.MENTORS),
        (Step.MENTORS, Step.PEOPLE),
        (Step.PEOPLE, Step.ORGANISATIONS),
    ],
)
def test_each_page_leads_to_the_step_after_it(round, after, then):
    assert next_step(round, after).title == TITLES[then]


def test_only_skr_sees_the_steps(client, round):
    member = MembershipFactory(participation=participant(round, group=round.groups.get()))
    seen = []
    for user in (UserFactory(is_staff=True), member.user):
        client.force_login(user)
        seen.append("Gör omgången klar" in client.get(f"/omgangar/{round.pk}/").content.decode())

    assert seen == [True, False]
