"""What is worth a thought about the mentors of a round, in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from programmes.models import Membership, Mentorship, Participation, Round, User
from programmes.queries.history import histories_of
from programmes.queries.mentorships import groups_by_participation


def mentor_remarks(round: Round) -> list[str]:
    """Mentors with more than one theme, without a completed round, or with somebody on both sides.

    A fixed number of queries.
    """
    participations = list(round.participations.select_related("organisation", "theme"))
    mentors = [each for each in participations if each.is_mentor]
    mentorships = list(round.mentorships.select_related("theme"))
    return [
        *_several_themes(mentors, mentorships),
        *_without_a_round(mentors),
        *_on_both_sides(participations, mentorships),
    ]


def _several_themes(
    mentors: Iterable[Participation], mentorships: Iterable[Mentorship]
) -> Iterator[str]:
    themes = defaultdict(set)
    for row in mentorships:
        themes[row.mentor_id].add(row.theme_id)
    for each in mentors:
        if len((themes[each.pk] | {each.theme_id}) - {None}) > 1:
            said = _("%(name)s har mer än ett tema. En mentor stöder annars en lärandeträff.")
            yield said % {"name": each.organisation}


def _without_a_round(mentors: list[Participation]) -> Iterator[str]:
    histories = histories_of([each.organisation for each in mentors])
    for each in mentors:
        if not any(row.is_completed for row in histories[each.organisation_id]):
            yield _("%(name)s har inte genomfört någon omgång.") % {"name": each.organisation}


def _on_both_sides(
    participations: Iterable[Participation], mentorships: Iterable[Mentorship]
) -> Iterator[str]:
    by_id = {each.pk: each for each in participations}
    in_groups = groups_by_participation(by_id.values(), mentorships)
    parts: dict[User, list[Participation]] = defaultdict(list)
    for membership in Membership.objects.filter(participation__in=by_id).select_related("user"):
        parts[membership.user].append(by_id[membership.participation_id])
    said = _(
        "%(person)s är med både för %(mentor)s och för %(own)s, som är i samma grupp: då stöder"
        " man sin egen grupp."
    )
    for person, theirs in parts.items():
        mentors = [each for each in theirs if each.is_mentor]
        for own in (each for each in theirs if not each.is_mentor):
            for mentor in mentors:
                if own.group_id in in_groups.get(mentor.pk, ()):
                    yield said % {"person": person, "mentor": mentor, "own": own}
