"""The tasks of a round: the template, the services and the page where SKR plans them."""

from datetime import date, timedelta

import pytest

from modellkoncept.locking import StaleVersionError
from programmes.errors import WrongRoundError
from programmes.models import Participation, Task, TaskRecord, TaskTemplate
from programmes.models.tasks import OWNERS, TaskDefinition
from programmes.reports.task_rows import task_rows
from programmes.services import task_states, tasks
from programmes.task_kinds import TaskState
from tests.constraints import refused_by
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    ParticipationFactory,
    RoundFactory,
    TaskFactory,
    ThemeFactory,
    UserFactory,
)
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db
SENT = {
    "label": "Läs vägledningen",
    "description": "",
    "audience": "both",
    "owner": "manager",
    "kind": "hand",
    "last_day": "learning:2",
    "days": "14",
    "side": "before",
}


def labels(round) -> list[str]:
    return [task.label for task in round.tasks.expected()]


# --- the template ---


def test_a_new_round_gets_the_shipped_tasks_in_their_order(round):
    made = tasks.create_default_tasks(round=round)

    assert labels(round) == [task.label for task in made]
    assert labels(round)[:3] == ["Organisationsfakta", "Beslut", "Introduktionsutbildning"]
    assert [task.position for task in made] == list(range(1, len(made) + 1))
    assert {task.owner for task in made} <= {value for value, _label in OWNERS}
    assert {task.audience for task in made} <= set(TaskDefinition.Audience.values)


def test_every_shipped_task_says_what_it_is_and_when(round):
    made = tasks.create_default_tasks(round=round)

    assert [task.label for task in made if not (task.description and task.meeting_kind)] == []


def test_the_template_is_rows_that_a_later_round_begins_with(round):
    tasks.create_default_tasks(round=round)
    TaskTemplate.objects.exclude(label="Beslut").delete()
    TaskTemplate.objects.update(label="Politiskt beslut")

    later = RoundFactory()
    tasks.create_default_tasks(round=later)

    assert labels(later) == ["Politiskt beslut"]


def test_a_rounds_tasks_become_the_template_without_what_is_its_own(round):
    theme = ThemeFactory(round=round)
    TaskFactory(round=round, position=2, label="Tredje", theme=theme, days=-3)
    TaskFactory(round=round, position=1, label="Andra", fixed_on=date(2027, 1, 7))
    TaskFactory(round=round, position=0, label="Första", meeting_kind="kickoff", days=-14)
    TaskFactory(round=round, label="Borttagen", is_removed=True)

    assert tasks.save_as_template(round=round) == 3

    later = RoundFactory()
    tasks.create_default_tasks(round=later)
    found = later.tasks.expected().values_list("label", "fixed_on", "theme", "meeting_kind", "days")
    assert list(found) == [
        ("Första", None, None, "kickoff", -14),
        ("Andra", None, None, "", 0),
        ("Tredje", None, None, "", -3),
    ]


def test_copied_tasks_move_with_the_start(round):
    TaskFactory(round=round, label="Bestämd", fixed_on=round.starts_on + timedelta(days=10))
    TaskFactory(round=round, label="Relativ", meeting_kind="learning", meeting_number=2, days=-7)
    later = RoundFactory(starts_on=date(2028, 2, 29), ends_on=date(2029, 9, 1))

    tasks.copy_tasks(source=round, round=later)

    found = later.tasks.expected().values_list("label", "fixed_on", "meeting_number", "days")
    assert list(found) == [
        ("Bestämd", date(2028, 3, 10), 1, 0),
        ("Relativ", None, 2, -7),
    ]


# --- services ---


def test_a_task_is_added_last_and_moved_at_most_to_an_end(round):
    first, second, third = (tasks.add_task(round=round, label=label) for label in "ABC")

    tasks.move_task(task=third, steps=-1)
    tasks.move_task(task=first, steps=-1)
    tasks.move_task(task=second, steps=9)

    assert labels(round) == ["A", "C", "B"]


def test_a_task_has_no_theme_of_another_round(round):
    with pytest.raises(WrongRoundError):
        tasks.add_task(round=round, label="A", theme=ThemeFactory())


def test_the_database_refuses_a_theme_and_a_state_of_another_round(round):
    found = Task.objects.filter(pk=TaskFactory(round=round).pk)
    given = {"round": round, "task": found.get(), "participation": ParticipationFactory()}
    record = TaskRecord(state="part", **given)
    strangers = TaskRecord(state="part", **given | {"round": given["participation"].round})

    assert refused_by(lambda: found.update(theme=ThemeFactory())) == "task_has_a_theme_of_its_round"
    assert (
        refused_by(lambda: TaskRecord.objects.bulk_create([record]))
        == "task_record_is_of_an_organisation_of_its_round"
    )
    assert (
        refused_by(lambda: TaskRecord.objects.bulk_create([strangers]))
        == "task_record_is_of_a_task_of_its_round"
    )


