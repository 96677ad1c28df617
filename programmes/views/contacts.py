"""The contact list of a round, and what each person lets the others see of hers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.files import spreadsheets
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.web.http_methods import require_http_methods, require_POST
from programmes.errors import RoundClosedError
from programmes.forms.people import ContactFilterForm
from programmes.models import Membership, Round
from programmes.permissions import may_export_contacts
from programmes.queries.contacts import addresses_of, contact_sheet
from programmes.queries.contacts import contacts as contacts_of
from programmes.requests import Request
from programmes.services.contacts import record_export, share_address

SHOWN = "visas"  # the field of a membership whose address is shown


@require_safe
def contacts(request: Request, round_id: int) -> HttpResponse:
    """Everybody in the round, with the addresses that this reader may see."""
    round = _round(request, round_id)
    form = _form(request, round)
    found = contacts_of(round, request.user, **form.chosen)
    query = request.GET.copy()
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "found": found,
        "may_export": may_export_contacts(request.user, round),
        "addresses": addresses_of(found),
        "shared": sum(bool(each.address) for each in found),
        "query": query.urlencode(),
        "mine": request.user.memberships.filter(participation__round=round).exists(),
    }
    return render(request, "programmes/contacts/contacts.html", context)


@require_POST
def export_contacts(request: Request, round_id: int) -> HttpResponse:
    """The shown addresses as a file, which the audit log keeps."""
    round = _round(request, round_id)
    require(may_export_contacts, request.user, round)
    found = contacts_of(round, request.user, **_form(request, round).chosen)
    record_export(round=round, actor=request.user)
    content = spreadsheets.csv_file(contact_sheet(found))
    name = safe_filename(_("Kontaktlista %(round)s") % {"round": round}, "csv")
    return as_download(content, spreadsheets.CONTENT_TYPES["csv"], name)


@require_http_methods(["GET", "HEAD", "POST"])
def my_contact_details(request: Request) -> HttpResponse:
    """In which of her rounds the others may see her address: her own choice, at first in none."""
    memberships = list(Membership.objects.of(request.user).with_round())
    if request.method == "POST":
        shown = set(request.POST.getlist(SHOWN))
        for membership in memberships:
            is_shown = str(membership.pk) in shown
            if is_shown != membership.shows_address:
                _share(membership, is_shown=is_shown)
        messages.success(request, _("Ditt val är sparat."))
        return redirect("programmes:my_contact_details")
    context = {"memberships": memberships, "field": SHOWN}
    return render(request, "programmes/contacts/my_contact_details.html", context)


def _share(membership: Membership, *, is_shown: bool) -> None:
    try:
        share_address(membership=membership, is_shown=is_shown)
    except RoundClosedError:
        return  # the page offers no such choice; somebody closed the round meanwhile


def _round(request: Request, round_id: int) -> Round:
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    return round


def _form(request: Request, round: Round) -> ContactFilterForm:
    participations = round.participations.select_related("organisation")
    return ContactFilterForm(request.GET, participations=participations)
