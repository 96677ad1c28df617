"""The data subjects of a removal, and the names and addresses that identify them in texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from modellkoncept.privacy.redaction import Names
from programmes.closing.participants import participants
from programmes.models import (
    FACT_FIELDS,
    EarlierPart,
    FileVersion,
    FormerIdentity,
    LearningGroup,
    Membership,
    MentorNote,
    MentorProfile,
    Mentorship,
    Organisation,
    OrganisationFacts,
    PastMembership,
    Round,
    SharedFile,
    Task,
    TaskRecord,
    Theme,
    User,
)

Texts = Iterable[tuple[QuerySet[Any], list[str]]]  # rows, and their free-text fields
Identifiers = dict[int, list[tuple[str, str]]]  # user id to names and addresses
MAY_WAIT = timedelta(days=365)  # between an account and a part in a round


@dataclass(frozen=True)
class DataSubjects:
    """The user ids of a round's people, by what its removal does with them."""

    to_delete: set[int]
    to_keep: set[int]  # in another round too
    # In no other round, but named in one whose data is still there: its removal takes them, and
    # takes their names out of it, which it could not if they were gone by then.
    named_elsewhere: set[int]

    @property
    def everybody(self) -> set[int]:
        return self.to_delete | self.to_keep | self.named_elsewhere


def members_of(round: Round) -> QuerySet[User]:
    """The people who take part in the round, or have; SKR staff only leads it."""
    is_here = Membership.objects.filter(participation__round=round, user=OuterRef("pk"))
    was_here = PastMembership.objects.filter(participation__round=round, user=OuterRef("pk"))
    return User.objects.filter(
        Exists(is_here) | Exists(was_here), is_staff=False, is_superuser=False
    )


def former_members(round: Round) -> QuerySet[User]:
    """The people who may have left this round: in no round, without any right, and here before.

    Of whom no round keeps that she was there, the first round that is removed takes the person,
    wherever that was. Excluded are accounts created on the day the round was closed or later, or
    within a year before and never in a round: they may be waiting for a part in the next round, and
    if not, that round's removal takes them. Also excluded are SKR staff, and former staff who have
    changed something in the administration. People who left this round for another one cannot be
    told from those who only are in that one, and are removed with it.
    """
    until = round.closed_on or timezone.localdate() + timedelta(days=1)
    may_wait = Q(has_taken_part=False, date_joined__date__gte=until - MAY_WAIT)
    return User.objects.filter(
        is_staff=False,
        is_superuser=False,
        memberships=None,
        past_memberships=None,
        logentry=None,
        date_joined__date__lt=until,
    ).exclude(may_wait)


def data_subjects_of(round: Round) -> DataSubjects:
    """The data subjects of the round's removal, as of now.

    Reads every text of the other rounds, to find the people who are named there.
    """
    to_delete, to_keep = members_to_delete_and_to_keep(round)
    named = _named_in_other_rounds(round, identifiers_of(User.objects.filter(pk__in=to_delete)))
    return DataSubjects(to_delete - named, to_keep, named)


def members_to_delete_and_to_keep(round: Round) -> tuple[set[int], set[int]]:
    """The ids of the people in this round only (or who left it), and of those in another too."""
    is_elsewhere = Exists(_elsewhere(round, Membership)) | Exists(_elsewhere(round, PastMembership))
    members = members_of(round).annotate(is_elsewhere=is_elsewhere)
    parts = dict(members.values_list("pk", "is_elsewhere"))
    to_keep = {pk for pk, is_elsewhere in parts.items() if is_elsewhere}
    return parts.keys() - to_keep | set(former_members(round).values_list("pk", flat=True)), to_keep


def _elsewhere(round: Round, kind: type[Membership] | type[PastMembership]) -> Any:
    """The user's parts, now or before, in other rounds whose data is not removed."""
    others = kind.objects.exclude(participation__round=round).exclude(
        participation__round__closing__removed_at__isnull=False
    )
    return others.filter(user=OuterRef("pk"))