def test_whoever_saves_on_top_of_anothers_change_is_told(round):
    task = tasks.add_task(round=round, label="A")
    tasks.change_task(task=task, version=1, label="B")

    with pytest.raises(StaleVersionError):
        tasks.change_task(task=task, version=1, label="C")

    assert labels(round) == ["B"]


def test_a_removed_task_comes_back_with_its_states(round):
    participation = ParticipationFactory(round=round)
    task, other = tasks.add_task(round=round, label="A"), tasks.add_task(round=round, label="B")
    task_states.set_task_state(task=task, participation=participation, state=TaskState.DONE)

    tasks.remove_task(task=other)
    tasks.remove_task(task=task)
    assert labels(round) == []
    restored = tasks.restore_task(round=round)

    assert (restored, labels(round)) == (task, ["A"])
    assert TaskRecord.objects.get().state == "done"
    assert tasks.restore_task(round=round) is None  # the one before it is gone


def test_the_last_day_follows_a_meeting_that_is_moved(round):
    group = LearningGroupFactory(round=round)
    other = LearningGroupFactory(round=round)
    meeting = MeetingFactory(round=round, group=group, kind="learning", date=date(2027, 3, 14))
    MeetingFactory(round=round, group=other, kind="learning", date=date(2027, 4, 1))
    TaskFactory(round=round, meeting_kind="learning", days=-14)
    [before] = task_rows(round)

    meeting.date = date(2028, 3, 14)
    meeting.save()
    [after] = task_rows(round)

    assert before.rule == "14 dagar före Lärandeträff 1"
    assert before.days == [date(2027, 2, 28), date(2027, 3, 18)]
    assert after.days == [date(2027, 3, 18), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"meeting_kind": "kickoff", "days": -1}, "1 dag före Uppstartskonferens"),
        ({"meeting_kind": "kickoff", "days": 0}, "Samma dag som Uppstartskonferens"),
        (
            {"meeting_kind": "learning", "meeting_number": 3, "days": 2},
            "2 dagar efter Lärandeträff 3",
        ),
        ({}, "Ingen sista dag"),
        ({"fixed_on": date(2027, 1, 7)}, ""),
    ],
)
def test_the_rule_of_a_last_day_in_words(round, given, rule):
    TaskFactory(round=round, **given)

    assert [row.rule for row in task_rows(round)] == [rule]


# --- the page ---


@pytest.fixture
def skr(client):
    client.force_login(UserFactory(is_staff=True))
    return client


def test_skr_adds_a_task_with_a_last_day_that_follows_a_meeting(skr, round):
    answer = skr.post(f"/omgangar/{round.pk}/uppgifter/ny/", SENT)

    assert (answer.status_code, answer.url) == (302, f"/omgangar/{round.pk}/uppgifter/")
    found = Task.objects.values("label", "audience", "owner", "kind", "meeting_kind", "days")
    assert list(found) == [
        {
            "label": "Läs vägledningen",
            "audience": "both",
            "owner": "manager",
            "kind": "",
            "meeting_kind": "learning",
            "days": -14,
        }
    ]
    assert Task.objects.get().meeting_number == 2


def test_a_fixed_day_and_a_theme_are_last_days_too(skr, round):
    theme = ThemeFactory(round=round)
    for sent in (
        {"last_day": "day", "fixed_on": "2028-02-29", "days": ""},
        {"last_day": f"theme:{theme.pk}", "days": "3", "side": "after", "fixed_on": "nonsens"},
        {"last_day": "none", "days": "", "fixed_on": "nonsens"},
    ):
        answer = skr.post(f"/omgangar/{round.pk}/uppgifter/ny/", SENT | sent)
        assert answer.status_code == 302

    found = Task.objects.values_list("fixed_on", "theme", "days", "meeting_kind")
    assert list(found) == [
        (date(2028, 2, 29), None, 0, ""),
        (None, theme.pk, 3, ""),
        (None, None, 0, ""),
    ]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"label": " "}, "label", "Skriv vad uppgiften är."),
        ({"label": "x" * 81}, "label", "Skriv högst 80 tecken. Nu är det 81."),
        ({"last_day": "day"}, "fixed_on", "Välj en dag."),
        (
            {"last_day": "day", "fixed_on": "2027-02-29"},
            "fixed_on",
            "Dagen ”2027-02-29” finns inte. Skriv den så här: 2028-04-03.",
        ),
        ({"days": ""}, "days", "Skriv hur många dagar före eller efter träffen."),
        ({"days": "366"}, "days", "Skriv högst 365."),
        ({"last_day": "theme:999"}, "last_day", "Alternativet finns inte längre. Välj ett annat."),
        ({"owner": "chef"}, "owner", "Alternativet finns inte längre. Välj ett annat."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    skr, round, sent, field, sentence
):
    answer = skr.post(f"/omgangar/{round.pk}/uppgifter/ny/", SENT | sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [sentence]}
    assert 'value="14"' in answer.text or sent.get("days") is not None
    assert not Task.objects.exists()


