"""The agenda as a document."""

from collections.abc import Collection

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.documents.source import (
    day_in_words,
    document_title,
    meeting_by_id,
    meetings_by_ids,
)
from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet
from meetings.queries.agendas import agenda_of
from modellkoncept.documents.kinds import Kind, Version, fingerprint
from programmes.models import User


def readable_agendas(user: User) -> MeetingQuerySet:
    return Meeting.objects.visible_to(user)


def agenda_context(meeting: Meeting) -> dict[str, object]:
    """The agenda as participants see it: nothing here carries the planners' own notes."""
    agenda = agenda_of(meeting)
    end = agenda.announced_end
    hours = f"{agenda.start:%H.%M}–{end:%H.%M}" if end else f"{agenda.start:%H.%M}"
    facts = [
        (_("Dag"), day_in_words(meeting)),
        (_("Tid"), hours),
        (_("Plats"), meeting.place),
        (_("Värd"), meeting.host_name),
        (_("För"), str(meeting.group or meeting.round)),
        (_("Tema"), str(meeting.theme or "")),
    ]
    return {
        "title": meeting.title,
        "subtitle": _("Dagordning för %(kind)s %(day)s")
        % {"kind": meeting.get_kind_display().lower(), "day": date_format(meeting.date, "j F Y")},
        "facts": [(label, value) for label, value in facts if value],
        "aims": meeting.aim_list,
        "rows": [
            {
                "time": f"{line.start:%H.%M}–{line.end:%H.%M}",
                "title": line.item.title,
                "text": line.item.public_text,
                "minutes": line.item.minutes,
            }
            for line in agenda.lines
        ],
    }


def agenda_versions(ids: Collection[str]) -> dict[str, Version]:
    """What each agenda prints, in the language it is printed in."""
    found = {}
    for meeting in meetings_by_ids(ids):
        with translation.override(meeting.round.language):
            content = fingerprint(agenda_context(meeting))
        found[str(meeting.pk)] = Version(content=content)
    return found


AGENDA = Kind(
    name="agenda",
    label=gettext_lazy("Dagordning"),
    template="meetings/documents/agenda.html",
    find=meeting_by_id,
    readable=readable_agendas,
    context=agenda_context,
    versions=agenda_versions,
    title=lambda meeting: document_title(_("Dagordning"), meeting),
    language=lambda meeting: meeting.round.language,
    round_id=lambda meeting: meeting.round_id,
)
