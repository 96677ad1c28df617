"""Where self-assessment will be done: until it opens, which organisations it is for and when."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checklist.permissions import may_see_self_assessments
from meetings.models import Meeting
from programmes.models import Membership, Participation, User
from programmes.requests import Request

ORGANISATIONS_PER_PAGE = 25


@require_safe
def self_assessments(request: Request) -> HttpResponse:
    """The organisations that this person assesses, each with its first learning meeting."""
    if not may_see_self_assessments(request.user):
        raise PermissionDenied
    page = Paginator(_organisations_of(request.user), ORGANISATIONS_PER_PAGE).get_page(
        request.GET.get("sida")
    )
    context = {"section": "checklist", "page": page, "today": timezone.localdate()}
    return render(request, "checklist/self_assessments.html", context)


def _organisations_of(user: User) -> QuerySet[Participation]:
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
    if not user.is_staff:
        participants = participants.filter(Exists(mine))
    return (
        participants.select_related("organisation", "round", "group")
        .annotate(first_meeting=Subquery(first))
        .order_by(F("round__starts_on").desc(), "round", "organisation__name")
    )
