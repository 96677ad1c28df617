"""The list of meetings, one meeting to read, and the form that says what a meeting is."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import ProtectedError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import errors, permissions
from meetings.chapters import count_chapters
from meetings.documents.documentation import DOCUMENTATION
from meetings.documents.offers import documents_of_meeting
from meetings.forms.meetings import MeetingForm
from meetings.meeting_parts import Place, render_meeting_parts
from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from meetings.queries.files import files_of_meeting
from meetings.services import meetings as meetings_service
from modellkoncept.access import require
from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError, is_stale
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.models import Round
from programmes.requests import Request

UPCOMING_PER_PAGE = 20
PAST_PER_PAGE = 10


@require_safe
def meetings(request: Request) -> HttpResponse:
    visible = Meeting.objects.visible_to(request.user).with_attendance(request.user).with_place()
    attended = Meeting.objects.attended_by(request.user)
    past = visible.filter(date__lt=timezone.localdate()).order_by("-date", "-starts_at", "-pk")
    context = {
        "section": "meetings",
        "upcoming": Paginator(visible.upcoming(), UPCOMING_PER_PAGE).get_page(
            request.GET.get("sida")
        ),
        "next_id": attended.upcoming().values_list("pk", flat=True).first(),
        "past": Paginator(past, PAST_PER_PAGE).get_page(request.GET.get("tidigare")),
        "to_plan": list(Round.objects.led_by(request.user).filter(closed_on=None)),
    }
    return render(request, "meetings/meetings/meetings.html", context)


@require_safe
def meeting(request: Request, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    agenda = agenda_of(meeting)
    context = {
        "section": "meetings",
        "meeting": meeting,
        "agenda": agenda,
        "open_now": render_meeting_parts(Place.OPEN_NOW, request, meeting),
        "may_plan": not meeting.round.is_closed
        and permissions.may_plan_meeting(request.user, meeting),
        "documents": documents_of_meeting(meeting, agenda),
        "files": files_of_meeting(meeting, request.user),
        "may_add_files": permissions.may_add_files(request.user, meeting),
    }
    return render(request, "meetings/meetings/meeting.html", context)


@require_POST
def make_documentation(request: Request, meeting_id: int) -> HttpResponse:
    """Request the documentation, or go to the one that stands there: who sees the meeting may."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    if not count_chapters(meeting):
        return redirect(meeting)
    try:
        made = request_document(kind=DOCUMENTATION, of=meeting, by=request.user)
    except CannotBeMadeError as error:
        messages.warning(request, str(error))
        return redirect(meeting)
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
def create_meeting(request: Request) -> HttpResponse:
    if not request.GET.get("omgang"):
        return _choose_round(request)
    round = get_object_or_404(
        Round.objects.visible_to(request.user), pk=number_or_zero(request.GET["omgang"])
    )
    require(permissions.may_create_meeting, request.user, round)
    form = MeetingForm(request.POST or None, round=round, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = meetings_service.create_meeting(round=round, **form.cleaned_data)
        except errors.OutsideRoundError:  # the round's days were changed meanwhile
            form.add_error("date", _("Välj en av omgångens dagar."))
        else:
            messages.success(request, _("Träffen är skapad. Nu kan ni skriva dagordningen."))
            return redirect("meetings:agenda", meeting.pk)
    context = {"section": "meetings", "form": form, "round": round}
    return render_form(request, "meetings/meetings/meeting_form.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_meeting(request: Request, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    require(permissions.may_plan_meeting, request.user, meeting)
    version = meeting.agenda_version
    form = MeetingForm(
        request.POST or None,
        instance=meeting,
        round=meeting.round,
        user=request.user,
    )
    if request.method != "POST":
        return _change_form(request, form, meeting, version)
    read = number_or_zero(request.POST.get("version", ""))
    changed_meanwhile = is_stale(meeting, read, "agenda_version")
    if form.is_valid() and not changed_meanwhile:
        try:
            meetings_service.change_meeting(meeting=meeting, version=version, **form.cleaned_data)
        except StaleVersionError:
            changed_meanwhile = True
        except errors.OutsideRoundError:
            form.add_error("date", _("Välj en av omgångens dagar."))
        except errors.AudienceFixedError:
            form.add_error(
                "group",
                _("Träffen har en tavla som någon har skrivit på. Därför kan den inte byta grupp."),
            )
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect("meetings:meeting", meeting.pk)
    if changed_meanwhile:
        # The form has written on the object in hand: what is stored is read again.
        stored = Meeting.objects.with_place().get(pk=meeting.pk)
        return _change_form(request, form, stored, stored.agenda_version, stored=stored)
    return _change_form(request, form, Meeting.objects.get(pk=meeting.pk), version)


@require_POST
def remove_meeting(request: Request, meeting_id: int) -> HttpResponse:
    """Remove a meeting, after a question; not one that has a board."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    require(permissions.may_plan_meeting, request.user, meeting)
    if not is_confirmed(request):
        question = _("Ta bort träffen %(meeting)s? Dagordningen och sparade idéer tas också bort.")
        return confirmation_page(
            request,
            question % {"meeting": meeting},
            back=meeting.get_absolute_url(),
            yes=_("Ta bort träffen"),
        )
    try:
        meetings_service.remove_meeting(meeting=meeting)
    except ProtectedError:
        messages.warning(request, _("Träffen har en tavla. Därför kan den inte tas bort."))
        return redirect(meeting)
    messages.success(request, _("Träffen är borttagen."))
    return redirect(meeting.round)


def _change_form(
    request: Request,
    form: MeetingForm,
    meeting: Meeting,
    version: int,
    stored: Meeting | None = None,
) -> HttpResponse:
    """The form; after a conflict with what is stored beside what was typed."""
    context = {
        "section": "meetings",
        "form": form,
        "meeting": meeting,
        "version": version,
    }
    return render_form(
        request, "meetings/meetings/meeting_form.html", context, form=form, stored=stored
    )


def _choose_round(request: Request) -> HttpResponse:
    """A meeting belongs to a round: redirect to the only one, or ask which."""
    found = list(Round.objects.led_by(request.user).filter(closed_on=None))
    if len(found) == 1:
        return HttpResponseRedirect(f"{request.path}?omgang={found[0].pk}")
    context = {"section": "meetings", "rounds": found}
    return render(
        request, "meetings/meetings/choose_round.html", context, status=200 if found else 403
    )
