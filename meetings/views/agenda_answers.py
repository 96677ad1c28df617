"""What the views of the agenda have in common: the meeting, the item, and the answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from meetings import permissions
from meetings.forms.agendas import AgendaItemForm, PlacedItemForm, RemovedItemForm
from meetings.models import AgendaItem, Meeting
from meetings.queries.agendas import agenda_of
from modellkoncept.access import require
from modellkoncept.locking import is_stale
from modellkoncept.web.conflict import render_form
from modellkoncept.web.query_parameters import number_or_zero
from programmes.requests import Request


def planned_meeting(request: Request, meeting_id: int) -> Meeting:
    """The meeting, for somebody who may plan it: 404 for a stranger, 403 for a reader."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    require(permissions.may_plan_meeting, request.user, meeting)
    return meeting


def newest(meeting: Meeting) -> Meeting:
    """The meeting as it is now: its version and, when they are read, its items."""
    return Meeting.objects.with_place().get(pk=meeting.pk)


def find_item(request: Request, meeting: Meeting, item_id: int) -> AgendaItem | None:
    """The item; None when it may have been removed since this user read the agenda."""
    item = AgendaItem.objects.filter(pk=item_id).first()
    if item is not None and item.meeting_id == meeting.pk:
        return item
    if item is None and request.method == "POST" and is_outdated(request, meeting):
        return None
    raise Http404


def read_version(request: Request) -> int:
    """The version that the user saw. A missing one is 0, which is always too old."""
    return number_or_zero(request.POST.get("version", ""))


def is_outdated(request: Request, meeting: Meeting) -> bool:
    return is_stale(meeting, read_version(request), "agenda_version")


def new_item_form(meeting: Meeting, *args: Any, after: str = "") -> PlacedItemForm:
    """The form of an item that is not there yet; `after` is the place that it offers first."""
    lines = agenda_of(meeting).lines
    return PlacedItemForm(
        *args, lines=lines, offers_last=True, initial={"after": after}, auto_id="new_%s"
    )


def item_form(meeting: Meeting, item: AgendaItem, *args: Any) -> PlacedItemForm:
    """The form of an item, with its place among the others as they are stored."""
    lines = agenda_of(meeting).lines
    others = [line for line in lines if line.item.pk != item.pk]
    before = [line.item.pk for line in lines if line.item.position < item.position]
    place = {"after": before[-1] if before else 0}
    auto_id = f"item{item.pk}_%s"
    return PlacedItemForm(*args, lines=others, instance=item, initial=place, auto_id=auto_id)


def undo_form(fields: dict[str, Any]) -> RemovedItemForm:
    return RemovedItemForm(initial=fields, auto_id=False)


def show_done(
    request: Request, meeting: Meeting, said: str, *, item: AgendaItem, **shown: Any
) -> HttpResponse:
    """Response to a change: for htmx the agenda as it is now, otherwise a redirect to the item."""
    if request.htmx:
        return show_agenda(request, newest(meeting), said=said, focus=item.pk, **shown)
    messages.success(request, said)
    return redirect(f"{reverse('meetings:agenda', args=[meeting.pk])}#item{item.pk}")


def show_both_texts(
    request: Request, meeting: Meeting, item_id: int, form: PlacedItemForm
) -> HttpResponse:
    """Response to a conflict: what was typed beside what another user saved."""
    stored = AgendaItem.objects.filter(pk=item_id).first()
    if stored is None:
        return show_text_for_a_removed_item(request, meeting)
    meeting = newest(meeting)
    form.offer_places(line for line in agenda_of(meeting).lines if line.item.pk != item_id)
    return show_agenda(request, meeting, item_form=form, opened=item_id, stored=stored)


def show_text_for_a_removed_item(request: Request, meeting: Meeting) -> HttpResponse:
    meeting = newest(meeting)
    form = new_item_form(meeting, request.POST)
    return show_agenda(request, meeting, new_form=form, was_removed=True)


def show_changed_by_another(request: Request, meeting: Meeting, wish: str = "") -> HttpResponse:
    return show_agenda(request, newest(meeting), changed_by_another=True, wish=wish)


def show_agenda(
    request: Request,
    meeting: Meeting,
    *,
    item_form: AgendaItemForm | None = None,
    new_form: AgendaItemForm | None = None,
    invalid_form: forms.BaseForm | None = None,
    stored: AgendaItem | None = None,
    was_removed: bool = False,
    changed_by_another: bool = False,
    adding_after: int | None = None,
    **shown: Any,
) -> HttpResponse:
    """The whole page, or for htmx only the part that changed.

    `invalid_form` is one that was refused and is not shown. `adding_after` is the id of the item
    below which the form of a new one stands (0: above all); without it the form stands beside.
    """
    agenda = agenda_of(meeting)
    context = {
        "section": "meetings",
        "meeting": meeting,
        "agenda": agenda,
        "item_form": item_form,
        "adding_after": adding_after,
        "new_form": new_form
        or PlacedItemForm(lines=agenda.lines, offers_last=True, auto_id="new_%s"),
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
