"""The closing page of a round: close, pack, plan the removal, receipt. SKR staff only."""

from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from modellkoncept.files.downloads import safe_filename, set_download_headers
from modellkoncept.templatetags.ui import short_day
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.htmx import nothing_to_draw
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.closing import errors, services
from programmes.closing.archive.request import request_pack
from programmes.closing.documents import RECEIPT
from programmes.closing.documents import receipt as receipt_of
from programmes.closing.forms import RemovalForm
from programmes.closing.models import Closing, Pack
from programmes.closing.participants import remarks_on
from programmes.closing.permissions import may_close
from programmes.closing.removal import removal as removal_removal
from programmes.models import Round
from programmes.requests import Request

CHUNK = 256 * 1024  # bytes


@require_safe
def closing(request: Request, round_id: int) -> HttpResponse:
    return _page(request, _round(request, round_id))


@require_POST
def close(request: Request, round_id: int) -> HttpResponse:
    round = _round(request, round_id)
    if not round.is_closed and not is_confirmed(request):
        return confirmation_page(request, close_question(), back=_address(round), yes=_("Avsluta"))
    try:
        services.close_round(round=round, actor=request.user)
    except errors.UnsealedError:
        messages.warning(request, _("Något pågår fortfarande i omgången. Avsluta det först."))
    else:
        messages.success(request, _("Omgången är avslutad. Nu kan ni skapa arkivpaketet."))
    return redirect("closing:closing", round.pk)


@require_POST
def reopen(request: Request, round_id: int) -> HttpResponse:
    round = _round(request, round_id)
    if round.is_closed and not is_confirmed(request):
        return confirmation_page(
            request, reopen_question(), back=_address(round), yes=_("Öppna igen")
        )
    try:
        services.reopen_round(round=round, actor=request.user)
    except errors.AlreadyRemovedError:
        messages.warning(request, _removed_sentence())
    else:
        messages.success(request, _("Omgången är öppen igen."))
    return redirect("closing:closing", round.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: Request, round_id: int) -> HttpResponse:
    """POST requests the pack; htmx polls its progress; any other GET goes to the whole page."""
    round = _round(request, round_id)
    found = _closing(round)
    if request.method == "POST":
        try:
            request_pack(closing=found, actor=request.user)
        except errors.AlreadyRemovedError:
            messages.warning(request, _removed_sentence())
        return redirect("closing:closing", round.pk)
    if not request.htmx:
        return redirect("closing:closing", round.pk)
    made: Pack | None = getattr(found, "pack", None)
    if made and _seen(made) == request.GET.get("sett"):
        return nothing_to_draw()
    if made is None or not made.is_unfinished:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the page's other steps change too
    return render(request, "programmes/closing/_pack.html", _pack_context(round, found))


@require_safe
def pack_file(request: Request, round_id: int) -> StreamingHttpResponse:
    found = _closing(_round(request, round_id)).ready_pack
    if found is None or not found.file.storage.exists(found.file.name or ""):
        raise Http404
    if request.method == "GET":
        services.record_download(closing=found.closing, actor=request.user)
    title = _("Arkivpaket: %(round)s") % {"round": found.closing.round}
    response = StreamingHttpResponse(_chunks_of(found), content_type="application/zip")
    response["Content-Length"] = str(found.size)
    set_download_headers(response, safe_filename(title, "zip"))
    return response


async def _chunks_of(pack: Pack) -> AsyncIterator[bytes]:
    """Stream the file in chunks: a pack may be larger than the memory of a web process."""
    with await sync_to_async(pack.file.open)("rb") as file:
        while chunk := await sync_to_async(file.read)(CHUNK):
            yield chunk


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: Request, round_id: int) -> HttpResponse:
    """Plan the removal, after a confirmation; a GET redirects to the closing page."""
    round = _round(request, round_id)
    found = _closing(round)
    if request.method != "POST":
        return redirect("closing:closing", round.pk)
    form = RemovalForm(request.POST, closing=found)
    if not form.is_valid():
        return _page(request, round, form=form)
    if not is_confirmed(request):
        question = removal_question(round, form.cleaned_data["remove_on"])
        return confirmation_page(request, question, back=_address(round), yes=_("Bestäm dagen"))
    try:
        services.plan_removal(closing=found, actor=request.user, **form.cleaned_data)
    except errors.AlreadyRemovedError:
        messages.warning(request, _removed_sentence())
    except (errors.NoPackError, errors.ClosingChangedError):
        messages.warning(request, _("Avslutet har ändrats. Läs sidan en gång till."))
    else:
        messages.success(request, _("Dagen är bestämd. Ni kan ändra er fram till dess."))
    return redirect("closing:closing", round.pk)