def test_a_task_is_changed_and_a_colleagues_change_is_shown_beside_it(skr, round):
    task = tasks.add_task(round=round, label="Från början")
    address = f"/omgangar/{round.pk}/uppgifter/{task.pk}/"

    assert skr.post(address, SENT | {"version": "1"}).status_code == 302
    answer = skr.post(address, SENT | {"label": "Min egen", "version": "1"})

    assert answer.status_code == 409
    assert ["Min egen" in answer.text, "Så är den sparad nu" in answer.text] == [True, True]
    assert labels(round) == ["Läs vägledningen"]
    assert f'name="version" value="{Task.objects.get().version}"' in answer.text


def test_removing_is_undone_from_the_next_page(skr, round):
    task = tasks.add_task(round=round, label="Beslut")
    page = f"/omgangar/{round.pk}/uppgifter/"

    skr.post(f"{page}{task.pk}/ta-bort/")
    text = skr.get(page).text
    assert ["”Beslut” är borttagen." in text, f'action="{page}aterstall/"' in text] == [True, True]
    assert "”Beslut” är borttagen." not in skr.get(page).text

    skr.post(f"{page}aterstall/")
    assert labels(round) == ["Beslut"]


def test_moving_leads_back_to_the_task(skr, round):
    for label in "AB":
        task = tasks.add_task(round=round, label=label)

    answer = skr.post(f"/omgangar/{round.pk}/uppgifter/{task.pk}/flytta/", {"direction": "up"})

    assert answer.url == f"/omgangar/{round.pk}/uppgifter/#task-{task.pk}"
    assert labels(round) == ["B", "A"]


def test_an_empty_round_takes_the_templates_tasks_once(skr, round):
    page = f"/omgangar/{round.pk}/uppgifter/"
    assert "Lägg till uppgifterna från mallen" in skr.get(page).text

    for _press in range(2):
        skr.post(f"{page}fran-mallen/")

    assert len(labels(round)) == len(set(labels(round))) == TaskTemplate.objects.count()


def test_the_template_is_replaced_after_a_question(skr, round):
    tasks.add_task(round=round, label="Bara denna")
    address = f"/omgangar/{round.pk}/uppgifter/till-mallen/"

    question = skr.post(address)
    assert "Spara som mall" in question.text
    assert not TaskTemplate.objects.exists()

    skr.post(address, {"confirmed": "1"})
    assert list(TaskTemplate.objects.values_list("label", flat=True)) == ["Bara denna"]


def test_a_task_of_another_round_is_not_found(skr, round):
    stranger = TaskFactory()
    page = f"/omgangar/{round.pk}/uppgifter/{stranger.pk}/"

    answers = [skr.get(page), skr.post(page, SENT), skr.post(f"{page}ta-bort/")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("politician", 403), ("strategist", 403), ("mentor", 403), ("staff", 302)],
)
@pytest.mark.parametrize(
    "step",
    ["ny/", "{task}/", "{task}/flytta/", "{task}/ta-bort/", "aterstall/", "fran-mallen/",
     "till-mallen/"],
)  # fmt: skip
def test_only_skr_changes_the_tasks_of_a_round(client, people, round, who, status, step):
    task = tasks.add_task(round=round, label="Beslut")
    client.force_login(people[who])
    address = f"/omgangar/{round.pk}/uppgifter/{step.format(task=task.pk)}"

    answer = client.post(address, SENT | {"version": "1", "confirmed": "1"})

    assert answer.status_code == status


@pytest.mark.parametrize("step", ["ny/", "{task}/", "{task}/flytta/", "{task}/ta-bort/"])
def test_a_closed_round_refuses_and_its_page_offers_nothing(skr, step):
    round = RoundFactory(closed_on=date(2027, 1, 1))
    task = TaskFactory(round=round)
    page = f"/omgangar/{round.pk}/uppgifter/"

    answer = skr.post(f"{page}{step.format(task=task.pk)}", SENT | {"version": "1"})

    assert answer.status_code == 409
    assert 'method="post" action="/omgangar' not in on_one_line(skr.get(page).text)


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_tasks_query_count(skr, round, count, django_assert_num_queries):
    for _task in range(count):
        TaskFactory(round=round, theme=ThemeFactory(round=round))
        LearningGroupFactory(round=round)
        MeetingFactory(round=round)

    with django_assert_num_queries(6):  # session, user, round, meetings, groups, tasks
        skr.get(f"/omgangar/{round.pk}/uppgifter/")


def test_mentors_and_participants_have_their_own_tasks(round):
    participant = ParticipationFactory(round=round)
    mentor = ParticipationFactory(round=round, kind=Participation.Kind.MENTOR)
    found = {
        audience: [
            TaskFactory.build(round=round, audience=audience).concerns(each)
            for each in (participant, mentor)
        ]
        for audience in TaskDefinition.Audience.values
    }

    assert found == {
        "participants": [True, False],
        "mentors": [False, True],
        "both": [True, True],
    }
