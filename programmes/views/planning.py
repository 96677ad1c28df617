"""An organisation's plan: its answers, saved while they are written."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.documents.offers import offer_of
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import CONFLICT, UNPROCESSABLE
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import permissions
from programmes.documents.planning import PLAN
from programmes.errors import NotAskedError
from programmes.forms.planning import AnswerForm
from programmes.models import Participation, PlanningQuestion
from programmes.queries.planning import QuestionRow, plan_of
from programmes.requests import Request
from programmes.services import planning as planning_service
from programmes.views.decisions import own_participation


@require_safe
def planning(request: Request, participation_id: int) -> HttpResponse:
    """The questions with the organisation's answers: its people write, SKR reads."""
    participation = own_participation(request, participation_id)
    return render(request, "programmes/planning/planning.html", _context(request, participation))


@require_POST
def planning_document(request: Request, participation_id: int) -> HttpResponse:
    """Request the plan as PDF and Word, or go to the one that stands there."""
    participation = own_participation(request, participation_id)
    return redirect(request_document(kind=PLAN, of=participation, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def planning_answer(request: Request, participation_id: int, question_id: int) -> HttpResponse:
    """One question: shown anew where nobody writes, or saved; then only its state is answered.

    The text that somebody is writing is never replaced.
    """
    participation = own_participation(request, participation_id)
    question = get_object_or_404(PlanningQuestion.objects.asked_of(participation), pk=question_id)
    if request.method != "POST":
        if not request.htmx:
            return redirect("programmes:planning", participation.pk)
        return _question(request, participation, question)
    require(permissions.may_answer_for, request.user, participation)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _refused(request, participation, question, form, UNPROCESSABLE)
    try:
        planning_service.save_answer(
            participation=participation,
            question=question,
            text=form.cleaned_data["text"],
            version=number_or_zero(request.POST.get("version", "")),
            page=_page(request),
            is_done={"1": True, "0": False}.get(request.POST.get("done", "")),
        )
    except StaleVersionError:
        return _refused(request, participation, question, form, CONFLICT)
    except NotAskedError:  # any more: SKR has changed the question meanwhile
        raise Http404 from None
    if request.htmx:
        return _state(request, participation, question)
    messages.success(request, _("Svaret är sparat."))
    return redirect("programmes:planning", participation.pk)


def _page(request: Request) -> UUID | None:
    with suppress(ValueError):
        return UUID(request.POST.get("page", ""))
    return None


def _refused(
    request: Request,
    participation: Participation,
    question: PlanningQuestion,
    form: AnswerForm,
    status: int,
) -> HttpResponse:
    """What is wrong, or what another has saved, beside what was typed, which stays."""
    errors = [str(error) for error in form.errors.get("text", [])]
    refusal = {"errors": errors, "is_conflict": status == CONFLICT}
    if request.htmx:
        return _state(request, participation, question, status=status, **refusal)
    context = _context(request, participation) | {
        "refused": question.pk,
        "typed": request.POST.get("text", ""),
        **refusal,
    }
    return render(request, "programmes/planning/planning.html", context, status=status)


def _state(
    request: Request,
    participation: Participation,
    question: PlanningQuestion,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = _of_question(participation, question) | more
    return render(request, "programmes/planning/_state.html", context, status=status)


def _question(
    request: Request, participation: Participation, question: PlanningQuestion
) -> HttpResponse:
    context = _of_question(participation, question) | _rights(request, participation)
    return render(request, "programmes/planning/_question.html", context)


def _of_question(participation: Participation, question: PlanningQuestion) -> dict[str, object]:
    row: QuestionRow = next(
        row for row in plan_of(participation).asked if row.question.pk == question.pk
    )
    return {"participation": participation, "row": row}


def _rights(request: Request, participation: Participation) -> dict[str, object]:
    may_answer = permissions.may_answer_for(request.user, participation)
    return {"may_answer": may_answer and not participation.round.is_closed}


def _context(request: Request, participation: Participation) -> dict[str, object]:
    return {
        "section": "rounds",
        "participation": participation,
        "plan": plan_of(participation),
        "offer": offer_of(PLAN, participation),
        **_rights(request, participation),
    }