@require_POST
def cancel_removal(request: Request, round_id: int) -> HttpResponse:
    round = _round(request, round_id)
    try:
        services.cancel_removal(closing=_closing(round), actor=request.user)
    except errors.AlreadyRemovedError:
        messages.warning(request, _removed_sentence())
    else:
        messages.success(request, _("Ingenting tas bort. Ni kan bestämma en ny dag."))
    return redirect("closing:closing", round.pk)


@require_POST
def receipt(request: Request, round_id: int) -> HttpResponse:
    """The receipt as PDF and Word."""
    found = _closing(_round(request, round_id))
    if not found.removed_at:
        raise Http404
    made = request_document(kind=RECEIPT, of=found, by=request.user)
    return redirect(made)


# --- what the page shows ----------------------------------------------------------------------


def _page(request: Request, round: Round, form: RemovalForm | None = None) -> HttpResponse:
    found = Closing.objects.with_all().filter(round=round).first()
    context: dict[str, Any] = {"section": "rounds", "round": round, "closing": found}
    if found is None:
        remarks = remarks_on(round)
        context |= {
            "remarks": remarks,
            "stops": any(remark.stops for remark in remarks),
            "question": close_question(),
        }
    elif found.removed_at:
        context |= {"receipt": receipt_of(found), "pack": found.ready_pack}
        on_paper = Document.objects.ready_about(RECEIPT, found)
        context["documents"] = on_paper.filter(edition=found.edition)[:1]
    else:
        context |= _pack_context(round, found)
        context["reopen_question"] = reopen_question()
    if found is None or not found.removed_at:
        context["affected"] = removal_removal.affected_by(round)
    if found and not found.removed_at:
        context["form"] = form or RemovalForm(closing=found)
        context["is_due"] = found.remove_on and found.remove_on <= timezone.localdate()
        context["waits_for_pack"] = found.waits_for_pack
    status = 422 if form else 200
    return render(request, "programmes/closing/closing.html", context, status=status)


def _pack_context(round: Round, found: Closing) -> dict[str, Any]:
    made: Pack | None = getattr(found, "pack", None)
    return {"round": round, "pack": made, "seen": _seen(made) if made else ""}


def _seen(made: Pack) -> str:
    return f"{made.state}-{made.progress}"


def close_question() -> str:
    return _("Avsluta omgången? Ingen kan ändra något i den efteråt, bara läsa.")


def reopen_question() -> str:
    return _(
        "Öppna omgången igen? Arkivpaketet och dagen för gallring tas bort, och ni behöver"
        " skapa och bestämma dem på nytt."
    )


def removal_question(round: Round, on: Any) -> str:
    people = removal_removal.affected_by(round)
    return ngettext(
        "Ta bort personuppgifterna %(day)s? %(n)s person tas bort för gott. Ni kan ändra er"
        " fram till dess, men inte efteråt.",
        "Ta bort personuppgifterna %(day)s? %(n)s personer tas bort för gott. Ni kan ändra er"
        " fram till dess, men inte efteråt.",
        people.to_delete,
    ) % {"day": short_day(on), "n": people.to_delete}


def _removed_sentence() -> str:
    return _("Personuppgifterna är redan borttagna. Det går inte att ångra.")


def _address(round: Round) -> str:
    return Closing(round=round).get_absolute_url()


def _round(request: Request, round_id: int) -> Round:
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_close, request.user, round)
    return round


def _closing(round: Round) -> Closing:
    found: Closing = get_object_or_404(Closing.objects.with_all(), round=round)
    return found
