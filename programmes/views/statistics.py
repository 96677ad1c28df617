"""Figures of the programme since 2015. SKR staff only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.forms.histories import StatedFigureForm
from programmes.models import StatedFigure
from programmes.queries.statistics import statistics as statistics_query
from programmes.requests import Request
from programmes.services import histories
from programmes.views.organisations import require_skr

# What the programme's own decision texts state: proposed in the form, saved by a person.
KNOWN = {
    "year": 2021,
    "municipalities": 37,
    "regions": 6,
    "source": "Region Norrbotten, Mentorskap Modellregioner, dnr 00787-2021",
}


@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: Request) -> HttpResponse:
    """GET shows the figures; POST keeps one that a source states."""
    require_skr(request)
    form = StatedFigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        histories.save_stated_figure(**form.cleaned_data)
        messages.success(request, _("Uppgiften är sparad."))
        return redirect("programmes:statistics")
    found = statistics_query()
    if request.method != "POST" and not found.stated:
        form = StatedFigureForm(initial=KNOWN)
    context = {"section": "overview", "statistics": found, "form": form}
    return render_form(request, "programmes/organisations/statistics.html", context, form=form)


@require_POST
def remove_stated_figure(request: Request, figure_id: int) -> HttpResponse:
    require_skr(request)
    histories.remove_stated_figure(figure=get_object_or_404(StatedFigure, pk=figure_id))
    messages.success(request, _("Uppgiften är borttagen."))
    return redirect("programmes:statistics")
