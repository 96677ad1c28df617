"""Who supports which group, as its mentors, and what is worth knowing before one is chosen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from modellkoncept.text.swedish_order import swedish_order
from programmes.models import Mentorship, Participation, Theme


@dataclass(frozen=True)
class MentorRow:
    """A mentor of a group in a theme, with those who stand behind it."""

    participation: Participation
    theme: Theme | None
    mentorship: Mentorship | None = None
    supporters: list["MentorRow"] = field(default_factory=list)

    def __str__(self) -> str:
        return str(self.participation)

    @property
    def organisation(self) -> str:
        """Its name, and who supports it: Vännäs kommun, med stöd av Umeå kommun."""
        name = str(self.participation.organisation)
        if not self.supporters:
            return name
        behind = _(" och ").join(str(each) for each in self.supporters)
        return _("%(mentor)s, med stöd av %(supporter)s") % {"mentor": name, "supporter": behind}


def mentor_rows(
    participations: Iterable[Participation], mentorships: Iterable[Mentorship]
) -> dict[int | None, list[MentorRow]]:
    """The mentors of each group by the group's id, in the order of their themes.

    Asks the database nothing: the participations carry their organisations and themes, and the
    mentorships their themes. None stands for mentors that have no group yet.
    """
    mentors = {each.pk: each for each in participations if each.is_mentor}
    found: dict[int | None, list[MentorRow]] = defaultdict(list)
    by_id: dict[int, MentorRow] = {}
    known = set()
    rows = [each for each in mentorships if each.mentor_id in mentors]
    for each in sorted(rows, key=lambda row: row.pk):
        row = MentorRow(mentors[each.mentor_id], each.theme, each)
        by_id[each.pk] = row
        known.add((each.mentor_id, each.group_id))
        if each.supports_id is None:
            found[each.group_id].append(row)
    for each in rows:
        if each.supports_id in by_id:
            by_id[each.supports_id].supporters.append(by_id[each.pk])
    with_rows = {mentor for mentor, _group in known}
    for mentor in mentors.values():
        is_placed = (mentor.pk, mentor.group_id) in known
        if not is_placed and (mentor.group_id is not None or mentor.pk not in with_rows):
            found[mentor.group_id].append(MentorRow(mentor, mentor.theme))
    return {group: sorted(each, key=_by_theme) for group, each in found.items()}


def groups_by_participation(
    participations: Iterable[Participation], mentorships: Iterable[Mentorship]
) -> dict[int, set[int]]:
    """The groups that each participation is in, by its id: a mentor may be in several."""
    found: dict[int, set[int]] = defaultdict(set)
    for each in participations:
        if each.group_id is not None:
            found[each.pk].add(each.group_id)
    for row in mentorships:
        found[row.mentor_id].add(row.group_id)
    return found


def mentorships_of(participation: Participation) -> list[Mentorship]:
    """The organisation's mentorships, each with its group and theme, in their themes' order."""
    found = participation.mentorships.select_related(
        "group", "theme", "supports__mentor__organisation"
    )
    return sorted(found, key=lambda row: (row.theme.position if row.theme else 0, row.pk))


def participants_of_groups(groups: Sequence[int]) -> dict[int, list[Participation]]:
    """Who takes part in each of these groups, in Swedish order, in one query."""
    found: dict[int, list[Participation]] = {group: [] for group in groups}
    rows = Participation.objects.filter(
        group__in=groups, kind=Participation.Kind.PARTICIPANT
    ).select_related("organisation")
    for each in sorted(rows, key=lambda row: swedish_order(row.organisation.name)):
        if each.group_id is not None:
            found[each.group_id].append(each)
    return found


def _by_theme(row: MentorRow) -> tuple[int, str]:
    position = row.theme.position if row.theme else 0
    return position, swedish_order(row.participation.organisation.name)
