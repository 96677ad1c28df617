"""The people of an organisation: who they are, and what her coordinator does with each."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors
from programmes.forms.people import CoordinatorForm, MemberForm, PeopleFilterForm, SeatForm
from programmes.models import Membership, Participation, Round
from programmes.permissions import may_coordinate, may_read_people, may_run_round
from programmes.queries.people import (
    WORDS,
    is_last_coordinator,
    past_people_of,
    people_of,
    people_of_round,
    person_row,
    state_counts,
    with_invitations,
)
from programmes.reports.round_setup import Step, next_step
from programmes.requests import Request
from programmes.services import invitations, members

PEOPLE_PER_PAGE = 60


@require_safe
def people(request: Request, participation_id: int) -> HttpResponse:
    """The organisation's own people; who coordinates them also sees their invitations."""
    participation = _participation(request, participation_id)
    require(may_read_people, request.user, participation)
    may_edit = may_coordinate(request.user, participation)
    context = {
        "section": "rounds",
        "round": participation.round,
        "participation": participation,
        "rows": people_of(participation),
        "past": past_people_of(participation),
        "may_edit": may_edit and not participation.round.is_closed,
        "may_see": may_edit,
    }
    return render(request, "programmes/people/people.html", context)


@require_safe
def round_people(request: Request, round_id: int) -> HttpResponse:
    """All people of the round, for SKR, with a choice of which."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    participations = round.participations.select_related("organisation")
    form = PeopleFilterForm(request.GET, participations=participations)
    found = people_of_round(round, **form.chosen)
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "page": page,
        "rows": [person_row(membership) for membership in page],
        "next_step": next_step(round, Step.PEOPLE),
        "counts": [(state, WORDS[state], n) for state, n in state_counts(round).items() if n],
        "query": query.urlencode(),
        "is_chosen": any(form.chosen.values()),
        "columns": "|".join([_("Namn"), _("Roll"), _("Organisation"), _("Inbjudan"), ""]),
    }
    return render(request, "programmes/people/round_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, participation_id: int, membership_id: int) -> HttpResponse:
    """What she is in the organisation; of two who change it at once the later one is told."""
    membership = _membership(request, participation_id, membership_id)
    initial = {"role": membership.role, "is_coordinator": membership.is_coordinator}
    form = MemberForm(request.POST or None, initial=initial)
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            members.change_member(
                membership=membership,
                **form.cleaned_data,
                version=number_or_zero(request.POST.get("version")),
                actor=request.user,
            )
        except StaleVersionError:
            membership = _membership(request, participation_id, membership_id)
            stored = membership
        except errors.LastCoordinatorError:
            form.add_error("is_coordinator", _last_coordinator_said())
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect("programmes:people", participation_id)
    context = _about(request, membership) | {"form": form, "version": membership.version}
    return render_form(request, "programmes/people/person.html", context, form=form, stored=stored)


@require_POST
def resend_invitation(request: Request, participation_id: int, membership_id: int) -> HttpResponse:
    """Send the invitation again; at most once an hour."""
    membership = _membership(request, participation_id, membership_id)
    try:
        invitations.resend_invitation(membership=membership, actor=request.user)
    except errors.AlreadyAcceptedError:
        messages.info(request, _("Personen har redan loggat in. Inget mejl skickades."))
    except errors.ResendTooSoonError as error:
        said = _("Inbjudan skickades nyss. Den kan skickas igen %(when)s.")
        messages.warning(request, said % {"when": _clock(error.again_at)})
    else:
        messages.success(request, _("Inbjudan skickas igen."))
    return redirect("programmes:people", participation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_invitation(request: Request, participation_id: int, membership_id: int) -> HttpResponse:
    """Another address for an invitation that went to a wrong one."""
    membership = _membership(request, participation_id, membership_id)
    if not person_row(membership).can_be_corrected:
        messages.info(
            request,
            _("Personen har redan loggat in och ändrar själv sin adress under Mina uppgifter."),
        )
        return redirect("programmes:person", participation_id, membership_id)
    initial = {"full_name": membership.user.full_name, "email": person_row(membership).address}
    form = SeatForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.correct_invitation(
                membership=membership, **form.cleaned_data, actor=request.user
            )
        except (errors.AlreadyMemberError, errors.NotInvitableError) as error:
            form.add_error("email", _why_not(error))
        except errors.AlreadyAcceptedError:
            form.add_error(None, _("Personen har hunnit logga in. Adressen ändras inte."))
        else:
            messages.success(request, _("Inbjudan skickas till den nya adressen."))
            return redirect("programmes:people", participation_id)
    return _seat_page(request, "programmes/people/correct.html", membership, form)


@require_http_methods(["GET", "HEAD", "POST"])
def replace_person(request: Request, participation_id: int, membership_id: int) -> HttpResponse:
    """Let another person take over the seat, after an election or a change of job."""
    membership = _membership(request, participation_id, membership_id)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = str(membership.user)
        try:
            found = invitations.replace_member(
                membership=membership, **form.cleaned_data, actor=request.user
            )
        except (errors.AlreadyMemberError, errors.NotInvitableError) as error:
            form.add_error("email", _why_not(error))
        else:
            said = _("%(new)s har tagit över efter %(old)s och får ett mejl.")
            messages.success(request, said % {"new": found.user, "old": before})
            return redirect("programmes:people", participation_id)
    return _seat_page(request, "programmes/people/replace.html", membership, form)


@require_POST
def remove_person(request: Request, participation_id: int, membership_id: int) -> HttpResponse:
    """Take her out of the organisation, after a question; SKR may name another coordinator."""
    membership = _membership(request, participation_id, membership_id)
    instead = None
    if _needs_successor(request, membership):
        form = CoordinatorForm(request.POST, leaving=membership)
        if not form.is_valid():
            context = _about(request, membership) | {"removal_form": form}
            return render(request, "programmes/people/person.html", context, status=422)
        instead = form.cleaned_data["coordinator"]
    row = person_row(membership)
    if not is_confirmed(request):
        return confirmation_page(
            request,
            removal_question(row.membership, is_open=row.is_open),
            back=_person_url(membership),
            yes=_("Ta bort personen"),
        )
    try:
        members.remove_member(
            membership=membership, actor=request.user, coordinator_instead=instead
        )
    except errors.LastCoordinatorError:
        messages.warning(request, _last_coordinator_said())
        return redirect(_person_url(membership))
    messages.success(request, _("%(name)s är borttagen.") % {"name": membership.user})
    return redirect("programmes:people", participation_id)


def removal_question(membership: Membership, *, is_open: bool) -> str:
    """What the removal means, asked before it."""
    names = {"name": membership.user, "organisation": membership.participation.organisation}
    if is_open:
        said = _("Ta bort %(name)s? Inbjudan dras tillbaka.")
    else:
        said = _(
            "Ta bort %(name)s? Personen kommer inte längre åt det som hör till %(organisation)s."
            " Det som redan är sparat finns kvar."
        )
    return said % names


# --- what the pages share ------------------------------------------------------------------------


def _participation(request: Request, participation_id: int) -> Participation:
    found = Participation.objects.visible_to(request.user).select_related("round", "organisation")
    participation: Participation = get_object_or_404(found, pk=participation_id)
    return participation


def _membership(request: Request, participation_id: int, membership_id: int) -> Membership:
    """A member of this organisation, for who coordinates it; others hear nothing of its people."""
    participation = _participation(request, participation_id)
    require(may_coordinate, request.user, participation)
    found = with_invitations(participation.memberships.all())
    membership: Membership = get_object_or_404(found, pk=membership_id)
    return membership


def _about(request: Request, membership: Membership) -> dict[str, Any]:
    """What every page about one person shows."""
    row = person_row(membership)
    is_last = is_last_coordinator(membership)
    needs_successor = _needs_successor(request, membership)
    return {
        "section": "rounds",
        "round": membership.participation.round,
        "participation": membership.participation,
        "row": row,
        "membership": membership,
        "is_last": is_last,
        "removal_form": CoordinatorForm(leaving=membership) if needs_successor else None,
        "question": removal_question(membership, is_open=row.is_open),
        "form": MemberForm(
            initial={"role": membership.role, "is_coordinator": membership.is_coordinator}
        ),
        "version": membership.version,
    }


def _needs_successor(request: Request, membership: Membership) -> bool:
    """Whether SKR must say who coordinates the organisation once she is gone."""
    others = Membership.objects.filter(participation=membership.participation_id)
    return (
        request.user.is_skr
        and is_last_coordinator(membership)
        and others.exclude(pk=membership.pk).exists()
    )


def _seat_page(
    request: Request, template: str, membership: Membership, form: SeatForm
) -> HttpResponse:
    context = _about(request, membership) | {"form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def _why_not(error: Exception) -> str:
    if isinstance(error, errors.AlreadyMemberError):
        return _("Personen med den adressen är redan med här.")
    return _("Personen med den adressen går inte att bjuda in. Kontakta SKR.")


def _last_coordinator_said() -> str:
    return _("Organisationen behöver minst en samordnare. Gör någon annan till samordnare först.")


def _person_url(membership: Membership) -> str:
    return reverse("programmes:person", args=[membership.participation_id, membership.pk])


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H.%M}"
