"""The people of an organisation and of a round, with how it went with each one's invitation."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.jobs.models import Job
from modellkoncept.text.email_address import normal_address_or_text, shown_address
from programmes.models import Invitation, Membership, Participation, PastMembership, Role, Round

CODE = re.compile(r"\b([245]\d\d)\b(?:[ -]([245]\.\d{1,3}\.\d{1,3}))?")


class State(StrEnum):
    """How far an invitation has come."""

    NONE = "ingen"  # she was added without a letter
    SENDING = "skickas"
    WAITING = "vantar"  # the mail server does not answer
    SENT = "skickad"
    FAILED = "fel"
    ACCEPTED = "inloggad"


WORDS: dict[State, Promise] = {
    State.NONE: _("Inget mejl skickat"),
    State.SENDING: _("Mejlet skickas"),
    State.WAITING: _("Väntar på mejlservern"),
    State.SENT: _("Inbjudan skickad"),
    State.FAILED: _("Kom inte fram"),
    State.ACCEPTED: _("Har loggat in"),
}
LOOKS = {
    State.NONE: ("part", "info"),
    State.SENDING: ("part", "mail"),
    State.WAITING: ("part", "clock"),
    State.SENT: ("part", "mail"),
    State.FAILED: ("miss", "missing"),
    State.ACCEPTED: ("done", "check"),
}
_ONGOING = [Job.State.QUEUED, Job.State.RUNNING]
_WAITS = ~Q(invitation__letter__error="")
# For a query; the first that holds counts.
FILTERS: dict[State, Q] = {
    State.NONE: Q(invitation=None) | Q(invitation__is_accepted=False, invitation__letter=None),
    State.SENDING: Q(invitation__is_accepted=False, invitation__letter__state__in=_ONGOING)
    & ~_WAITS,
    State.WAITING: Q(invitation__is_accepted=False, invitation__letter__state__in=_ONGOING)
    & _WAITS,
    State.SENT: Q(invitation__is_accepted=False, invitation__letter__state=Job.State.DONE),
    State.FAILED: Q(invitation__is_accepted=False, invitation__letter__state=Job.State.FAILED),
    State.ACCEPTED: Q(invitation__is_accepted=True),
}


@dataclass(frozen=True)
class PersonRow:
    """A member with the state of her invitation, as the pages show it."""

    membership: Membership
    state: State
    reason: str | Promise  # why the letter did not arrive
    resend_at: datetime | None  # when it may be sent again, if not now

    @property
    def words(self) -> Promise:
        return WORDS[self.state]

    @property
    def look(self) -> str:
        return LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.state][1]

    @property
    def address(self) -> str:
        return shown_address(self.membership.user.email)

    @property
    def is_open(self) -> bool:
        """Whether she has not come in yet, so that the invitation can be sent again."""
        return self.state is not State.ACCEPTED

    @property
    def can_be_corrected(self) -> bool:
        return self.is_open and invitation_of(self.membership) is not None


def with_invitations(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Members with all that a row shows, by role and name."""
    by_role = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)),
        output_field=IntegerField(),
    )
    return memberships.select_related(
        "user", "invitation__letter", "participation__organisation", "participation__round"
    ).order_by(by_role, SwedishOrder("user__full_name"), "pk")


def invitation_of(membership: Membership) -> Invitation | None:
    return getattr(membership, "invitation", None)


def person_row(membership: Membership) -> PersonRow:
    invitation = invitation_of(membership)
    state = _state(invitation)
    again = invitation.resend_at if invitation and state is not State.ACCEPTED else None
    letter = invitation.letter if invitation else None
    reason = why_refused(letter.error) if letter and state is State.FAILED else ""
    return PersonRow(membership, state, reason, again)


def _state(invitation: Invitation | None) -> State:
    if invitation is None:
        return State.NONE
    letter = invitation.letter
    if invitation.is_accepted:
        return State.ACCEPTED
    if letter is None:
        return State.NONE
    if letter.state in _ONGOING:
        return State.WAITING if letter.error else State.SENDING
    return State.SENT if letter.state == Job.State.DONE else State.FAILED


def why_refused(error: str) -> Promise:
    """The mail server's refusal in plain words: what it means and what to do."""
    found = CODE.search(error)
    code, more = (found[1], found[2] or "") if found else ("", "")
    if more.startswith(("5.1.", "4.1.")) or (code in {"550", "551", "553"} and not more):
        return _("Adressen finns inte hos mottagaren. Rätta den och skicka igen.")
    if more == "5.2.2" or code == "552":
        return _("Mottagarens brevlåda är full. Försök igen om några dagar.")
    if code.startswith("5"):
        return _("Mottagarens mejlserver tog inte emot mejlet. Fråga personen om en annan adress.")
    if "ValueError" in error:
        return _("Adressen går inte att mejla till. Rätta den och skicka igen.")
    return _("Mejlservern svarade inte på flera dagar. Skicka igen.")


def people_of(participation: Participation) -> list[PersonRow]:
    """The organisation's people, by role and name."""
    return list(map(person_row, with_invitations(participation.memberships.all())))


def past_people_of(participation: Participation) -> QuerySet[PastMembership]:
    """Who has left, the latest first, and who came after."""
    return participation.past_memberships.select_related("user", "succeeded_by")


def people_of_round(
    round: Round, *, role: str = "", organisation: int = 0, state: str = "", words: str = ""
) -> QuerySet[Membership]:
    """The people of the round that these choices leave: each names what a row must be."""
    found = with_invitations(Membership.objects.filter(participation__round=round))
    if role in Role.values:
        found = found.filter(role=role)
    if organisation:
        found = found.filter(participation=organisation)
    if state in {each.value for each in State}:
        found = found.filter(FILTERS[State(state)])
    for word in words.split()[:8]:
        address = normal_address_or_text(word)
        found = found.filter(
            Q(user__full_name__icontains=word)
            | Q(user__email__icontains=address)
            | Q(participation__organisation__name__icontains=word)
        )
    return found.order_by(SwedishOrder("participation__organisation__name"), *found.query.order_by)


def state_counts(round: Round) -> dict[State, int]:
    """How many people of the round are in each state, in one query."""
    from_models = Membership.objects.filter(participation__round=round)
    counts: dict[str, Any] = {
        state.value: Count("pk", filter=condition) for state, condition in FILTERS.items()
    }
    found = from_models.aggregate(**counts)
    return {state: found[state.value] for state in State}


def is_last_coordinator(membership: Membership) -> bool:
    """Whether nobody else coordinates the organisation."""
    others = Membership.objects.filter(
        participation=membership.participation_id, is_coordinator=True
    ).exclude(pk=membership.pk)
    return membership.is_coordinator and not others.exists()
