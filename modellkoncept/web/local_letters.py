"""The letters of a start without a mail server, shown to who sits at the machine itself."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from modellkoncept.mail.models import OutgoingMail
from modellkoncept.web.client_address import is_this_machine

LETTERS_SHOWN = 50


def letters_are_here(request: HttpRequest) -> bool:
    """Whether this visitor may read them: at this machine, and nothing stands in front of it."""
    return settings.LOCAL_LETTERS and is_this_machine(request)


@login_not_required
@never_cache
@require_safe
def local_letters(request: HttpRequest) -> HttpResponse:
    """Show the newest letters; for everybody elsewhere there is no such page."""
    if not letters_are_here(request):
        raise Http404
    letters = OutgoingMail.objects.order_by("-pk")[:LETTERS_SHOWN]
    return render(request, "modellkoncept/local_letters.html", {"letters": letters})
