"""One of everything, with as little as the database asks for."""

import secrets
from datetime import date, timedelta
from uuid import UUID

import factory
from django.db.models import QuerySet
from factory.django import DjangoModelFactory

from meetings.models import AgendaItem, Meeting
from modellkoncept.files.keys import create_key
from padlet.models import Board, Note, Prompt, Section
from padlet.models.note_text import decrypt
from programmes.models import (
    Decision,
    LearningGroup,
    Membership,
    Mentorship,
    Organisation,
    Participation,
    PlanningQuestion,
    Role,
    Round,
    Task,
    Theme,
    User,
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.se")
    full_name = factory.Sequence(lambda n: f"Person {n}")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Kommun {n}")
    kind = Organisation.Kind.MUNICIPALITY
    code = factory.Sequence(lambda n: f"{n:04}")


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    name = factory.Sequence(lambda n: f"Omgång {n}")
    starts_on = date(2026, 9, 15)
    ends_on = date(2028, 3, 16)


def round_of(*names: str) -> factory.declarations.BaseDeclaration:
    """The round of the first of these that is given, else a round of its own."""
    found = factory.SubFactory(RoundFactory)
    for name in reversed(names):
        found = factory.Maybe(name, factory.SelfAttribute(f"{name}.round"), found)
    return found


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    round = factory.SubFactory(RoundFactory)
    position = factory.Sequence(lambda n: n)
    label = "Styrning och ledning"


class LearningGroupFactory(DjangoModelFactory):
    class Meta:
        model = LearningGroup

    round = factory.SubFactory(RoundFactory)
    name = factory.Sequence(lambda n: f"Grupp {n}")


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    group = None
    theme = None
    round = round_of("group", "theme")
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Participation.Kind.PARTICIPANT


class MentorshipFactory(DjangoModelFactory):
    class Meta:
        model = Mentorship

    group = factory.SubFactory(LearningGroupFactory)
    round = factory.SelfAttribute("group.round")
    mentor = factory.SubFactory(
        ParticipationFactory,
        round=factory.SelfAttribute("..group.round"),
        kind=Participation.Kind.MENTOR,
    )


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    participation = factory.SubFactory(ParticipationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.STRATEGIST


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    participation = factory.SubFactory(ParticipationFactory)
    kind = Decision.Kind.TAKE_PART


class PlanningQuestionFactory(DjangoModelFactory):
    class Meta:
        model = PlanningQuestion

    round = factory.SubFactory(RoundFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Fråga {n}?")


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    round = factory.SubFactory(RoundFactory)
    position = factory.Sequence(lambda n: n + 1)
    label = factory.Sequence(lambda n: f"Uppgift {n}")


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    group = None
    theme = None
    host = None
    round = round_of("group", "theme", "host")
    kind = Meeting.Kind.KICKOFF
    title = factory.Sequence(lambda n: f"Träff {n}")
    date = factory.LazyFunction(lambda: date.today() + timedelta(days=30))  # noqa: DTZ011 – any day will do


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Punkt {n}")
    minutes = 30


IN_USE = {"open", "paused"}


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = Board

    meeting = factory.SubFactory(MeetingFactory)
    title = "Vad kan vi bidra med?"
    state = Board.State.DRAFT
    key_id = factory.LazyAttribute(lambda board: create_key() if board.state in IN_USE else None)


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    board = factory.SubFactory(BoardFactory)
    position = factory.Sequence(lambda n: n)
    role_group = Section.RoleGroup.POLITICIANS


class PromptFactory(DjangoModelFactory):
    class Meta:
        model = Prompt

    board = factory.SubFactory(BoardFactory)
    position = factory.Sequence(lambda n: n)
    template = "Vad kan ni som {roll} bidra med rent konkret?"


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = Note
        skip_postgeneration_save = True

    board = factory.SelfAttribute("section.board")
    section = factory.SubFactory(SectionFactory)
    prompt = factory.SubFactory(PromptFactory, board=factory.SelfAttribute("..section.board"))
    text = factory.Sequence(lambda n: f"Lapp nummer {n}")

    @classmethod
    def _create(cls, model_class, *args, **given):
        """A note as its board stores it, which tests of drafts put up notes on too."""
        note = model_class(*args, **given)
        if note.board.encrypts:
            note.text = note.board.encrypt(note.text)
            if "sort_key" in given:
                note.pk = row_id_at(note.board, note.sort_key)
        note.save(force_insert=True)
        note.text = decrypt(note.text)
        return note

    @factory.post_generation
    def counted(note: Note, create, _given):  # noqa: N805 – factory_boy passes the note
        if create:
            count_notes(note.board)


def notes_saying(*texts: str) -> QuerySet[Note]:
    """The notes with these texts, which no query finds while they are encrypted."""
    return Note.objects.filter(
        pk__in=[note.pk for note in Note.objects.all() if note.text in texts]
    )


def row_id_at(board: Board, place: int) -> UUID:
    """The id of a row that pages show at this place among the others; of an unsealed board."""
    return board.row_id(UUID(bytes=(place << 3).to_bytes(7) + secrets.token_bytes(9)))


def count_notes(board: Board) -> None:
    """What each service does, for notes that a test put up by hand."""
    Board.objects.filter(pk=board.pk).update(note_count=board.notes.count())
