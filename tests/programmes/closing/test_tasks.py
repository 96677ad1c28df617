"""The tasks in a closing: in the pack and afterwards without names, with how far each had come."""

import pytest
from django.utils import timezone

from modellkoncept.mail.models import DigestItem
from programmes.closing.removal import removal
from programmes.models import Membership, OrganisationFacts, Participation, TaskRecord, TaskTick
from programmes.reports.reminders import key_prefix
from programmes.services import facts, task_states
from programmes.task_kinds import TaskState
from tests.factories import TaskFactory, UserFactory
from tests.programmes.closing.conftest import tomorrow
from tests.programmes.closing.test_pack import opened, xlsx_rows
from tests.programmes.closing.test_removal import everything, found_of


@pytest.fixture
def expected(ended):
    """A task with a state and one that each ticks, with people's names wherever one can write."""
    ours = Participation.objects.get(round=ended.round, organisation__name="Granviks kommun")
    task = TaskFactory(
        round=ended.round, label="Beslut av Doris Eng", description="Fråga Astrid Åkerblom"
    )
    exempt = TaskFactory(round=ended.round, label="Plan")
    each = TaskFactory(round=ended.round, label="Utbildning", kind="each", owner="everybody")
    task_states.set_task_state(task=task, participation=ours, state=TaskState.DONE)
    task_states.set_not_applicable(
        task=exempt, participation=ours, reason="Börje O'Hara har gjort den"
    )
    for membership in Membership.objects.filter(participation=ours):
        task_states.tick_task(task=each, membership=membership, is_done=True)
    facts.save_facts(
        participation=ours, answers={"responsible": "Astrid Åkerblom", "goals": "Jämlik service"}
    )
    DigestItem.objects.create(
        key=f"remind-{ended.round.pk}-1-2023-02-01", user=UserFactory(),
        subject="Hej", text="Hälsar Doris Eng", due_at=timezone.now(),
    )  # fmt: skip
    return ended


def test_the_pack_has_the_tasks_and_the_facts_without_names(expected):
    content = opened(expected.packed()).read("omgang/uppgifter.xlsx")

    cells = {str(cell) for row in xlsx_rows(content) for cell in row}
    assert {"Beslut av [namn]", "Klart", "Gäller inte", "[namn] har gjort den"} <= cells
    text = str(cells)
    assert [each in text for each in ("Astrid", "Åkerblom", "Doris", "O'Hara")] == [False] * 4


def test_after_the_removal_the_states_are_kept_and_no_name(expected):
    removal.remove_personal_data(closing=expected.planned(), today=tomorrow())

    assert sorted(TaskRecord.objects.values_list("state", "reason")) == [
        ("done", ""),
        ("na", "[namn] har gjort den"),
    ]
    assert list(OrganisationFacts.objects.values_list("responsible", "goals")) == [
        ("[namn]", "Jämlik service")
    ]
    assert not TaskTick.objects.filter(task__round=expected.round).exists()
    assert not DigestItem.objects.filter(round_id=expected.round.pk).exists()
    assert not DigestItem.objects.filter(key__startswith=key_prefix(expected.round.pk)).exists()
    assert found_of(expected.forgotten, everything()) == []
