"""The page of the user's own data: change, download, leave, and the way out on all devices."""

import json
from typing import Any

from django.contrib import auth, messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.mail.status import held_up_since
from modellkoncept.text.email_address import shown_address
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes import errors
from programmes.closing.errors import StillInRoundError
from programmes.closing.removal.account import remove_account
from programmes.forms.my_data import NameForm, NewAddressCodeForm, NewAddressForm
from programmes.models import Membership
from programmes.page_parts import Page, render_parts
from programmes.personal_data import personal_data_of
from programmes.requests import Request
from programmes.services import address_changes, leaving, people

UNPROCESSABLE = 422
ASKED = "new_address"  # in the session: the row that was given, and for which address


@require_safe
def my_data(request: Request) -> HttpResponse:
    return _page(request, NameForm(initial={"full_name": request.user.full_name}))


@require_POST
def change_name(request: Request) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    people.change_person(person=request.user, full_name=form.cleaned_data["full_name"])
    messages.success(request, _("Namnet är sparat."))
    return redirect("programmes:my_data")


@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: Request) -> HttpResponse:
    """Ask for a code to a new address."""
    form = NewAddressForm(_sent(request), user=request.user)
    if form.is_valid():
        address = form.cleaned_data["email"]
        try:
            code_id = address_changes.ask_for_change(person=request.user, address=address)
        except errors.CodeAlreadySentError:
            said = _("Det blev för många försök. Vänta en stund och försök igen.")
            form.add_error("email", said)
        else:
            request.session[ASKED] = {"code": code_id, "address": address}
            return redirect("programmes:confirm_address")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "programmes/my_data/change_address.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: Request) -> HttpResponse:
    """Change to the new address with the code that was sent there; this session goes on."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect("programmes:change_address")
    form = NewAddressCodeForm(_sent(request))
    if form.is_valid():
        try:
            person = address_changes.confirm_change(
                person=request.user,
                code_id=asked["code"],
                address=asked["address"],
                typed=form.cleaned_data["code"],
            )
        except errors.TooManyTriesError:
            return _ask_again(request, _("Det blev för många försök. Be om en ny kod."))
        except errors.CodeOverError:
            return _ask_again(request, _("Koden gäller inte längre. Be om en ny."))
        except errors.WrongSignInCodeError:
            said = _("Koden stämmer inte. Läs i mejlet en gång till och skriv sex siffror.")
            form.add_error("code", said)
        else:
            request.session.pop(ASKED, None)
            auth.update_session_auth_hash(request, person)
            messages.success(request, _("Adressen är bytt. På andra enheter är du utloggad."))
            return redirect("programmes:my_data")
    context = {
        "form": form,
        "address": shown_address(asked["address"]),
        "mail_held_up_since": held_up_since(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "programmes/my_data/confirm_address.html", context, status=status)


def _sent(request: Request) -> Any:
    """What a form is bound to: an empty one that was sent is told what is missing."""
    return request.POST if request.method == "POST" else None


def _ask_again(request: Request, said: str) -> HttpResponse:
    request.session.pop(ASKED, None)
    messages.warning(request, said)
    return redirect("programmes:change_address")


@require_safe
def download_my_data(request: Request) -> HttpResponse:
    """Everything that the system holds about the user, as JSON."""
    about = {
        "skapad": timezone.localtime().replace(microsecond=0),
        "om": _("Allt som Modellkonceptet har om dig."),
        "lappar": _(
            "Lappar på tavlorna finns inte med: vi sparar texten men inte vem som skrev, så ingen"
            " kan ta reda på vilka som är dina."
        ),
        "sparade_ideer": _(
            "Sparade idéer hör till organisationen. Det sparas inte vem som sparade dem."
        ),
    }
    held = {"om_filen": about, **personal_data_of(request.user)}
    content = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    name = safe_filename(_("Mina uppgifter"), "json", ending=f"{timezone.localdate():%Y-%m-%d}")
    return as_download(content.encode(), "application/json", name)


@require_POST
def leave_round(request: Request, membership_id: int) -> HttpResponse:
    """Leave one's organisation in a round, after a question."""
    mine = Membership.objects.of(request.user).with_round()
    membership = get_object_or_404(mine, pk=membership_id)
    if not is_confirmed(request):
        back = reverse("programmes:my_data")
        return confirmation_page(
            request, leave_question(membership), back=back, yes=_("Lämna omgången")
        )
    try:
        leaving.leave_round(membership=membership)
    except errors.LastCoordinatorError:
        said = _(
            "Du är den enda samordnaren för %(organisation)s. Gör någon annan till samordnare"
            " först, eller kontakta SKR."
        )
        messages.warning(request, said % {"organisation": membership.participation})
    else:
        said = _("Du har lämnat %(round)s.") % {"round": membership.participation.round}
        messages.success(request, said)
    return redirect("programmes:my_data")


@require_POST
def leave_system(request: Request) -> HttpResponse:
    """Remove one's account, after a question. Who is in a round leaves it first."""
    if request.user.is_skr:
        raise PermissionDenied
    if not is_confirmed(request):
        back = reverse("programmes:my_data")
        return confirmation_page(
            request, _leave_system_question(), back=back, yes=_("Ta bort kontot")
        )
    try:
        is_gone = remove_account(person=request.user)
    except StillInRoundError:
        messages.warning(request, _("Du är med i en omgång. Lämna den först."))
        return redirect("programmes:my_data")
    auth.logout(request)
    if is_gone:
        messages.success(request, _("Kontot och dina uppgifter är borttagna."))
    else:
        said = _(
            "Kontot är stängt. Ditt namn står i en omgång som pågår: dina uppgifter tas bort"
            " tillsammans med omgångens personuppgifter."
        )
        messages.success(request, said)
    return redirect("account_login")


@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """End the user's sessions on every device, this one too."""
    people.end_sessions(person=request.user)
    auth.logout(request)
    messages.success(request, _("Du är utloggad på alla enheter."))
    return redirect("account_login")


def _page(request: Request, form: NameForm) -> HttpResponse:
    memberships = list(Membership.objects.of(request.user).with_round())
    context: dict[str, Any] = {
        "address": shown_address(request.user.email),
        "memberships": [
            (each, leave_question(each), not each.participation.round.is_closed)
            for each in memberships
        ],
        "form": form,
        "parts": render_parts(Page.MY_DATA, request),
        "may_leave_system": not memberships and not request.user.is_skr,
        "leave_system_question": _leave_system_question(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "programmes/my_data/my_data.html", context, status=status)


def leave_question(membership: Membership) -> str:
    said = _(
        "Lämna %(round)s? Du kommer inte åt omgången längre, men det som %(organisation)s har"
        " gjort finns kvar. Vill du vara med igen behöver du en ny inbjudan."
    )
    where = membership.participation
    return said % {"round": where.round, "organisation": where.organisation}


def _leave_system_question() -> str:
    return _("Ta bort ditt konto? Dina uppgifter tas bort för gott. Det går inte att ångra.")
