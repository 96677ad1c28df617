"""The page where a spoken code is typed. No sign-in, no session, no cookie: the same for everybody.

The form carries no CSRF token, for there is nothing to forge: it is sent in nobody's
name, and all it does is lead on to a board. What guards it is the number of codes there are, and
how many of them are tried in a second.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from modellkoncept.web import delayed
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.language import chosen_language, query_of
from padlet import errors
from padlet.services import join_codes

MAX_CODE_LENGTH = 40  # characters typed: eight signs, with room for spaces and dashes


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Look up a typed join code, and redirect to its board."""
    if request.method != "POST":
        return _page(request)
    typed = request.POST.get("kod", "")
    if len(typed) > MAX_CODE_LENGTH:
        said = _("Det här är längre än en kod. Skriv de åtta tecknen som står på duken.")
        return _page(request, typed=typed, error=said, status=422)
    if not typed.strip():
        return _page(request, error=_("Skriv koden först."), status=422)
    return _lead_on(request, typed)


@login_not_required
@require_safe
def code_link(request: HttpRequest, code: str) -> HttpResponse:
    """The code as an address: typed in already. Looking at a page must not count as a try."""
    return _page(request, typed=code)


def _lead_on(request: HttpRequest, typed: str) -> HttpResponse:
    try:
        response: HttpResponse = redirect("padlet:join", join_codes.path_by_code(code=typed))
        response["Location"] += query_of(chosen_language(request))
    except errors.WrongCodeError as error:
        response = _page(
            request,
            typed=typed,
            error=_(
                "Koden leder inte till någon öppen tavla. Läs koden på duken en gång till"
                " och försök igen."
            ),
            status=422,
        )
        response[delayed.HEADER] = str(error.delay)
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    context = {"typed": typed, "error": error}
    response = render(request, "padlet/join_codes/code.html", context, status=status)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    response["Cache-Control"] = "no-store"
    return response
