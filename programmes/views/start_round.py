"""Start a round: by a template or as an earlier round, looked through before anything is stored."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept.access import require
from modellkoncept.web.conflict import OK, UNPROCESSABLE, render_form
from modellkoncept.web.http_methods import require_http_methods
from programmes.errors import AlreadyStartedError
from programmes.forms.meeting_rows import EACH_GROUP, PlanRows
from programmes.forms.rounds import CopyForm, PlanForm, StartForm
from programmes.models import Round, RoundTemplate
from programmes.permissions import may_start_rounds
from programmes.requests import Request
from programmes.round_templates.plan import PlannedMeeting
from programmes.services import round_plans
from programmes.services.round_plans import RoundPlan
from programmes.views.plan_sources import PREFIX, as_data, plan_by_round, plan_by_template
from programmes.views.round_access import round_to_run
from programmes.views.row_steps import add_row, move_to_working_days, number_of, row_count


@require_http_methods(["GET", "HEAD", "POST"])
def create_round(request: Request) -> HttpResponse:
    """First what cannot be computed, then every date to look through; only the last press saves."""
    require(may_start_rounds, request.user, None)
    if request.method == "POST" and request.POST.get("do"):
        return _look_through(request, request.POST.copy(), request.POST["do"])
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _look_through(request, as_data(plan_by_template(**form.cleaned_data)))
    context = {
        "section": "rounds",
        "form": form,
        "has_templates": RoundTemplate.objects.exists(),
    }
    return render_form(request, "programmes/rounds/start.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_round(request: Request, round_id: int) -> HttpResponse:
    """A new round as an earlier one was; what is saved is looked through as any new round."""
    source = round_to_run(request, round_id)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _look_through(request, as_data(plan_by_round(source, **form.cleaned_data)))
    context = {"section": "rounds", "form": form, "source": source}
    return render_form(request, "programmes/rounds/start.html", context, form=form)


def _look_through(request: Request, data: QueryDict, step: str = "") -> HttpResponse:
    """The plan with every date; after the step "save" the round itself."""
    focus = _take_step(data, step)
    form = PlanForm(data)
    rows = PlanRows(data, prefix=PREFIX, form_kwargs=form.lists())
    is_right = form.is_valid()
    rows.first_day, rows.last_day = form.days
    is_right = rows.is_valid() and is_right
    if step == "save" and is_right:
        return _start(request, _plan(form, rows))
    rows.mark_days()
    if focus is not None and focus < len(rows.forms):
        rows.forms[focus].fields["date"].widget.attrs["autofocus"] = True
        if step == "add":
            rows.forms[focus].forget_errors()
    starts_on = form.cleaned_data.get("starts_on")
    context = {
        "section": "rounds",
        "form": form,
        "rows": rows,
        "is_refused": step == "save",
        "action": reverse("programmes:create_round"),
        "has_started": starts_on is not None and starts_on < timezone.localdate(),
    }
    status = UNPROCESSABLE if context["is_refused"] else OK
    return render(request, "programmes/rounds/plan.html", context, status=status)


def _take_step(data: QueryDict, step: str) -> int | None:
    """Change what is typed as the step says; the row where the user goes on, if there is one."""
    if step == "add":
        return add_row(data, PREFIX)
    if step == "move-all":
        move_to_working_days(data, PREFIX, list(range(row_count(data, PREFIX))))
        return None
    row = number_of(step, "move")
    if row is not None:
        move_to_working_days(data, PREFIX, [row])
    return row


def _start(request: Request, plan: RoundPlan) -> HttpResponse:
    try:
        round = round_plans.start_round(plan=plan)
    except AlreadyStartedError as error:
        started: Round = error.round
        messages.info(request, _("Omgången är redan startad. Här är den."))
        return redirect(started)
    messages.success(request, _("Omgången är startad. Nu kan du lägga till organisationerna."))
    return redirect(round)


def _plan(form: PlanForm, rows: Any) -> RoundPlan:
    """The plan as it is typed; both forms are valid."""
    kept = [each.cleaned_data for each in rows.forms if not each.is_left_out]
    return RoundPlan(**form.cleaned_data, meetings=[_meeting(each) for each in kept])


def _meeting(typed: dict[str, Any]) -> PlannedMeeting:
    group = typed["group"]
    return PlannedMeeting(
        kind=typed["kind"],
        title=typed["title"],
        date=typed["date"],
        starts_at=typed["starts_at"],
        ends_at=typed["ends_at"],
        theme=int(typed["theme"] or 0) or None,
        is_per_group=group == EACH_GROUP,
        group=int(group) if group.isdecimal() else None,
    )
