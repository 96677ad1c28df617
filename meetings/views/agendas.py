"""The page that plans an agenda. Each change answers with the whole agenda as it is now."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.documents.agenda import AGENDA
from meetings.forms.agendas import LockForm, MinutesForm, RemovedItemForm
from meetings.models import AgendaItem, Meeting
from meetings.services import agendas
from meetings.views.agenda_answers import (
    find_item,
    is_outdated,
    item_form,
    new_item_form,
    newest,
    planned_meeting,
    read_version,
    show_agenda,
    show_both_texts,
    show_changed_by_another,
    show_done,
    show_text_for_a_removed_item,
    undo_form,
)
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.requests import Request

REMOVED = "removed_agenda_item"


@require_safe
def agenda(request: Request, meeting_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    removed = request.session.pop(REMOVED, None)
    if removed and removed["meeting"] != meeting.pk:
        removed = None
    after = _place_asked_for(request, meeting)
    form = None
    if after is not None:
        form = new_item_form(meeting, after=str(after)).with_autofocus()
    return show_agenda(
        request,
        meeting,
        focus=number_or_zero(request.GET.get("punkt", "")),
        undo=undo_form(removed["fields"]) if removed else None,
        new_form=form,
        adding_after=after,
    )


def _place_asked_for(request: Request, meeting: Meeting) -> int | None:
    """The item below which a new one is to be written (0: above all); None when it is gone."""
    typed = request.GET.get("efter")
    if typed is None:
        return None
    after = number_or_zero(typed)
    known = after == agendas.FIRST or meeting.agenda_items.filter(pk=after).exists()
    return after if known else None


@require_POST
def add_agenda_item(request: Request, meeting_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    form = new_item_form(meeting, request.POST)
    is_in_place = "in_place" in request.POST
    item = None
    if form.is_valid():
        try:
            item = agendas.add_agenda_item(meeting=meeting, **form.cleaned_data)
        except StaleVersionError:
            form.say_place_is_gone()
    if item is None:
        place = number_or_zero(request.POST.get("after", ""))
        here = place if is_in_place and form.knows_place(place) else None
        return show_agenda(request, meeting, new_form=form, adding_after=here)
    title = {"title": item.title}
    is_last = form.cleaned_data["after"] is None
    said = _("”%(title)s” är tillagd sist.") if is_last else _("”%(title)s” är tillagd.")
    another = new_item_form(newest(meeting), after=str(item.pk) if is_in_place else "")
    return show_done(
        request,
        meeting,
        said % title,
        item=item,
        new_form=another.with_autofocus(),
        adding_after=item.pk if is_in_place else None,
        keep_focus=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    item = find_item(request, meeting, item_id)
    if request.method != "POST":
        if item is None:
            raise Http404
        form = item_form(meeting, item).with_autofocus()
        return show_agenda(request, meeting, item_form=form, opened=item.pk)
    if item is None:
        return show_text_for_a_removed_item(request, meeting)
    form = item_form(meeting, item, request.POST)
    changed_meanwhile = is_outdated(request, meeting)
    if form.is_valid() and not changed_meanwhile:
        try:
            agendas.change_agenda_item(
                item=item, version=read_version(request), **form.cleaned_data
            )
        except StaleVersionError:
            changed_meanwhile = True
        else:
            said = _("”%(title)s” är sparad.") % {"title": item.title}
            return show_done(request, meeting, said, item=item)
    if changed_meanwhile:
        return show_both_texts(request, meeting, item_id, form)
    return show_agenda(request, meeting, item_form=form, opened=item_id)


@require_POST
def change_minutes(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    item = find_item(request, meeting, item_id)
    if item is None:
        return show_changed_by_another(request, meeting)
    typed = request.POST.get("minutes", "")[:10]
    wish = _("Du ville ge ”%(title)s” %(minutes)s min.") % {"title": item.title, "minutes": typed}
    form = MinutesForm(request.POST, instance=item)
    if not form.is_valid():
        error = {"item": item.pk, "typed": typed, "errors": form.errors["minutes"]}
        return show_agenda(request, meeting, wrong_minutes=error, invalid_form=form)
    try:
        agendas.change_agenda_item(item=item, version=read_version(request), **form.cleaned_data)
    except StaleVersionError:
        return show_changed_by_another(request, meeting, wish)
    said = _("”%(title)s” tar nu %(minutes)s min.") % {
        "title": item.title,
        "minutes": form.cleaned_data["minutes"],
    }
    return show_done(request, meeting, said, item=item, keep_focus=True)


@require_POST
def lock_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    """Lock the item to the clock time that was typed; unlock it when none was."""
    meeting = planned_meeting(request, meeting_id)
    item = find_item(request, meeting, item_id)
    if item is None:
        return show_changed_by_another(request, meeting)
    typed = "" if "unlock" in request.POST else request.POST.get("locked_start", "")[:10]
    form = LockForm({"locked_start": typed}, instance=item)
    if not form.is_valid():
        error = {"item": item.pk, "typed": typed, "errors": form.errors["locked_start"]}
        return show_agenda(request, meeting, wrong_lock=error, invalid_form=form)
    told = {"title": item.title, "time": typed}
    try:
        item = agendas.change_agenda_item(
            item=item, version=read_version(request), **form.cleaned_data
        )
    except StaleVersionError:
        wish = _("Du ville låsa ”%(title)s” till %(time)s.") % told if typed else ""
        return show_changed_by_another(request, meeting, wish)
    if item.locked_start is None:
        said = _("”%(title)s” är inte låst längre.") % told
    else:
        at = {"title": item.title, "time": f"{item.locked_start:%H.%M}"}
        said = _("”%(title)s” är låst till %(time)s.") % at
    return show_done(request, meeting, said, item=item)


@require_POST
def move_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    """Move the item one step, or to after any other."""
    meeting = planned_meeting(request, meeting_id)
    item = find_item(request, meeting, item_id)
    if item is None:
        return show_changed_by_another(request, meeting)
    try:
        item = _moved(request, item)
    except StaleVersionError:
        return show_changed_by_another(request, meeting)
    said = _("”%(title)s” är nu punkt %(position)s.") % {
        "title": item.title,
        "position": item.position,
    }
    # After one step the menu stays open for the next, and its button keeps the focus.
    is_step = "after" not in request.POST
    return show_done(request, meeting, said, item=item, keep_focus=is_step, menu=is_step)


def _moved(request: Request, item: AgendaItem) -> AgendaItem:
    version = read_version(request)
    if "after" in request.POST:
        after = number_or_zero(request.POST["after"])
        return agendas.place_agenda_item(item=item, after=after, version=version)
    steps = -1 if request.POST.get("direction") == "up" else 1
    return agendas.move_agenda_item(item=item, steps=steps, version=version)


@require_POST
def remove_agenda_item(request: Request, meeting_id: int, item_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    item = find_item(request, meeting, item_id)
    if item is None:
        return show_changed_by_another(request, meeting)
    place = {"position": item.position, "was": RemovedItemForm.sign(item)}
    fields = RemovedItemForm(instance=item, initial=place)
    kept = {name: fields[name].value() for name in fields.fields}
    kept["locked_start"] = f"{item.locked_start:%H.%M}" if item.locked_start else ""
    try:
        agendas.remove_agenda_item(item=item, version=read_version(request))
    except StaleVersionError:
        return show_changed_by_another(request, meeting)
    if not request.htmx:
        request.session[REMOVED] = {"meeting": meeting.pk, "fields": kept}
        return redirect("meetings:agenda", meeting.pk)
    return show_agenda(request, newest(meeting), undo=undo_form(kept))


@require_POST
def restore_agenda_item(request: Request, meeting_id: int) -> HttpResponse:
    meeting = planned_meeting(request, meeting_id)
    form = RemovedItemForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return show_agenda(request, meeting, invalid_form=form)
    item = agendas.restore_agenda_item(meeting=meeting, **form.cleaned_data)
    said = _("”%(title)s” är tillbaka.") % {"title": item.title}
    return show_done(request, meeting, said, item=item)


@require_POST
def agenda_document(request: Request, meeting_id: int) -> HttpResponse:
    """Request the agenda as PDF and Word; everybody who sees the meeting may."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    document = request_document(kind=AGENDA, of=meeting, by=request.user)
    return redirect(document.get_absolute_url())
