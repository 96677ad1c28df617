"""What a meeting's page offers of its documents, and what is new of them on the home page."""

from typing import Any

from django.utils.translation import gettext_lazy

from meetings.chapters import count_chapters
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION, new_documentation
from meetings.models import Meeting
from meetings.queries.agendas import Agenda
from modellkoncept.documents.offers import Offer, offer_of
from programmes.models import Round, User
from programmes.page_parts import Context

# The meeting in the sentence "Nytt: dokumentation från …".
FROM_WHICH = {
    Meeting.Kind.KICKOFF: gettext_lazy("Nytt: dokumentation från uppstartskonferensen"),
    Meeting.Kind.STRATEGIST: gettext_lazy("Nytt: dokumentation från strategträffen"),
    Meeting.Kind.LEARNING: gettext_lazy("Nytt: dokumentation från lärandeträffen"),
    Meeting.Kind.RESULTS: gettext_lazy("Nytt: dokumentation från resultatkonferensen"),
}


def documents_of_meeting(meeting: Meeting, agenda: Agenda) -> dict[str, Offer]:
    """The documents of a meeting for those who see it: each where there is something to hold."""
    offers = {}
    if count_chapters(meeting):
        offers["documentation"] = offer_of(DOCUMENTATION, meeting)
    if agenda.lines:
        offers["agenda"] = offer_of(AGENDA, meeting)
    return offers


def documentation_news(user: User, round: Round | None) -> Context:
    """The part of the home page that says which documentation is new."""
    news: list[dict[str, Any]] = [
        {"document": document, "meeting": meeting, "title": FROM_WHICH[Meeting.Kind(meeting.kind)]}
        for document, meeting in new_documentation(user)
    ]
    return {"news": news} if news else None
