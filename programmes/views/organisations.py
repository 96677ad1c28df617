"""The register of organisations: found, corrected, added by hand, removed. SKR staff only."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.locking import StaleVersionError
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors, permissions
from programmes.forms.histories import EarlierPartForm
from programmes.forms.organisations import OrganisationForm
from programmes.models import EarlierPart, Organisation
from programmes.queries.history import history_of, title_of
from programmes.queries.register import find_choices
from programmes.queries.rounds import readable_rounds
from programmes.register.search import LONGEST_QUERY
from programmes.requests import Request
from programmes.services import histories
from programmes.services import organisations as organisations_service

PER_PAGE = 25


def require_skr(request: Request) -> None:
    if not request.user.is_skr:
        raise PermissionDenied


@require_safe
def organisations(request: Request) -> HttpResponse:
    """All organisations there are, found by a part of the name or the code."""
    require_skr(request)
    query, kind = request.GET.get("sok", "")[:LONGEST_QUERY], request.GET.get("slag", "")
    found = find_choices(query, kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    kept = QueryDict(mutable=True)
    kept.update({name: value for name, value in (("sok", query), ("slag", kind)) if value})
    context = {
        "section": "overview",
        "query": query,
        "kind": kind,
        "kinds": Organisation.Kind.choices,
        "page": page,
        "kept": kept.urlencode(),
        "count": len(found),
    }
    template = (
        "programmes/organisations/_found.html"
        if request.htmx
        else "programmes/organisations/organisations.html"
    )
    return render(request, template, context)


@require_safe
def organisation(request: Request, organisation_id: int) -> HttpResponse:
    """An organisation across its rounds: history, title and what it offers as a mentor."""
    return show_organisation(request, _visible(request, organisation_id))


def show_organisation(
    request: Request, organisation: Organisation, form: EarlierPartForm | None = None
) -> HttpResponse:
    history = history_of(organisation)
    may_run = request.user.is_skr
    context = {
        "section": "overview" if may_run else "rounds",
        "organisation": organisation,
        "history": history,
        "readable_rounds": readable_rounds(request.user),
        "earned_title": title_of(organisation, history),
        "profile": getattr(organisation, "mentor_profile", None),
        "may_run": may_run,
        "may_edit_profile": permissions.may_edit_mentor_profile(request.user, organisation),
        "form": (form or EarlierPartForm()) if may_run else None,
    }
    return render_form(request, "programmes/organisations/organisation.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: Request) -> HttpResponse:
    """Add one that is not in the register."""
    require_skr(request)
    form = OrganisationForm(request.POST or None, initial={"name": request.GET.get("namn", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = organisations_service.add_organisation(**form.for_service())
        except errors.OrganisationTakenError:
            form.add_error("name", _taken())
        else:
            messages.success(request, _("%(name)s är tillagd.") % {"name": made})
            return redirect(made)
    context = {"section": "overview", "form": form}
    template = "programmes/organisations/organisation_form.html"
    return render_form(request, template, context, form=form)


@require_POST
def choose_organisation(request: Request) -> HttpResponse:
    """Open the page of one of the register, which is made now if nobody has chosen it before."""
    require_skr(request)
    organisation = chosen(request.POST.get("organisation", ""))
    return redirect(organisation)


def chosen(key: str) -> Organisation:
    """The organisation that a `Choice.key` names. Raises Http404 for what nobody offered."""
    mark, rest = key[:1], key[1:]
    if mark == "k":
        try:
            return organisations_service.choose_organisation(code=rest)
        except (errors.UnknownCodeError, errors.OrganisationTakenError) as error:
            raise Http404 from error
    return get_object_or_404(Organisation, pk=number_or_zero(rest) if mark == "o" else 0)


@require_http_methods(["GET", "HEAD", "POST"])
def change_organisation(request: Request, organisation_id: int) -> HttpResponse:
    """Correct the name; of one that was added by hand the kind too."""
    require_skr(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    form = OrganisationForm(
        request.POST or None,
        initial={"name": organisation.name, "kind": organisation.kind},
        is_registered=organisation.is_registered,
    )
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            organisations_service.change_organisation(
                organisation=organisation,
                version=number_or_zero(request.POST.get("version")),
                **form.for_service(),
            )
        except StaleVersionError:
            stored = organisation = Organisation.objects.get(pk=organisation.pk)
        except errors.OrganisationTakenError:
            form.add_error("name", _taken())
        else:
            messages.success(request, _("Namnet är sparat. Det syns i alla omgångar."))
            return redirect(organisation)
    context = {"section": "overview", "form": form, "organisation": organisation}
    template = "programmes/organisations/organisation_form.html"
    return render_form(request, template, context, form=form, stored=stored)


@require_POST
def remove_organisation(request: Request, organisation_id: int) -> HttpResponse:
    """Remove one that has been in no round; one of the register can be chosen again."""
    require_skr(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    if not is_confirmed(request):
        question = _("Ta bort %(name)s? Mentorprofil och tidigare omgångar försvinner också.")
        return confirmation_page(
            request,
            question % {"name": organisation},
            back=organisation.get_absolute_url(),
            yes=_("Ta bort organisationen"),
        )
    try:
        organisations_service.remove_organisation(organisation=organisation)
    except ProtectedError:
        said = _("%(name)s är eller har varit med i en omgång och kan därför inte tas bort.")
        messages.warning(request, said % {"name": organisation})
        return redirect(organisation)
    messages.success(request, _("%(name)s är borttagen.") % {"name": organisation})
    return redirect("programmes:organisations")


@require_POST
def add_earlier_part(request: Request, organisation_id: int) -> HttpResponse:
    """Enter a round that the organisation was in before this system."""
    require_skr(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    form = EarlierPartForm(request.POST)
    if form.is_valid():
        try:
            histories.add_earlier_part(organisation=organisation, **form.cleaned_data)
        except errors.EarlierPartKnownError:
            form.add_error("first_year", _("Den omgången finns redan i listan."))
        else:
            messages.success(request, _("Omgången är tillagd i historiken."))
            return redirect(organisation)
    return show_organisation(request, organisation, form)


@require_POST
def remove_earlier_part(request: Request, organisation_id: int, part_id: int) -> HttpResponse:
    require_skr(request)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    part = get_object_or_404(EarlierPart, pk=part_id, organisation=organisation)
    histories.remove_earlier_part(part=part)
    messages.success(request, _("Omgången är borttagen ur historiken."))
    return redirect(organisation)


def _visible(request: Request, organisation_id: int) -> Organisation:
    found = Organisation.objects.visible_to(request.user).select_related("mentor_profile")
    return get_object_or_404(found, pk=organisation_id)


def _taken() -> str:
    return _("Det finns redan en organisation med det namnet. Sök efter den i listan.")
