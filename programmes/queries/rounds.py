"""Rounds with what their pages show of them."""

from typing import Any

from django.db import models
from django.db.models import OuterRef

from programmes.models import Membership, Mentorship, Participation, Round, RoundQuerySet, User


def with_people(rounds: RoundQuerySet) -> RoundQuerySet:
    """Everything a round's page says of who takes part, in a fixed number of queries."""
    memberships = models.Prefetch("memberships", Membership.objects.select_related("user"))
    participations = Participation.objects.select_related("organisation", "theme")
    return rounds.prefetch_related(
        "themes",
        "groups",
        models.Prefetch("mentorships", Mentorship.objects.select_related("theme")),
        models.Prefetch("participations", participations.prefetch_related(memberships)),
    )


def rounds_with_numbers() -> models.QuerySet[Any]:
    """Every round with how many organisations and people it has: `organisations`, `people`."""
    of_the_round = Participation.objects.filter(round=OuterRef("pk"))
    there = Membership.objects.filter(participation__round=OuterRef("pk"))
    return Round.objects.annotate(
        organisations=models.Subquery(_count(of_the_round, "round", "pk")),
        people=models.Subquery(_count(there, "participation__round", "user")),
    )


def readable_rounds(user: User) -> set[int]:
    """The ids of the rounds whose page the user may open. One query."""
    return set(Round.objects.visible_to(user).values_list("pk", flat=True))


def _count(rows: models.QuerySet[Any], by: str, what: str) -> models.QuerySet[Any]:
    """A subquery that counts in one go; no row at all counts as NULL."""
    return rows.order_by().values(by).values(n=models.Count(what, distinct=True))
