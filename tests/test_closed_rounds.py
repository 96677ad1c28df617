"""Nothing changes in a closed round: every writing function of every service is asked."""

import importlib
import inspect
import pkgutil
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meetings.models import AgendaItem, Meeting, Takeaway
from padlet.models import Board, Sentence
from padlet.texts.wall_parser import Wall
from programmes.errors import RoundClosedError
from programmes.models import (
    Decision,
    FileVersion,
    LearningGroup,
    Membership,
    Mentorship,
    Organisation,
    Participation,
    PlanningQuestion,
    Round,
    SharedFile,
    Task,
    Theme,
    User,
)
from programmes.task_kinds import TaskState
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    DecisionFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    ParticipationFactory,
    PlanningQuestionFactory,
    PromptFactory,
    RoundFactory,
    TaskFactory,
    ThemeFactory,
)

GUEST = "a board takes guests only while it is open, and a round with an open board is not closed"
CALENDAR = "what the calendar does comes due in closed rounds too"
REGISTER = "the register of organisations and people belongs to no round"
TEMPLATE = "a template belongs to no round"
SIGN_IN = "signing in and out belongs to no round"
STEP = "a step of the closing itself"
HELPER = "part of a service that has asked already"
AUDIT = "the log keeps what was done, also in a closed round"
DOCUMENT = "a document is made of what stands, and changes nothing in the round"
EXCEPTIONS = {
    "programmes.services.rounds.create_round": "a new round is open",
    "programmes.services.round_plans.start_round": "a new round is open",
    "programmes.services.rounds.change_locked_round": HELPER,
    "programmes.services.round_templates.add_template": TEMPLATE,
    "programmes.services.round_templates.change_template": TEMPLATE,
    "programmes.services.round_templates.copy_template": TEMPLATE,
    "programmes.services.round_templates.remove_template": TEMPLATE,
    "programmes.services.rounds.refuse_if_closed": "the guard itself",
    "programmes.services.organisations.add_organisation": REGISTER,
    "programmes.services.organisations.change_organisation": REGISTER,
    "programmes.services.organisations.remove_organisation": REGISTER,
    "programmes.services.organisations.choose_organisation": REGISTER,
    "programmes.services.organisations.load_register": REGISTER,
    "programmes.services.histories.save_mentor_profile": REGISTER,
    "programmes.services.histories.add_earlier_part": REGISTER,
    "programmes.services.histories.remove_earlier_part": REGISTER,
    "programmes.services.histories.save_stated_figure": REGISTER,
    "programmes.services.histories.remove_stated_figure": REGISTER,
    "programmes.services.mentorships.follow_participation": HELPER,
    "programmes.services.audit.record_export_of_audit_log": AUDIT,
    "programmes.closing.services.record_download": AUDIT,
    "padlet.services.audit.record_export_of_notes": AUDIT,
    "programmes.services.people.add_person": REGISTER,
    "programmes.services.staff.add_colleague": REGISTER,
    "programmes.services.staff.remove_colleague": REGISTER,
    "programmes.services.people.change_person": REGISTER,
    "programmes.services.contacts.record_export": DOCUMENT,
    "programmes.services.contacts.share_address": "consent is taken back at any time; a yes asks",
    "programmes.services.invitations.accept_invitations": SIGN_IN,
    "programmes.services.first_person.add_first_person": SIGN_IN,
    "programmes.services.first_person.correct_first_person": SIGN_IN,
    "programmes.services.first_person.has_signed_in": SIGN_IN,
    "programmes.services.first_person.make_key": SIGN_IN,
    "programmes.services.invitation_links.create_link": SIGN_IN,
    "programmes.services.invitation_links.has_come_in": SIGN_IN,
    "programmes.services.invitation_links.sweep_links": SIGN_IN,
    "programmes.services.invitation_links.use_link": SIGN_IN,
    "programmes.services.invitation_links.withdraw_links": SIGN_IN,
    "programmes.services.oidc_identities.connect": SIGN_IN,
    "programmes.services.oidc_identities.disconnect": SIGN_IN,
    "programmes.services.oidc_identities.person_of": SIGN_IN,
    "programmes.services.second_steps.add_passkey": SIGN_IN,
    "programmes.services.second_steps.judge_passkey": SIGN_IN,
    "programmes.services.second_steps.judge_second_step": SIGN_IN,
    "programmes.services.second_steps.new_recovery_codes": SIGN_IN,
    "programmes.services.second_steps.remove_app": SIGN_IN,
    "programmes.services.second_steps.remove_second_steps": SIGN_IN,
    "programmes.services.second_steps.set_up_app": SIGN_IN,
    "programmes.services.reminders.forget_reminders": HELPER,
    "programmes.services.task_states.forget_ticks": HELPER,
    "programmes.services.invitation_letters.write_letter": HELPER,
    "programmes.services.members.keep_history": HELPER,
    "programmes.services.members.withdraw_letters": HELPER,
    "programmes.services.members.forget_unused_account": HELPER,
    "programmes.services.people.end_sessions": SIGN_IN,
    "programmes.services.file_upkeep.scan_waiting_files": CALENDAR,
    "programmes.services.address_changes.ask_for_change": REGISTER,
    "programmes.services.address_changes.confirm_change": REGISTER,
    "programmes.services.sign_in_codes.ask_for_code": SIGN_IN,
    "programmes.services.sign_in_codes.judge_code": SIGN_IN,
    "programmes.services.sign_in_codes.sweep_codes": SIGN_IN,
    "programmes.services.decision_files.sweep_decision_files": CALENDAR,
    "programmes.services.planning.record_export": "what is exported stays as it is",
    "programmes.services.task_exports.export_tasks": "an export changes nothing in the round",
    "programmes.closing.services.close_round": STEP,
    "programmes.closing.services.reopen_round": STEP,
    "programmes.closing.services.plan_removal": STEP,
    "programmes.closing.services.cancel_removal": STEP,
    "meetings.services.documentation.queue_documentation": DOCUMENT,
    "meetings.services.letter_copies.queue_letters_of": "a closed round's letters are left",
    "padlet.services.documentation.queue_board_documentation": DOCUMENT,
    "padlet.services.selections.select_notes": DOCUMENT,
    "padlet.services.notes.add_note": GUEST,
    "padlet.services.notes.edit_note": GUEST,
    "padlet.services.notes.own_text": GUEST,
    "padlet.services.notes.delete_note": GUEST,
    "padlet.services.notes.like_note": GUEST,
    "padlet.services.notes.dot_note": GUEST,
    "padlet.services.notes.set_breakout_done": GUEST,
    "padlet.services.join_codes.path_by_code": GUEST,
    "padlet.services.sealing.seal_board": CALENDAR,
    "padlet.services.sealing.rewrite_sealed_tables": CALENDAR,
    "padlet.services.sealing.delete_keys_of_sealed_boards": CALENDAR,
    "padlet.services.disposal.dispose_of_notes": CALENDAR,
    "padlet.services.rehearsals.discard_rehearsal": "a rehearsal holds nothing that anybody wrote",
    "padlet.services.attachments.copy_attachments": HELPER,
    "padlet.services.board_lock.bump_version": HELPER,
    "padlet.services.board_lock.remember_hidden_notes": HELPER,
    "padlet.services.moderation.log_approval": HELPER,
}
WRITES = re.compile(
    r"(\.(save|create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create|execute)"
    r"|change_fields|renumber|bump_version)\("
)


