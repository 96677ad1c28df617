"""Where the plan of a new round comes from, and the form's data that shows it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from programmes.forms.meeting_rows import EACH_GROUP
from programmes.models import Round, RoundTemplate
from programmes.planned_meetings import meeting_planner
from programmes.round_templates.plan import PlannedMeeting, last_day, planned_meetings
from programmes.services.round_plans import RoundPlan

PREFIX = "rad"  # of the rows of meetings


def plan_by_template(
    template: RoundTemplate, *, starts_on: date, name: str, groups: int, language: str
) -> RoundPlan:
    """A round by the template, with its groups numbered."""
    plan = template.as_plan()
    ends_on = last_day(plan, starts_on)
    return RoundPlan(
        name=name or proposed_name(starts_on, ends_on),
        starts_on=starts_on,
        ends_on=ends_on,
        language=language,
        themes=plan.themes,
        groups=[_("Grupp %(number)s") % {"number": number} for number in range(1, groups + 1)],
        meetings=planned_meetings(plan, starts_on, _("%(strategists)s inför %(meeting)s")),
        template=template,
    )


def plan_by_round(source: Round, *, starts_on: date, name: str) -> RoundPlan:
    """A round as the earlier one was, every day moved equally far; without its people."""
    away = starts_on - source.starts_on
    themes, groups = list(source.themes.order_by("position")), list(source.groups.all())
    theme_numbers = {theme.pk: number for number, theme in enumerate(themes, start=1)}
    group_numbers = {group.pk: number for number, group in enumerate(groups, start=1)}
    ends_on = source.ends_on + away
    return RoundPlan(
        name=name or proposed_name(starts_on, ends_on),
        starts_on=starts_on,
        ends_on=ends_on,
        language=source.language,
        themes=[theme.label for theme in themes],
        groups=[group.name for group in groups],
        meetings=[
            PlannedMeeting(
                kind=each.kind,
                title=each.title,
                date=each.date + away,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                theme=theme_numbers.get(each.theme_id or 0),
                group=group_numbers.get(each.group_id or 0),
            )
            for each in meeting_planner().stored(source)
        ],
        template=source.template,
        copied_from=source,
    )


def proposed_name(starts_on: date, ends_on: date) -> str:
    """Omgång 2027–2028, or Omgång 2027 within a year."""
    years = dict.fromkeys([str(starts_on.year), str(ends_on.year)])
    return _("Omgång %(years)s") % {"years": "–".join(years)}


def as_data(plan: RoundPlan) -> QueryDict:
    """What the form of the plan would send if nobody had typed anything."""
    data = QueryDict(mutable=True)
    for name, value in {
        "name": plan.name,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "language": plan.language,
        "themes": "\n".join(plan.themes),
        "groups": "\n".join(plan.groups),
        "template": str(plan.template.pk) if plan.template else "",
        "copied_from": str(plan.copied_from.pk) if plan.copied_from else "",
        "form_key": str(uuid4()),
        **rows_data(PREFIX, map(_row, plan.meetings)),
    }.items():
        data[name] = value
    return data


def rows_data(prefix: str, rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """Rows as a formset sends them."""
    found: Sequence[dict[str, str]] = list(rows)
    data = {f"{prefix}-TOTAL_FORMS": str(len(found)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(found):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def times_data(meeting: Any) -> dict[str, str]:
    """The times of a planned or stored meeting, as they are typed."""
    return {
        "date": meeting.date.isoformat(),
        "starts_at": f"{meeting.starts_at:%H.%M}",
        "ends_at": f"{meeting.ends_at:%H.%M}" if meeting.ends_at is not None else "",
    }


def _row(meeting: PlannedMeeting) -> dict[str, str]:
    group = EACH_GROUP if meeting.is_per_group else str(meeting.group or "")
    return {
        "title": meeting.title,
        "kind": str(meeting.kind),
        "theme": str(meeting.theme or ""),
        "group": group,
        **times_data(meeting),
    }
