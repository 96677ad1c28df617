"""What would happen to each person of a pasted list, before anything happens."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from modellkoncept.text.email_address import shown_address
from programmes.invitations.parsing import addresses, names
from programmes.invitations.parsing.addresses import Problem
from programmes.invitations.parsing.entries import Entry
from programmes.invitations.parsing.roles import is_mentor, is_yes, role_of
from programmes.models import Participation, Role
from programmes.queries.invitation_scope import Here, Scope, accounts_of

LONGEST_NAME = 120  # characters, as the table takes


class Outcome(StrEnum):
    """What happens to a row."""

    INVITED = "invited"
    KNOWN = "known"  # has an account already, and gets a letter too
    MEMBER = "member"
    TWICE = "twice"
    WRONG = "wrong"

    @property
    def is_invited(self) -> bool:
        return self in {Outcome.INVITED, Outcome.KNOWN}


class Field(StrEnum):
    """What of a row a problem concerns."""

    NAME = "namn"
    ADDRESS = "epost"
    ROLE = "roll"
    ORGANISATION = "organisation"


@dataclass
class PlannedRow:
    """A person of the list, what is known of her, and what happens."""

    number: int
    entry: Entry
    key: str
    name: str = ""
    address: str = ""
    role: str = ""
    participation: Participation | None = None
    is_coordinator: bool = False
    outcome: Outcome = Outcome.INVITED
    notes: list[str] = field(default_factory=list)
    problems: dict[Field, str] = field(default_factory=dict)
    proposal: str = ""  # an address that was probably meant
    is_of_another: bool = False  # the list names another organisation than the coordinator's

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label) if self.role else ""

    @property
    def shown_address(self) -> str:
        return shown_address(self.address)

    @property
    def address_parts(self) -> tuple[str, str]:
        """The address, parted where a line may break."""
        local, at, domain = self.shown_address.rpartition("@")
        return local, f"{at}{domain}"

    @property
    def problem(self) -> str:
        return next(iter(self.problems.values()), "")


def keys_of(entries: Sequence[Entry]) -> list[str]:
    """A name for each row that stays its own when rows above it go or the text is mended."""
    seen: dict[str, int] = {}
    keys = []
    for entry in entries:
        digest = hashlib.blake2s(entry.line.encode(), digest_size=5).hexdigest()
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(f"{digest}-{seen[digest]}")
    return keys


def seen_of(rows: Sequence[PlannedRow]) -> str:
    """A name for what would happen: who presses the button has seen exactly this."""
    told = [
        (row.address, row.name, row.role, row.participation.pk, row.is_coordinator)
        for row in rows
        if row.outcome.is_invited and row.participation
    ]
    return hashlib.blake2s(repr(told).encode(), digest_size=12).hexdigest()


def plan_invitations(entries: Sequence[Entry], scope: Scope) -> list[PlannedRow]:
    """Each row in its order, in a fixed number of queries whatever their number."""
    rows = [
        PlannedRow(number=number, entry=entry, key=key)
        for number, (entry, key) in enumerate(zip(entries, keys_of(entries), strict=True), start=1)
    ]
    for row in rows:
        _read_address(row, scope)
    here = accounts_of(scope, (row.address for row in rows if not row.problems))
    _place(rows, scope, here)
    firsts = _merge(rows)
    for row in rows:
        _judge(row, here.get(row.address), scope, firsts)
    _propose_coordinators(rows, scope)
    return rows


def _read_address(row: PlannedRow, scope: Scope) -> None:
    row.address, problem = addresses.judge(row.entry.address)
    if problem is not None:
        row.problems[Field.ADDRESS] = _said_of_address(problem)
        row.proposal = addresses.proposal(row.entry.address, scope.organisations.domains)


def _said_of_address(problem: Problem) -> str:
    return {
        Problem.MISSING: _("Skriv e-postadressen."),
        Problem.NO_AT: _("Adressen är fel: saknar @"),
        Problem.TWO_AT: _("Adressen är fel: har två @"),
        Problem.LETTERS: _("Adressen är fel: å, ä eller ö före @"),
        Problem.DOMAIN: _("Adressen är fel efter @"),
        Problem.OTHER: _("Adressen går inte att mejla till."),
    }[problem]


# --- the organisation ----------------------------------------------------------------------------


def _place(rows: list[PlannedRow], scope: Scope, here: dict[str, Here]) -> None:
    """Find each row's organisation: as named, else by its neighbours, its account or its domain."""
    if scope.one is not None:
        for row in rows:
            _place_in_the_one(row, scope, scope.one)
        return
    of_address: dict[str, int] = {}
    for row in rows:
        if named := scope.organisations.named(row.entry.organisation):
            row.participation = scope.participations[named]
            of_address.setdefault(row.address, named)
            if "@" in row.address:
                scope.organisations.learn(row.address.rpartition("@")[2], named)
    for row in rows:
        if row.participation is None:
            _place_in_the_round(row, scope, of_address, here.get(row.address))


