"""The traffic view of a round for SKR: which organisation lacks what, on the page and as a file."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.files import spreadsheets
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.mail.status import held_up_since
from modellkoncept.web.http_methods import require_POST
from programmes import permissions
from programmes.deadlines.days import swedish_day
from programmes.models import Round
from programmes.reports import traffic as report
from programmes.reports.traffic import Filters, traffic_of
from programmes.requests import Request
from programmes.services import task_exports

REMINDED = "reminded"  # in the session: what can be taken back, and until when


@require_safe
def traffic(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    filters = Filters(
        show=request.GET.get("visa", ""),
        who=request.GET.get("vilka", ""),
        task=request.GET.get("uppgift", ""),
    )
    context = {
        "section": "rounds",
        "round": round,
        "traffic": traffic_of(round, filters, swedish_day(timezone.now())),
        "filters": filters,
        "show_chips": _chips(filters, "visa", filters.show),
        "who_chips": _chips(filters, "vilka", filters.who),
        "may_remind": not round.is_closed,
        "held_up_since": held_up_since(),
        "reminded": _reminded(request, round),
    }
    return render(request, "programmes/traffic/traffic.html", context)


@require_POST
def export_tasks(request: Request, round_id: int) -> HttpResponse:
    """The same as a file; a POST, because the audit log keeps who fetched it."""
    round = run_round(request, round_id)
    suffix = request.POST.get("format", "")
    if suffix not in spreadsheets.CONTENT_TYPES:
        raise Http404
    content = task_exports.export_tasks(round=round, actor=request.user, suffix=suffix)
    name = safe_filename(_("Läget i %(round)s") % {"round": round}, suffix)
    return as_download(content, spreadsheets.CONTENT_TYPES[suffix], name)


def run_round(request: Request, round_id: int) -> Round:
    """The round, for who runs it: a stranger gets 404, a member 403."""
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(permissions.may_run_round, request.user, round)
    return round


def _chips(filters: Filters, name: str, chosen: str) -> dict[str, dict[str, Any]]:
    """For each choice its address, with the other choices kept, and whether it is on."""
    values = {
        "visa": {"all": "", "lacking": report.LACKS, "late": report.IS_LATE},
        "vilka": {"both": "", "participants": report.PARTICIPANTS, "mentors": report.MENTORS},
    }[name]
    kept = {"visa": filters.show, "vilka": filters.who, "uppgift": filters.task}
    return {
        key: {"url": f"?{_query(kept | {name: value})}", "on": value == chosen}
        for key, value in values.items()
    }


def _query(given: dict[str, str]) -> str:
    return urlencode({name: value for name, value in given.items() if value})


def _reminded(request: Request, round: Round) -> dict[str, Any] | None:
    """The reminders that can still be taken back, for the toast."""
    found = request.session.get(REMINDED)
    if not found or found["round"] != round.pk:
        return None
    goes_at = datetime.fromisoformat(found["goes_at"])
    if goes_at <= timezone.now():
        return None
    return {"count": len(found["keys"]), "goes_at": goes_at}
