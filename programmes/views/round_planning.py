"""All plans of a round side by side, their exports, and the questions: for SKR staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.documents.offers import offer_of
from modellkoncept.documents.request import request_document
from modellkoncept.files import spreadsheets
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.locking import StaleVersionError, is_stale
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors, permissions
from programmes.documents.planning import ROUND_PLANS
from programmes.forms.planning import QuestionForm
from programmes.models import PlanningQuestion, Round
from programmes.queries.planning import round_plans
from programmes.reports.planning import plans_sheet
from programmes.requests import Request
from programmes.services import planning as planning_service

ORGANISATIONS_PER_PAGE = 25


@require_safe
def round_planning(request: Request, round_id: int) -> HttpResponse:
    """Questions against organisations; a long answer is shown in part and leads to the whole."""
    round = _round(request, round_id)
    page = Paginator(round_plans(round), ORGANISATIONS_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "section": "rounds",
        "round": round,
        "questions": PlanningQuestion.objects.filter(round=round).order_by("position"),
        "page": page,
        "offer": offer_of(ROUND_PLANS, round),
    }
    return render(request, "programmes/planning/round_planning.html", context)


@require_POST
def round_planning_document(request: Request, round_id: int) -> HttpResponse:
    """Request all plans as PDF and Word, or go to the document that stands there."""
    round = _round(request, round_id)
    with transaction.atomic():
        planning_service.record_export(round=round, actor=request.user)
        made = request_document(kind=ROUND_PLANS, of=round, by=request.user)
    return redirect(made)


@require_POST
def round_planning_xlsx(request: Request, round_id: int) -> HttpResponse:
    """All plans as a workbook. A POST, for it writes in the audit log."""
    round = _round(request, round_id)
    with translation.override(round.language):
        title = _("Organisationernas planering: %(round)s") % {"round": round}
        sheet = plans_sheet(round_plans(round))
    content = spreadsheets.xlsx_file([sheet], title=title, on=timezone.localdate())
    planning_service.record_export(round=round, actor=request.user)
    name = safe_filename(title, "xlsx")
    return as_download(content, spreadsheets.CONTENT_TYPES["xlsx"], name)


@require_http_methods(["GET", "HEAD", "POST"])
def planning_questions(request: Request, round_id: int) -> HttpResponse:
    """The questions of the round; a POST asks one more."""
    round = _round(request, round_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planning_service.add_question(round=round, **form.cleaned_data)
        except errors.TooManyQuestionsError:
            form.add_error(None, _("Omgången har så många frågor som får plats. Ta bort någon."))
        else:
            messages.success(request, _("Frågan är tillagd."))
            return redirect("programmes:planning_questions", round.pk)
    context = {
        "section": "rounds",
        "round": round,
        "questions": PlanningQuestion.objects.filter(round=round).order_by("position"),
        "form": form,
    }
    return render_form(request, "programmes/planning/questions.html", context, form=form)


@require_POST
def add_default_questions(request: Request, round_id: int) -> HttpResponse:
    round = _round(request, round_id)
    planning_service.add_default_questions(round=round)
    messages.success(request, _("Frågorna är tillagda."))
    return redirect("programmes:planning_questions", round.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change_planning_question(request: Request, question_id: int) -> HttpResponse:
    question = _planning_question(request, question_id)
    version = question.version
    form = QuestionForm(request.POST or None, instance=question)
    stored = None
    if request.method == "POST":
        changed_meanwhile = is_stale(question, number_or_zero(request.POST.get("version", "")))
        if form.is_valid() and not changed_meanwhile:
            try:
                planning_service.change_question(
                    question=question, version=version, **form.cleaned_data
                )
            except StaleVersionError:
                changed_meanwhile = True
            else:
                messages.success(request, _("Frågan är sparad."))
                return redirect("programmes:planning_questions", question.round_id)
        # The form has written on the object in hand: what is stored is read again.
        question = PlanningQuestion.objects.select_related("round").get(pk=question.pk)
        if changed_meanwhile:
            stored, version = question, question.version
    context = {
        "section": "rounds",
        "round": question.round,
        "question": question,
        "form": form,
        "version": version,
    }
    return render_form(
        request, "programmes/planning/question_form.html", context, form=form, stored=stored
    )


@require_POST
def move_planning_question(request: Request, question_id: int) -> HttpResponse:
    question = _planning_question(request, question_id)
    steps = -1 if request.POST.get("direction") == "up" else 1
    planning_service.move_question(question=question, steps=steps)
    messages.success(request, _("Frågan är flyttad."))
    return redirect("programmes:planning_questions", question.round_id)


@require_POST
def remove_planning_question(request: Request, question_id: int) -> HttpResponse:
    question = _planning_question(request, question_id)
    back = reverse("programmes:planning_questions", args=[question.round_id])
    if not is_confirmed(request):
        asked = _("Ta bort frågan? Det går inte att ångra.")
        return confirmation_page(request, asked, back=back, yes=_("Ta bort frågan"))
    try:
        planning_service.remove_question(question=question)
    except errors.QuestionAnsweredError:
        messages.warning(request, _("Någon har svarat på frågan. Därför kan den inte tas bort."))
    else:
        messages.success(request, _("Frågan är borttagen."))
    return HttpResponseRedirect(back)


def _round(request: Request, round_id: int) -> Round:
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(permissions.may_run_round, request.user, round)
    return round


def _planning_question(request: Request, question_id: int) -> PlanningQuestion:
    visible = Round.objects.visible_to(request.user)
    found = PlanningQuestion.objects.select_related("round").filter(round__in=visible)
    question: PlanningQuestion = get_object_or_404(found, pk=question_id)
    require(permissions.may_run_round, request.user, question.round)
    return question
