"""The page of the user's own data, and the way out on all devices."""

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.text.email_address import shown_address
from modellkoncept.web.http_methods import require_POST
from programmes.models import Membership
from programmes.requests import Request
from programmes.services import people


@require_safe
def my_data(request: Request) -> HttpResponse:
    context = {
        "address": shown_address(request.user.email),
        "memberships": Membership.objects.of(request.user).with_round(),
    }
    return render(request, "programmes/my_data/my_data.html", context)


@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """End the user's sessions on every device, this one too."""
    people.end_sessions(person=request.user)
    auth.logout(request)
    messages.success(request, _("Du är utloggad på alla enheter."))
    return redirect("account_login")
