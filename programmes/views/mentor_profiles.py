"""The mentor profile of an organisation, written by its coordinator or by SKR."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.query_parameters import number_or_zero
from programmes import permissions
from programmes.forms.mentors import MentorProfileForm
from programmes.models import MentorProfile, Organisation
from programmes.queries.themes import known_themes
from programmes.requests import Request
from programmes.services import histories


@require_http_methods(["GET", "HEAD", "POST"])
def mentor_profile(request: Request, organisation_id: int) -> HttpResponse:
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user), pk=organisation_id
    )
    require(permissions.may_edit_mentor_profile, request.user, organisation)
    profile = MentorProfile.objects.filter(organisation=organisation).first()
    form = MentorProfileForm(
        request.POST or None, known_themes=known_themes(), initial=_initial(profile)
    )
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            histories.save_mentor_profile(
                organisation=organisation,
                version=number_or_zero(request.POST.get("version")),
                **form.for_profile(),
            )
        except StaleVersionError:
            stored = profile = MentorProfile.objects.get(organisation=organisation)
        else:
            messages.success(request, _("Mentorprofilen är sparad."))
            return redirect(organisation)
    context = {
        "section": "rounds",
        "organisation": organisation,
        "form": form,
        "version": profile.version if profile else 0,
    }
    template = "programmes/mentors/profile_form.html"
    return render_form(request, template, context, form=form, stored=stored)


def _initial(profile: MentorProfile | None) -> dict[str, object]:
    if profile is None:
        return {}
    return {
        "themes": profile.themes,
        "experience": profile.experience,
        "capacity": profile.capacity,
        "place": profile.place,
    }
