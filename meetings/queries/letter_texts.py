"""What the placeholders of a letter stand for, and a letter as one person gets it."""

from dataclasses import dataclass
from datetime import date, time

from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meetings.letters.placeholders import fill, fill_line
from meetings.letters.steps import Wording
from meetings.materials import material_of
from meetings.models import Meeting
from meetings.queries import letter_recipients
from meetings.queries.agendas import agenda_of
from modellkoncept.mail import recipients
from modellkoncept.mail.html import body_of
from modellkoncept.templatetags.ui import clock
from programmes.models import Membership


@dataclass(frozen=True)
class Told:
    """When and where a meeting is, as somebody has been told."""

    date: date
    starts_at: time
    place: str

    def differs_from(self, meeting: Meeting) -> bool:
        """Whether the person must be told anew. A place that was not known then is no change."""
        is_elsewhere = bool(self.place) and self.place != meeting.place
        return (
            is_elsewhere
            or (self.date, self.starts_at) != (meeting.date, meeting.starts_at)
        )  # fmt: skip


def written_for(
    meeting: Meeting, wording: Wording, membership: Membership | None, before: Told | None = None
) -> recipients.Wording:
    """The letter as this member gets it, in the round's language.

    The meeting comes with its round, group, theme and host; its agenda is read once, or was
    prefetched. `before` is what a letter about a change says that it was.
    """
    with translation.override(meeting.round.language):
        values = _values(meeting, membership, before)
    return recipients.Wording(
        subject=fill_line(wording.subject, values),
        text=fill(wording.body, values),
        url=meeting.get_absolute_url(),
    )


@dataclass(frozen=True)
class Preview:
    """A letter as a page shows it."""

    subject: str
    html: SafeString


def preview_of(meeting: Meeting, wording: Wording) -> Preview:
    """The letter as the first of those who get it gets it."""
    to = letter_recipients.recipients(
        meeting, wording.roles, letter_recipients.members_of([meeting.round_id])
    )
    written = written_for(meeting, wording, to[0] if to else None)
    return Preview(written.subject, body_of(written.text, heading="h3"))


def _values(meeting: Meeting, membership: Membership | None, before: Told | None) -> dict[str, str]:
    now = Told(meeting.date, meeting.starts_at, meeting.place)
    aims = [_("Det här ska vi uppnå:"), *_listed(meeting.aim_list)] if meeting.aim_list else []
    agenda = [f"{clock(line.start)} {line.item.title}" for line in agenda_of(meeting).lines]
    return {
        "träff": meeting.title,
        "dag": _day(meeting.date),
        "tid": _hours(meeting),
        "plats": meeting.place or _("meddelas senare"),
        "värd": meeting.host_name,
        "tema": str(meeting.theme or ""),
        "grupp": str(meeting.group or _("hela omgången")),
        "omgång": str(meeting.round),
        "organisation": str(membership.participation) if membership else _("din organisation"),
        "namn": membership.user.get_short_name() if membership else "",
        "mål": "\n".join(aims),
        "dagordning": "\n".join(_listed(agenda))
        or _("Den är inte klar än. Du hittar den på träffens sida när den är det."),
        "material": "\n".join(_listed(material_of(meeting))) or _("Inget är uppladdat än."),
        "förut": _place_and_time(before or now),
    }


def _listed(lines: list[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def _hours(meeting: Meeting) -> str:
    end = f"–{clock(meeting.ends_at)}" if meeting.ends_at else ""
    return f"{clock(meeting.starts_at)}{end}"


def _place_and_time(told: Told) -> str:
    found = f"{_day(told.date)} {clock(told.starts_at)}"
    return f"{found}, {told.place}" if told.place else found
