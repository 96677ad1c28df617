"""What is expected in a round: SKR adds, changes, moves, removes and restores its tasks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.locking import StaleVersionError, is_stale
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.forms.tasks import TaskForm
from programmes.models import Round, Task
from programmes.reports.task_rows import task_rows
from programmes.requests import Request
from programmes.services import tasks as tasks_service
from programmes.views.traffic import run_round

REMOVED = "removed_task"


@require_safe
def tasks(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    removed = request.session.pop(REMOVED, None)
    context = {
        "section": "rounds",
        "round": round,
        "rows": task_rows(round),
        "may_edit": not round.is_closed,
        "removed": removed["label"] if removed and removed["round"] == round.pk else None,
    }
    return render(request, "programmes/tasks/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    form = TaskForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        task = tasks_service.add_task(round=round, **form.task_fields())
        messages.success(request, _("”%(task)s” är tillagd sist.") % {"task": task})
        return redirect("programmes:tasks", round.pk)
    context = {"section": "rounds", "round": round, "form": form}
    return render_form(request, "programmes/tasks/task_form.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_task(request: Request, round_id: int, task_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    task = _task(round, task_id)
    read = number_or_zero(request.POST.get("version", ""))
    form = TaskForm(request.POST or None, instance=task, round=round)
    changed_meanwhile = request.method == "POST" and is_stale(task, read)
    if request.method == "POST" and form.is_valid() and not changed_meanwhile:
        try:
            tasks_service.change_task(task=task, version=read, **form.task_fields())
        except StaleVersionError:
            changed_meanwhile = True
        else:
            messages.success(request, _("”%(task)s” är sparad.") % {"task": task})
            return redirect("programmes:tasks", round.pk)
    # The form has written on the object in hand: what is stored is read again.
    stored = _task(round, task_id)
    context = {"section": "rounds", "round": round, "form": form, "task": stored}
    found = [row for row in task_rows(round) if row.task == stored]
    return render_form(
        request,
        "programmes/tasks/task_form.html",
        context,
        form=form,
        stored=found[0] if changed_meanwhile and found else None,
    )


@require_POST
def move_task(request: Request, round_id: int, task_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    steps = -1 if request.POST.get("direction") == "up" else 1
    task = tasks_service.move_task(task=_task(round, task_id), steps=steps)
    return redirect(f"{reverse('programmes:tasks', args=[round.pk])}#task-{task.pk}")


@require_POST
def remove_task(request: Request, round_id: int, task_id: int) -> HttpResponse:
    """Remove it at once; the next page offers to take that back."""
    round = run_round(request, round_id)
    task = _task(round, task_id)
    tasks_service.remove_task(task=task)
    request.session[REMOVED] = {"round": round.pk, "label": task.label}
    return redirect("programmes:tasks", round.pk)


@require_POST
def restore_task(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    task = tasks_service.restore_task(round=round)
    if task:
        messages.success(request, _("”%(task)s” är tillbaka.") % {"task": task})
    return redirect("programmes:tasks", round.pk)


@require_POST
def add_default_tasks(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    if not Task.objects.expected().filter(round=round).exists():  # pressed twice: once
        tasks_service.create_default_tasks(round=round)
        messages.success(request, _("Uppgifterna från mallen är tillagda."))
    return redirect("programmes:tasks", round.pk)


@require_POST
def save_task_template(request: Request, round_id: int) -> HttpResponse:
    """Let later rounds begin with these tasks, after a question: it replaces the template."""
    round = run_round(request, round_id)
    if not is_confirmed(request):
        question = _(
            "Ska nya omgångar börja med de här uppgifterna? De ersätter uppgifterna i mallen."
            " Omgångar som redan finns ändras inte."
        )
        back = reverse("programmes:tasks", args=[round.pk])
        return confirmation_page(request, question, back=back, yes=_("Spara som mall"))
    count = tasks_service.save_as_template(round=round)
    said = ngettext(
        "Mallen är sparad med %(count)s uppgift.",
        "Mallen är sparad med %(count)s uppgifter.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("programmes:tasks", round.pk)


def _task(round: Round, task_id: int) -> Task:
    task: Task = get_object_or_404(Task.objects.expected(), round=round, pk=task_id)
    return task
