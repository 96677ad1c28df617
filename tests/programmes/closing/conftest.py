"""A round with people of every kind, and everything that ever gets to know of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from meetings import services as meetings
from meetings.models import Meeting
from modellkoncept.documents import pdf
from modellkoncept.mail import queue_mail
from modellkoncept.models import Document
from padlet import services as padlet
from padlet.models import Board, Moderation, Selection
from programmes.closing import services
from programmes.closing.models import Closing
from programmes.models import Participation, Programme, Role, User
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    NoteFactory,
    ParticipationFactory,
    ProgrammeFactory,
    PromptFactory,
    SectionFactory,
    UserFactory,
)

DECISION = "2028-04-03, SKR 2028/00123, avdelningen"
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A storage of this test's own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


@pytest.fixture
def true_pdfs() -> None:
    """Asked for by those who open the PDFs of a pack; for others setting them takes too long."""


@pytest.fixture(autouse=True)
def _pdfs(request, monkeypatch):
    if "true_pdfs" not in request.fixturenames:
        monkeypatch.setattr(pdf, "typeset", lambda html, **_: html.encode())


@dataclass
class Ended:
    """A round that has ended, and the people of whom nothing may be left."""

    programme: Programme
    board: Board
    meeting: Meeting
    goes: list[User]
    stays: User  # also in another round
    staff: User
    other: Programme

    def close(self) -> Closing:
        return services.close_round(programme=self.programme)

    def packed(self) -> Closing:
        """Closed, with its pack."""
        closing = self.close()
        services.build_pack(services.request_pack(closing=closing).pk)
        return Closing.objects.with_all().get()

    def planned(self, **given: Any) -> Closing:
        """Closed and packed, to be removed tomorrow."""
        given = {"remove_on": tomorrow(), "decision": DECISION} | given
        return services.plan_removal(closing=self.packed(), **given)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def ended(db) -> Ended:
    programme = ProgrammeFactory(
        name="Omgången som slutar", starts_on=date(2021, 9, 1), ends_on=date(2023, 3, 1)
    )
    group = LearningGroupFactory(programme=programme, name="Norra gruppen")
    ours = ParticipationFactory(
        programme=programme, group=group, organisation__name="Granviks kommun"
    )
    mentor = ParticipationFactory(programme=programme, group=group, kind=Participation.Kind.MENTOR)
    cast = [
        ("Astrid Åkerblom", "astrid.akerblom@granvik.se", ours, Role.POLITICIAN),
        ("Börje O'Hara", "borje@granvik.se", ours, Role.MANAGER),
        ("Cecilia von Döbeln", "Cecilia.D@Granvik.se", ours, Role.STRATEGIST),
        ("Granviks kommun", "brevlada@granvik.se", ours, Role.KEY_PERSON),
        ("Doris Eng", "doris@mentorstad.se", mentor, Role.STRATEGIST),
    ]
    goes = [_member(*each) for each in cast]
    stays = _member("Elsa Fjäll", "elsa@granvik.se", ours, Role.MANAGER)
    other = ProgrammeFactory(name="Omgången efter")
    MembershipFactory(user=stays, participation__programme=other)
    staff = UserFactory(full_name="Signe Personal", email="signe@skr.se", is_staff=True)
    meeting = MeetingFactory(
        programme=programme, title="Uppstart med Astrid Åkerblom", date=date(2021, 9, 14)
    )
    AgendaItemFactory(
        meeting=meeting,
        title="Välkomna",
        public_text="Astrid  Åkerblom och Elsa Fjäll inleder. Signe Personal leder.",
        internal_text="Ring BORJE@granvik.se, eller O'Hara, Börje.",
    )
    board = _board(meeting, goes[2], staff)
    for text in ("Börje O'Haras idé om möten", "Doris Engs idé om möten"):
        meetings.take_home(participation=ours, meeting=meeting, text=text, source="Uppstart")
    _leave_traces(goes, stays, staff, meeting)
    return Ended(programme, board, meeting, goes, stays, staff, other)


def _member(name: str, email: str, participation: Participation, role: str) -> User:
    user = UserFactory(full_name=name, email=email.lower())
    MembershipFactory(user=user, participation=participation, role=role)
    return user


def _board(meeting: Meeting, strategist: User, staff: User) -> Board:
    """Closed, with a summary, a file and a log."""
    section = SectionFactory(board=BoardFactory(meeting=meeting, title="Vad kan vi bidra med?"))
    board: Board = section.board
    prompt = PromptFactory(board=board)
    padlet.add_attachment(board=board, name="Doris Eng instruktion.pdf", file=ContentFile(PDF))
    padlet.open_board(board=board, group_sizes={section.pk: [8]})
    note = NoteFactory(section=section, prompt=prompt, text="Gör som Doris Eng gjorde")
    NoteFactory(section=section, prompt=prompt, text="Åka på studiebesök & lyssna")
    padlet.add_sentence(
        board=board,
        prompt_id=prompt.pk,
        text="Cecilia von Döbelns sammanfattning",
        note_ids=[note.pk],
    )
    padlet.close_board(board=board)
    Document.objects.update(state=Document.State.READY)  # what a closed board asks for by itself
    for who in (strategist, staff):
        Moderation.objects.create(board=board, who=who, step="hide")
    board.refresh_from_db()
    return board


def _leave_traces(goes: list[User], stays: User, staff: User, meeting: Meeting) -> None:
    """Letters, sessions, addresses, log entries and documents of every person."""
    for user in [*goes, stays, staff]:
        Client().force_login(user)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        queue_mail(key=f"letter-{user.pk}", to=user.email, subject="Hej", body=f"Hej {user}!")
        made = Document.objects.create(
            kind="agenda", of=str(meeting.pk), title=f"Dagordning: {meeting}", requested_by=user,
            state=Document.State.READY,
        )  # fmt: skip
        made.pdf.save("a.pdf", ContentFile(PDF))
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(user.pk),
            object_repr=str(user),
            action_flag=CHANGE,
            change_message="[]",
        )
    waiting = Client()  # somebody who has asked for a code and not yet written it
    waiting.session.save()
    session = waiting.session
    session["account_login_code"] = {"email": goes[0].email}
    session.save()
    queue_mail(
        key="to-staff",
        to=staff.email,
        subject="Svar från Börje O'Hara",
        body=f"Se {goes[1].email}.",
    )
    Selection.objects.create(programme=meeting.programme, question="Vad gör Doris Eng?", boards=[])
