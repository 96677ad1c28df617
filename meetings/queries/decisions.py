"""Which learning meeting each mentor supports, for its organisation's decision document."""

from collections.abc import Sequence

from meetings.models import Meeting
from programmes.models import Participation


def mentors_meetings(mentors: Sequence[Participation]) -> dict[int, str]:
    """By the participation's id the title of its theme's learning meeting: one query.

    The meeting of the mentor's own group, else one that the whole round has together.
    """
    themes = {each.theme_id for each in mentors if each.theme_id}
    if not themes:
        return {}
    meetings = list(
        Meeting.objects.filter(theme__in=themes, kind=Meeting.Kind.LEARNING)
        .order_by("date", "pk")
        .values_list("theme_id", "group_id", "title")
    )
    found = {}
    for mentor in mentors:
        of_theme = [(group, title) for theme, group, title in meetings if theme == mentor.theme_id]
        own = [title for group, title in of_theme if group is not None and group == mentor.group_id]
        joint = [title for group, title in of_theme if group is None]
        if titles := own or joint:
            found[mentor.pk] = titles[0]
    return found
