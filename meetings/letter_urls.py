from django.urls import path, register_converter

from meetings.letters.steps import Step
from meetings.models import Meeting
from meetings.views.letter_rules import letter_rule, letter_rules, reset_letter_rule
from meetings.views.letters import letters
from meetings.views.meeting_letters import (
    meeting_letter,
    reset_meeting_letter,
    resume_letter,
    send_letter,
    stop_letter,
)

STEPS = {
    "inbjudan": Step.INVITATION,
    "material": Step.MATERIAL,
    "paminnelse": Step.REMINDER,
    "dokumentation": Step.DOCUMENTATION,
    "andrad-dag": Step.CHANGED,
}
KINDS = {
    "uppstartskonferens": Meeting.Kind.KICKOFF,
    "strategtraff": Meeting.Kind.STRATEGIST,
    "larandetraff": Meeting.Kind.LEARNING,
    "resultatkonferens": Meeting.Kind.RESULTS,
}


class StepConverter:
    """A step in an address, by its Swedish name; nothing else resolves."""

    regex = "|".join(STEPS)

    def to_python(self, value: str) -> Step:
        return STEPS[value]

    def to_url(self, value: str) -> str:
        return next(name for name, step in STEPS.items() if step == value)


class KindConverter:
    """A kind of meeting in an address, by its Swedish name; nothing else resolves."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> Meeting.Kind:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        return next(name for name, kind in KINDS.items() if kind == value)


register_converter(StepConverter, "letter_step")
register_converter(KindConverter, "meeting_kind")

app_name = "letters"
OF_A_ROUND = "omgangar/<int:round_id>/brev/"
OF_A_MEETING = "moten/<int:meeting_id>/brev/<letter_step:step>/"
urlpatterns = [
    path(OF_A_ROUND, letters, name="letters"),
    path(f"{OF_A_ROUND}texter/", letter_rules, name="letter_rules"),
    path(
        f"{OF_A_ROUND}texter/<letter_step:step>/<meeting_kind:kind>/",
        letter_rule,
        name="letter_rule",
    ),
    path(
        f"{OF_A_ROUND}texter/<letter_step:step>/<meeting_kind:kind>/aterstall/",
        reset_letter_rule,
        name="reset_letter_rule",
    ),
    path(OF_A_MEETING, meeting_letter, name="meeting_letter"),
    path(f"{OF_A_MEETING}aterstall/", reset_meeting_letter, name="reset_meeting_letter"),
    path(f"{OF_A_MEETING}stoppa/", stop_letter, name="stop_letter"),
    path(f"{OF_A_MEETING}starta/", resume_letter, name="resume_letter"),
    path(f"{OF_A_MEETING}skicka/", send_letter, name="send_letter"),
]
