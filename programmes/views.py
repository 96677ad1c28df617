"""A person's own page, the round as everybody in it sees it, and the staff's overview."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.documents.models import Document
from modellkoncept.documents.status import shown_state, troubled
from programmes.models import LearningGroup, Membership, Participation, Role, Round
from programmes.page_parts import column_labels, render_cells, render_parts
from programmes.permissions import is_skr
from programmes.requests import Request

DOCUMENTS_SHOWN = 5
ROUNDS_PER_PAGE = 20
TROUBLED_SHOWN = 10
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


@require_safe
def home(request: Request) -> HttpResponse:
    context = {
        "section": "home",
        "memberships": Membership.objects.of(request.user).with_round(),
        "is_skr": is_skr(request.user),
        "rounds": Round.objects.visible_to(request.user),
        "parts": render_parts("home", request),
        "waiting": render_parts("home_waiting", request),
        "failed": troubled().filter(requested_by=request.user)[:DOCUMENTS_SHOWN],
        "documents": _with_states(
            Document.objects.filter(requested_by=request.user)[:DOCUMENTS_SHOWN]
        ),
    }
    return render(request, "programmes/home.html", context)


@require_safe
def rounds(request: Request) -> HttpResponse:
    """List the rounds; whoever has exactly one goes straight to it."""
    found = list(Round.objects.visible_to(request.user))
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "programmes/rounds.html", {"section": "rounds", "rounds": found})


@require_safe
def round(request: Request, round_id: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.visible_to(request.user).with_people(), pk=round_id)
    taking = [
        Taking(participation, sorted(participation.memberships.all(), key=_by_role_and_name))
        for participation in sorted(round.participations.all(), key=_participants_first)
    ]
    context = {
        "section": "rounds",
        "round": round,
        "gatherings": _gatherings(round, [each.participation for each in taking]),
        "taking": taking,
        "parts": render_parts("round", request, round),
    }
    return render(request, "programmes/round.html", context)


@require_safe
def overview(request: Request) -> HttpResponse:
    """Every round with what is next in it, and the documents that went wrong."""
    if not is_skr(request.user):
        raise PermissionDenied
    found = Round.objects.with_numbers().order_by("-starts_on", "name")
    page = Paginator(found, ROUNDS_PER_PAGE).get_page(request.GET.get("sida"))
    rounds = list(page.object_list)
    context = {
        "section": "overview",
        "page": page,
        "columns": "|".join(
            map(str, [_("Omgång"), *column_labels(), _("Organisationer"), _("Personer")])
        ),
        "rows": list(zip(rounds, render_cells(request, rounds), strict=True)),
        "troubled": _with_states(troubled().select_related("requested_by")[:TROUBLED_SHOWN]),
    }
    return render(request, "programmes/overview.html", context)


def _with_states(documents: Iterable[Document]) -> list[tuple[Document, str]]:
    return [(document, shown_state(document)) for document in documents]


def _gatherings(round: Round, participations: list[Participation]) -> list[Gathering]:
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
        for group in round.groups.all()
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
