"""The page of the first person: who has the key of an empty system says who she is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.text.email_address import shown_address
from modellkoncept.web.client_address import client_network
from modellkoncept.web.http_methods import require_http_methods
from programmes import errors
from programmes.accounts.forms import FirstPersonForm
from programmes.accounts.way_in import FIRST_PERSON, UNPROCESSABLE, send_code, to
from programmes.models import User
from programmes.queries.first_person import first_person_to_correct, is_key_needed
from programmes.services import first_person as service

KEY = "nyckel"  # in the address that the terminal prints


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_person(request: HttpRequest) -> HttpResponse:
    """Take the first person's name and address, and send her a code; only while it is needed."""
    to_correct = first_person_to_correct(request.session.get(FIRST_PERSON))
    if to_correct is None and not is_key_needed():
        return _somebody_is_here(request)
    form = FirstPersonForm(
        request.POST if request.method == "POST" else None,
        initial=_typed_before(to_correct) or {"key": request.GET.get(KEY, "")},
        needs_key=to_correct is None,
    )
    if form.is_valid():
        try:
            person = _save(request, form, to_correct)
        except errors.PeopleExistError:
            return _somebody_is_here(request)
        except errors.WrongKeyError:
            form.add_error(
                "key",
                _(
                    "Nyckeln stämmer inte. Kopiera hela adressen från terminalen. Har"
                    " programmet startats om gäller bara den senaste nyckeln."
                ),
            )
        except errors.TooManyKeysError:
            form.add_error("key", _("Det blev för många försök. Vänta en kvart och försök igen."))
        else:
            return _with_a_code(request, person)
    context = {"form": form, "is_correction": to_correct is not None}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "account/first_person.html", context, status=status)


def _save(request: HttpRequest, form: FirstPersonForm, to_correct: User | None) -> User:
    typed = {name: form.cleaned_data[name] for name in ("email", "full_name")}
    if to_correct:
        return service.correct_first_person(person_id=to_correct.pk, **typed)
    key = form.cleaned_data["key"]
    return service.add_first_person(key=key, network=client_network(request), **typed)


def _with_a_code(request: HttpRequest, person: User) -> HttpResponse:
    request.session[FIRST_PERSON] = person.pk
    try:
        send_code(request, person.email)
    except errors.CodeAlreadySentError:
        messages.warning(request, _("Använd koden i det senaste mejlet."))
    return to("account_confirm_login_code")


def _somebody_is_here(request: HttpRequest) -> HttpResponse:
    """Of two at once the second comes here too."""
    if request.method == "POST":
        said = _("Den första personen är redan tillagd. Be om en inbjudan, eller logga in.")
        messages.warning(request, said)
    return to("account_login")


def _typed_before(person: User | None) -> dict[str, str]:
    return {"full_name": person.full_name, "email": shown_address(person.email)} if person else {}
