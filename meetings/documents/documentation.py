"""The meeting's joint documentation as a document."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.chapters import chapters_of, edition_of, may_read_chapters
from meetings.documents.agenda import may_read_agenda
from meetings.documents.source import day_in_words, meeting_by_id
from meetings.models import Meeting
from modellkoncept.documents.kinds import Kind
from modellkoncept.documents.models import Document
from programmes.models import User


def may_read_documentation(user: User, meeting: Meeting) -> bool:
    return may_read_agenda(user, meeting) and may_read_chapters(user, meeting)


def documentation_context(meeting: Meeting) -> dict[str, object]:
    """The chapters of the apps above, one after the other."""
    chapters = chapters_of(meeting)
    facts = [
        (_("Dag"), day_in_words(meeting)),
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


def newest_documentation(meeting: Meeting) -> Document | None:
    """The joint documentation that was requested last, in whatever state."""
    return Document.objects.about(DOCUMENTATION, meeting).first()
