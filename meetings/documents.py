"""What a meeting's documents hold. The machinery that makes PDF and Word knows none of this."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.agenda import agenda_of
from meetings.documentation import chapters_of, edition_of, may_read_chapters
from meetings.models import Meeting
from modellkoncept.documents.kinds import Kind
from modellkoncept.documents.models import Document
from programmes.models import User


def meeting_by_id(of: str) -> Meeting:
    """The meeting that a document is about; raises Meeting.DoesNotExist when it is gone."""
    return Meeting.objects.with_place().prefetch_related("agenda_items").get(pk=of)


def may_read_agenda(user: User, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


def agenda_context(meeting: Meeting) -> dict[str, object]:
    """The agenda as participants see it: nothing here carries the planners' own notes."""
    agenda = agenda_of(meeting)
    hours = f"{agenda.start:%H.%M}–{agenda.end:%H.%M}" if agenda.lines else f"{agenda.start:%H.%M}"
    facts = [
        (_("Dag"), _day(meeting)),
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


def may_read_documentation(user: User, meeting: Meeting) -> bool:
    return may_read_agenda(user, meeting) and may_read_chapters(user, meeting)


def documentation_context(meeting: Meeting) -> dict[str, object]:
    """What the apps above have to say of the meeting, one chapter after the other."""
    chapters = chapters_of(meeting)
    facts = [
        (_("Dag"), _day(meeting)),
        (_("Plats"), meeting.place),
        (_("För"), str(meeting.group or meeting.round)),
        (_("Tema"), str(meeting.theme or "")),
    ]
    return {
        "title": _("Dokumentation"),
        "subtitle": f"{meeting.title}, {meeting.round}",
        "facts": [(label, value) for label, value in facts if value],
        "chapters": chapters,
    }


def newest_documentation(meeting: Meeting) -> Document | None:
    """The joint documentation that was asked for last, however far it has come."""
    return Document.objects.filter(kind="documentation", of=str(meeting.pk)).first()


def _day(meeting: Meeting) -> str:
    day = date_format(meeting.date, "l j F Y")
    return day[:1].upper() + day[1:]


AGENDA = Kind(
    name="agenda",
    label=gettext_lazy("Dagordning"),
    template="meetings/documents/agenda.html",
    find=meeting_by_id,
    may_read=may_read_agenda,
    context=agenda_context,
    language=lambda meeting: meeting.round.language,
)
DOCUMENTATION = Kind(
    name="documentation",
    label=gettext_lazy("Träffens dokumentation"),
    template="meetings/documents/documentation.html",
    find=meeting_by_id,
    may_read=may_read_documentation,
    context=documentation_context,
    edition=edition_of,
    language=lambda meeting: meeting.round.language,
)
