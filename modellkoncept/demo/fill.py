"""Build the demo's round through the services: invented people, meetings, boards and notes."""

import random
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from meetings.services import agendas
from meetings.services import meetings as meetings_service
from modellkoncept.demo import invitations, past_letters
from modellkoncept.demo.data import conference, future_meetings, histories, people
from modellkoncept.demo.files import share_files
from modellkoncept.demo.fill_decisions import fill_decisions
from modellkoncept.demo.tasks import expect_tasks
from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from padlet.credentials import TOKEN_HEX_LENGTH, write_pass
from padlet.models import Board
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.services import boards, sealing, summaries
from padlet.services import notes as notes_service
from programmes.models import (
    LearningGroup,
    Organisation,
    Participation,
    Role,
    Round,
    RoundTemplate,
    User,
)
from programmes.services import groups as groups_service
from programmes.services import members, organisations, participations, rounds
from programmes.services import people as people_service

SEED = 2026


def has_real_people() -> bool:
    """Whether a person outside the demo's data is registered."""
    return User.objects.exclude(email__endswith=people.DOMAIN).exists()


def demo_round() -> Round | None:
    """The round that an earlier run made, found by its invented organisation code.

    Visitors may have started others since, with the same organisations.
    """
    there = Round.objects.filter(participations__organisation__code=people.ORGANISATIONS[0].code)
    return there.order_by("pk").first()


def is_finished(round: Round) -> bool:
    return _conference_board(round).state == Board.State.CLOSED


def _conference_board(round: Round) -> Board:
    return Board.objects.get(meeting__round=round, meeting__kind=Meeting.Kind.KICKOFF)


# --- the round: one transaction, all or nothing -------------------------------------------------


@transaction.atomic
def build_round(today: date) -> Round:
    """Make the round with its people, meetings and boards, all dates counted from this day."""
    starts_on = _weekday(today + timedelta(days=future_meetings.CONFERENCE_DAYS))
    ends_on = _weekday(today + timedelta(days=future_meetings.RESULTS_DAYS))
    round = rounds.create_round(
        name=f"Omgång {starts_on.year}–{ends_on.year}",
        starts_on=starts_on,
        ends_on=ends_on,
        themes=people.THEMES,
        template=RoundTemplate.objects.order_by("pk").first(),
    )
    group = groups_service.create_group(round=round, **people.GROUP)
    hosts = {each.code: _join(round, group, each) for each in people.ORGANISATIONS}
    for name in people.STAFF:
        email = people.email_of(name, people.STAFF_DOMAIN)
        people_service.add_person(email=email, full_name=name, is_staff=True)
    histories.fill_histories()
    invitations.invite(round)
    _plan_conference(round)
    _plan_learning_meeting(round, group, hosts[people.GRANVIK.code], today)
    share_files(round, hosts[people.GRANVIK.code])
    for each in future_meetings.LATER:
        meetings_service.create_meeting(
            round=round,
            kind=each.kind,
            title=each.title,
            place=each.place,
            date=_weekday(today + timedelta(days=each.days)),
            starts_at=future_meetings.LEARNING["starts_at"],
            theme=_theme(round, each.theme),
            host=hosts[each.host.code] if each.host else None,
            group=group if each.in_group else None,
        )
    fill_decisions(round)
    past_letters.add_to(round)
    expect_tasks(round)
    return round


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)  # noqa: PLR2004 – 4 is Friday


def _theme(round: Round, position: int | None):
    return round.themes.get(position=position) if position else None


def _join(round: Round, group: LearningGroup, made_up: people.DemoOrganisation) -> Participation:
    organisation: Organisation = organisations.add_organisation(
        name=made_up.name, kind=made_up.kind, code=made_up.code
    )
    kind = Participation.Kind.MENTOR if made_up.theme else Participation.Kind.PARTICIPANT
    participation = participations.join_round(
        round=round,
        organisation=organisation,
        kind=kind,
        group=group,
        theme=_theme(round, made_up.theme),
    )
    for role, full_name in made_up.people.items():
        user = people_service.add_person(email=made_up.email(role), full_name=full_name)
        members.add_member(
            participation=participation,
            user=user,
            role=Role(role),
            is_coordinator=role == Role.STRATEGIST,
        )
    return participation