def _place_in_the_one(row: PlannedRow, scope: Scope, one: Participation) -> None:
    row.participation = one
    told = row.entry.organisation
    named = scope.organisations.named(told) if told else None
    if named is not None and named != one.pk:
        row.is_of_another = True
        row.problems[Field.ORGANISATION] = _(
            "På raden står ”%(other)s”. Du bjuder in till %(ours)s."
        ) % {"other": told, "ours": one.organisation}
    elif told and named is None:
        row.notes.append(_("”%(text)s” tas inte med.") % {"text": told})
    at = scope.organisations.at_domain(row.address.rpartition("@")[2])
    if not told and at is not None and at != one.pk:
        other = scope.participations[at].organisation
        row.notes.append(_("Adressen ser ut att höra till %(other)s.") % {"other": other})


def _place_in_the_round(
    row: PlannedRow, scope: Scope, of_address: dict[str, int], here: Here | None
) -> None:
    told = row.entry.organisation
    if told:
        row.problems[Field.ORGANISATION] = _("”%(text)s” är inte med i omgången.") % {"text": told}
        return
    domain = (row.address or row.proposal).rpartition("@")[2]
    at = of_address.get(row.address) or scope.organisations.at_domain(domain)
    if at is None and row.proposal:
        at = scope.organisations.at_domain(row.proposal.rpartition("@")[2])
    if at is None and here and len(here.memberships) == 1:
        at = next(iter(here.memberships))
    if at is None:
        row.problems[Field.ORGANISATION] = _("Välj en organisation.")
    else:
        row.participation = scope.participations[at]


# --- the same person twice -----------------------------------------------------------------------


def _merge(rows: list[PlannedRow]) -> dict[tuple[str, int], PlannedRow]:
    """The first row of each person in an organisation; it takes what only a later one tells."""
    firsts: dict[tuple[str, int], PlannedRow] = {}
    for row in rows:
        if Field.ADDRESS in row.problems or row.participation is None:
            _take_own(row)
            continue
        first = firsts.setdefault((row.address, row.participation.pk), row)
        if first is row:
            _take_own(row)
            continue
        _take_own(row)
        if not first.role and row.role:
            first.role = row.role
            first.problems.pop(Field.ROLE, None)
            first.is_coordinator |= row.is_coordinator
            first.notes.append(_("Rollen är hämtad från rad %(n)s.") % {"n": row.number})
        first.name = first.name or row.name
    return firsts


def _take_own(row: PlannedRow) -> None:
    """The name and the role that the row itself tells."""
    row.name = row.entry.name
    word = role_of(row.entry.role)
    told = row.entry.coordinator
    row.is_coordinator = is_yes(told) if told else bool(word and word.is_coordinator)
    if word is not None:
        row.role = Role(word.role).value
    elif is_mentor(row.entry.role):
        row.problems[Field.ROLE] = _(
            "Mentor är en organisation, ingen person. Välj personens roll."
        )
    elif row.entry.role:
        row.problems[Field.ROLE] = _("Rollen ”%(text)s” känner vi inte till. Välj en roll.") % {
            "text": row.entry.role
        }


