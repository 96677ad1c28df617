"""Remind those who lack something: who gets what, in which words; and take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.mail.status import held_up_since
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.deadlines.days import swedish_day
from programmes.forms.reminders import ReminderForm
from programmes.models import Round
from programmes.reports.reminders import Reminders, reminders_of
from programmes.requests import Request
from programmes.services import reminders as reminders_service
from programmes.views.traffic import REMINDED, run_round


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: Request, round_id: int) -> HttpResponse:
    """The preview; a POST with "show" shows it in the new words, any other sends."""
    round = run_round(request, round_id)
    found = reminders_of(round, swedish_day(timezone.now()))
    user_ids = [each.user.pk for each in found.to_send]
    is_sent = request.method == "POST"
    form = ReminderForm(
        request.POST if is_sent else None,
        user_ids=user_ids,
        initial=_usual_words(request) | {"to": user_ids},
    )
    if is_sent and form.is_valid() and "show" not in request.POST:
        return _send(request, round, form)
    return _preview(request, round, form, found)


@require_POST
def withdraw_reminders(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    sent = request.session.pop(REMINDED, None)
    keys = sent["keys"] if sent and sent["round"] == round.pk else []
    count = reminders_service.withdraw_reminders(round=round, actor=request.user, keys=keys)
    if count:
        said = ngettext(
            "Påminnelsen är ångrad. Den skickas inte.",
            "%(count)s påminnelser är ångrade. De skickas inte.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        messages.warning(request, _("Påminnelserna kunde inte ångras: de har redan skickats."))
    return redirect("programmes:traffic", round.pk)


def _send(request: Request, round: Round, form: ReminderForm) -> HttpResponse:
    made = reminders_service.remind(
        round=round,
        actor=request.user,
        user_ids=form.cleaned_data["to"],
        intro=form.cleaned_data["intro"],
        closing=form.cleaned_data["closing"],
    )
    if made.keys:
        request.session[REMINDED] = {
            "round": round.pk,
            "keys": made.keys,
            "goes_at": made.goes_at.isoformat(),
        }
    else:
        messages.warning(request, _("Ingen påminns: de har redan fått en påminnelse i dag."))
    return redirect("programmes:traffic", round.pk)


def _preview(request: Request, round: Round, form: ReminderForm, found: Reminders) -> HttpResponse:
    if form.is_bound and form.is_valid():
        words, chosen = form.cleaned_data, set(form.cleaned_data["to"])
    else:
        words = _usual_words(request) if not form.is_bound else _typed(form)
        chosen = {int(pk) for pk in form["to"].value() or [] if str(pk).isdecimal()}
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "letters": [
            (each, each.text(words["intro"], words["closing"]), each.user.pk in chosen)
            for each in found.people
        ],
        "reminders": found,
        "held_up_since": held_up_since(),
    }
    return render_form(request, "programmes/reminders/remind.html", context, form=form)


def _typed(form: ReminderForm) -> dict[str, str]:
    return {name: str(form[name].value() or "") for name in ("intro", "closing")}


def _usual_words(request: Request) -> dict[str, str]:
    closing = _("Hör av dig om något är oklart.\n\nVänliga hälsningar\n%(name)s, SKR")
    return {
        "intro": _("Det här behöver vi från er:"),
        "closing": closing % {"name": request.user},
    }
