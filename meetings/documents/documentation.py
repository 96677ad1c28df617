"""The meeting's joint documentation as a document."""

from collections.abc import Collection
from datetime import timedelta

from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.chapters import chapters_of, chapters_refusal, versions_of, with_chapters
from meetings.documents.source import (
    day_in_words,
    document_title,
    meeting_by_id,
    meetings_by_ids,
    printed,
)
from meetings.models import Meeting
from meetings.models.meetings import MeetingQuerySet
from modellkoncept.documents.kinds import Kind, Version, fingerprint
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import Shown, with_states
from programmes.models import User

NEWS_FOR = timedelta(days=14)  # that a documentation is called new
NEWS_SHOWN = 3


def readable_documentation(user: User) -> MeetingQuerySet:
    """Those who take part in a meeting: its chapters hold what all of them may read."""
    return Meeting.objects.visible_to(user)


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


def documentation_versions(ids: Collection[str]) -> dict[str, Version]:
    """The versions of the chapters, and what else the document prints of each meeting."""
    meetings = {str(meeting.pk): meeting for meeting in meetings_by_ids(ids)}
    chapters = versions_of(list(meetings.values()))
    return {
        pk: Version(
            edition=chapters[pk].edition,
            content=fingerprint((printed(meeting), chapters[pk].content)),
            is_final=chapters[pk].is_final,
        )
        for pk, meeting in meetings.items()
    }


DOCUMENTATION = Kind(
    name="documentation",
    label=gettext_lazy("Dokumentation"),
    template="meetings/documents/documentation.html",
    find=meeting_by_id,
    readable=readable_documentation,
    context=documentation_context,
    versions=documentation_versions,
    title=lambda meeting: document_title(_("Dokumentation"), meeting),
    language=lambda meeting: meeting.round.language,
    round_id=lambda meeting: meeting.round_id,
    refusal=chapters_refusal,
)


def new_documentation(user: User) -> list[tuple[Document, Meeting]]:
    """The newest documentation of the meetings that the user goes to, each with its meeting.

    News is of a meeting that has been held, or of which a chapter is finished; others may read more
    than is news to them. Whether somebody has opened it is stored nowhere: reading writes nothing.
    """
    fresh = Document.objects.of_kinds([DOCUMENTATION]).filter(
        finished_at__gt=timezone.now() - NEWS_FOR
    )
    attended = Meeting.objects.attended_by(user)
    ids = attended.order_by().values(as_text=Cast("pk", models.CharField()))
    mine = fresh.readable_by(user).filter(of__in=ids).newest_of_each().order_by("-finished_at")
    found = [
        document
        for document, state in with_states(mine)
        if state in {Document.State.DONE, Shown.CHANGED}
    ]
    meetings = Meeting.objects.in_bulk([int(document.of) for document in found])
    written = with_chapters(list(meetings.values()))
    today = timezone.localdate()
    news = [(document, meetings[int(document.of)]) for document in found]
    return [
        (document, meeting)
        for document, meeting in news
        if meeting.date < today or meeting.pk in written
    ][:NEWS_SHOWN]
