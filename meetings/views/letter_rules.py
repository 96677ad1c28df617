"""The texts of a round's letters, one for each step and kind of meeting."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.forms.letters import LetterRuleForm
from meetings.letters.steps import Step, Wording
from meetings.models import LetterRule, Meeting
from meetings.models.letters import STEPS
from meetings.queries.letter_plans import rule_of
from meetings.queries.letter_texts import preview_of
from meetings.services import letters as letters_service
from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.models import Role, Round
from programmes.permissions import may_run_round
from programmes.requests import Request

LABELS = dict(STEPS)


@require_safe
def letter_rules(request: Request, round_id: int) -> HttpResponse:
    """Every letter of the round, a row a step and kind of meeting. SKR staff only."""
    round = _round(request, round_id)
    rules = {(rule.step, rule.kind): rule for rule in round.letter_rules.all()}
    sections = [
        {
            "step": step,
            "label": label,
            "rows": [_row(round, step, kind, rules.get((step, kind))) for kind in Meeting.Kind],
        }
        for step, label in STEPS
    ]
    context = {"section": "rounds", "round": round, "sections": sections}
    return render(request, "meetings/letters/letter_rules.html", context)


def _row(round: Round, step: Step, kind: Meeting.Kind, rule: LetterRule | None) -> dict[str, Any]:
    wording = rule_of(round, step, kind, rule)
    return {
        "kind": kind,
        "wording": wording,
        "days": abs(wording.days),
        "roles": [Role(role).label for role in wording.roles],
        "is_changed": rule is not None,
        "is_on": rule is None or rule.is_on,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def letter_rule(request: Request, round_id: int, step: Step, kind: Meeting.Kind) -> HttpResponse:
    """The text of one letter: preview it with a real meeting, or save it."""
    round = _round(request, round_id)
    rule = LetterRule.objects.filter(round=round, step=step, kind=kind).first()
    form = LetterRuleForm(
        request.POST or None, initial=_initial(round, step, kind, rule), step=step
    )
    wording = rule_of(round, step, kind, rule)
    stored = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            wording = _typed(form, wording)
        else:
            try:
                letters_service.change_letter_rule(
                    round=round,
                    step=step,
                    kind=kind,
                    version=number_or_zero(request.POST.get("version", "")),
                    **form.wording_fields,
                )
            except StaleVersionError:
                stored = LetterRule.objects.filter(round=round, step=step, kind=kind).first()
                wording = _typed(form, wording)
            else:
                messages.success(request, _("Texten är sparad."))
                return redirect("letters:letter_rules", round.pk)
    meeting = _example(round, kind)
    context = {
        "section": "rounds",
        "round": round,
        "step": step,
        "kind": kind,
        "label": LABELS[step],
        "form": form,
        "version": _version(stored or rule),
        "rule": rule,
        "meeting": meeting,
        "preview": preview_of(meeting, wording) if meeting else None,
    }
    return render_form(
        request, "meetings/letters/letter_rule.html", context, form=form, stored=stored
    )


@require_POST
def reset_letter_rule(
    request: Request, round_id: int, step: Step, kind: Meeting.Kind
) -> HttpResponse:
    round = _round(request, round_id)
    letters_service.reset_letter_rule(round=round, step=step, kind=kind)
    messages.success(request, _("Standardtexten gäller igen."))
    return redirect("letters:letter_rule", round.pk, step, kind)


def _round(request: Request, round_id: int) -> Round:
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    return round


def _version(rule: LetterRule | None) -> int:
    return rule.version if rule else 0


def _initial(
    round: Round, step: Step, kind: Meeting.Kind, rule: LetterRule | None
) -> dict[str, Any]:
    wording = rule_of(round, step, kind, rule)
    return {
        "is_on": rule is None or rule.is_on,
        "days": abs(wording.days),
        "roles": list(wording.roles) or Role.values,
        "subject": wording.subject,
        "body": wording.body,
    }


def _typed(form: LetterRuleForm, wording: Wording) -> Wording:
    typed = form.cleaned_data
    return replace(wording, subject=typed["subject"], body=typed["body"])


def _example(round: Round, kind: Meeting.Kind) -> Meeting | None:
    """The next meeting of the kind, or else the last that was held."""
    meetings = Meeting.objects.with_place().filter(round=round, kind=kind)
    coming = meetings.filter(date__gte=timezone.localdate()).order_by("date", "pk").first()
    return coming or meetings.order_by("-date", "pk").first()
