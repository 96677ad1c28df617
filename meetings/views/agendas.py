"""The page that plans an agenda. Each change answers with the whole agenda as it is now."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import permissions
from meetings.documents.agenda import AGENDA
from meetings.forms.agendas import AgendaItemForm, MinutesForm, RemovedItemForm
from meetings.models import AgendaItem, Meeting
from meetings.queries.agendas import agenda_of
from meetings.services import agendas
from modellkoncept.access import require
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError, is_stale
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.requests import Request

REMOVED = "removed_agenda_item"


@require_safe
def agenda(request: Request, meeting_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    removed = request.session.pop(REMOVED, None)
    if removed and removed["meeting"] != meeting.pk:
        removed = None
    return _agenda(
        request,
        meeting,
        focus=number_or_zero(request.GET.get("punkt", "")),
        undo=_undo_form(removed["fields"]) if removed else None,
    )


@require_POST
def add_agenda_item(request: Request, meeting_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    form = AgendaItemForm(request.POST, auto_id="new_%s")
    if not form.is_valid():
        return _agenda(request, meeting, new_form=form)
    item = agendas.add_agenda_item(meeting=meeting, **form.cleaned_data)
    said = _("”%(title)s” är tillagd sist.") % {"title": item.title}
    another = AgendaItemForm(auto_id="new_%s").with_autofocus()
    return _done(request, meeting, said, item=item, new_form=another, keep_focus=True)


@require_http_methods(["GET", "HEAD", "POST"])
def change_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    item = _item(request, meeting, item_id)
    if request.method != "POST":
        if item is None:
            raise Http404
        form = AgendaItemForm(instance=item, auto_id=f"item{item.pk}_%s").with_autofocus()
        return _agenda(request, meeting, item_form=form, opened=item.pk)
    if item is None:
        return _typed_for_a_removed_item(request, meeting)
    form = AgendaItemForm(request.POST, instance=item, auto_id=f"item{item.pk}_%s")
    changed_meanwhile = _is_stale(request, meeting)
    if form.is_valid() and not changed_meanwhile:
        try:
            agendas.change_agenda_item(item=item, version=_version(request), **form.cleaned_data)
        except StaleVersionError:
            changed_meanwhile = True
        else:
            said = _("”%(title)s” är sparad.") % {"title": item.title}
            return _done(request, meeting, said, item=item)
    if changed_meanwhile:
        return _both_texts(request, meeting, item_id, form)
    return _agenda(request, meeting, item_form=form, opened=item_id)


@require_POST
def change_minutes(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    item = _item(request, meeting, item_id)
    if item is None:
        return _changed_by_another(request, meeting)
    typed = request.POST.get("minutes", "")[:10]
    wish = _("Du ville ge ”%(title)s” %(minutes)s min.") % {"title": item.title, "minutes": typed}
    form = MinutesForm(request.POST, instance=item)
    if not form.is_valid():
        error = {"item": item.pk, "typed": typed, "errors": form.errors["minutes"]}
        return _agenda(request, meeting, wrong_minutes=error, invalid_form=form)
    try:
        agendas.change_agenda_item(item=item, version=_version(request), **form.cleaned_data)
    except StaleVersionError:
        return _changed_by_another(request, meeting, wish)
    said = _("”%(title)s” tar nu %(minutes)s min.") % {
        "title": item.title,
        "minutes": form.cleaned_data["minutes"],
    }
    return _done(request, meeting, said, item=item, keep_focus=True)


@require_POST
def move_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    item = _item(request, meeting, item_id)
    if item is None:
        return _changed_by_another(request, meeting)
    steps = -1 if request.POST.get("direction") == "up" else 1
    try:
        item = agendas.move_agenda_item(item=item, steps=steps, version=_version(request))
    except StaleVersionError:
        return _changed_by_another(request, meeting)
    said = _("”%(title)s” är nu punkt %(position)s.") % {
        "title": item.title,
        "position": item.position,
    }
    return _done(request, meeting, said, item=item, keep_focus=True, menu=True)


@require_POST
def remove_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    item = _item(request, meeting, item_id)
    if item is None:
        return _changed_by_another(request, meeting)
    place = {"position": item.position, "was": RemovedItemForm.sign(item)}
    fields = RemovedItemForm(instance=item, initial=place)
    kept = {name: fields[name].value() for name in fields.fields}
    kept["locked_start"] = f"{item.locked_start:%H.%M}" if item.locked_start else ""
    try:
        agendas.remove_agenda_item(item=item, version=_version(request))
    except StaleVersionError:
        return _changed_by_another(request, meeting)
    if not request.htmx:
        request.session[REMOVED] = {"meeting": meeting.pk, "fields": kept}
        return redirect("meetings:agenda", meeting.pk)
    return _agenda(request, _again(meeting), undo=_undo_form(kept))


@require_POST
def restore_agenda_item(request: Request, meeting_id: int) -> HttpResponse:
    meeting = _planned_meeting(request, meeting_id)
    form = RemovedItemForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _agenda(request, meeting, invalid_form=form)
    item = agendas.restore_agenda_item(meeting=meeting, **form.cleaned_data)
    said = _("”%(title)s” är tillbaka.") % {"title": item.title}
    return _done(request, meeting, said, item=item)


@require_POST
def agenda_document(request: Request, meeting_id: int) -> HttpResponse:
    """Request the agenda as PDF and Word; everybody who sees the meeting may."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    document = request_document(kind=AGENDA, of=meeting, by=request.user)
    return redirect(document.get_absolute_url())


