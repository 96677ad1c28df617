"""The self-assessment page: which organisations it is for, and when."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from checklist.permissions import may_see_self_assessments
from checklist.queries.self_assessments import organisations_of
from programmes.requests import Request

ORGANISATIONS_PER_PAGE = 25


@require_safe
def self_assessments(request: Request) -> HttpResponse:
    """The organisations that the user assesses, each with its first learning meeting."""
    if not may_see_self_assessments(request.user):
        raise PermissionDenied
    page = Paginator(organisations_of(request.user), ORGANISATIONS_PER_PAGE).get_page(
        request.GET.get("sida")
    )
    context = {"section": "checklist", "page": page, "today": timezone.localdate()}
    return render(request, "checklist/self_assessments/self_assessments.html", context)
