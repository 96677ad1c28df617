"""The tasks of a round as its staff plans them: each with when it is due, in words and in days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.deadlines.meetings import MeetingDay, due_day, meetings_for
from programmes.meeting_days import meeting_days_of, meeting_kinds
from programmes.models import Round, Task
from programmes.models.tasks import EACH_PERSON
from programmes.reports.task_statuses import anchor_of
from programmes.task_kinds import task_kinds


@dataclass(frozen=True)
class TaskRow:
    task: Task
    rule: str  # ”14 dagar före Lärandeträff 1”
    days: list[date]  # one, or one for each group that meets on a day of its own
    ticked: str  # how

    def days_in_words(self) -> str:
        return ", ".join(date_format(day, _("j b Y")) for day in self.days)


def task_rows(round: Round) -> list[TaskRow]:
    """Every task of the round, in its order; a fixed number of queries."""
    meetings = meeting_days_of([round.pk])
    groups = [group.pk for group in round.groups.all()] or [None]
    labels = {str(kind.name): str(kind.label) for kind in meeting_kinds}
    usual = {kind.name: kind.usual for kind in meeting_kinds}
    tasks = Task.objects.expected().filter(round=round).select_related("theme")
    return [
        TaskRow(
            task=task,
            rule=_rule(task, labels, usual),
            days=_days(task, meetings, groups),
            ticked=_ticked(task),
        )
        for task in tasks
    ]


def _days(task: Task, meetings: Sequence[MeetingDay], groups: Sequence[int | None]) -> list[date]:
    if task.fixed_on:
        return [task.fixed_on]
    anchor = anchor_of(task)
    if anchor is None:
        return []
    theirs = (meetings_for(meetings, task.round_id, group) for group in groups)
    found = {due_day(each, anchor, task.days) for each in theirs}
    return sorted(day for day in found if day)


def _rule(task: Task, labels: dict[str, str], usual: dict[str, int]) -> str:
    if task.fixed_on:
        return ""
    if task.theme:
        meeting = _("träffen med temat %(theme)s") % {"theme": task.theme}
    elif task.meeting_kind:
        meeting = labels.get(task.meeting_kind, task.meeting_kind)
        if usual.get(task.meeting_kind, 1) > 1 or task.meeting_number > 1:
            meeting = f"{meeting} {task.meeting_number}"
    else:
        return _("Ingen sista dag")
    count = abs(task.days)
    if not count:
        return _("Samma dag som %(meeting)s") % {"meeting": meeting}
    if task.days < 0:
        said = ngettext("%(count)s dag före %(meeting)s", "%(count)s dagar före %(meeting)s", count)
    else:
        said = ngettext(
            "%(count)s dag efter %(meeting)s", "%(count)s dagar efter %(meeting)s", count
        )
    return said % {"count": count, "meeting": meeting}


def _ticked(task: Task) -> str:
    if task.kind == EACH_PERSON:
        return _("Var och en bockar av")
    if task.kind in task_kinds:
        return _("Bockas av automatiskt")
    return _("Organisationen markerar")
