"""What a meeting's documents hold. The machinery that makes PDF and Word knows none of this."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.agenda import agenda_of
from meetings.models import Meeting
from programmes.models import User


def meeting_by_id(of: str) -> Meeting:
    """The meeting that a document is about; raises Meeting.DoesNotExist when it is gone."""
    return Meeting.objects.with_place().prefetch_related("agenda_items").get(pk=of)


def may_read_agenda(user: User, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


def agenda_context(meeting: Meeting) -> dict[str, object]:
    """The agenda as participants see it: nothing here carries the planners' own notes."""
    agenda = agenda_of(meeting)
    day = date_format(meeting.date, "l j F Y")
    hours = f"{agenda.start:%H.%M}–{agenda.end:%H.%M}" if agenda.lines else f"{agenda.start:%H.%M}"
    facts = [
        (_("Dag"), day[:1].upper() + day[1:]),
        (_("Tid"), hours),
        (_("Plats"), meeting.place),
        (_("Värd"), meeting.host_name),
        (_("För"), str(meeting.group or meeting.programme)),
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
