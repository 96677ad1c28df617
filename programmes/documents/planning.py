"""An organisation's plan, and all plans of a round, as PDF and Word."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents.kinds import Kind, Version, fingerprint
from modellkoncept.text.shortening import shortened
from programmes.models import Participation, Round, User
from programmes.queries.planning import (
    Plan,
    plan_of,
    plans_of,
    plans_of_rounds,
    round_plans,
)

TITLE_LENGTH = 100


def participation_by_id(of: str) -> Participation:
    """The organisation whose plan it is; raises Participation.DoesNotExist when it is gone."""
    return _participations().get(pk=of)


def _participations() -> QuerySet[Participation]:
    return Participation.objects.select_related("organisation", "round")


def _readable_plans(user: User) -> QuerySet[Participation]:
    """The organisation's own people and SKR: see `permissions.may_read_own_pages`."""
    if user.is_skr:
        return Participation.objects.all()
    return Participation.objects.represented_by(user)


def _readable_rounds(user: User) -> QuerySet[Round]:
    return Round.objects.all() if user.is_skr else Round.objects.none()


def _answers(plan: Plan) -> list[dict[str, str]]:
    return [
        {
            "number": str(row.number),
            "question": row.question.text,
            "text": row.text,
            "state": row.words,
        }
        for row in plan.asked
    ]


def _plan_context(participation: Participation) -> dict[str, Any]:
    return {
        "title": _("Planering"),
        "subtitle": str(participation.organisation),
        "facts": [
            (_("Omgång"), str(participation.round)),
            (_("Medverkan"), participation.get_kind_display()),
        ],
        "answers": _answers(plan_of(participation)),
    }


def _plan_versions(ids: Collection[str]) -> dict[str, Version]:
    found = list(_participations().filter(pk__in=ids))
    versions = {}
    for plan in plans_of(found):
        participation = plan.participation
        with translation.override(participation.round.language):  # that it is printed in
            printed = (str(participation), str(participation.round), _answers(plan))
            versions[str(participation.pk)] = Version(content=fingerprint(printed))
    return versions


def _plan_title(participation: Participation) -> str:
    return shortened(
        _("Planering: %(organisation)s") % {"organisation": participation.organisation},
        TITLE_LENGTH,
    )


PLAN = Kind(
    name="plan",
    label=gettext_lazy("Planering"),
    template="programmes/documents/plan.html",
    find=participation_by_id,
    readable=_readable_plans,
    context=_plan_context,
    versions=_plan_versions,
    title=_plan_title,
    language=lambda participation: participation.round.language,
)


def round_by_id(of: str) -> Round:
    """The round whose plans they are; raises Round.DoesNotExist when it is gone."""
    return Round.objects.get(pk=of)


def _plans_context(round: Round) -> dict[str, Any]:
    return {
        "title": _("Organisationernas planering"),
        "subtitle": str(round),
        "plans": _printed_plans(round_plans(round)),
    }


def _printed_plans(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    return [
        {"organisation": str(plan.participation.organisation), "answers": _answers(plan)}
        for plan in plans
        if plan.asked
    ]


def _plans_versions(ids: Collection[str]) -> dict[str, Version]:
    rounds = list(Round.objects.filter(pk__in=ids))
    plans = plans_of_rounds(rounds)
    versions = {}
    for round in rounds:
        with translation.override(round.language):
            printed = (str(round), _printed_plans(plans[round.pk]))
            versions[str(round.pk)] = Version(content=fingerprint(printed))
    return versions


ROUND_PLANS = Kind(
    name="round-plans",
    label=gettext_lazy("Organisationernas planering"),
    template="programmes/documents/round_plans.html",
    find=round_by_id,
    readable=_readable_rounds,
    context=_plans_context,
    versions=_plans_versions,
    title=lambda round: shortened(
        _("Organisationernas planering: %(round)s") % {"round": round}, TITLE_LENGTH
    ),
    language=lambda round: round.language,
)
