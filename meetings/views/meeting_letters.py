"""One letter of one meeting: read it as it will go, change it, stop it, send it now."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions
from meetings.errors import LetterOverError
from meetings.forms.letters import MeetingLetterForm
from meetings.letters.steps import RELATIVE, Step
from meetings.models import Meeting, MeetingLetter
from meetings.models.letters import STEPS
from meetings.queries.letter_list import next_day, recipients_by_role, told_so_far
from meetings.queries.letter_plans import LetterPlan, plans_of, starts_at
from meetings.queries.letter_texts import preview_of
from meetings.services import letters as letters_service
from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.mail.quiet_hours import is_quiet
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.models import Role
from programmes.requests import Request

LABELS = dict(STEPS)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_letter(request: Request, meeting_id: int, step: Step) -> HttpResponse:
    """The letter as it goes; to who plans the meeting with its form."""
    meeting = _meeting(request, meeting_id, for_change=request.method == "POST")
    plans = plans_of([meeting])[meeting.pk]
    plan, stored = plans[step], None
    letter = MeetingLetter.objects.filter(meeting=meeting, step=step).first()
    form = MeetingLetterForm(request.POST or None, initial=_initial(plan), step=step)
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            plan = _typed(form, plan)
        else:
            try:
                letters_service.change_meeting_letter(
                    meeting=meeting,
                    step=step,
                    version=number_or_zero(request.POST.get("version", "")),
                    **form.wording_fields,
                )
            except StaleVersionError:
                stored = plan
                plan = _typed(form, plan)
            else:
                messages.success(request, _("Mejlet är sparat."))
                return redirect("letters:meeting_letter", meeting.pk, step)
    context = {
        "section": "meetings",
        "meeting": meeting,
        "round": meeting.round,
        "plan": plan,
        "step": step,
        "label": LABELS[step],
        "steps": [(each, LABELS[each], each == step) for each in Step],
        "form": form,
        "version": letter.version if letter else 0,
        "may_change": not meeting.round.is_closed
        and permissions.may_plan_meeting(request.user, meeting),
        "may_send": _may_send(plan),
        "by_role": recipients_by_role(plan),
        "told": told_so_far(plan),
        "goes_on": max(plan.day, next_day()),
        "is_over": plan.is_over(timezone.now()),
        "preview": preview_of(meeting, plan.wording),
    }
    return render_form(
        request, "meetings/letters/meeting_letter.html", context, form=form, stored=stored
    )


@require_POST
def reset_meeting_letter(request: Request, meeting_id: int, step: Step) -> HttpResponse:
    meeting = _meeting(request, meeting_id, for_change=True)
    letters_service.reset_meeting_letter(meeting=meeting, step=step)
    messages.success(request, _("Omgångens text gäller igen."))
    return redirect("letters:meeting_letter", meeting.pk, step)


@require_POST
def stop_letter(request: Request, meeting_id: int, step: Step) -> HttpResponse:
    meeting = _meeting(request, meeting_id, for_change=True)
    letters_service.stop_letter(meeting=meeting, step=step)
    messages.success(request, _("Mejlet är stoppat och skickas inte."))
    return _back(request, meeting, step)


@require_POST
def resume_letter(request: Request, meeting_id: int, step: Step) -> HttpResponse:
    meeting = _meeting(request, meeting_id, for_change=True)
    letters_service.resume_letter(meeting=meeting, step=step)
    messages.success(request, _("Mejlet skickas igen."))
    return _back(request, meeting, step)


@require_POST
def send_letter(request: Request, meeting_id: int, step: Step) -> HttpResponse:
    """Send the letter to all who have not got it, once the user has said so twice."""
    meeting = _meeting(request, meeting_id, for_change=True)
    page = HttpResponseRedirect(_address(meeting, step))
    if not is_confirmed(request):
        question = _(
            "Vill du skicka mejlet nu? Det skickas till alla som inte redan har fått det. Den som"
            " redan har fått ett mejl i dag får det i morgon."
        )
        return confirmation_page(request, question, back=page.url, yes=_("Skicka mejlet"))
    try:
        number = letters_service.send_letter_now(meeting=meeting, step=step, actor=request.user)
    except LetterOverError:
        messages.warning(request, _("Mejlet kan inte skickas nu. Kontrollera träffens dag."))
        return page
    messages.success(request, _said(number))
    return page


def _said(number: int) -> str:
    if not number:
        return _("Alla har redan fått mejlet, eller får det i nästa utskick.")
    if is_quiet():
        said = ngettext(
            "Mejlet skickas till %(n)s person kl. 7 i morgon bitti.",
            "Mejlet skickas till %(n)s personer kl. 7 i morgon bitti.",
            number,
        )
    else:
        said = ngettext(
            "Mejlet skickas till %(n)s person inom några minuter.",
            "Mejlet skickas till %(n)s personer inom några minuter.",
            number,
        )
    return said % {"n": number}


def _meeting(request: Request, meeting_id: int, *, for_change: bool) -> Meeting:
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    rule = permissions.may_plan_meeting if for_change else permissions.may_read_letters_of
    require(rule, request.user, meeting)
    return meeting


def _address(meeting: Meeting, step: Step) -> str:
    return redirect("letters:meeting_letter", meeting.pk, step).url


def _back(request: Request, meeting: Meeting, step: Step) -> HttpResponse:
    """To the list that the button stood in, or to the letter's own page."""
    if request.POST.get("from") == "list":
        return redirect("letters:letters", meeting.round_id)
    return HttpResponseRedirect(_address(meeting, step))


def _may_send(plan: LetterPlan) -> bool:
    has_begun = timezone.now() >= starts_at(plan.meeting)
    return plan.step in RELATIVE and plan.step.is_after is has_begun


def _initial(plan: LetterPlan) -> dict[str, Any]:
    wording = plan.wording
    return {
        "days": abs(wording.days),
        "roles": list(wording.roles) or Role.values,
        "subject": wording.subject,
        "body": wording.body,
    }


def _typed(form: MeetingLetterForm, plan: LetterPlan) -> LetterPlan:
    return replace(plan, wording=replace(plan.wording, **form.wording_fields))
