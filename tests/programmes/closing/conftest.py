"""A round with people of every kind, and everything that ever gets to know of them."""

import json
import shutil
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client, override_settings
from django.utils import timezone

from meetings.letters.steps import Step
from meetings.models import LetterCopy, LetterRule, Meeting, MeetingLetter
from meetings.services import takeaways
from modellkoncept.documents import pdf
from modellkoncept.documents.models import Document
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.models import Digest
from modellkoncept.mail.outbox import queue_mail
from padlet.models import Board, Moderation, Selection
from padlet.services import attachments, boards, sealing, summaries
from programmes.closing import services
from programmes.closing.archive import pack
from programmes.closing.archive.request import request_pack
from programmes.closing.models import Closing
from programmes.models import (
    LearningGroup,
    Membership,
    MentorNote,
    MentorProfile,
    Participation,
    Role,
    Round,
    User,
)
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    NoteFactory,
    ParticipationFactory,
    PromptFactory,
    RoundFactory,
    SectionFactory,
    UserFactory,
)

DECISION = "2028-04-03, SKR 2028/00123, avdelningen"
EARLIER = "astrid@gamla-granvik.se"
LONG_AGO = datetime(2021, 9, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A storage of this test's own."""
    settings.STORAGES = _stored_in(tmp_path / "files")
    return tmp_path / "files"


def _stored_in(folder: Path) -> dict[str, Any]:
    backend = "django.core.files.storage.FileSystemStorage"
    return settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": folder}}}


@pytest.fixture
def true_pdfs() -> None:
    """Asked for by those who open the PDFs of a pack; for others setting them takes too long."""


@pytest.fixture(autouse=True)
def _pdfs(request, monkeypatch):
    if "true_pdfs" not in request.fixturenames:
        monkeypatch.setattr(pdf, "html_to_pdf", lambda html, **_: html.encode())


@dataclass
class Ended:
    """A round that has ended, and the people of whom nothing may be left."""

    round: Round
    board: Board
    meeting: Meeting
    goes: list[User]
    left: User  # before it ended: in no round any more
    stays: User  # also in another round
    staff: User
    other: Round

    @property
    def forgotten(self) -> list[User]:
        """All of whom nothing may be left."""
        return [*self.goes, self.left]

    def close(self) -> Closing:
        return services.close_round(round=self.round)

    def packed(self) -> Closing:
        """Closed, with its pack."""
        closing = self.close()
        pack.build_pack(request_pack(closing=closing).pk)
        return Closing.objects.with_all().get()

    def planned(self, **given: Any) -> Closing:
        """Closed and packed, to be removed tomorrow."""
        given = {"remove_on": tomorrow(), "decision": DECISION} | given
        return services.plan_removal(closing=self.packed(), **given)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture(scope="module")
def _ended_once(rows_of_the_module, tmp_path_factory) -> tuple[Ended, Path]:
    """The round as all tests of a module find it, and the folder with its files."""
    folder = tmp_path_factory.mktemp("ended") / "files"
    with override_settings(STORAGES=_stored_in(folder)):
        return end_a_round(), folder


@pytest.fixture
def ended(_ended_once, db, files) -> Ended:
    """A round that has ended; what a test does to its rows and files is gone after it."""
    made, folder = _ended_once
    shutil.copytree(folder, files)
    return deepcopy(made)


def end_a_round() -> Ended:
    """Make a round that has ended, with a trace of each person in every place there is."""
    round = RoundFactory(
        name="Omgången som slutar", starts_on=date(2021, 9, 1), ends_on=date(2023, 3, 1)
    )
    group = LearningGroupFactory(round=round, name="Norra gruppen")
    ours = ParticipationFactory(round=round, group=group, organisation__name="Granviks kommun")
    mentor = ParticipationFactory(round=round, group=group, kind=Participation.Kind.MENTOR)
    cast = [
        ("Astrid Åkerblom", "astrid.akerblom@granvik.se", ours, Role.POLITICIAN),
        ("Börje O'Hara", "borje@granvik.se", ours, Role.MANAGER),
        ("Cecilia von Döbeln", "Cecilia.D@Granvik.se", ours, Role.STRATEGIST),
        ("Granviks kommun", "brevlada@granvik.se", ours, Role.KEY_PERSON),
        ("Doris Eng", "doris@mentorstad.se", mentor, Role.STRATEGIST),
    ]
    goes = [_member(*each) for each in cast]
    _write_as_mentor(mentor, group)
    stays = _member("Elsa Fjäll", "elsa@granvik.se", ours, Role.MANAGER)
    other = RoundFactory(name="Omgången efter")
    MembershipFactory(user=stays, participation__round=other)
    staff = UserFactory(full_name="Signe Personal", email="signe@skr.se", is_staff=True)
    meeting = MeetingFactory(
        round=round,
        title="Uppstart med Astrid Åkerblom",
        date=date(2021, 9, 14),
        aims="Tacka Fredrika\nGran, Astrid<br>Åkerblom och Cecilia von Do\u0308beln",
        place=f"Mejla {EARLIER}, Å&shy;kerblom, Ast\u200brid eller doris&#64;mentorstad.se",
    )
    AgendaItemFactory(
        meeting=meeting,
        title="Välkomna",
        public_text="Astrid  Åkerblom och Elsa Fjäll inleder. Signe Personal leder.",
        internal_text="Ring BORJE@granvik.se, eller O'Hara, Börje.",
    )
    left = UserFactory(full_name="Fredrika Gran", email="fredrika@granvik.se", date_joined=LONG_AGO)
    board = _board(meeting, goes[2], staff)
    for text in ("Börje O'Haras idé om möten", "Doris Engs idé om möten"):
        takeaways.add_takeaway(participation=ours, meeting=meeting, text=text, source="Uppstart")
    _leave_residual_data([*goes, left, stays], staff, meeting)
    _leave_what_is_seldom(goes, left, staff)
    _leave_letters([*goes, stays], staff, meeting)
    return Ended(round, board, meeting, goes, left, stays, staff, other)


def _write_as_mentor(mentor: Participation, group: LearningGroup) -> None:
    """What a mentor and SKR write about it, with names where none should be."""
    MentorshipFactory(mentor=mentor, group=group, reason="Doris Eng kan det här")
    MentorNote.objects.create(
        round=group.round, mentor=mentor, group=group, text="Ring Astrid Åkerblom på tisdag."
    )
    MentorProfile.objects.create(
        organisation=mentor.organisation, experience="Doris Eng har hållit i det i tio år."
    )


def _member(name: str, email: str, participation: Participation, role: str) -> User:
    user = UserFactory(full_name=name, email=email.lower())
    MembershipFactory(user=user, participation=participation, role=role)
    return user


def _board(meeting: Meeting, strategist: User, staff: User) -> Board:
    """Closed, with a summary, a file and a log."""
    section = SectionFactory(board=BoardFactory(meeting=meeting, title="Vad kan vi bidra med?"))
    board: Board = section.board
    prompt = PromptFactory(board=board)
    attachments.add_attachment(board=board, name="Doris Eng instruktion.pdf", file=ContentFile(PDF))
    boards.open_board(board=board, breakout_sizes={section.pk: [8]})
    note = NoteFactory(section=section, prompt=prompt, text="Gör som Doris Eng gjorde")
    NoteFactory(section=section, prompt=prompt, text="Åka på studiebesök & lyssna")
    summaries.add_sentence(
        board=board,
        prompt_id=prompt.pk,
        text="Cecilia von Döbelns sammanfattning",
        note_ids=[note.pk],
    )
    sealing.close_board(board=board)
    Document.objects.update(state=Document.State.DONE)  # what a closed board asks for by itself
    for who in (strategist, staff):
        Moderation.objects.create(board=board, who=who, step="hide")
    board.refresh_from_db()
    return board


def _leave_residual_data(members: list[User], staff: User, meeting: Meeting) -> None:
    """Letters, sessions, addresses, log entries and documents of every person."""
    for user in [*members, staff]:
        Client().force_login(user)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        queue_mail(key=f"letter-{user.pk}", to=user.email, subject="Hej", body=f"Hej {user}!")
        made = Document.objects.create(
            kind="agenda", of=str(meeting.pk), title=f"Dagordning: {meeting}", requested_by=user,
            state=Document.State.DONE,
        )  # fmt: skip
        made.pdf.save("a.pdf", ContentFile(PDF))
        noted(staff, user)
    waiting = Client()  # somebody who has asked for a code and not yet written it
    waiting.session.save()
    session = waiting.session
    session["account_login_code"] = {"email": members[0].email}
    session.save()
    queue_mail(
        key="to-staff",
        to=staff.email,
        subject="Svar från Börje O'Hara",
        body=f"Se {members[1].email}.",
    )
    Selection.objects.create(round=meeting.round, prompt="Vad gör Doris Eng?", boards=[])


def _leave_letters(members: list[User], staff: User, meeting: Meeting) -> None:
    """Letters of a meeting that name people: their texts, and who has been told what."""
    text = {"days": -14, "subject": "Astrid Åkerblom bjuder in", "body": "Mejla borje@granvik.se."}
    LetterRule.objects.create(
        round=meeting.round, step=Step.INVITATION, kind=meeting.kind, roles=[], **text
    )
    MeetingLetter.objects.create(meeting=meeting, step=Step.REMINDER, **text)
    for user in members:
        item = add_to_digest(
            key=f"invitation-{user.pk}",
            user=user,
            subject="Doris Eng kommer",
            text=f"Hej {user}!",
            round_id=meeting.round_id,
        )
        item.digest = Digest.objects.create(user=user, day=meeting.date)
        item.save()
        LetterCopy.objects.create(
            meeting=meeting, step=Step.INVITATION, user=user, item=item, told_date=meeting.date,
            told_starts_at=meeting.starts_at, told_place="Hos Cecilia von Döbeln",
        )  # fmt: skip
    add_to_digest(key="to-staff", user=staff, subject="Svar", text="Doris Eng har svarat.")


def noted(by: User, what: Model, *, said: str = "[]") -> None:
    """The administration's log."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(what),
        object_id=str(what.pk),
        object_repr=str(what),
        action_flag=CHANGE,
        change_message=said,
    )


def _leave_what_is_seldom(goes: list[User], left: User, staff: User) -> None:
    """An earlier address, the log of what is deleted, and the document of a lost meeting."""
    EmailAddress.objects.create(user=goes[0], email=EARLIER)
    queue_mail(key="earlier", to=EARLIER.upper(), subject="Hej", body="Hej!")
    waiting = Client()
    session = waiting.session
    session["account_login_code"] = {"email": EARLIER, "next": "Fredrika\nGran"}
    session.save()
    noted(staff, goes[3].memberships.get())
    noted(staff, Membership(pk=10**6, user=left, role=Role.MANAGER))
    noted(staff, User(pk=10**6, full_name="Maja"))
    organisation = goes[0].memberships.get().participation
    noted(staff, organisation, said=json.dumps([{"deleted": {"object": "Fredrika Gran, Chef"}}]))
    lost = Document.objects.create(
        kind="documentation", of=str(10**6), title="Dokumentation: Träff med Astrid Åkerblom",
        state=Document.State.DONE,
    )  # fmt: skip
    lost.pdf.save("lost.pdf", ContentFile(PDF))
