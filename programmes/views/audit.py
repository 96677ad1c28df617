"""The audit log: who exported, changed a role, invited, moderated and removed. SKR staff only."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.audit.sources import find_acts, oldest_kept
from modellkoncept.files import spreadsheets
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.files.spreadsheets import Cell, Sheet
from modellkoncept.web.http_methods import require_POST
from programmes.forms.audit import AuditFilterForm
from programmes.models import Round
from programmes.permissions import may_run_round
from programmes.queries.audit import Act, acts_in_words
from programmes.requests import Request
from programmes.services.audit import record_export_of_audit_log

ACTS_PER_PAGE = 50
UNPROCESSABLE = 422


@require_safe
def audit_log(request: Request) -> HttpResponse:
    """The log of all rounds."""
    if not request.user.is_skr:
        raise PermissionDenied
    return _page(request, None)


@require_safe
def audit_log_of_round(request: Request, round_id: int) -> HttpResponse:
    """The log of one round."""
    return _page(request, _round(request, round_id))


@require_POST
def audit_csv(request: Request) -> HttpResponse:
    """The log of all rounds as a file, of what the page's filter shows."""
    if not request.user.is_skr:
        raise PermissionDenied
    return _file(request, None)


@require_POST
def audit_csv_of_round(request: Request, round_id: int) -> HttpResponse:
    """The log of one round as a file, of what the page's filter shows."""
    return _file(request, _round(request, round_id))


def _round(request: Request, round_id: int) -> Round:
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    return round


def _page(
    request: Request, round: Round | None, form: AuditFilterForm | None = None
) -> HttpResponse:
    form = form or AuditFilterForm(request.GET, round=round)
    is_valid = form.is_valid()
    found: Any = find_acts(form.chosen()) if is_valid else []
    page = Paginator(found, ACTS_PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    of = [round.pk] if round else []
    context = {
        "section": "rounds" if round else "overview",
        "round": round,
        "form": form,
        "is_filtered": is_valid and form.is_used,
        "page": page,
        "acts": acts_in_words(page.object_list),
        "query": query.urlencode(),
        "chosen": [(field.html_name, field.value() or "") for field in form],
        "address": reverse(f"programmes:audit_log{'_of_round' if round else ''}", args=of),
        "csv_address": reverse(f"programmes:audit_csv{'_of_round' if round else ''}", args=of),
        "columns": _("När|Vem|Vad|Om") if round else _("När|Vem|Vad|Om|Omgång"),
        "days": settings.AUDIT_DAYS,
        "since": oldest_kept(),
    }
    status = 200 if is_valid else UNPROCESSABLE
    return render(request, "programmes/audit/audit_log.html", context, status=status)


def _file(request: Request, round: Round | None) -> HttpResponse:
    form = AuditFilterForm(request.POST, round=round)
    if not form.is_valid():
        return _page(request, round, form)
    sheet = _sheet(acts_in_words(find_acts(form.chosen())))
    record_export_of_audit_log(by=request.user, round=round)
    title = _("Logg: %(round)s") % {"round": round} if round else _("Logg")
    name = safe_filename(title, "csv", ending=f"{timezone.localdate():%Y-%m-%d}")
    content_type = spreadsheets.CONTENT_TYPES["csv"]
    return as_download(spreadsheets.csv_file(sheet), content_type, name)


def _sheet(acts: list[Act]) -> Sheet:
    header = [_("Dag"), _("Tid"), _("Vem"), _("E-post"), _("Vad"), _("Om"), _("Omgång"), _("Antal")]
    return Sheet(_("Logg"), header, [_row(act) for act in acts])


def _row(act: Act) -> list[Cell]:
    return [
        f"{act.happened_at:%Y-%m-%d}",
        "" if act.is_by_day else f"{act.happened_at:%H.%M}",
        act.actor.full_name if act.actor else _("Systemet eller en borttagen person"),
        act.actor.email if act.actor else "",
        str(act.label),
        act.subject,
        str(act.round or ""),
        act.times,
    ]
