"""The organisations that a user assesses."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from meetings.models import Meeting
from modellkoncept.database.swedish_order import SwedishOrder
from programmes.models import Membership, Participation, User


def organisations_of(user: User) -> QuerySet[Participation]:
    mine = Membership.objects.filter(user=user, participation=OuterRef("pk"))
    first: QuerySet[Meeting, date] = (
        Meeting.objects.filter(
            Q(group=None) | Q(group=OuterRef("group")),
            round=OuterRef("round"),
            kind=Meeting.Kind.LEARNING,
        )
        .order_by("date")
        .values_list("date", flat=True)[:1]
    )
    participants = Participation.objects.filter(kind=Participation.Kind.PARTICIPANT)
    if not user.is_skr:
        participants = participants.filter(Exists(mine))
    return (
        participants.select_related("organisation", "round", "group")
        .annotate(first_meeting=Subquery(first))
        .order_by(F("round__starts_on").desc(), "round", SwedishOrder("organisation__name"))
    )