def _planned_meeting(request: Request, meeting_id: int) -> Meeting:
    """The meeting, for somebody who may plan it: 404 for a stranger, 403 for a reader."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    require(permissions.may_plan_meeting, request.user, meeting)
    return meeting


def _again(meeting: Meeting) -> Meeting:
    """The meeting as it is now: its version and, when they are read, its items."""
    return Meeting.objects.with_place().get(pk=meeting.pk)


def _item(request: Request, meeting: Meeting, item_id: int) -> AgendaItem | None:
    """The item; None when it may have been removed since this user read the agenda."""
    item = AgendaItem.objects.filter(pk=item_id).first()
    if item is not None and item.meeting_id == meeting.pk:
        return item
    if item is None and request.method == "POST" and _is_stale(request, meeting):
        return None
    raise Http404


def _version(request: Request) -> int:
    """The version that the user saw. A missing one is 0, which is always too old."""
    return number_or_zero(request.POST.get("version", ""))


def _is_stale(request: Request, meeting: Meeting) -> bool:
    return is_stale(meeting, _version(request), "agenda_version")


def _undo_form(fields: dict[str, Any]) -> RemovedItemForm:
    return RemovedItemForm(initial=fields, auto_id=False)


def _done(
    request: Request, meeting: Meeting, said: str, *, item: AgendaItem, **shown: Any
) -> HttpResponse:
    """Response to a change: for htmx the agenda as it is now, otherwise a redirect to the item."""
    if request.htmx:
        return _agenda(request, _again(meeting), said=said, focus=item.pk, **shown)
    messages.success(request, said)
    return redirect(f"{reverse('meetings:agenda', args=[meeting.pk])}#item{item.pk}")


def _both_texts(
    request: Request, meeting: Meeting, item_id: int, form: AgendaItemForm
) -> HttpResponse:
    """Response to a conflict: what was typed beside what another user saved."""
    stored = AgendaItem.objects.filter(pk=item_id).first()
    if stored is None:
        return _typed_for_a_removed_item(request, meeting)
    return _agenda(request, _again(meeting), item_form=form, opened=item_id, stored=stored)


def _typed_for_a_removed_item(request: Request, meeting: Meeting) -> HttpResponse:
    form = AgendaItemForm(request.POST, auto_id="new_%s")
    return _agenda(request, _again(meeting), new_form=form, was_removed=True)


def _changed_by_another(request: Request, meeting: Meeting, wish: str = "") -> HttpResponse:
    return _agenda(request, _again(meeting), changed_by_another=True, wish=wish)


def _agenda(
    request: Request,
    meeting: Meeting,
    *,
    item_form: AgendaItemForm | None = None,
    new_form: AgendaItemForm | None = None,
    invalid_form: forms.BaseForm | None = None,
    stored: AgendaItem | None = None,
    was_removed: bool = False,
    changed_by_another: bool = False,
    **shown: Any,
) -> HttpResponse:
    """The whole page, or for htmx only the part that changed.

    `invalid_form` is one that was refused and is not shown.
    """
    context = {
        "section": "meetings",
        "meeting": meeting,
        "agenda": agenda_of(meeting),
        "item_form": item_form,
        "new_form": new_form or AgendaItemForm(auto_id="new_%s"),
        **shown,
    }
    template = "meetings/agendas/_agenda.html" if request.htmx else "meetings/agendas/agenda.html"
    return render_form(
        request,
        template,
        context,
        form=invalid_form or item_form or new_form,
        stored=stored,
        was_removed=was_removed,
        changed_by_another=changed_by_another,
    )
