"""Turn reminders by mail on or off: signed in, or from the foot of a letter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from modellkoncept.mail import choices
from modellkoncept.web.http_methods import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: HttpRequest) -> HttpResponse:
    """The page on which the user chooses whether reminders are sent."""
    user_id: int = request.user.pk  # type: ignore[assignment]  # who is signed in has one
    if request.method == "POST":
        wanted = request.POST.get("reminders") == "on"
        choices.set_reminders(user_id=user_id, wanted=wanted)
        if wanted:
            messages.success(request, _("Påminnelserna är på."))
        else:
            messages.success(
                request, _("Påminnelserna är avstängda. Inbjudningar får du fortfarande.")
            )
        return redirect("mail_choice")
    context = {"wants_reminders": choices.wants_reminders(user_id)}
    return render(request, "modellkoncept/mail_choice.html", context)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Turn the reminders of the letter's owner off: by her mailbox's own button, or by this page's.

    A GET changes nothing, because scanners of mail open every link. The signed token is the right:
    whoever holds the letter may do this, and nothing else, with it.
    """
    user_id = choices.user_of_token(token)
    if user_id is None or not choices.is_known(user_id):
        return render(request, "modellkoncept/unsubscribe.html", {"is_unknown": True}, status=404)
    if request.method == "POST":
        choices.set_reminders(user_id=user_id, wanted=False)
    context = {"is_off": not choices.wants_reminders(user_id)}
    return render(request, "modellkoncept/unsubscribe.html", context)