def _named_in_other_rounds(round: Round, people: Identifiers) -> set[int]:
    """Those of them who are named in a text of another round whose data is not removed."""
    return _named_in(Round.objects.exclude(pk=round.pk), people)


def are_named_in_a_round(people: Identifiers) -> bool:
    """Whether a text of any round whose data is not removed names one of these people."""
    return bool(_named_in(Round.objects.all(), people))


def _named_in(rounds: QuerySet[Round], people: Identifiers) -> set[int]:
    others = rounds.exclude(closing__removed_at__isnull=False)
    if not people or not others.exists():
        return set()
    titles = list(_organisation_names())
    anybody = Names(chain.from_iterable(people.values()), public=titles)
    found = [
        text
        for rows, fields in _texts_of(others)
        for row in rows.values_list(*fields).iterator(chunk_size=500)
        for text in row
        if anybody.are_in(text)
    ]
    if not found:
        return set()
    each = {pk: Names(identifiers, public=titles) for pk, identifiers in people.items()}
    return {pk for pk, names in each.items() if any(map(names.are_in, found))}


def _texts_of(rounds: QuerySet[Round]) -> Texts:
    yield from own_texts(rounds)
    for each in participants:
        yield from each.texts(rounds)


def own_texts(rounds: QuerySet[Round]) -> Texts:
    """The free-text fields of the rounds' own rows."""
    yield rounds, ["name"]
    yield Theme.objects.filter(round__in=rounds), ["label"]
    yield LearningGroup.objects.filter(round__in=rounds), ["name", "note"]
    yield Mentorship.objects.filter(round__in=rounds), ["reason"]
    yield MentorNote.objects.filter(round__in=rounds), ["text"]
    # What organisations of these rounds say of themselves belongs to no round of its own.
    theirs = Organisation.objects.filter(participations__round__in=rounds)
    profiles = MentorProfile.objects.filter(organisation__in=theirs)
    yield profiles, ["experience", "themes", "place"]
    yield EarlierPart.objects.filter(organisation__in=theirs), ["source"]
    yield SharedFile.objects.filter(round__in=rounds), ["title"]
    yield FileVersion.objects.filter(file__round__in=rounds), ["name"]
    yield Task.objects.filter(round__in=rounds), ["label", "description"]
    yield TaskRecord.objects.filter(round__in=rounds), ["reason"]
    yield OrganisationFacts.objects.filter(participation__round__in=rounds), list(FACT_FIELDS)


def identifiers_of(users: QuerySet[User]) -> Identifiers:
    """Every name and address that each user has or has had."""
    found: Identifiers = {
        pk: [(name, email)] for pk, name, email in users.values_list("pk", "full_name", "email")
    }
    if found:
        addresses = EmailAddress.objects.filter(user__in=found.keys())
        for pk, email in addresses.values_list("user_id", "email"):
            found[pk].append(("", email))
        former = FormerIdentity.objects.filter(user__in=found.keys())
        for pk, name, email in former.values_list("user_id", "full_name", "email"):
            found[pk].append((name, email))
    return found


def names_of(round: Round) -> Names:
    """The names to redact from what is kept of the round."""
    people = identifiers_of(members_of(round)) | identifiers_of(former_members(round))
    return Names(chain.from_iterable(people.values()), public=_organisation_names())


def names_to_delete(people: Identifiers) -> Names:
    """The names to redact outside the round too, except those that a remaining user shares."""
    stay = User.objects.exclude(pk__in=people.keys()).values_list("full_name", flat=True)
    return Names(chain.from_iterable(people.values()), public=[*stay, *_organisation_names()])


def _organisation_names() -> QuerySet[Organisation, str]:
    """Organisations' names are public, also when a person has the same name."""
    return Organisation.objects.values_list("name", flat=True)
