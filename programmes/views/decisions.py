"""Political decisions of an organisation, and SKR's list of them over a round."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.files.downloads import as_download
from modellkoncept.locking import StaleVersionError, is_stale
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors, permissions
from programmes.forms.decisions import DecisionForm, flaw_message
from programmes.models import Decision, Participation, Round
from programmes.queries.decisions import (
    body_proposals,
    decision_row,
    organisation_row,
    organisation_rows,
)
from programmes.requests import Request
from programmes.services import decisions as decisions_service

FORM = "programmes/decisions/decision_form.html"


@require_safe
def decisions(request: Request, participation_id: int) -> HttpResponse:
    """The organisation's decisions, for its own people and SKR."""
    participation = own_participation(request, participation_id)
    may_edit = permissions.may_edit_decisions(request.user, participation)
    context = {
        "section": "rounds",
        "participation": participation,
        "row": organisation_row(participation),
        "may_edit": may_edit and not participation.round.is_closed,
    }
    return render(request, "programmes/decisions/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_decision(request: Request, participation_id: int) -> HttpResponse:
    participation = own_participation(request, participation_id)
    require(permissions.may_edit_decisions, request.user, participation)
    expected = organisation_row(participation).expected_kind
    form = DecisionForm(
        request.POST or None,
        request.FILES or None,
        initial={"kind": expected},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decisions_service.add_decision(participation=participation, **form.fields_given)
        except errors.NoPdfError as error:
            form.add_error("pdf", flaw_message(error.flaw))
        else:
            messages.success(request, _("Beslutet är sparat."))
            return redirect("programmes:decisions", participation.pk)
    context = _form_context(participation) | {"form": form}
    return render_form(request, FORM, context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_decision(request: Request, decision_id: int) -> HttpResponse:
    decision = editable_decision(request, decision_id)
    participation, version = decision.participation, decision.version
    form = DecisionForm(request.POST or None, request.FILES or None, instance=decision)
    stored = None
    if request.method == "POST":
        read = number_or_zero(request.POST.get("version", ""))
        changed_meanwhile = is_stale(decision, read)
        if form.is_valid() and not changed_meanwhile:
            try:
                decisions_service.change_decision(
                    decision=decision, version=version, **form.fields_given
                )
            except StaleVersionError:
                changed_meanwhile = True
            except errors.NoPdfError as error:
                form.add_error("pdf", flaw_message(error.flaw))
            else:
                messages.success(request, _("Beslutet är sparat."))
                return redirect("programmes:decisions", participation.pk)
        # The form has written on the object in hand: what is stored is read again.
        decision = Decision.objects.with_place().get(pk=decision.pk)
        if changed_meanwhile:
            stored, version = decision, decision.version
    context = _form_context(participation) | {
        "form": form,
        "decision": decision,
        "row": decision_row(decision),
        "version": version,
    }
    return render_form(request, FORM, context, form=form, stored=stored)


@require_POST
def remove_decision(request: Request, decision_id: int) -> HttpResponse:
    decision = editable_decision(request, decision_id)
    if not is_confirmed(request):
        question = _("Ta bort beslutet? Filen och tjänsteskrivelsen försvinner också.")
        back = reverse("programmes:change_decision", args=[decision.pk])
        return confirmation_page(request, question, back=back, yes=_("Ta bort beslutet"))
    decisions_service.remove_decision(decision=decision, actor=request.user)
    messages.success(request, _("Beslutet är borttaget."))
    return redirect("programmes:decisions", decision.participation_id)


@require_safe
def decision_file(request: Request, decision_id: int) -> HttpResponse:
    """The decision's PDF, for the organisation's own people and SKR."""
    decision = readable_decision(request, decision_id)
    if not decision.file:
        raise Http404
    try:
        with decision.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:  # lost from the storage
        raise Http404 from None
    # Never shown inside a page of ours: a PDF may carry scripts.
    return as_download(content, "application/pdf", decision.file_name)


@require_POST
def remove_decision_file(request: Request, decision_id: int) -> HttpResponse:
    decision = editable_decision(request, decision_id)
    back = reverse("programmes:change_decision", args=[decision.pk])
    if not is_confirmed(request):
        question = _("Ta bort filen? Det går inte att ångra.")
        return confirmation_page(request, question, back=back, yes=_("Ta bort filen"))
    decisions_service.remove_decision_file(decision=decision, actor=request.user)
    messages.success(request, _("Filen är borttagen."))
    return HttpResponseRedirect(back)


@require_safe
def round_decisions(request: Request, round_id: int) -> HttpResponse:
    """What each organisation of the round has decided, and lacks, for SKR staff."""
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(permissions.may_run_round, request.user, round)
    rows = organisation_rows(round)
    context = {
        "section": "rounds",
        "round": round,
        "rows": rows,
        "lacking": sum(not row.has_registered for row in rows),
    }
    return render(request, "programmes/decisions/round_decisions.html", context)


def own_participation(request: Request, participation_id: int) -> Participation:
    """The organisation, for its own people and SKR; 403 to the others of its round."""
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    participation: Participation = get_object_or_404(found, pk=participation_id)
    require(permissions.may_read_own_pages, request.user, participation)
    return participation


def readable_decision(request: Request, decision_id: int) -> Decision:
    """The decision, for the organisation's own people and SKR; 403 to the others of its round."""
    visible = Participation.objects.visible_to(request.user)
    found = Decision.objects.with_place().filter(participation__in=visible)
    decision: Decision = get_object_or_404(found, pk=decision_id)
    require(permissions.may_read_own_pages, request.user, decision.participation)
    return decision


def editable_decision(request: Request, decision_id: int) -> Decision:
    """The decision, for those who edit the organisation's decisions."""
    decision = readable_decision(request, decision_id)
    require(permissions.may_edit_decisions, request.user, decision.participation)
    return decision


def _form_context(participation: Participation) -> dict[str, object]:
    return {
        "section": "rounds",
        "participation": participation,
        "bodies": body_proposals(participation.organisation),
    }