def modules_of_services() -> Iterator[types.ModuleType]:
    for config in apps.get_app_configs():
        if not Path(config.path).is_relative_to(settings.BASE_DIR) or ".venv" in config.path:
            continue
        package = importlib.import_module(config.name)
        for found in pkgutil.walk_packages(package.__path__, f"{config.name}."):
            if ".services" in found.name:
                yield importlib.import_module(found.name)


def is_writing(function: Callable[..., Any]) -> bool:
    """House style: a service takes keywords only. Whatever else saves or is atomic counts too."""
    parameters = inspect.signature(function).parameters.values()
    return (
        any(each.kind is each.KEYWORD_ONLY and each.default is each.empty for each in parameters)
        or hasattr(function, "__wrapped__")
        or WRITES.search(inspect.getsource(function)) is not None
    )


def writing_functions(modules: Iterator[types.ModuleType]) -> dict[str, Callable[..., Any]]:
    return {
        f"{module.__name__}.{name}": function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and is_writing(function)
    }


SERVICES = writing_functions(modules_of_services())


@pytest.fixture
def stock() -> dict[Any, Any]:
    """One of everything in one round, by its type; the round is closed."""
    round = RoundFactory(closed_on=timezone.localdate())
    group = LearningGroupFactory(round=round)
    participation = ParticipationFactory(round=round, group=group)
    membership = MembershipFactory(participation=participation)
    meeting = MeetingFactory(round=round, group=group)
    board = BoardFactory(meeting=meeting)
    prompt = PromptFactory(board=board)
    shared = SharedFile.objects.create(round=round, title="x", visibility="round")
    return {
        SharedFile: shared,
        FileVersion: FileVersion(file=shared),
        Round: round,
        LearningGroup: group,
        Participation: participation,
        Membership: membership,
        User: membership.user,
        Organisation: participation.organisation,
        Mentorship: MentorshipFactory(group=group),
        Theme: ThemeFactory(round=round),
        Decision: DecisionFactory(participation=participation),
        PlanningQuestion: PlanningQuestionFactory(round=round),
        Task: TaskFactory(round=round),
        TaskState: TaskState.DONE,
        Meeting: meeting,
        AgendaItem: AgendaItemFactory(meeting=meeting),
        Board: board,
        Takeaway: Takeaway(meeting=meeting, participation=participation, text="x", source="y"),
        Sentence: Sentence(board=board, prompt=prompt),
        Wall: Wall(),
        str: "text",
        int: 1,
        bool: False,
        UUID: uuid4(),
        date: timezone.localdate(),
        time: time(9),
        datetime: timezone.now(),
    }


