"""How far an organisation has come with a task: what is said, what ticks itself, and who may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programmes.errors import NotTickedByHandError, TaskNotTheirsError
from programmes.models import Participation, Role, TaskRecord, TaskTick
from programmes.reports.task_statuses import RoleCount, State, tally, task_statuses
from programmes.services import facts, task_states
from programmes.task_kinds import TaskState
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    RoundFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2027, 4, 8)
DONE, PART, MISSING = TaskState.DONE, TaskState.PART, TaskState.MISSING


@pytest.fixture
def ours(round, group) -> Participation:
    return ParticipationFactory(round=round, group=group)


def cell(participation, today=TODAY):
    [only] = task_statuses([participation], today)[participation.pk]
    return only


# --- states ---


@pytest.mark.parametrize(
    ("said", "due", "state", "words"),
    [
        (MISSING, None, State.MISSING, "Saknas"),
        (MISSING, TODAY, State.MISSING, "Saknas"),
        (MISSING, TODAY - timedelta(days=1), State.LATE, "Försenat 1 dag"),
        (MISSING, TODAY - timedelta(days=4), State.LATE, "Försenat 4 dagar"),
        (MISSING, TODAY + timedelta(days=60), State.MISSING, "Saknas"),
        (MISSING, TODAY + timedelta(days=61), State.LATER, "Inte än"),
        (PART, TODAY, State.PART, "På väg"),
        (PART, TODAY + timedelta(days=61), State.PART, "På väg"),
        (PART, TODAY - timedelta(days=2), State.LATE, "Försenat 2 dagar"),
        (DONE, TODAY - timedelta(days=99), State.DONE, "Klart"),
    ],
)
def test_a_state_is_what_was_said_and_how_late_it_is(ours, said, due, state, words):
    task = TaskFactory(round=ours.round, fixed_on=due)

    task_states.set_task_state(task=task, participation=ours, state=said)

    found = cell(ours)
    assert (found.state, found.words, found.due) == (state, words, due)


def test_before_its_meeting_is_planned_nobody_misses_a_task(ours):
    TaskFactory(round=ours.round, meeting_kind="learning", days=-14)

    assert (cell(ours).state, cell(ours).due) == (State.LATER, None)


def test_each_group_has_the_last_day_of_its_own_meeting(round, ours):
    theirs = ParticipationFactory(round=round, group=LearningGroupFactory(round=round))
    TaskFactory(round=round, meeting_kind="learning", days=-7)
    for participation, day in ((ours, 14), (theirs, 21)):
        MeetingFactory(
            round=round, group=participation.group, kind="learning", date=date(2027, 5, day)
        )

    found = task_statuses([ours, theirs], TODAY)

    assert [found[each.pk][0].due for each in (ours, theirs)] == [
        date(2027, 5, 7),
        date(2027, 5, 14),
    ]


def test_what_is_done_keeps_its_first_day_and_nobodys_name(ours, monkeypatch):
    task = TaskFactory(round=ours.round)
    for moment in (
        datetime(2027, 1, 13, 23, 30, tzinfo=UTC),  # the 14th in Sweden
        datetime(2027, 2, 1, tzinfo=UTC),
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        task_states.set_task_state(task=task, participation=ours, state=DONE)

    assert cell(ours).done_on == date(2027, 1, 14)
    assert [field.name for field in TaskRecord._meta.fields] == [  # noqa: SLF001 – Django's public API, despite its name
        "id", "round", "task", "participation", "state", "done_on", "reason",
    ]  # fmt: skip


def test_a_state_is_taken_back(ours):
    task = TaskFactory(round=ours.round)
    for state in (DONE, PART, MISSING):
        task_states.set_task_state(task=task, participation=ours, state=state)

    assert not TaskRecord.objects.exists()


def test_what_does_not_apply_is_late_for_nobody_and_has_a_reason(ours):
    task = TaskFactory(round=ours.round, fixed_on=TODAY - timedelta(days=9))

    task_states.set_not_applicable(task=task, participation=ours, reason="Gjort i förra omgången")
    exempt = cell(ours)
    task_states.set_applicable(task=task, participation=ours)

    assert (exempt.state, exempt.reason) == (State.NOT_APPLICABLE, "Gjort i förra omgången")
    assert tally([exempt]) == dict.fromkeys(
        (State.DONE, State.PART, State.MISSING, State.LATE, State.LATER), 0
    )
    assert cell(ours).state is State.LATE


@pytest.mark.parametrize(
    "given",
    [{"state": "na"}, {"state": "done", "reason": "x"}, {"state": "part", "done_on": TODAY}],
)
def test_a_state_that_contradicts_itself_is_refused(ours, given):
    task = TaskFactory(round=ours.round)

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskRecord.objects.create(round=ours.round, task=task, participation=ours, **given)


@pytest.mark.parametrize("kind", ["facts", "each"])
def test_what_ticks_itself_is_not_ticked_by_hand(ours, kind):
    task = TaskFactory(round=ours.round, kind=kind)

    with pytest.raises(NotTickedByHandError):
        task_states.set_task_state(task=task, participation=ours, state=DONE)


def test_a_kind_that_no_app_has_registered_is_ticked_by_hand_until_then(ours):
    task = TaskFactory(round=ours.round, kind="not_built_yet")

    task_states.set_task_state(task=task, participation=ours, state=DONE)

    assert (cell(ours).state, cell(ours).is_by_hand) == (State.DONE, True)


def test_the_facts_tick_themselves_by_what_is_filled_in(ours):
    TaskFactory(round=ours.round, kind="facts")
    states = [cell(ours)]
    for answers in ({"goals": "Jämlik service"}, dict.fromkeys(ALL_FACTS, "Ja")):
        facts.save_facts(participation=ours, answers=answers)
        states.append(cell(ours))

    assert [(each.state, each.detail) for each in states] == [
        (State.MISSING, ""),
        (State.PART, "1 av 12 svar"),
        (State.DONE, ""),
    ]
    assert {each.url for each in states} == {f"/deltagande/{ours.pk}/fakta/"}


ALL_FACTS = [
    "responsible", "decided", "politics", "management", "key_people", "competence", "population",
    "organisation", "goals", "priorities", "stakeholders", "channels",
]  # fmt: skip


@pytest.mark.parametrize("given", [{"is_removed": True}, {"audience": "mentors"}, {"round": None}])
def test_a_task_that_is_not_expected_of_an_organisation_is_not_ticked_for_it(ours, given):
    task = TaskFactory(
        **{"round": ours.round}
        | given
        | ({} if given.get("round", 1) else {"round": RoundFactory()})
    )

    with pytest.raises(TaskNotTheirsError):
        task_states.set_task_state(task=task, participation=ours, state=DONE)


# --- what everybody does ---


@pytest.fixture
def training(ours):
    return TaskFactory(round=ours.round, kind="each", owner="everybody", label="Utbildning")


def test_a_training_counts_its_people_by_role(ours, training):
    people = [
        MembershipFactory(participation=ours, role=role)
        for role in (Role.POLITICIAN, Role.MANAGER, Role.MANAGER, Role.STRATEGIST, Role.KEY_PERSON)
    ]
    for each in people[:2]:
        task_states.tick_task(task=training, membership=each, is_done=True)

    found = cell(ours)

    assert (found.state, found.detail) == (State.PART, "2 av 5")
    assert found.roles == [
        RoleCount("pol", 1, 1),
        RoleCount("chef", 1, 2),
        RoleCount("strat", 0, 2),
    ]
    assert [each.words for each in found.roles] == ["Klart", "På väg, 1 av 2", "Saknas"]


def test_a_training_without_people_is_not_done(ours, training):
    assert cell(ours).state is State.MISSING


def test_who_leaves_is_no_longer_counted(ours, training):
    stays, leaves = (MembershipFactory(participation=ours) for _ in range(2))
    task_states.tick_task(task=training, membership=stays, is_done=True)

    leaves.delete()

    assert cell(ours).state is State.DONE


def test_a_training_for_one_role_is_that_roles_only(ours):
    task = TaskFactory(round=ours.round, kind="each", owner=Role.POLITICIAN)
    strategist = MembershipFactory(participation=ours)

    with pytest.raises(TaskNotTheirsError):
        task_states.tick_task(task=task, membership=strategist, is_done=True)


def test_a_coordinator_answers_for_her_own_people_only(ours, training):
    mine = MembershipFactory(participation=ours)
    stranger = MembershipFactory(participation__round=ours.round)

    task_states.tick_task_for_colleagues(
        task=training, participation=ours, done=[mine.pk, stranger.pk]
    )

    assert list(TaskTick.objects.values_list("membership", flat=True)) == [mine.pk]


@pytest.mark.parametrize("organisations", [1, 3, 20])
def test_the_states_of_any_number_of_organisations_take_as_many_queries(
    round, organisations, django_assert_num_queries
):
    for kind in ("", "each", "facts"):
        TaskFactory(round=round, kind=kind, owner="everybody", meeting_kind="learning")
    for _ in range(organisations):
        participation = ParticipationFactory(round=round, group=LearningGroupFactory(round=round))
        MembershipFactory.create_batch(3, participation=participation)
        MeetingFactory(round=round, group=participation.group, kind="learning")
    participations = list(Participation.objects.select_related("organisation"))

    # meetings, tasks, states, people, ticks, facts
    with django_assert_num_queries(6):
        found = task_statuses(participations, TODAY)

    assert {len(cells) for cells in found.values()} == {3}


# --- pages ---


@pytest.fixture
def theirs(people, round) -> Participation:
    """The organisation of most of `people`."""
    return Participation.objects.get(memberships__user=people["strategist"])


WHO_MAY = [
    ("outsider", 404), ("politician", 302), ("manager", 302), ("strategist", 302),
    ("key_person", 302), ("mentor", 403), ("other_strategist", 403), ("staff", 403),
]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO_MAY)
@pytest.mark.parametrize(("kind", "step"), [("", "lage"), ("each", "jag")])
def test_only_its_own_people_tick_for_an_organisation(
    client, people, theirs, who, status, kind, step
):
    task = TaskFactory(round=theirs.round, kind=kind, owner="everybody")
    client.force_login(people[who])

    answer = client.post(f"/deltagande/{theirs.pk}/uppgifter/{task.pk}/{step}/", {"state": "done"})

    assert answer.status_code == status
    assert (TaskRecord.objects.count() + TaskTick.objects.count()) == (status == 302)


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("politician", 403), ("strategist", 403), ("coordinator", 302),
     ("other_coordinator", 403), ("staff", 403)],
)  # fmt: skip
def test_only_the_coordinator_answers_for_colleagues(client, people, theirs, who, status):
    task = TaskFactory(round=theirs.round, kind="each", owner="everybody")
    coordinator = MembershipFactory(participation=theirs, is_coordinator=True)
    other = MembershipFactory(participation__round=theirs.round, is_coordinator=True)
    makers = {"coordinator": coordinator.user, "other_coordinator": other.user}
    client.force_login(makers.get(who) or people[who])
    address = f"/deltagande/{theirs.pk}/uppgifter/{task.pk}/kolleger/"

    answers = [client.get(address), client.post(address, {"done": [coordinator.pk]})]

    assert [answer.status_code for answer in answers] == [200 if status == 302 else status, status]
    assert TaskTick.objects.count() == (status == 302)


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("strategist", 403), ("mentor", 403), ("staff", 302)],
)
def test_only_skr_says_that_a_task_does_not_apply(client, people, theirs, who, status):
    task = TaskFactory(round=theirs.round)
    client.force_login(people[who])
    address = f"/deltagande/{theirs.pk}/uppgifter/{task.pk}/galler/"

    answer = client.post(address, {"reason": "Gjort förut"})

    assert answer.status_code == status
    assert list(TaskRecord.objects.values_list("reason", flat=True)) == (
        ["Gjort förut"] if status == 302 else []
    )


def test_a_reason_is_asked_for_and_the_task_applies_again(client, theirs):
    task = TaskFactory(round=theirs.round)
    client.force_login(UserFactory(is_staff=True))
    address = f"/deltagande/{theirs.pk}/uppgifter/{task.pk}/galler/"

    empty = client.post(address, {"reason": " "})
    client.post(address, {"reason": "Gjort förut"})
    shown = client.get(f"/deltagande/{theirs.pk}/uppgifter/").text
    client.post(address, {"applies": "1"})

    assert empty.status_code == 422
    assert empty.context["form"].errors == {"reason": ["Skriv varför uppgiften inte gäller."]}
    assert "SKR: Gjort förut" in shown
    assert not TaskRecord.objects.exists()


@pytest.mark.parametrize("state", ["", "na", "late", "x" * 1000])
def test_a_state_that_there_is_not_is_not_found(client, people, theirs, state):
    task = TaskFactory(round=theirs.round)
    client.force_login(people["strategist"])

    answer = client.post(f"/deltagande/{theirs.pk}/uppgifter/{task.pk}/lage/", {"state": state})

    assert answer.status_code == 404


def test_the_page_has_a_part_for_now_later_and_done(client, people, theirs):
    today = timezone.localdate()
    for label, days in (("Brådskande", -3), ("Avlägsen", 200), ("Färdig", 1)):
        task = TaskFactory(round=theirs.round, label=label, fixed_on=today + timedelta(days=days))
    task_states.set_task_state(task=task, participation=theirs, state=DONE)
    client.force_login(people["strategist"])

    tasks = client.get(f"/deltagande/{theirs.pk}/uppgifter/").context["tasks"]

    assert [
        [own.cell.task.label for own in part] for part in (tasks.current, tasks.later, tasks.done)
    ] == [["Brådskande"], ["Avlägsen"], ["Färdig"]]


def test_a_closed_round_shows_the_states_and_refuses_to_change_them(client, people, theirs):
    task = TaskFactory(round=theirs.round, label="Beslut")
    theirs.round.closed_on = timezone.localdate()
    theirs.round.save()
    client.force_login(people["strategist"])
    page = f"/deltagande/{theirs.pk}/uppgifter/"

    text = client.get(page).text
    answer = client.post(f"{page}{task.pk}/lage/", {"state": "done"})

    assert ["Beslut" in text, "Markera som klar" in text] == [True, False]
    assert answer.status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_an_organisations_tasks_query_count(
    client, people, theirs, count, django_assert_num_queries
):
    for kind in ("", "each", "facts"):
        TaskFactory.create_batch(count, round=theirs.round, kind=kind, owner="everybody")
    MembershipFactory.create_batch(count, participation=theirs)
    client.force_login(people["strategist"])

    # session, user, participation; may she see, answer, tick for others; the six of the states;
    # her own part
    with django_assert_num_queries(13):
        client.get(f"/deltagande/{theirs.pk}/uppgifter/")
