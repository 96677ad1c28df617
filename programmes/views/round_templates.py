"""The templates that rounds are started from, which SKR changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import CONFLICT, OK, UNPROCESSABLE
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.errors import TemplateNameTakenError
from programmes.forms.round_templates import TemplateForm, TemplateMeetings
from programmes.models import RoundTemplate
from programmes.permissions import may_start_rounds
from programmes.requests import Request
from programmes.round_templates.plan import Kind, titles
from programmes.services import round_templates as service

PREFIX = "rad"
MOST_COPIES = 100
NAMES = {
    "kickoff_name": Kind.KICKOFF,
    "learning_name": Kind.LEARNING,
    "strategist_name": Kind.STRATEGIST,
    "results_name": Kind.RESULTS,
}


@require_safe
def round_templates(request: Request) -> HttpResponse:
    require(may_start_rounds, request.user, None)
    found = RoundTemplate.objects.prefetch_related("meetings")
    rows = [
        {
            "template": each,
            "meetings": list(zip(titles(each.as_plan()), each.meetings.all(), strict=True)),
        }
        for each in found
    ]
    context = {"section": "rounds", "rows": rows}
    return render(request, "programmes/round_templates/round_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_round_template(request: Request) -> HttpResponse:
    require(may_start_rounds, request.user, None)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def round_template(request: Request, template_id: int) -> HttpResponse:
    require(may_start_rounds, request.user, None)
    return _edit(request, get_object_or_404(RoundTemplate, pk=template_id))


@require_POST
def copy_round_template(request: Request, template_id: int) -> HttpResponse:
    """A copy with a name of its own, ready to be changed."""
    require(may_start_rounds, request.user, None)
    template = get_object_or_404(RoundTemplate, pk=template_id)
    for number in range(1, MOST_COPIES):
        name = _("%(template)s, kopia %(number)s") % {
            "template": template.name[:100],
            "number": number,
        }
        try:
            made = service.copy_template(template=template, name=name)
        except TemplateNameTakenError:
            continue
        messages.success(request, _("Mallen är kopierad. Ge kopian ett eget namn."))
        return redirect(made)
    messages.warning(request, _("Mallen har för många kopior. Ta bort några först."))
    return redirect("programmes:round_templates")


@require_POST
def remove_round_template(request: Request, template_id: int) -> HttpResponse:
    require(may_start_rounds, request.user, None)
    template = get_object_or_404(RoundTemplate, pk=template_id)
    if not is_confirmed(request):
        question = _("Ta bort mallen %(template)s? Omgångar som har startats från den blir kvar.")
        return confirmation_page(
            request,
            question % {"template": template},
            back=reverse("programmes:round_templates"),
            yes=_("Ta bort mallen"),
        )
    service.remove_template(template=template)
    messages.success(request, _("Mallen är borttagen."))
    return redirect("programmes:round_templates")


def _edit(request: Request, template: RoundTemplate | None) -> HttpResponse:
    """The template's form, of a new one or of one that is there."""
    template_pk = template.pk if template else 0
    if request.method != "POST":
        form = TemplateForm(initial=_initial(template))
        return _page(request, template, form, TemplateMeetings(**_rows(template)))
    data = request.POST.copy()
    form, rows = TemplateForm(data), TemplateMeetings(data, prefix=PREFIX)
    is_right = form.is_valid()
    rows.months = form.cleaned_data.get("months")
    rows.themes = len(form.cleaned_data.get("themes") or [])
    if not (rows.is_valid() and is_right):
        return _page(request, template, form, rows, status=UNPROCESSABLE)
    try:
        saved = _save(template, form, rows)
    except TemplateNameTakenError:
        form.add_error("name", _("En annan mall heter så. Välj ett annat namn."))
        return _page(request, template, form, rows, status=UNPROCESSABLE)
    except RoundTemplate.DoesNotExist:
        return _page(request, None, form, rows, status=CONFLICT, was_removed=True)
    except StaleVersionError:
        stored = RoundTemplate.objects.prefetch_related("meetings").get(pk=template_pk)
        data["version"] = str(stored.version)  # saved once more it is the newest
        return _page(request, template, form, rows, status=CONFLICT, stored=stored)
    messages.success(request, _("Mallen ”%(template)s” är sparad.") % {"template": saved})
    return redirect("programmes:round_templates")


def _save(template: RoundTemplate | None, form: TemplateForm, rows: Any) -> RoundTemplate:
    fields, meetings = form.fields_to_save(), rows.meetings()
    if template is None:
        return service.add_template(fields=fields, meetings=meetings)
    version = form.cleaned_data["version"]
    return service.change_template(
        template=template, version=version or 0, fields=fields, meetings=meetings
    )


def _page(
    request: Request,
    template: RoundTemplate | None,
    form: TemplateForm,
    rows: Any,
    *,
    status: int = OK,
    stored: RoundTemplate | None = None,
    was_removed: bool = False,
) -> HttpResponse:
    if template is not None and not form.is_bound:
        for row, title in zip(rows.forms, titles(template.as_plan()), strict=False):
            row.heading = title
    context = {
        "section": "rounds",
        "template": template,
        "form": form,
        "rows": rows,
        "stored": stored,
        "was_removed": was_removed,
        "is_refused": status == UNPROCESSABLE,
        "stored_meetings": list(zip(titles(stored.as_plan()), stored.meetings.all(), strict=True))
        if stored
        else [],
    }
    return render(request, "programmes/round_templates/round_template.html", context, status=status)


def _initial(template: RoundTemplate | None) -> dict[str, Any]:
    if template is None:
        return {
            "months": 18,
            "kickoff_name": _("Uppstartskonferens"),
            "learning_name": _("Lärandeträff"),
            "strategist_name": _("Strategträff"),
            "results_name": _("Resultatkonferens"),
        }
    names = {name: getattr(template, name) for name in NAMES}
    return {
        "name": template.name,
        "months": template.months,
        "themes": template.theme_list,
        "version": template.version,
        **names,
    }


def _rows(template: RoundTemplate | None) -> dict[str, Any]:
    stored = list(template.meetings.all()) if template else []
    return {
        "prefix": PREFIX,
        "initial": [vars(each.as_plan()) for each in stored],
    }