def value_of(hint: Any, stock: dict[Any, Any]) -> Any:
    """A value of this type, or an empty list where any will do: the guard stands first."""
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return next((stock[each] for each in options if each in stock), [])


def call(function: Callable[..., Any], stock: dict[Any, Any]) -> None:
    hints = get_type_hints(function, {**vars(sys.modules[function.__module__]), "File": list})
    given = inspect.signature(function).parameters.values()
    required = [
        each for each in given if each.default is each.empty and each.kind <= each.KEYWORD_ONLY
    ]
    positional = [value_of(hints[e.name], stock) for e in required if e.kind < e.VAR_POSITIONAL]
    named = {e.name: value_of(hints[e.name], stock) for e in required if e.kind is e.KEYWORD_ONLY}
    function(*positional, **named)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SERVICES.keys() - EXCEPTIONS.keys()))
def test_a_service_changes_nothing_in_a_closed_round(name, stock):
    with pytest.raises(RoundClosedError):
        call(SERVICES[name], stock)


def test_every_exception_is_a_service_that_is_there():
    assert EXCEPTIONS.keys() - SERVICES.keys() == set()


@transaction.atomic
def rename_meeting(*, meeting: Meeting, title: str) -> None:
    """A service that somebody forgot to guard."""
    Meeting.objects.filter(pk=meeting.pk).update(title=title)


def only_renames(meeting: Meeting, title: str) -> None:
    """The same, as no service of this house is written."""
    Meeting.objects.filter(pk=meeting.pk).update(title=title)


@pytest.mark.django_db
@pytest.mark.parametrize("function", [rename_meeting, only_renames])
def test_a_service_without_the_guard_is_found(function, stock):
    planted = types.ModuleType(function.__module__)
    planted.rename = function

    [found] = writing_functions(iter([planted])).values()
    call(found, stock)  # raises nothing, which fails the test above

    assert Meeting.objects.get().title == "text"