def _plan_conference(round: Round) -> None:
    meeting = meetings_service.create_meeting(
        round=round,
        kind=Meeting.Kind.KICKOFF,
        date=round.starts_on,
        **conference.CONFERENCE,
    )
    _open(meeting, conference.CONFERENCE_BOARD)


def _plan_learning_meeting(
    round: Round, group: LearningGroup, host: Participation, today: date
) -> None:
    meeting = meetings_service.create_meeting(
        round=round,
        kind=Meeting.Kind.LEARNING,
        date=_weekday(today + timedelta(days=future_meetings.LEARNING_DAYS)),
        theme=_theme(round, 1),
        host=host,
        group=group,
        **future_meetings.LEARNING,
    )
    for item in future_meetings.AGENDA:
        agendas.add_agenda_item(
            meeting=meeting,
            title=item.title,
            minutes=item.minutes,
            kind=item.kind,
            locked_start=item.locked_start,
            public_text=item.public_text,
            internal_text=item.internal_text,
        )
    _open(meeting, future_meetings.OPEN_BOARD)


def _open(meeting: Meeting, made_up: dict[str, Any]) -> None:
    board = boards.create_board(
        meeting=meeting,
        title=made_up["title"],
        prompts=made_up["prompts"],
        instructions=made_up.get("instructions", ""),
    )
    sizes = made_up["breakout_sizes"]
    boards.open_board(
        board=board,
        breakout_sizes={section.pk: sizes[section.role_group] for section in board.sections.all()},
    )


# --- the conference: steps that can be taken again ----------------------------------------------


def seed_conference(round: Round) -> None:
    """Write the notes, sum them up and close the board, or finish what was interrupted."""
    board = _conference_board(round)
    if board.state != Board.State.CLOSED:
        _write_notes(board)
        _sum_up(board)
        sealing.close_board(board=board)  # which asks for its documentation
    _build_documents(board)


def _build_documents(board: Board) -> None:
    """Build what was asked for now: who comes in with the demo finds it finished.

    What a worker builds meanwhile is left to it.
    """
    for document in Document.objects.unfinished().filter(
        kind__in=[DISCUSSIONS_BY_GROUP.name, DOCUMENTATION.name],
        of__in=[str(board.pk), str(board.meeting_id)],
    ):
        build_files(document.pk)


def _sum_up(board: Board) -> None:
    """Sum up the first question; an interrupted run may have begun."""
    prompt = board.prompts.earliest("position")
    for sentence, texts in conference.SUMMARY:
        notes = [note.pk for note in board.notes.filter(prompt=prompt) if note.text in texts]
        summaries.add_sentence(board=board, prompt_id=prompt.pk, text=sentence, note_ids=notes)


def _write_notes(board: Board) -> None:
    """Post all the notes; those that an interrupted run posted are known by their tokens."""
    dice = random.Random(SEED)  # noqa: S311 – the same demo each time; nobody's secret
    for section in board.sections.all():
        groups = len(section.breakout_sizes)
        questions = conference.NOTES[section.role_group]
        for prompt, texts in zip(board.prompts.all(), questions, strict=True):
            for text in texts:
                notes_service.add_note(
                    board_path=board.path,
                    section_id=section.pk,
                    prompt_id=prompt.pk,
                    breakout=_breakout(dice, groups),
                    pass_=write_pass(board, section),
                    token=f"{dice.getrandbits(4 * TOKEN_HEX_LENGTH):0{TOKEN_HEX_LENGTH}x}",
                    text=text,
                )


def _breakout(dice: random.Random, groups: int) -> int:
    return dice.randint(1, groups) if groups > 1 else 0
