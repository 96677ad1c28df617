"""The groups of a round: made, renamed and removed, and which organisation is in which."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors
from programmes.forms.groups import GroupForm, PlacementForm
from programmes.models import LearningGroup, Participation, Round
from programmes.page_parts import Page, render_parts
from programmes.permissions import may_run_round
from programmes.queries.groups import planned_groups
from programmes.reports.round_setup import Step, next_step
from programmes.requests import Request
from programmes.services import groups as groups_service
from programmes.services import participations as participations_service
from programmes.services.participations import Move
from programmes.views.round_organisations import run_round


@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: Request, round_id: int) -> HttpResponse:
    """GET shows the groups; POST saves which organisation is in which, several at once."""
    round = run_round(request, round_id)
    form = _placement_form(request, round)
    changed_by_another = False
    if request.method == "POST" and form.is_valid():
        moves = [Move(each, was, to) for each, was, to in form.chosen()]
        try:
            moved = participations_service.place_in_groups(
                round=round, moves=moves, actor=request.user
            )
        except errors.MovedMeanwhileError:
            changed_by_another = True
            form = PlacementForm(participations=_participants(round), groups=_groups(round))
        except errors.GroupFullError as error:
            form.add_error(None, _full_sentence(error.args[0]))
        else:
            messages.success(request, _moved_sentence(len(moved)))
            return redirect("programmes:groups", round.pk)
    return _page(request, round, form, changed_by_another=changed_by_another)


@require_POST
def create_group(request: Request, round_id: int) -> HttpResponse:
    round = run_round(request, round_id)
    form = GroupForm(request.POST)
    if form.is_valid():
        try:
            group = groups_service.create_group(round=round, **form.cleaned_data)
        except errors.GroupNameTakenError:
            form.add_error("name", _taken())
        else:
            messages.success(request, _("%(name)s är skapad.") % {"name": group})
            return redirect("programmes:groups", round.pk)
    return _page(request, round, None, group_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_group(request: Request, group_id: int) -> HttpResponse:
    group = _group(request, group_id)
    form = GroupForm(request.POST or None, initial={"name": group.name, "note": group.note})
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            groups_service.change_group(
                group=group,
                version=number_or_zero(request.POST.get("version")),
                **form.cleaned_data,
            )
        except StaleVersionError:
            stored = group = LearningGroup.objects.select_related("round").get(pk=group.pk)
        except errors.GroupNameTakenError:
            form.add_error("name", _taken())
        else:
            messages.success(request, _("Gruppen är sparad."))
            return redirect("programmes:groups", group.round_id)
    context = {"section": "rounds", "round": group.round, "group": group, "form": form}
    template = "programmes/groups/group_form.html"
    return render_form(request, template, context, form=form, stored=stored)


@require_POST
def remove_group(request: Request, group_id: int) -> HttpResponse:
    group = _group(request, group_id)
    back = redirect("programmes:groups", group.round_id)
    if not is_confirmed(request):
        question = _("Ta bort %(name)s? Bara en tom grupp kan tas bort.") % {"name": group}
        return confirmation_page(request, question, back=back["Location"], yes=_("Ta bort gruppen"))
    try:
        groups_service.remove_group(group=group)
    except ProtectedError:
        said = _(
            "%(name)s kan inte tas bort än. Flytta först organisationerna till en annan grupp,"
            " ta bort mentorerna och flytta eller ta bort gruppens träffar."
        )
        messages.warning(request, said % {"name": group})
    else:
        messages.success(request, _("%(name)s är borttagen.") % {"name": group})
    return back


def _group(request: Request, group_id: int) -> LearningGroup:
    found = LearningGroup.objects.visible_to(request.user).select_related("round")
    group: LearningGroup = get_object_or_404(found, pk=group_id)
    require(may_run_round, request.user, group.round)
    return group


def _page(
    request: Request,
    round: Round,
    form: PlacementForm | None,
    *,
    group_form: GroupForm | None = None,
    changed_by_another: bool = False,
) -> HttpResponse:
    placement = form or PlacementForm(
        participations=_participants(round), groups=_groups(round), auto_id="id_%s"
    )
    context = {
        "section": "rounds",
        "round": round,
        "placement": placement,
        "group_form": group_form or GroupForm(),
        "groups": planned_groups(round),
        "next_step": next_step(round, Step.GROUPS),
        "parts": render_parts(Page.GROUPS, request, round),
    }
    return render_form(
        request,
        "programmes/groups/groups.html",
        context,
        form=group_form or form,
        changed_by_another=changed_by_another,
    )


def _placement_form(request: Request, round: Round) -> PlacementForm:
    return PlacementForm(
        request.POST or None, participations=_participants(round), groups=_groups(round)
    )


def _participants(round: Round) -> list[Participation]:
    found = round.participations.filter(kind=Participation.Kind.PARTICIPANT)
    return list(found.select_related("organisation"))


def _groups(round: Round) -> list[LearningGroup]:
    return list(round.groups.all())


def _full_sentence(group: LearningGroup) -> str:
    said = _("%(group)s skulle få fler än tre deltagare. Välj en annan grupp för någon av dem.")
    return said % {"group": group}


def _moved_sentence(number: int) -> str:
    if not number:
        return _("Inget var ändrat.")
    return ngettext(
        "Grupperna är sparade. %(n)s organisation bytte grupp.",
        "Grupperna är sparade. %(n)s organisationer bytte grupp.",
        number,
    ) % {"n": number}


def _taken() -> str:
    return _("En annan grupp i omgången heter så. Skriv ett annat namn.")
