"""The groups of a round as SKR plans them: who is in each, and what is worth a thought."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.models import LearningGroup, Organisation, Participation, Round
from programmes.queries.mentorships import MentorRow, mentor_rows


@dataclass(frozen=True)
class PlannedGroup:
    group: LearningGroup
    participants: list[Participation]
    mentors: list[MentorRow]

    @property
    def is_alone(self) -> bool:
        return len(self.participants) == 1

    @property
    def mixture(self) -> str:
        """That a municipality and a region learn together, which is fine; else nothing."""
        kinds = Counter(each.organisation.kind for each in self.participants)
        municipalities = kinds[Organisation.Kind.MUNICIPALITY.value]
        regions = kinds[Organisation.Kind.REGION.value]
        if not municipalities or not regions:
            return ""
        return _("Blandad grupp: %(municipalities)s och %(regions)s.") % {
            "municipalities": ngettext("%(n)s kommun", "%(n)s kommuner", municipalities)
            % {"n": municipalities},
            "regions": ngettext("%(n)s region", "%(n)s regioner", regions) % {"n": regions},
        }


def planned_groups(round: Round) -> list[PlannedGroup]:
    """Every group of the round, in three queries."""
    participations = list(round.participations.select_related("organisation", "theme"))
    mentors = mentor_rows(participations, round.mentorships.select_related("theme"))
    return [
        PlannedGroup(
            group,
            participants=[
                each for each in participations if each.group_id == group.pk and not each.is_mentor
            ],
            mentors=mentors.get(group.pk, []),
        )
        for group in round.groups.all()
    ]
