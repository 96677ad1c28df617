"""Inviting people: a pasted list or a file, shown row by row before anything is sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.access import require
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.query_parameters import number_or_zero
from programmes.forms.invitations import OPEN, InvitationForm
from programmes.invitations.parsing.entries import as_table
from programmes.models import Participation, Role, Round
from programmes.permissions import may_coordinate, may_run_round
from programmes.queries.invitation_plan import Outcome, PlannedRow, plan_invitations, seen_of
from programmes.queries.invitation_scope import Scope
from programmes.requests import Request
from programmes.services import invitations
from programmes.services.invitations import Invitee

ROWS_PER_PAGE = 100
MOST_AT_ONCE = 500  # letters in one transaction


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, participation_id: int) -> HttpResponse:
    """Invite people to one organisation: its coordinators, and SKR."""
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    participation = get_object_or_404(found, pk=participation_id)
    require(may_coordinate, request.user, participation)
    return _invite(request, Scope(participation.round, request.user, participation))


@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_round(request: Request, round_id: int) -> HttpResponse:
    """Invite people to any organisation of the round, each row with its own: SKR."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    return _invite(request, Scope(round, request.user))


@dataclass(frozen=True)
class Preview:
    """The list as it was read, with what would happen."""

    rows: list[PlannedRow]

    @property
    def invited(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome.is_invited]

    @property
    def wrong(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome is Outcome.WRONG]

    @property
    def seen(self) -> str:
        return seen_of(self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {each.value: sum(row.outcome is each for row in self.rows) for each in Outcome}


def _invite(request: Request, scope: Scope) -> HttpResponse:
    is_asked = request.method == "POST"
    form = InvitationForm(
        request.POST if is_asked else None, request.FILES if is_asked else None, scope=scope
    )
    if not is_asked or not form.is_valid():
        return _page(request, scope, form, None, status=422 if form.errors else 200)
    preview = Preview(plan_invitations(form.entries, scope))
    if "bjud_in" not in request.POST:
        return _page(request, scope, form, preview)
    if not preview.invited and not preview.wrong:
        messages.info(request, _("Alla i listan är redan med. Inget mejl skickades."))
        return redirect(_people_of(scope))
    if preview.seen != request.POST.get("sett"):
        return _page(request, scope, form, preview, has_changed=True)
    if len(preview.invited) > MOST_AT_ONCE or not preview.invited:
        return _page(request, scope, form, preview)
    return _send(request, scope, form, preview)


def _send(request: Request, scope: Scope, form: InvitationForm, preview: Preview) -> HttpResponse:
    """Invite those whose rows are right; what is wrong stays on the page to be mended."""
    sent = invitations.invite_people(
        round=scope.round,
        invitees=[_invitee(row) for row in preview.invited],
        actor=request.user,
    )
    said = ngettext("%(n)s person är inbjuden.", "%(n)s personer är inbjudna.", len(sent))
    messages.success(request, said % {"n": len(sent)})
    left = [row.entry for row in preview.wrong]
    if not left:
        return redirect(_people_of(scope))
    form.entries = left
    return _page(request, scope, form, Preview(plan_invitations(left, scope)))


def _invitee(row: PlannedRow) -> Invitee:
    assert row.participation is not None  # noqa: S101 – a row without one is not invited
    return Invitee(row.participation, row.address, row.name, row.role, row.is_coordinator)


def _people_of(scope: Scope) -> str:
    if scope.one is not None:
        return reverse("programmes:people", args=[scope.one.pk])
    return reverse("programmes:round_people", args=[scope.round.pk])


def _page(
    request: Request,
    scope: Scope,
    form: InvitationForm,
    preview: Preview | None,
    *,
    has_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "rounds",
        "round": scope.round,
        "participation": scope.one,
        "form": form,
        "preview": preview,
        "people_url": _people_of(scope),
        "has_changed": has_changed,
        "most": MOST_AT_ONCE,
    }
    if preview is not None:
        only_wrong = bool(preview.wrong) and request.POST.get("visa") == "fel"
        page = _shown(preview.wrong if only_wrong else preview.rows, request)
        context |= {
            "table": as_table(form.entries),
            "only_wrong": only_wrong,
            "page": page,
            "open_row": request.POST.get(OPEN, ""),
            "roles": [(role.value, role.label) for role in Role],
            "organisations": list(scope.participations.values()),
            "too_many": len(preview.invited) > MOST_AT_ONCE,
        }
    return render(request, "programmes/invitations/invite.html", context, status=status)


def _shown(rows: list[PlannedRow], request: Request) -> Page[Any]:
    number = number_or_zero(request.POST.get("sida") or request.POST.get("sida_nu"))
    return Paginator(rows, ROWS_PER_PAGE).get_page(number or 1)
