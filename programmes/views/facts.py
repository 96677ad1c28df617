"""The organisation's facts: filled in by its people, read by SKR."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.query_parameters import number_or_zero
from programmes import permissions
from programmes.forms.facts import FactsForm
from programmes.models import FACT_FIELDS, FACT_PARTS, OrganisationFacts, Participation
from programmes.models.facts import fact_question
from programmes.reports.facts import answered
from programmes.requests import Request
from programmes.services import facts as facts_service
from programmes.views.task_states import find_participation


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, participation_id: int) -> HttpResponse:
    participation = find_participation(request, participation_id)
    require(permissions.may_see_tasks, request.user, participation)
    if request.method == "POST":
        require(permissions.may_answer_for, request.user, participation)
    form = FactsForm(request.POST or None, instance=_stored(participation))
    changed_meanwhile = False
    if request.method == "POST" and form.is_valid():
        read = number_or_zero(request.POST.get("version", ""))
        try:
            facts_service.save_facts(
                participation=participation, answers=form.cleaned_data, version=read
            )
        except StaleVersionError:
            changed_meanwhile = True
        else:
            messages.success(request, _("Svaren är sparade."))
            return redirect("programmes:facts", participation.pk)
    # The form has written on the object in hand: what is stored is read again.
    stored = _stored(participation)
    context = {
        "section": "rounds",
        "participation": participation,
        "round": participation.round,
        "form": form,
        "version": stored.version if stored.pk else facts_service.NEVER_SAVED,
        "may_answer": not participation.round.is_closed
        and permissions.may_answer_for(request.user, participation),
        "answered": answered(stored),
        "of": len(FACT_FIELDS),
        "parts": [
            (
                heading,
                [(fact_question(name), getattr(stored, name)) for name in names],
            )
            for heading, names in FACT_PARTS.items()
        ],
    }
    return render_form(
        request,
        "programmes/facts/facts.html",
        context,
        form=form,
        stored=stored if changed_meanwhile else None,
    )


def _stored(participation: Participation) -> OrganisationFacts:
    found = OrganisationFacts.objects.filter(participation=participation).first()
    return found or OrganisationFacts(participation=participation)
