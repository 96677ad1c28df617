"""How far each organisation has come with its decision to be in the round."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.models import DecisionState, Participation
from programmes.queries.decisions import OrganisationRow, decisions_of
from programmes.task_kinds import TaskState, TaskStatus


def decision_statuses(participations: Sequence[Participation]) -> dict[int, TaskStatus]:
    """By the participation's id: done once the decision is registered. Two queries."""
    return {row.participation.pk: _status(row) for row in decisions_of(participations)}


def _status(row: OrganisationRow) -> TaskStatus:
    url = reverse("programmes:decisions", args=[row.participation.pk])
    found = row.expected
    if found is None:
        return TaskStatus(TaskState.MISSING, _("Beslut saknas"), url)
    if found.state is DecisionState.REGISTERED:
        return TaskStatus(TaskState.DONE, found.words, url)
    words = f"{found.words}. {found.missing}" if found.missing else found.words
    return TaskStatus(TaskState.PART, words, url)