# --- what happens --------------------------------------------------------------------------------


def _judge(
    row: PlannedRow,
    here: Here | None,
    scope: Scope,
    firsts: dict[tuple[str, int], PlannedRow],
) -> None:
    place = row.participation.pk if row.participation else 0
    first = firsts.get((row.address, place), row)
    if first is not row:
        row.outcome = Outcome.TWICE
        row.problems.clear()
        row.notes = [_("Slås ihop med rad %(n)s. Ett mejl, inte två.") % {"n": first.number}]
        return
    member = here.memberships.get(place) if here else None
    if member is not None and here is not None:
        row.outcome = Outcome.MEMBER
        row.problems.clear()
        row.name, row.role = here.user.full_name, member.role
        row.notes = [_("Är med som %(role)s.") % {"role": member.get_role_display().lower()}]
        return
    _fill_in(row, here if here and here.is_known else None)
    _check_name(row)
    if not row.role and Field.ROLE not in row.problems:
        row.problems[Field.ROLE] = _("Välj en roll.")
    if here is not None:
        _check_account(row, here, scope)
    near = addresses.likely_domain(row.address, scope.organisations.domains)
    if near and not row.problems:
        row.proposal = shown_address(near)
        row.notes.append(_("Liknar en adress som andra här har. Är den rätt?"))
    if row.problems:
        row.outcome = Outcome.WRONG


def _fill_in(row: PlannedRow, known: Here | None) -> None:
    """What the list does not say, from an earlier round or from the address itself."""
    if known is not None:
        row.outcome = Outcome.KNOWN
        if not row.role and known.last_role and Field.ROLE not in row.problems:
            row.role = known.last_role
            row.notes.append(_("Var med i en tidigare omgång. Namn och roll är hämtade därifrån."))
        if known.user.full_name:
            if row.name and row.name != known.user.full_name:
                row.notes.append(_("Namnet hos oss behålls."))
            row.name = known.user.full_name
    if not row.name and Field.ADDRESS not in row.problems:
        row.name = names.from_address(row.address)
        if row.name:
            row.notes.append(_("Namnet är gissat från adressen. Ändra om det är fel."))


def _check_name(row: PlannedRow) -> None:
    if not row.name:
        row.problems.setdefault(Field.NAME, _("Skriv namnet."))
    elif len(row.name) > LONGEST_NAME:
        row.problems[Field.NAME] = _("Namnet får ha högst %(n)s tecken.") % {"n": LONGEST_NAME}
    elif not names.is_name(row.name):
        row.problems[Field.NAME] = _("Det ser inte ut som ett namn.")


def _check_account(row: PlannedRow, here: Here, scope: Scope) -> None:
    user = here.user
    is_skr = scope.inviter.is_skr
    if user.is_active and not user.is_staff and not user.is_superuser:
        for place in here.memberships if is_skr else ():
            other = scope.participations[place].organisation
            row.notes.append(_("Är också med för %(other)s.") % {"other": other})
        return
    if not is_skr:
        said = _("Går inte att bjuda in. Kontakta SKR.")
    elif user.is_active:
        said = _("Arbetar på SKR och är redan med i alla omgångar.")
    else:
        said = _("Får inte logga in. Kontakta den som sköter systemet.")
    row.problems[Field.ADDRESS] = said


def _propose_coordinators(rows: list[PlannedRow], scope: Scope) -> None:
    """For SKR: the first strategist of an organisation that has no coordinator becomes it."""
    chosen = {row.participation.pk for row in rows if row.is_coordinator and row.participation}
    for row in rows:
        place = row.participation.pk if row.participation else 0
        may = scope.one is None and row.outcome.is_invited and row.role == Role.STRATEGIST
        if may and not row.entry.coordinator and place not in chosen | scope.coordinated:
            row.is_coordinator = True
            chosen.add(place)
        if row.is_coordinator and row.outcome.is_invited:
            row.notes.append(_("Blir samordnare och bjuder in de andra."))
