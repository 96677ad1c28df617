"""The page that an invitation's link opens. Only its button signs anybody in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from modellkoncept.web.http_methods import require_http_methods
from programmes.accounts.way_in import let_in
from programmes.errors import LinkOverError
from programmes.models import Membership, User
from programmes.services.invitation_links import invited_by, use_link

GONE = 410


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say who is invited to what; sign her in when the button is pressed, once."""
    if request.method == "POST":
        try:
            user = use_link(token=token)
        except LinkOverError:
            return _over(request)
        return let_in(request, user, "")
    invited = invited_by(token)
    if invited is None:
        return _over(request)
    if request.user == invited:
        return HttpResponseRedirect("/")
    context = {"invited": invited, "membership": _newest_membership(invited)}
    return render(request, "account/invitation.html", context)


def _over(request: HttpRequest) -> HttpResponse:
    """The same for every link that does not lead in, so that nothing is told of whose it was."""
    if request.user.is_authenticated:
        return HttpResponseRedirect("/")
    return render(request, "account/invitation_over.html", status=GONE)


def _newest_membership(user: User) -> Membership | None:
    return Membership.objects.of(user).with_round().order_by("-pk").first()
