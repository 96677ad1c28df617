"""The mentors of a round, chosen by SKR with proposals; and a mentor's own groups with notes."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors
from programmes.forms.mentors import ChooseMentorForm
from programmes.models import LearningGroup, Mentorship, Organisation, Round
from programmes.permissions import may_run_round
from programmes.queries.mentor_proposals import PROPOSED, NeedRow, needs_of
from programmes.queries.mentor_remarks import mentor_remarks
from programmes.reports.round_setup import Step, next_step
from programmes.requests import Request
from programmes.services import mentor_choice, mentorships
from programmes.views.round_organisations import run_round


@require_safe
def round_mentors(request: Request, round_id: int) -> HttpResponse:
    """One group at a time (`grupp`): each theme with its mentors and who is proposed."""
    round = run_round(request, round_id)
    return _page(request, round, number_or_zero(request.GET.get("grupp")))


@require_POST
def choose_mentor(request: Request, round_id: int) -> HttpResponse:
    """Let an organisation support a group in a theme; another than the proposed one is kept so."""
    round = run_round(request, round_id)
    needs = needs_of(round)
    group_id, theme_id = (number_or_zero(request.POST.get(name)) for name in ("group", "theme"))
    need = next((n for n in needs if (n.group.pk, n.theme.pk) == (group_id, theme_id)), None)
    if need is None:
        raise Http404
    supports = _supported(need, number_or_zero(request.POST.get("supports")))
    form = _form(request, need)
    if form.is_valid():
        organisation = Organisation.objects.get(pk=form.cleaned_data["organisation"])
        proposed = _proposed(need)
        is_override = supports is None and proposed is not None and proposed != organisation
        try:
            mentor_choice.choose_mentor(
                group=need.group,
                theme=need.theme,
                organisation=organisation,
                supports=supports,
                instead_of=str(proposed) if is_override else "",
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except errors.MentorInOwnGroupError:
            said = _("%(name)s deltar själv i gruppen och kan inte vara dess mentor.")
            form.add_error("organisation", said % {"name": organisation})
        except errors.NotAMentorError:
            said = _("%(name)s deltar i omgången och kan inte vara mentor i den.")
            form.add_error("organisation", said % {"name": organisation})
        except errors.AlreadyMentorError:
            said = _("%(name)s är redan mentor för temat i gruppen.")
            form.add_error("organisation", said % {"name": organisation})
        else:
            said = _("%(name)s är mentor för %(group)s i temat %(theme)s.")
            told = {"name": organisation, "group": need.group, "theme": need.theme}
            messages.success(request, said % told)
            return _to_group(round, need.group)
    return _page(request, round, need.group.pk, form=form, wrong=need)


@require_POST
def remove_mentorship(request: Request, mentorship_id: int) -> HttpResponse:
    found = Mentorship.objects.visible_to(request.user).select_related(
        "round", "group", "theme", "mentor__organisation"
    )
    row = get_object_or_404(found, pk=mentorship_id)
    require(may_run_round, request.user, row.round)
    back = _to_group(row.round, row.group)
    if not is_confirmed(request):
        said = _(
            "Ta bort %(name)s som mentor för %(group)s? Organisationen är kvar i omgången,"
            " men ser inte längre gruppens träffar om den inte är mentor i något annat tema."
        )
        return confirmation_page(
            request,
            said % {"name": row.mentor, "group": row.group},
            back=back["Location"],
            yes=_("Ta bort mentorn"),
        )
    mentorships.remove_mentorship(mentorship=row, actor=request.user)
    messages.success(request, _("%(name)s är inte längre mentor här.") % {"name": row.mentor})
    return back


def _page(
    request: Request,
    round: Round,
    group_id: int,
    form: ChooseMentorForm | None = None,
    wrong: NeedRow | None = None,
) -> HttpResponse:
    needs = needs_of(round)
    groups = list(round.groups.all())
    group = next((each for each in groups if each.pk == group_id), groups[0] if groups else None)
    shown = [need for need in needs if group and need.group.pk == group.pk]
    context = {
        "section": "rounds",
        "round": round,
        "group": group,
        "tabs": [
            {
                "url": f"?grupp={each.pk}",
                "text": str(each),
                "count": None,
                "current": group is not None and each.pk == group.pk,
            }
            for each in groups
        ],
        "needs": [
            (
                replace(need, proposals=_not_chosen(need)[:PROPOSED]),
                form if wrong and _same(need, wrong) else _form(request, need, bound=False),
            )
            for need in shown
        ],
        "has_themes": bool(needs) or not groups,
        "remarks": mentor_remarks(round),
        "next_step": next_step(round, Step.MENTORS),
    }
    return render_form(request, "programmes/mentors/round_mentors.html", context, form=form)


def _form(request: Request, need: NeedRow, *, bound: bool = True) -> ChooseMentorForm:
    offered = [(each.organisation.pk, str(each.organisation)) for each in need.proposals]
    return ChooseMentorForm(
        request.POST if bound else None,
        organisations=sorted(offered, key=lambda each: each[1]),
        auto_id=f"id_{need.group.pk}_{need.theme.pk}_%s",
    )


def _not_chosen(need: NeedRow) -> list:
    chosen = {row.participation.organisation_id for row in need.mentors}
    chosen |= {
        behind.participation.organisation_id for row in need.mentors for behind in row.supporters
    }
    return [each for each in need.proposals if each.organisation.pk not in chosen]


def _proposed(need: NeedRow) -> Organisation | None:
    """Whom the page proposed first."""
    left = _not_chosen(need)
    return left[0].organisation if left else None


def _supported(need: NeedRow, mentorship_id: int) -> Mentorship | None:
    """The mentorship that the chosen one is to stand behind. Raises Http404 for one elsewhere."""
    if not mentorship_id:
        return None
    rows = [row.mentorship for row in need.mentors if row.mentorship is not None]
    found = next((each for each in rows if each.pk == mentorship_id), None)
    if found is None:
        raise Http404
    return found


def _same(one: NeedRow, other: NeedRow) -> bool:
    return (one.group.pk, one.theme.pk) == (other.group.pk, other.theme.pk)


def _to_group(round: Round, group: LearningGroup) -> HttpResponse:
    response = redirect("programmes:round_mentors", round.pk)
    response["Location"] += f"?grupp={group.pk}"
    return response
