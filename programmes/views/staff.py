"""SKR's people, for themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept.text.email_address import shown_address
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes import errors
from programmes.forms.people import SeatForm
from programmes.models import User
from programmes.requests import Request
from programmes.services import staff as staff_service
from programmes.views.organisations import require_skr


@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: Request) -> HttpResponse:
    """Who leads the rounds, and a form for one more."""
    require_skr(request)
    form = SeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = staff_service.add_colleague(actor=request.user, **form.cleaned_data)
        except errors.TakesPartError:
            said = _("Personen är med i en omgång för en organisation. Ta bort personen där först.")
            form.add_error("email", said)
        else:
            messages.success(request, _("%(name)s är tillagd och får ett mejl.") % {"name": person})
            return redirect("programmes:staff")
    found = User.objects.filter(is_staff=True, is_active=True)
    context = {
        "section": "overview",
        "form": form,
        "people": [(each, shown_address(each.email)) for each in found],
    }
    return render_form(request, "programmes/staff/staff.html", context, form=form)


@require_POST
def remove_colleague(request: Request, person_id: int) -> HttpResponse:
    """Take somebody out of SKR's people, after a question."""
    require_skr(request)
    person = get_object_or_404(User.objects.filter(is_staff=True), pk=person_id)
    if not is_confirmed(request):
        question = _(
            "Ta bort %(name)s bland SKR:s personer? Personen kommer inte längre åt omgångarna."
        )
        return confirmation_page(
            request,
            question % {"name": person},
            back=reverse("programmes:staff"),
            yes=_("Ta bort personen"),
        )
    try:
        staff_service.remove_colleague(person=person, actor=request.user)
    except errors.LastColleagueError:
        said = _("Det måste finnas någon som leder omgångarna. Lägg till en till person först.")
        messages.warning(request, said)
    else:
        messages.success(request, _("%(name)s är borttagen.") % {"name": person})
    return redirect("programmes:staff")
