"""Whom a removal is about, and how they may stand in a text."""

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
from programmes.models import LearningGroup, Membership, Organisation, Round, Theme, User

Texts = Iterable[tuple[QuerySet[Any], list[str]]]  # rows, and the fields in which somebody wrote
Written = dict[int, list[tuple[str, str]]]  # a person's id, and her names and addresses
MAY_WAIT = timedelta(days=365)  # between an account and a part in a round


@dataclass(frozen=True)
class Concerned:
    """The people of a round, by their ids, as its removal sees them."""

    to_delete: set[int]
    to_keep: set[int]  # in another round too
    # In no other round, but named in one whose data is still there: its removal takes them, and
    # takes their names out of it, which it could not if they were gone by then.
    named_elsewhere: set[int]

    @property
    def everybody(self) -> set[int]:
        return self.to_delete | self.to_keep | self.named_elsewhere


def members_of(round: Round) -> QuerySet[User]:
    """The people who take part in the round; SKR staff only leads it."""
    return User.objects.filter(
        is_staff=False, is_superuser=False, memberships__participation__round=round
    ).distinct()


def who_left(round: Round) -> QuerySet[User]:
    """The people who may have left this round: in no round, without any right, and here before.

    Nothing says which round somebody left, so the first one that is removed takes her, wherever it
    was. Not whoever was added on the day the round was closed or later, or within a year before and
    has never signed in: she may be waiting for her part in the next round, and if not, that one
    takes her. Nor SKR's own people, nor who has been one and changed something in the
    administration. Who has left this round for another one cannot be told from those who only are
    in that one, and goes with it.
    """
    until = round.closed_on or timezone.localdate() + timedelta(days=1)
    may_wait = Q(last_login=None, date_joined__date__gte=until - MAY_WAIT)
    return User.objects.filter(
        is_staff=False,
        is_superuser=False,
        memberships=None,
        logentry=None,
        date_joined__date__lt=until,
    ).exclude(may_wait)


def concerned_by(round: Round) -> Concerned:
    """Whom the removal of the round's personal data would take now, and whom not.

    It reads every text of the other rounds, for those who are named there.
    """
    to_delete, to_keep = parts_of(round)
    named = _named_in_other_rounds(round, written_as(User.objects.filter(pk__in=to_delete)))
    return Concerned(to_delete - named, to_keep, named)


def parts_of(round: Round) -> tuple[set[int], set[int]]:
    """Who is in this round only, or has left it, and who is in another round too."""
    members = members_of(round).annotate(is_elsewhere=Exists(_elsewhere(round)))
    parts = dict(members.values_list("pk", "is_elsewhere"))
    to_keep = {pk for pk, is_elsewhere in parts.items() if is_elsewhere}
    return parts.keys() - to_keep | set(who_left(round).values_list("pk", flat=True)), to_keep


def _elsewhere(round: Round) -> Any:
    """Her part in other rounds whose data is still there."""
    others = Membership.objects.exclude(participation__round=round).exclude(
        participation__round__closing__removed_at__isnull=False
    )
    return others.filter(user=OuterRef("pk"))


def _named_in_other_rounds(round: Round, people: Written) -> set[int]:
    """Which of them stand in a text of another round whose data is still there."""
    others = Round.objects.exclude(pk=round.pk).exclude(closing__removed_at__isnull=False)
    if not people or not others.exists():
        return set()
    titles = list(_titles())
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
    each = {pk: Names(hers, public=titles) for pk, hers in people.items()}
    return {pk for pk, hers in each.items() if any(map(hers.are_in, found))}


def _texts_of(rounds: QuerySet[Round]) -> Texts:
    yield from own_texts(rounds)
    for each in participants:
        yield from each.texts(rounds)


def own_texts(rounds: QuerySet[Round]) -> Texts:
    """What somebody wrote in these rounds' own rows."""
    yield rounds, ["name"]
    yield Theme.objects.filter(round__in=rounds), ["label"]
    yield LearningGroup.objects.filter(round__in=rounds), ["name", "note"]


def written_as(users: QuerySet[User]) -> Written:
    """Each of them by her name, and by every address that she has or has had."""
    found: Written = {
        pk: [(name, email)] for pk, name, email in users.values_list("pk", "full_name", "email")
    }
    if found:
        addresses = EmailAddress.objects.filter(user__in=found.keys())
        for pk, email in addresses.values_list("user_id", "email"):
            found[pk].append(("", email))
    return found


def names_of(round: Round) -> Names:
    """What must not stand in what is kept of the round."""
    people = written_as(members_of(round)) | written_as(who_left(round))
    return Names(chain.from_iterable(people.values()), public=_titles())


def names_of_those_who_go(people: Written) -> Names:
    """To be found outside the round too, except where somebody who stays bears the same name."""
    stay = User.objects.exclude(pk__in=people.keys()).values_list("full_name", flat=True)
    return Names(chain.from_iterable(people.values()), public=[*stay, *_titles()])


def _titles() -> QuerySet[Organisation, str]:
    """An organisation's name is public, whoever bears it too."""
    return Organisation.objects.values_list("name", flat=True)
