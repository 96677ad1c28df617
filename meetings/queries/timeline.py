"""A round's meetings as knots of its braid, and the same in words for those who do not see it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Meeting
from programmes.models import LearningGroup, Participation, Round
from programmes.timeline.drawing import draw
from programmes.timeline.types import SLIM, Braid, Knot, Size, Words

TIED = {Meeting.Kind.KICKOFF, Meeting.Kind.LEARNING, Meeting.Kind.RESULTS}
FIRST_NUMBER = re.compile(r"\d{1,2}")


@dataclass(frozen=True)
class Timeline:
    """One learning group's way through the round, or the whole round's when it has no groups."""

    group: LearningGroup | None
    words: str
    strands: tuple[str, ...]
    drawings: dict[str, Braid]

    @property
    def key(self) -> str:
        """What tells its drawings from another timeline's on the same page."""
        return f"{self.group.pk if self.group else 0}-"


def timeline(
    round: Round,
    group: LearningGroup | None,
    meetings: Iterable[Meeting],
    participations: Iterable[Participation],
    sizes: dict[str, Size],
) -> Timeline:
    """Draw what this group goes through: its own learning meetings and the joint ones.

    Asks the database nothing: the participations carry their organisations and themes.
    """
    ours = [each for each in participations if group is None or each.group_id == group.pk]
    strands = tuple(str(each) for each in ours if not each.is_mentor)
    mentors = [each for each in ours if each.is_mentor]
    tied = [
        meeting
        for meeting in meetings
        if meeting.kind in TIED and meeting.group_id in {None, group.pk if group else None}
    ]
    knots = [_knot(meeting, mentors) for meeting in tied]
    today = timezone.localdate()
    said = Words(
        today=_("I dag %(day)s") % {"day": date_format(today, "j F")},
        home=_("Arbete hemma"),
        month=_month,
    )
    brief = Words(today=_("I dag"), home="", month=_month)
    drawings = {
        name: draw(
            strands=strands,
            knots=_dated(knots) if size is SLIM else knots,
            starts_on=round.starts_on,
            ends_on=round.ends_on,
            today=today,
            words=said if size.tells_all else brief,
            size=size,
        )
        for name, size in sizes.items()
    }
    return Timeline(group, in_words(group, strands, knots, today), strands, drawings)


def in_words(
    group: LearningGroup | None, strands: Sequence[str], knots: Sequence[Knot], today: date
) -> str:
    """Everything that the drawing shows, as sentences."""
    who = str(group) if group else _("hela omgången")
    sentences = [_("Tidslinje för %(who)s.") % {"who": who}]
    if strands:
        sentences.append(_("Trådarna är %(names)s.") % {"names": _listed(strands)})
    ahead = [knot for knot in knots if knot.day >= today]
    for knot in sorted(knots, key=lambda knot: knot.day):
        told = f"{knot.name} {date_format(knot.day, 'j F Y')}"
        if knot.support:
            told += f" ({', '.join(knot.support)})"
        if knot.day < today:
            told += _(", klar")
        elif knot == min(ahead, key=lambda knot: knot.day):
            told += _(", nästa")
        sentences.append(f"{told}.")
    if not knots:
        sentences.append(_("Inga träffar är bestämda än."))
    sentences.append(_("I dag är det %(day)s.") % {"day": date_format(today, "j F Y")})
    return " ".join(sentences)


def _knot(meeting: Meeting, mentors: Sequence[Participation]) -> Knot:
    name = meeting.title.partition(":")[0].strip() or meeting.title
    found = FIRST_NUMBER.search(name)
    number = found.group() if found else ""
    short, mark = {
        Meeting.Kind.KICKOFF: (_("Start"), "S"),
        Meeting.Kind.RESULTS: (_("Resultat"), "R"),
    }.get(
        Meeting.Kind(meeting.kind),
        (_("Träff %(number)s") % {"number": number} if number else _("Träff"), number),
    )
    return Knot(
        day=meeting.date,
        name=name,
        when=date_format(meeting.date, "j b Y"),
        short=short,
        mark=mark,
        support=tuple(
            _("Mentor %(organisation)s") % {"organisation": each.organisation}
            for each in mentors
            if meeting.theme_id and each.theme_id == meeting.theme_id
        ),
    )


def _dated(knots: Iterable[Knot]) -> list[Knot]:
    """The same knots, called by their days: what a phone has room for."""
    return [
        Knot(knot.day, knot.name, knot.when, date_format(knot.day, "j b"), knot.mark)
        for knot in knots
    ]


def _month(day: date) -> str:
    return date_format(day, "b Y" if day.month == 1 else "b")


def _listed(names: Sequence[str]) -> str:
    """A, B och C."""
    if len(names) == 1:
        return names[0]
    return _("%(most)s och %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}
