"""The tasks of one organisation: read and ticked by its people; SKR says what does not apply."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import permissions
from programmes.deadlines.days import swedish_day
from programmes.errors import NotTickedByHandError, TaskNotTheirsError
from programmes.forms.tasks import ReasonForm
from programmes.models import Membership, Participation, Task, TaskTick
from programmes.queries.participations import by_role_and_name
from programmes.reports.own_tasks import own_tasks
from programmes.reports.task_statuses import owners_among
from programmes.requests import Request
from programmes.services import task_states
from programmes.task_kinds import TaskState


@require_safe
def participation_tasks(request: Request, participation_id: int) -> HttpResponse:
    participation = find_participation(request, participation_id)
    require(permissions.may_see_tasks, request.user, participation)
    is_open = not participation.round.is_closed
    context = {
        "section": "rounds",
        "participation": participation,
        "round": participation.round,
        "tasks": own_tasks(participation, request.user, swedish_day(timezone.now())),
        "may_answer": is_open and permissions.may_answer_for(request.user, participation),
        "may_tick_for_colleagues": is_open
        and permissions.may_tick_for_colleagues(request.user, participation),
        "may_exempt": is_open and request.user.is_skr,
    }
    return render(request, "programmes/task_states/task_states.html", context)


@require_POST
def set_task_state(request: Request, participation_id: int, task_id: int) -> HttpResponse:
    participation, task = _answered_task(request, participation_id, task_id)
    try:
        state = TaskState(request.POST.get("state", ""))
        task_states.set_task_state(task=task, participation=participation, state=state)
    except (ValueError, TaskNotTheirsError) as error:
        raise Http404 from error
    except NotTickedByHandError:
        messages.warning(request, _("”%(task)s” bockas av automatiskt.") % {"task": task})
    else:
        messages.success(request, _said(state) % {"task": task})
    return redirect("programmes:participation_tasks", participation.pk)


@require_POST
def tick_task(request: Request, participation_id: int, task_id: int) -> HttpResponse:
    """Say whether the user herself has done what everybody does."""
    participation, task = _answered_task(request, participation_id, task_id)
    membership = get_object_or_404(participation.memberships, user=request.user)
    is_done = request.POST.get("state") == TaskState.DONE
    try:
        task_states.tick_task(task=task, membership=membership, is_done=is_done)
    except TaskNotTheirsError as error:
        raise Http404 from error
    said = _said(TaskState.DONE if is_done else TaskState.MISSING)
    messages.success(request, said % {"task": task})
    return redirect("programmes:participation_tasks", participation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def tick_colleagues(request: Request, participation_id: int, task_id: int) -> HttpResponse:
    """The coordinator says of each of her people whether she has done it."""
    participation = find_participation(request, participation_id)
    require(permissions.may_tick_for_colleagues, request.user, participation)
    task = _task(participation, task_id)
    if not task.is_for_each_person:
        raise Http404
    if request.method == "POST":
        done = [number_or_zero(each) for each in request.POST.getlist("done")]
        task_states.tick_task_for_colleagues(task=task, participation=participation, done=done)
        messages.success(request, _("Ändringen är sparad."))
        return redirect("programmes:participation_tasks", participation.pk)
    members = Membership.objects.filter(participation=participation).select_related("user")
    ticked = TaskTick.objects.filter(task=task, membership=OuterRef("pk"))
    people = owners_among(task, members.annotate(is_ticked=Exists(ticked)))
    context = {
        "section": "rounds",
        "participation": participation,
        "task": task,
        "people": sorted(people, key=by_role_and_name),
    }
    return render(request, "programmes/task_states/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def exempt_from_task(request: Request, participation_id: int, task_id: int) -> HttpResponse:
    """SKR says why a task does not apply to the organisation, or that it does again."""
    participation = find_participation(request, participation_id)
    require(permissions.may_run_round, request.user, participation.round)
    task = _task(participation, task_id)
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if request.method == "POST" and "applies" in request.POST:
        task_states.set_applicable(task=task, participation=participation)
        messages.success(request, _("”%(task)s” gäller igen.") % {"task": task})
        return redirect("programmes:participation_tasks", participation.pk)
    if request.method == "POST" and form.is_valid():
        task_states.set_not_applicable(
            task=task, participation=participation, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("”%(task)s” gäller inte längre.") % {"task": task})
        return redirect("programmes:participation_tasks", participation.pk)
    context = {"section": "rounds", "participation": participation, "task": task, "form": form}
    return render_form(request, "programmes/task_states/exempt.html", context, form=form)


def find_participation(request: Request, participation_id: int) -> Participation:
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    participation: Participation = get_object_or_404(found, pk=participation_id)
    return participation


def _answered_task(
    request: Request, participation_id: int, task_id: int
) -> tuple[Participation, Task]:
    participation = find_participation(request, participation_id)
    require(permissions.may_answer_for, request.user, participation)
    return participation, _task(participation, task_id)


def _task(participation: Participation, task_id: int) -> Task:
    """A task that is expected of this organisation."""
    expected = Task.objects.expected().filter(round=participation.round_id)
    task: Task = get_object_or_404(expected, pk=task_id)
    if not task.concerns(participation):
        raise Http404
    return task


def _said(state: TaskState) -> str:
    return {
        TaskState.DONE: _("”%(task)s” är markerad som klar."),
        TaskState.PART: _("”%(task)s” är på väg."),
        TaskState.MISSING: _("”%(task)s” är inte längre markerad."),
    }[state]
