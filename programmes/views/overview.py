"""The staff's overview of all rounds."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.documents.status import failed_or_late, with_states
from modellkoncept.mail.status import failed_letters, mail_status, plain_reason
from programmes.page_parts import column_labels, render_cells
from programmes.queries.rounds import rounds_with_numbers
from programmes.requests import Request

ROUNDS_PER_PAGE = 20
TROUBLED_SHOWN = 10


@require_safe
def overview(request: Request) -> HttpResponse:
    """Every round with what is next in it, and the documents and letters that went wrong."""
    if not request.user.is_skr:
        raise PermissionDenied
    found = rounds_with_numbers().order_by("-starts_on", SwedishOrder("name"))
    page = Paginator(found, ROUNDS_PER_PAGE).get_page(request.GET.get("sida"))
    rounds = list(page.object_list)
    context = {
        "section": "overview",
        "page": page,
        "columns": "|".join(
            map(str, [_("Omgång"), *column_labels(), _("Organisationer"), _("Personer")])
        ),
        "rows": list(zip(rounds, render_cells(request, rounds), strict=True)),
        "mail": mail_status(),
        "refused": [(each, plain_reason(each.error)) for each in failed_letters()[:TROUBLED_SHOWN]],
        "troubled": with_states(failed_or_late().select_related("requested_by")[:TROUBLED_SHOWN]),
    }
    return render(request, "programmes/overview/overview.html", context)
