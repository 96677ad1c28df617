"""The contact list of a round: names and roles for everybody, addresses of those who share them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.files.spreadsheets import Sheet
from modellkoncept.text.email_address import shown_address
from programmes.models import Membership, Role, Round, User


@dataclass(frozen=True)
class Contact:
    """A member as this reader sees her."""

    membership: Membership
    address: str  # empty where it is not shown to the reader
    is_shared: bool  # by herself, with everybody in the round


def contacts(round: Round, reader: User, *, role: str = "", organisation: int = 0) -> list[Contact]:
    """The people of the round, by role and name; SKR also sees the addresses that it invited."""
    found = _in_order(Membership.objects.filter(participation__round=round))
    if role in Role.values:
        found = found.filter(role=role)
    if organisation:
        found = found.filter(participation=organisation)
    return [_contact(membership, reader) for membership in found]


def addresses_of(found: Iterable[Contact]) -> str:
    """The addresses as a mail program takes them, each once."""
    return "; ".join(dict.fromkeys(each.address for each in found if each.address))


def contact_sheet(found: Iterable[Contact]) -> Sheet:
    """The contacts whose addresses the reader sees."""
    rows = [
        [
            each.membership.user.full_name,
            each.address,
            str(Role(each.membership.role).label),
            str(each.membership.participation.organisation),
        ]
        for each in found
        if each.address
    ]
    return Sheet(
        _("Kontaktlista"),
        [_("Namn"), _("E-post"), _("Roll"), _("Organisation")],
        rows,
        [32, 40, 16, 32],
    )


def _contact(membership: Membership, reader: User) -> Contact:
    invitation = getattr(membership, "invitation", None)
    inviter = invitation.invited_by if invitation else None
    may_see = membership.shows_address or (
        reader.is_skr and inviter is not None and inviter.is_staff
    )
    address = shown_address(membership.user.email) if may_see else ""
    return Contact(membership, address, membership.shows_address)


def _in_order(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    by_role = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)),
        output_field=IntegerField(),
    )
    return memberships.select_related(
        "user", "participation__organisation", "invitation__invited_by"
    ).order_by(by_role, SwedishOrder("user__full_name"), "pk")
