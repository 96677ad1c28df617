"""How much of the organisations' facts is filled in: the kind of task that ticks itself by it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.models import FACT_FIELDS, OrganisationFacts, Participation
from programmes.task_kinds import TaskKind, TaskState, TaskStatus


def answered(facts: OrganisationFacts) -> int:
    """How many of the questions have an answer."""
    return sum(bool(getattr(facts, name)) for name in FACT_FIELDS)


def fact_statuses(participations: Sequence[Participation]) -> dict[int, TaskStatus]:
    """Each organisation's status by its participation's id, in one query."""
    found = OrganisationFacts.objects.filter(participation__in=participations)
    count = {facts.participation_id: answered(facts) for facts in found}
    return {each.pk: _status(each, count.get(each.pk, 0)) for each in participations}


def _status(participation: Participation, count: int) -> TaskStatus:
    url = reverse("programmes:facts", args=[participation.pk])
    of = len(FACT_FIELDS)
    if not count:
        return TaskStatus(TaskState.MISSING, "", url)
    if count == of:
        return TaskStatus(TaskState.DONE, "", url)
    words = _("%(count)s av %(of)s svar") % {"count": count, "of": of}
    return TaskStatus(TaskState.PART, words, url)


FACTS = TaskKind("facts", gettext_lazy("Organisationsfakta"), fact_statuses)
