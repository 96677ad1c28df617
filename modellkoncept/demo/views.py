"""The demo's own pages: sign-in with one click, and the letters that would have been sent.

They exist in demo mode only, and knowing the demo they may know the apps, like its command.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from modellkoncept.demo import style_guide
from modellkoncept.demo.data import conference, future_meetings, people
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web.http_methods import require_POST
from padlet.models import Board
from programmes.models import Membership, User

View = Callable[..., HttpResponse]
LETTERS_SHOWN = 100


def only_in_demo(view: View) -> View:
    """Answer 404 outside demo mode, even if the URL is configured there."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return refusing


@login_not_required
@only_in_demo
@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Show the demo logins, and what to try first."""
    memberships = _memberships()
    context = {
        "demo_logins": _demo_logins(memberships),
        "others": _everybody_else(memberships),
        "open_board": Board.objects.filter(title=future_meetings.OPEN_BOARD["title"]).first(),
        "closed_board": Board.objects.filter(title=conference.CONFERENCE_BOARD["title"]).first(),
    }
    return render(request, "modellkoncept/demo.html", context)


@login_not_required
@only_in_demo
@require_POST
def demo_sign_in(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign in as a demo user; no other user can be reached this way."""
    user = get_object_or_404(_made_up(), pk=user_id)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("programmes:home")


@login_not_required
@only_in_demo
@never_cache
@require_safe
def demo_letters(request: HttpRequest) -> HttpResponse:
    """Show the newest letters; the demo sends none."""
    letters = OutgoingMail.objects.order_by("-pk")[:LETTERS_SHOWN]
    return render(request, "modellkoncept/demo_letters.html", {"letters": letters})


@login_not_required
@only_in_demo
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The style guide page: every component in all its states."""
    return render(request, "modellkoncept/components.html", style_guide.context())


def _made_up() -> QuerySet[User]:
    return User.objects.filter(email__endswith=people.DOMAIN, is_active=True)


def _memberships() -> dict[str, Membership]:
    found = Membership.objects.filter(user__in=_made_up()).with_round().select_related("user")
    return {membership.user.email: membership for membership in found}


def _demo_logins(memberships: dict[str, Membership]) -> list[dict[str, object]]:
    """The few people to try first, with their place in the round and what they can do."""
    users = {user.email: user for user in _made_up()}
    return [
        {"user": users[each.email], "membership": memberships.get(each.email), "can": each.can}
        for each in people.DEMO_LOGINS
        if each.email in users
    ]


def _everybody_else(memberships: dict[str, Membership]) -> list[Membership]:
    first = {each.email for each in people.DEMO_LOGINS}
    return [member for email, member in memberships.items() if email not in first]
