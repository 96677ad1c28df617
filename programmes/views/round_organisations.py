"""Which organisations are in the round: SKR finds them, adds them and takes them out."""

from django.contrib import messages
from django.db.models import Count, ProtectedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.access import require
from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes import errors
from programmes.forms.organisations import JoinForm
from programmes.models import Participation, Round
from programmes.permissions import may_run_round
from programmes.queries.dependents import dependents_of
from programmes.queries.mentorships import groups_by_participation
from programmes.queries.register import find_choices
from programmes.register.search import LONGEST_QUERY
from programmes.reports.round_setup import Step, next_step
from programmes.requests import Request
from programmes.services import participations as participations_service
from programmes.views.organisations import chosen

MOST_FOUND = 12


def run_round(request: Request, round_id: int) -> Round:
    """The round that the user runs: 404 for a stranger, 403 for a member."""
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    return round


@require_http_methods(["GET", "HEAD", "POST"])
def round_organisations(request: Request, round_id: int) -> HttpResponse:
    """GET searches too (`sok`), also for htmx as somebody types; POST adds the chosen one."""
    round = run_round(request, round_id)
    query = request.GET.get("sok", "")[:LONGEST_QUERY]
    if request.htmx and request.method != "POST":
        return render(request, "programmes/organisations/_options.html", _found(round, query))
    kind = request.GET.get("som", "")
    initial = kind if kind in Participation.Kind.values else Participation.Kind.PARTICIPANT
    form = JoinForm(request.POST or None, initial={"kind": initial})
    if request.method == "POST" and form.is_valid():
        organisation = chosen(form.cleaned_data["organisation"])
        try:
            participations_service.join_round(
                round=round,
                organisation=organisation,
                kind=form.cleaned_data["kind"],
                actor=request.user,
            )
        except errors.AlreadyTakesPartError:
            said = _("%(name)s är redan med i omgången.") % {"name": organisation}
            form.add_error("organisation", said)
        else:
            messages.success(request, _("%(name)s är tillagd.") % {"name": organisation})
            address = redirect("programmes:round_organisations", round.pk)
            address["Location"] += f"?som={form.cleaned_data['kind']}"
            return address
    rows = list(
        round.participations.select_related("organisation", "group", "theme")
        .annotate(people=Count("memberships"))
        .order_by("-kind", SwedishOrder("organisation__name"))
    )
    in_groups = groups_by_participation(rows, round.mentorships.all())
    groups = list(round.groups.all())
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "chosen_kind": initial,
        "rows": [
            (each, [group for group in groups if group.pk in in_groups.get(each.pk, ())])
            for each in rows
        ],
        "next_step": next_step(round, Step.ORGANISATIONS),
        **(_found(round, query) if query else {"query": ""}),
    }
    template = "programmes/organisations/round_organisations.html"
    return render_form(request, template, context, form=form)


@require_POST
def remove_participation(request: Request, participation_id: int) -> HttpResponse:
    """Take an organisation out of the round, after a question that says what goes along."""
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    participation = get_object_or_404(found, pk=participation_id)
    require(may_run_round, request.user, participation.round)
    back = redirect("programmes:round_organisations", participation.round_id)
    try:
        along = dependents_of(participation)
        if not is_confirmed(request):
            return confirmation_page(
                request,
                removal_question(participation, along),
                back=back["Location"],
                yes=_("Ta bort ur omgången"),
            )
        participations_service.remove_participation(participation=participation, actor=request.user)
    except ProtectedError:
        said = _("%(name)s används i något som måste tas bort först.")
        messages.warning(request, said % {"name": participation})
        return back
    said = _("%(name)s är inte längre med i omgången.")
    messages.success(request, said % {"name": participation})
    return back


def removal_question(participation: Participation, along: list[tuple[int, str]]) -> str:
    said = _("Ta bort %(name)s ur omgången?") % {"name": participation}
    if not along:
        return said + " " + _("Inget annat försvinner.")
    listed = ", ".join(f"{number} {kind}" for number, kind in along)
    what = _("Det här försvinner också och kan inte återställas: %(things)s.")
    kept = _("Personernas konton finns kvar.")
    return f"{said} {what % {'things': listed}} {kept}"


def _found(round: Round, query: str) -> dict[str, object]:
    """What the search page shows: the best that are found, and how many more there are."""
    there = set(round.participations.values_list("organisation", flat=True))
    every = find_choices(query) if query.strip() else []
    found = [(each, each.organisation and each.organisation.pk in there) for each in every]
    more = max(0, len(found) - MOST_FOUND)
    said = ngettext(
        "%(n)s organisation hittades.", "%(n)s organisationer hittades.", len(found)
    ) % {"n": len(found)}
    return {
        "round": round,
        "query": query,
        "found": found[:MOST_FOUND],
        "more": more,
        "said": said,
    }
