"""The document of a decision: read it, edit a section, change the headings, make PDF and Word."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.documents.offers import offer_of
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import permissions
from programmes.decision_texts.sections import SectionName
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.forms.decisions import HeadingsForm, SectionForm
from programmes.models import Decision
from programmes.queries.decision_texts import (
    WrittenSection,
    all_headings,
    headings_version,
    written_decision,
)
from programmes.requests import Request
from programmes.services import decision_texts as texts_service
from programmes.views.decisions import editable_decision, own_participation, readable_decision


@require_safe
def decision_text(request: Request, decision_id: int) -> HttpResponse:
    """The document as it will read, with what still is to be filled in."""
    decision = _with_document(readable_decision(request, decision_id))
    participation = decision.participation
    may_edit = permissions.may_edit_decisions(request.user, participation)
    context = {
        "section": "rounds",
        "decision": decision,
        "participation": participation,
        "written": written_decision(decision),
        "may_edit": may_edit and not participation.round.is_closed,
        "offer": offer_of(DECISION_DOCUMENT, decision),
    }
    return render(request, "programmes/decisions/decision_text.html", context)


@require_POST
def decision_document(request: Request, decision_id: int) -> HttpResponse:
    """Request the document as PDF and Word, or go to the one that stands there."""
    decision = _with_document(readable_decision(request, decision_id))
    return redirect(request_document(kind=DECISION_DOCUMENT, of=decision, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: Request, decision_id: int, section: SectionName) -> HttpResponse:
    decision = _with_document(editable_decision(request, decision_id))
    written = _section(decision, section)
    form = SectionForm(request.POST or None, initial={"text": written.text})
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            texts_service.edit_section(
                decision=decision,
                section=section,
                text=form.cleaned_data["text"],
                generated=written.section.text,
                version=number_or_zero(request.POST.get("version", "")),
            )
        except StaleVersionError:
            decision = Decision.objects.with_place().get(pk=decision.pk)
            stored = written = _section(decision, section)
        else:
            messages.success(request, _("Avsnittet är sparat."))
            return redirect("programmes:decision_text", decision.pk)
    context = {
        "section": "rounds",
        "decision": decision,
        "participation": decision.participation,
        "written": written,
        "form": form,
        "version": written.version,
    }
    return render_form(
        request, "programmes/decisions/section_form.html", context, form=form, stored=stored
    )


@require_POST
def restore_section(request: Request, decision_id: int, section: SectionName) -> HttpResponse:
    """Let the system's own text stand again, and forget the edited one."""
    decision = _with_document(editable_decision(request, decision_id))
    if not is_confirmed(request):
        question = _(
            "Återställ till systemets text? Det som ni har skrivit i avsnittet försvinner."
        )
        back = f"{_text_url(decision)}#{section}"
        return confirmation_page(request, question, back=back, yes=_("Återställ"))
    texts_service.restore_section(decision=decision, section=section)
    messages.success(request, _("Systemets text är tillbaka."))
    return redirect("programmes:decision_text", decision.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_headings(request: Request, participation_id: int) -> HttpResponse:
    """What the organisation calls the sections of its documents, and which they have."""
    participation = own_participation(request, participation_id)
    require(permissions.may_edit_decisions, request.user, participation)
    headings, stored = all_headings(participation.organisation), None
    form = HeadingsForm(request.POST or None, headings=headings)
    if request.method == "POST" and form.is_valid():
        try:
            texts_service.change_headings(
                participation=participation,
                headings=form.headings,
                version=request.POST.get("version", ""),
            )
        except StaleVersionError:
            stored = headings = all_headings(participation.organisation)
        else:
            messages.success(request, _("Rubrikerna är sparade."))
            return redirect("programmes:decisions", participation.pk)
    context = {
        "section": "rounds",
        "participation": participation,
        "form": form,
        "version": headings_version(headings),
    }
    return render_form(
        request, "programmes/decisions/headings.html", context, form=form, stored=stored
    )


def _with_document(decision: Decision) -> Decision:
    """The decision, when it is one that a document is written of."""
    if not decision.is_of_the_round:
        raise Http404
    return decision


def _section(decision: Decision, name: SectionName) -> WrittenSection:
    found = written_decision(decision).section(name)
    if found is None or not found.section.may_be_edited:
        raise Http404
    return found


def _text_url(decision: Decision) -> str:
    return reverse("programmes:decision_text", args=[decision.pk])
