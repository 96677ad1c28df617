"""A person's own page, and the round as everybody in it sees it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from programmes.models import LearningGroup, Membership, Participation, Programme, Role
from programmes.page_parts import render_parts
from programmes.permissions import is_skr
from programmes.requests import Request

ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}
# Postgres need not know Swedish: å, ä and ö come last, é and ü where e and y stand.
SWEDISH_ORDER = str.maketrans("åäöéü", "{|}ey")


@dataclass(frozen=True)
class Taking:
    """An organisation in the round with its people, each in her role's place."""

    participation: Participation
    people: list[Membership]


@dataclass(frozen=True)
class Gathering:
    """A learning group with who learns in it and who supports it."""

    group: LearningGroup
    participants: list[Participation]
    mentors: list[Participation]


@require_GET
def home(request: Request) -> HttpResponse:
    context = {
        "section": "home",
        "memberships": Membership.objects.of(request.user).with_round(),
        "is_skr": is_skr(request.user),
        "programmes": Programme.objects.visible_to(request.user),
        "parts": render_parts("home", request),
    }
    return render(request, "programmes/home.html", context)


@require_GET
def programmes(request: Request) -> HttpResponse:
    """List the rounds; whoever has exactly one goes straight to it."""
    found = list(Programme.objects.visible_to(request.user))
    if len(found) == 1:
        return redirect(found[0])
    return render(
        request, "programmes/programmes.html", {"section": "programmes", "programmes": found}
    )


@require_GET
def programme(request: Request, programme_id: int) -> HttpResponse:
    programme = get_object_or_404(
        Programme.objects.visible_to(request.user).with_people(), pk=programme_id
    )
    taking = [
        Taking(participation, sorted(participation.memberships.all(), key=_by_role_and_name))
        for participation in sorted(programme.participations.all(), key=_participants_first)
    ]
    context = {
        "section": "programmes",
        "programme": programme,
        "gatherings": _gatherings(programme, [each.participation for each in taking]),
        "taking": taking,
        "parts": render_parts("programme", request, programme),
    }
    return render(request, "programmes/programme.html", context)


def _gatherings(programme: Programme, participations: list[Participation]) -> list[Gathering]:
    def those(group: LearningGroup, *, mentors: bool) -> list[Participation]:
        return [
            each
            for each in participations
            if each.group_id == group.pk and each.is_mentor is mentors
        ]

    return [
        Gathering(
            group,
            participants=those(group, mentors=False),
            mentors=sorted(those(group, mentors=True), key=_by_theme),
        )
        for group in programme.groups.all()
    ]


def _swedish(text: str) -> str:
    return text.lower().translate(SWEDISH_ORDER)


def _participants_first(participation: Participation) -> tuple[bool, str]:
    return participation.is_mentor, _swedish(participation.organisation.name)


def _by_theme(participation: Participation) -> tuple[int, str]:
    theme = participation.theme
    return theme.position if theme else 0, _swedish(participation.organisation.name)


def _by_role_and_name(membership: Membership) -> tuple[int, str]:
    return ROLE_ORDER[membership.role], _swedish(str(membership.user))
