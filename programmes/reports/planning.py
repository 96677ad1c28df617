"""How far each organisation has come with its plan, and all plans as a workbook."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept.files.spreadsheets import Sheet
from programmes.models import Participation
from programmes.queries.planning import Plan, plans_of
from programmes.task_kinds import TaskState, TaskStatus


def planning_statuses(participations: Sequence[Participation]) -> dict[int, TaskStatus]:
    """By the participation's id: done once every question is marked as done. Two queries."""
    return {plan.participation.pk: _status(plan) for plan in plans_of(participations) if plan.asked}


def _status(plan: Plan) -> TaskStatus:
    url = reverse("programmes:planning", args=[plan.participation.pk])
    asked = len(plan.asked)
    words = _("%(done)s av %(asked)s klara") % {"done": plan.done, "asked": asked}
    if plan.done == asked:
        return TaskStatus(TaskState.DONE, words, url)
    if plan.has_text or plan.done:
        return TaskStatus(TaskState.PART, words, url)
    return TaskStatus(TaskState.MISSING, _("Inte påbörjad"), url)


def plans_sheet(plans: Sequence[Plan]) -> Sheet:
    """A row for each organisation and question that it is asked."""
    header = [_("Organisation"), _("Medverkan"), _("Fråga"), _("Läge"), _("Svar")]
    rows = [
        [
            str(plan.participation.organisation),
            plan.participation.get_kind_display(),
            row.question.text,
            row.words,
            row.text,
        ]
        for plan in plans
        for row in plan.asked
    ]
    return Sheet(_("Planering"), header, rows, [28, 14, 40, 14, 80])
