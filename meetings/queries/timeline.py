"""A round's meetings as milestones of a timeline, and the same as text for screen readers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Meeting
from programmes.models import LearningGroup, Mentorship, Participation, Round
from programmes.queries.mentorships import MentorRow, mentor_rows
from programmes.timeline.drawing import draw
from programmes.timeline.types import SLIM, Drawing, Milestone, Size, Words

DRAWN_KINDS = {Meeting.Kind.KICKOFF, Meeting.Kind.LEARNING, Meeting.Kind.RESULTS}
FIRST_NUMBER = re.compile(r"\d{1,2}")


@dataclass(frozen=True)
class Timeline:
    """The timeline of one learning group, or of the whole round when it has no groups."""

    group: LearningGroup | None
    words: str
    lanes: tuple[str, ...]
    drawings: dict[str, Drawing]
    next: Meeting | None  # the reader's next on this timeline: the highlighted milestone

    @property
    def key(self) -> str:
        """What tells its drawings from another timeline's on the same page."""
        return f"{self.group.pk if self.group else 0}-"


def timeline(
    round: Round,
    group: LearningGroup | None,
    meetings: Iterable[Meeting],
    participations: Sequence[Participation],
    sizes: dict[str, Size],
    mentorships: Iterable[Mentorship] = (),
) -> Timeline:
    """Draw the group's timeline: its own learning meetings and the joint ones.

    The next meeting that the reader goes to is on it whatever its kind, and highlighted.
    The meetings tell whether the reader goes to them (`with_attendance`), in their order of time.
    Asks the database nothing: the participations carry their organisations and themes, the
    mentorships their themes.
    """
    ours = [each for each in participations if group is None or each.group_id == group.pk]
    lanes = tuple(str(each) for each in ours if not each.is_mentor)
    rows = mentor_rows(participations, mentorships)
    mentors = [each for key in rows if group is None or key == group.pk for each in rows[key]]
    theirs = [
        meeting for meeting in meetings if meeting.group_id in {None, group.pk if group else None}
    ]
    today = timezone.localdate()
    following = next((each for each in theirs if each.is_attended and each.date >= today), None)
    drawn = [each for each in theirs if each.kind in DRAWN_KINDS or each == following]
    milestones = [_milestone(meeting, mentors) for meeting in drawn]
    said = Words(
        today=_("I dag %(day)s") % {"day": date_format(today, "j F")},
        home=_("Arbete hemma"),
        month=_month,
    )
    brief = Words(today=_("I dag"), home="", month=_month)
    drawings = {
        name: draw(
            lanes=lanes,
            milestones=_dated(milestones) if size is SLIM else milestones,
            starts_on=round.starts_on,
            ends_on=round.ends_on,
            today=today,
            words=said if size.tells_all else brief,
            size=size,
        )
        for name, size in sizes.items()
    }
    words = in_words(group, lanes, milestones, today)
    return Timeline(group, words, lanes, drawings, following)


def in_words(
    group: LearningGroup | None, lanes: Sequence[str], milestones: Sequence[Milestone], today: date
) -> str:
    """Everything that the drawing shows, as sentences."""
    who = str(group) if group else _("hela omgången")
    sentences = [_("Tidslinje för %(who)s.") % {"who": who}]
    if lanes:
        sentences.append(_("Linjerna är %(names)s.") % {"names": _listed(lanes)})
    ordered = sorted(milestones, key=lambda milestone: milestone.day)
    following = next((each for each in ordered if each.is_attended and each.day >= today), None)
    for milestone in ordered:
        told = f"{milestone.name} {date_format(milestone.day, 'j F Y')}"
        if milestone.support:
            told += f" ({', '.join(milestone.support)})"
        if milestone.day < today:
            told += _(", klar")
        elif milestone is following:
            told += _(", nästa")
        sentences.append(f"{told}.")
    if not milestones:
        sentences.append(_("Inga träffar är bestämda än."))
    sentences.append(_("I dag är det %(day)s.") % {"day": date_format(today, "j F Y")})
    return " ".join(sentences)


def _milestone(meeting: Meeting, mentors: Sequence[MentorRow]) -> Milestone:
    name = meeting.title.partition(":")[0].strip() or meeting.title
    found = FIRST_NUMBER.search(name)
    number = found.group() if found else ""
    short, mark = {
        Meeting.Kind.STRATEGIST: (_("Strategträff"), ""),
        Meeting.Kind.KICKOFF: (_("Start"), "S"),
        Meeting.Kind.RESULTS: (_("Resultat"), "R"),
    }.get(
        Meeting.Kind(meeting.kind),
        (_("Träff %(number)s") % {"number": number} if number else _("Träff"), number),
    )
    return Milestone(
        day=meeting.date,
        name=name,
        when=date_format(meeting.date, _("j b Y")),
        short=short,
        mark=mark,
        support=tuple(
            _("Mentor %(organisation)s") % {"organisation": each.organisation}
            for each in mentors
            if each.theme and each.theme.pk == meeting.theme_id
        ),
        is_attended=meeting.is_attended,
    )


def _dated(milestones: Iterable[Milestone]) -> list[Milestone]:
    """The same milestones, named by their days: what a phone has room for."""
    return [
        replace(milestone, short=date_format(milestone.day, _("j b")), support=())
        for milestone in milestones
    ]


def _month(day: date) -> str:
    return date_format(day, _("b Y") if day.month == 1 else _("b"))


def _listed(names: Sequence[str]) -> str:
    """A, B och C."""
    if len(names) == 1:
        return names[0]
    return _("%(most)s och %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}
