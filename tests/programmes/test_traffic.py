"""The traffic view: which organisation lacks what, filtered, counted and exported."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from programmes.models import Participation, Role
from programmes.services import task_exports, task_states
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
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def skr(client):
    client.force_login(UserFactory(is_staff=True))
    return client


def page(round, query="") -> str:
    return f"/omgangar/{round.pk}/laget/{query}"


@pytest.fixture
def filled(round):
    """Granvik is late with one task, Nordhav has done both; the mentor has one task left."""
    today = timezone.localdate()
    late = TaskFactory(round=round, label="Beslut", fixed_on=today - timedelta(days=4))
    both = TaskFactory(round=round, label="Fakta", audience="both")
    TaskFactory(round=round, label="Avlägset", fixed_on=today + timedelta(days=300))
    ParticipationFactory(round=round, organisation__name="Granviks kommun")
    done = ParticipationFactory(round=round, organisation__name="Region Nordhav")
    ParticipationFactory(
        round=round, kind=Participation.Kind.MENTOR, organisation__name="Åvikens kommun"
    )
    for task in (late, both):
        task_states.set_task_state(task=task, participation=done, state=TaskState.DONE)
    return round


def shown(answer) -> dict[str, list[str]]:
    """The organisations in their order, and the words of their cells."""
    traffic = answer.context["traffic"]
    return {
        str(row.participation): [cell.words if cell else "–" for _column, cell in row.cells]
        for row in [*traffic.participants, *traffic.mentors]
    }


def test_each_cell_says_its_state_in_words(skr, filled):
    answer = skr.get(page(filled))

    assert shown(answer) == {
        "Granviks kommun": ["Försenat 4 dagar", "Saknas"],
        "Region Nordhav": ["Klart", "Klart"],
        "Åvikens kommun": ["–", "Saknas"],
    }
    text = on_one_line(answer.text)
    for words in ("2 klara", "0 på väg", "2 saknas", "1 försenad", "2 inte än"):
        assert f">{words}</span>" in text
    assert "1 uppgift är inte aktuell än och visas inte." in text


@pytest.mark.parametrize(
    ("query", "organisations"),
    [
        ("?visa=saknar", ["Granviks kommun", "Åvikens kommun"]),
        ("?visa=forsenade", ["Granviks kommun"]),
        ("?vilka=deltagare", ["Granviks kommun", "Region Nordhav"]),
        ("?vilka=mentorer", ["Åvikens kommun"]),
        ("?visa=saknar&vilka=mentorer", ["Åvikens kommun"]),
        ("?visa=forsenade&vilka=mentorer", []),
        ("?visa=%00&vilka=x&uppgift=-1", ["Granviks kommun", "Region Nordhav", "Åvikens kommun"]),
    ],
)
def test_the_filters_choose_organisations(skr, filled, query, organisations):
    assert list(shown(skr.get(page(filled, query)))) == organisations


def test_one_task_or_all_of_them(skr, filled):
    task = filled.tasks.get(label="Beslut")

    assert list(shown(skr.get(page(filled, f"?uppgift={task.pk}"))).values()) == [
        ["Försenat 4 dagar"],
        ["Klart"],
        ["–"],
    ]
    assert len(shown(skr.get(page(filled, "?uppgift=alla")))["Granviks kommun"]) == 3


def test_a_filter_keeps_the_other_choices(skr, filled):
    text = skr.get(page(filled, "?visa=saknar&uppgift=alla")).text

    assert 'href="?visa=saknar&amp;vilka=mentorer&amp;uppgift=alla"' in text


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_page_takes_as_many_queries_whatever_the_size(
    skr, round, number, django_assert_num_queries
):
    for kind in ("", "each", "facts"):
        TaskFactory(round=round, kind=kind, owner="everybody", meeting_kind="learning")
    for _ in range(number):
        group = LearningGroupFactory(round=round)
        participation = ParticipationFactory(round=round, group=group)
        MembershipFactory.create_batch(15, participation=participation)
        MeetingFactory(round=round, group=group, kind="learning")

    # session, user, round; organisations, tasks; the six of the states; the next meeting; the mail
    # server
    with django_assert_num_queries(13):
        skr.get(page(round))


def test_a_training_tells_each_role(skr, round):
    TaskFactory(round=round, kind="each", owner="everybody")
    participation = ParticipationFactory(round=round)
    for role in Role.values:
        MembershipFactory(participation=participation, role=role)

    text = on_one_line(skr.get(page(round)).text)

    assert [f"<span>{each}</span>" in text for each in ("Politiker", "Chefer", "Strateger")] == [
        True, True, True,
    ]  # fmt: skip


def test_an_empty_round_says_what_to_do_first(skr, round):
    assert "Omgången har inga uppgifter än" in skr.get(page(round)).text
    TaskFactory(round=round)
    assert "Ingen organisation är med än" in skr.get(page(round)).text


@pytest.mark.parametrize("days", [0, 1, 42])
def test_the_page_tells_the_next_meeting(skr, filled, days):
    MeetingFactory(
        round=filled, title="Träff två", date=timezone.localdate() + timedelta(days=days)
    )

    text = on_one_line(skr.get(page(filled)).text)

    said = {0: "Nästa träff är i dag: Träff två.", 1: "Nästa träff är i morgon: Träff två."}
    assert said.get(days, "42 dagar till Träff två, ") in text


# --- the files ---


def test_the_csv_lists_organisations_and_tasks_and_names_nobody(skr, filled):
    hostile = ParticipationFactory(round=filled, organisation__name="=HYPERLINK(1)")
    MembershipFactory(participation=hostile, user__full_name="Astrid Åkerblom")

    answer = skr.post(page(filled, "exportera/"), {"format": "csv"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Organisation", "Medverkan", "Uppgift"]
    assert ["'=HYPERLINK(1)", "Deltagare", "Beslut"] in [row[:3] for row in rows]
    assert [row[5:8] for row in rows if row[0] == "Granviks kommun" and row[2] == "Beslut"] == [
        ["Försenat 4 dagar", "", "4"]
    ]
    assert "Astrid" not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]


def test_the_workbook_has_the_table_and_the_list(skr, filled):
    answer = skr.post(page(filled, "exportera/"), {"format": "xlsx"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    table = [[cell.value for cell in row] for row in book["Läget"].iter_rows()]
    assert table == [
        ["Organisation", "Medverkan", "Beslut", "Fakta", "Avlägset"],
        ["Granviks kommun", "Deltagare", "Försenat 4 dagar", "Saknas", "Inte än"],
        ["Region Nordhav", "Deltagare", "Klart", "Klart", "Inte än"],
        ["Åvikens kommun", "Mentor", "–", "Saknas", "–"],
    ]
    assert book.sheetnames == ["Läget", "Uppgifter"]


def test_who_exported_is_kept_in_the_audit_log(round):
    actor = UserFactory(is_staff=True)

    task_exports.export_tasks(round=round, actor=actor, suffix="csv")

    found = AuditEvent.objects.values_list("kind", "actor", "round_id", "subject")
    assert list(found) == [("tasks_exported", actor.pk, round.pk, "CSV")]


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("politician", 403), ("strategist", 403), ("mentor", 403), ("staff", 200)],
)
def test_only_skr_exports(client, people, round, who, status):
    client.force_login(people[who])

    answers = [
        client.post(page(round, "exportera/"), {"format": each}).status_code
        for each in ("csv", "xlsx")
    ]

    assert answers == [status, status]


def test_another_format_is_not_found(skr, round):
    assert skr.post(page(round, "exportera/"), {"format": "exe"}).status_code == 404


def test_a_closed_round_is_read_and_exported_but_nobody_reminded(skr):
    round = RoundFactory(closed_on=timezone.localdate())
    TaskFactory(round=round)
    ParticipationFactory(round=round)

    text = skr.get(page(round)).text
    export = skr.post(page(round, "exportera/"), {"format": "csv"})

    assert ["Saknas" in text, "Påminn de som saknar något" in text] == [True, False]
    assert export.status_code == 200
