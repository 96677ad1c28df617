"""The demo as the tests fill it and look for it."""

from io import StringIO

from django.core.management import call_command

from meetings.models import Meeting
from modellkoncept import urls
from modellkoncept.demo.data import conference
from padlet.models import Board

ORDINARY = tuple(each for each in urls.urlpatterns if each not in urls.demo_urlpatterns)


def run() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue().strip()


def all_notes() -> list[str]:
    return [text for role in conference.NOTES.values() for box in role for text in box]


def conference_board() -> Board:
    return Board.objects.get(meeting__kind=Meeting.Kind.KICKOFF)
