"""A round and its meetings at once: started from a plan, changed, and shared out to its groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from programmes.models import LearningGroup, Round, RoundTemplate, Theme
from programmes.planned_meetings import MovedMeeting, NewMeeting, meeting_planner
from programmes.round_templates.plan import Kind, PlannedMeeting
from programmes.services import groups as groups_service
from programmes.services import rounds as rounds_service
from programmes.services.tasks import copy_tasks, create_default_tasks
from programmes.services.themes import ThemeLine, arrange_themes


@dataclass(frozen=True)
class RoundPlan:
    """A round that is not there yet. Themes and groups have their numbers from 1 in these lists."""

    name: str
    starts_on: date
    ends_on: date
    language: str = "sv"
    themes: Sequence[str] = ()
    groups: Sequence[str] = ()
    meetings: Sequence[PlannedMeeting] = ()
    template: RoundTemplate | None = None
    copied_from: Round | None = None
    form_key: UUID | None = field(default=None, compare=False)


@transaction.atomic
def start_round(*, plan: RoundPlan) -> Round:
    """Start the round with its themes, groups, meetings and tasks, or nothing of it.

    The tasks are those of the round that it is copied from, else the usual ones.

    Raises AlreadyStartedError when the form with the plan's key has started a round, and
    DayOutsideRoundError.
    """
    round = rounds_service.create_round(
        name=plan.name,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        themes=list(plan.themes),
        language=plan.language,
        template=plan.template,
        form_key=plan.form_key,
    )
    themes = list(round.themes.order_by("position"))
    groups = [groups_service.create_group(round=round, name=name) for name in plan.groups]
    planned = [
        new for each in plan.meetings for new in _new_meetings(each, themes=themes, groups=groups)
    ]
    meeting_planner().create(round, planned)
    if plan.copied_from is not None:
        copy_tasks(source=plan.copied_from, round=round)
        meeting_planner().copy_rules(plan.copied_from, round)
    else:
        create_default_tasks(round=round)
    return round


def _new_meetings(
    planned: PlannedMeeting, *, themes: Sequence[Theme], groups: Sequence[LearningGroup]
) -> Iterator[NewMeeting]:
    """The meeting, once for each group that has one of its own; a single one without groups."""
    if planned.is_per_group:
        theirs: Sequence[LearningGroup | None] = groups or [None]
    else:
        theirs = [_numbered(groups, planned.group)]
    for group in theirs:
        yield NewMeeting(
            kind=planned.kind,
            title=planned.title,
            date=planned.date,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            theme=_numbered(themes, planned.theme),
            group=group,
        )


def _numbered(rows: Sequence[Any], number: int | None) -> Any:
    """The row with this number, from 1; None where there is none."""
    return rows[number - 1] if number and number <= len(rows) else None


@transaction.atomic
def change_planned_round(
    *,
    round: Round,
    version: int | None,
    fields: dict[str, Any],
    themes: Sequence[ThemeLine],
    moved: Sequence[MovedMeeting] = (),
) -> Round:
    """Change the round, its themes, and the days of its meetings, or nothing of it.

    Raises StaleVersionError when the round or one of the meetings was changed meanwhile,
    DaysInUseError and DayOutsideRoundError.
    """
    meeting_planner().hold(round)
    round = rounds_service.lock_round(round.pk, version)
    rounds_service.change_locked_round(round, fields)
    arrange_themes(round=round, themes=themes)
    meeting_planner().move(round, moved)
    rounds_service.refuse_days_in_use(round)
    return round


@transaction.atomic
def share_out_meetings(*, round: Round) -> int:
    """Give each group learning meetings of its own, where the whole round had one.

    The first group goes on with the one that was; the others have copies with its day and agenda.
    Gives how many were shared out: a meeting whose audience is fixed stays the whole round's.
    """
    meeting_planner().hold(round)
    rounds_service.refuse_if_closed(round.pk)
    groups = list(round.groups.all())
    return sum(
        meeting_planner().share_out(round, meeting.pk, groups)
        for meeting in joint_learning_meetings(round)
    )


def joint_learning_meetings(round: Round) -> list[Any]:
    """The learning meetings that the whole round has together."""
    return [
        meeting
        for meeting in meeting_planner().stored(round)
        if meeting.kind == Kind.LEARNING and meeting.group_id is None
    ]
