"""What every way in has in common: the letter with a code, and the session of who has come in."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from modellkoncept.web.client_address import client_network
from modellkoncept.web.return_url import local_address
from programmes.models import User
from programmes.queries.second_steps import has_second_step
from programmes.services import first_person, invitation_links, sign_in_codes

# In the session: the row that was given, for which address, and those given for it before.
ASKED = "sign_in"
# In the session that made the first person: her id, so that her address can be put right.
FIRST_PERSON = "first_person"
# In the session of who has yet to take the second step: who that is, and where she was going.
SECOND_STEP = "second_step"
EARLIER = 8  # rows: more than are live at once
ASKED_LASTS = 30 * 60  # seconds; the session of somebody who asks and never comes back
UNPROCESSABLE = 422


def send_code(request: HttpRequest, address: str) -> None:
    """Send a code to this address, which this session may then type.

    Raises CodeAlreadySentError when the letter that was sent must do.
    """
    asked = request.session.get(ASKED, {})
    code_id = sign_in_codes.ask_for_code(
        address=address, network=client_network(request), held=asked.get("code")
    )
    earlier = [*asked.get("earlier", []), asked["code"]] if asked else []
    request.session[ASKED] = {"code": code_id, "address": address, "earlier": earlier[-EARLIER:]}
    request.session.set_expiry(ASKED_LASTS)


def let_in(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    """Sign in somebody who has shown who she is; with a second step, if she has set one up."""
    if not (user.is_active and has_second_step(user)):
        return finish(request, user, next_url)
    request.session[SECOND_STEP] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "next": next_url,
    }
    request.session.set_expiry(ASKED_LASTS)
    return to("second_step")


def finish(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    """Sign in somebody who has taken every step."""
    if user.is_active:
        first_person.has_signed_in(person=user)
        invitation_links.has_come_in(user=user)
    for name in (ASKED, FIRST_PERSON, SECOND_STEP):
        request.session.pop(name, None)
    request.session.set_expiry(None)
    response: HttpResponse = perform_login(request, user, redirect_url=next_url or "/")
    return response


def next_url_of(request: HttpRequest) -> str:
    """The page of this site that the visitor was on the way to; empty for none."""
    typed = request.POST.get("next") or request.GET.get("next", "")
    return local_address(request, typed, otherwise="")


def to(name: str, next_url: str = "") -> HttpResponse:
    """Lead on to this page, and from there to the one that the visitor was on the way to."""
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return HttpResponseRedirect(f"{reverse(name)}{query}")
