"""The groups that a mentor organisation supports, as its own people see them."""

from dataclasses import dataclass

from programmes.models import (
    LearningGroup,
    Membership,
    MentorNote,
    Mentorship,
    Participation,
    Theme,
    User,
)
from programmes.queries.mentorships import participants_of_groups
from programmes.queries.participations import OrganisationRow, people_in_order


@dataclass(frozen=True)
class SupportedGroup:
    group: LearningGroup
    themes: list[Theme]
    participants: list[OrganisationRow]
    note: MentorNote | None


def supported_groups(user: User, mentor: Participation) -> list[SupportedGroup]:
    """Each group once with its themes, participants and the mentor's own note; four queries."""
    rows = list(
        Mentorship.objects.filter(mentor=mentor).select_related("group", "theme").order_by("pk")
    )
    groups = {row.group.pk: row.group for row in rows}
    if mentor.group is not None:
        groups.setdefault(mentor.group.pk, mentor.group)
    participants = participants_of_groups(list(groups))
    people: dict[int, list[Membership]] = {}
    members = Membership.objects.filter(
        participation__in=[each.pk for found in participants.values() for each in found]
    ).select_related("user")
    for membership in members:
        people.setdefault(membership.participation_id, []).append(membership)
    notes = {
        note.group_id: note for note in MentorNote.objects.readable_by(user).filter(mentor=mentor)
    }
    return [
        SupportedGroup(
            group=group,
            themes=_themes(mentor, group, rows),
            participants=[
                OrganisationRow(each, people_in_order(people.get(each.pk, [])))
                for each in participants[pk]
            ],
            note=notes.get(pk),
        )
        for pk, group in groups.items()
    ]


def _themes(mentor: Participation, group: LearningGroup, rows: list[Mentorship]) -> list[Theme]:
    found = {row.theme.pk: row.theme for row in rows if row.theme and row.group_id == group.pk}
    if mentor.theme and mentor.group_id == group.pk:
        found.setdefault(mentor.theme.pk, mentor.theme)
    return sorted(found.values(), key=lambda theme: theme.position)
