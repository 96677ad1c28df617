"""No page is open by accident, and each answers each kind of person as this table says.

A new address needs a row in ANSWERS and in `posted.POSTED`, and one in OPEN_TO_ALL if a stranger
may open it. The coordinator is of the politician's organisation, and the neighbour coordinates
another one of the same group.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from meetings.letters.steps import Step
from meetings.models import Meeting
from modellkoncept.demo import urls as demo_urls
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.mail.choices import unsubscribe_address
from padlet.reports.exports.formats import CSV
from padlet.services import attachments, boards, summaries
from programmes.decision_texts.sections import SectionName
from programmes.models import LearningGroup, Participation, RoundTemplate, User
from programmes.services import decisions, files
from tests.conftest import people_of_every_kind
from tests.factories import (
    AgendaItemFactory,
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    NoteFactory,
    ParticipationFactory,
    PlanningQuestionFactory,
    PromptFactory,
    SectionFactory,
    TaskFactory,
    UserFactory,
)
from tests.file_samples import uploaded
from tests.markup import invalid_times
from tests.posted import POSTED

# Pages a stranger may open, and why. Adding one here is a decision that somebody reviews.
OPEN_TO_ALL = {
    "health": "the machine that watches us has no account; it tells of no person",
    "accessibility": "the law asks for it where everybody can read it",
    "anonymity": "guests are to know before they write, and they have no account",
    "set_theme": "a preference of the browser, kept in a cookie of its own",
    "set_language": "a preference of the browser, kept in a cookie of its own",
    "account_login": "the way in",
    "account_request_login_code": "the way in, by the other name that allauth knows it under",
    "account_confirm_login_code": "the way in, second step",
    "first_person": "nobody has an account yet; it takes the key that the terminal prints",
    "local_letters": "who sits at the machine itself, started without a mail server",
    "invitation": "who is invited comes by the secret link in her letter",
    "second_step": "the way in, third step, for who has set one up",
    "begin_using_passkey": "the way in, third step, for who has a passkey",
    "use_passkey": "the way in, third step, for who has a passkey",
    "oidc_begin": "the way to an organisation's own sign-in",
    "openid_connect_callback": "the way back from it",
    "account_logout": "an ended session must not be asked to sign in before it may sign out",
    "account_inactive": "says to somebody who cannot sign in why",
    "admin_sign_in": "only leads on to the way in",
    "admin_sign_out": "account_logout, where the administration's own pages look for it",
    "padlet:code": "guests type the code that was said aloud; wrong answers are slow",
    "padlet:code_link": "the page for the code, with one typed in already",
    "padlet:join": "guests come by the board's secret address",
    "padlet:projector": "the screen in the room has no account",
    "padlet:guest_attachment": "guests read the PDFs that go with the board, by its secret address",
    "padlet:guest_state": "a guest's page that missed something asks again",
    "padlet:write": "guests write without an account",
    "padlet:note": "the note API: a pass, never a person",
    "padlet:own": "the note API for one's own text: a pass and a token, never a person",
    "padlet:like": "the note API for likes: a pass, never a person",
    "padlet:dot": "the note API for dots: a pass, never a person",
    "padlet:done": "the note API for a group's signal: a pass, never a person",
    "unsubscribe": "a letter's own link, and the mailbox's button: a signed token is the right",
    "demo": "the demo's ways in, in demo mode only",
    "demo_sign_in": "the demo's ways in, in demo mode only",
    "demo_letters": "the demo's letters, in demo mode only",
    "components": "the style guide, in demo mode only",
}
DEMO = {pattern.name for pattern in demo_urls.urlpatterns}
NOT_ABOUT_PEOPLE = {"health"}  # its answer depends on the machine

KINDS = [
    "anonymous", "outsider", "politician", "manager", "strategist", "key_person", "mentor",
    "other_strategist", "staff", "coordinator", "neighbour",
]  # fmt: skip
REFUSED = {403, 404, 405}  # and being sent to the way in
#             anon out  pol  man  str  key  men  oth  skr  coo  nei
EVERYBODY = "200  200  200  200  200  200  200  200  200  200  200"
SIGNED_IN = "302  200  200  200  200  200  200  200  200  200  200"
OUR_ROUND = "302  404  200  200  200  200  200  200  200  200  200"
OUR_GROUP = "302  404  200  200  200  200  200  404  200  200  200"
OUR_ORGANISATION = "302  404  200  200  200  200  403  403  200  200  403"
STAFF_ONLY = "302  404  403  403  403  403  403  403  200  403  403"
OUR_LEADERS = "302  404  403  403  200  403  200  404  200  200  200"
OUR_COORDINATORS = "302  404  403  403  403  403  403  403  200  200  403"
POST_ONLY = "302  405  405  405  405  405  405  405  405  405  405"
POST_ONLY_OPEN = "405  405  405  405  405  405  405  405  405  405  405"
SKR_OF_ROUND = "302  404  403  403  403  403  403  403  200  403  403"
SKR_ONLY = "302  403  403  403  403  403  403  403  200  403  403"
NOBODY = "302  404  404  404  404  404  404  404  404  404  404"
# What a GET answers; the objects are those of the fixture `things`, in one learning group.
ANSWERS = {
    "programmes:home":               SIGNED_IN,
    "programmes:my_data":            SIGNED_IN,
    "programmes:change_name":        POST_ONLY,
    "programmes:change_address":     SIGNED_IN,
    # Without a code that was asked for it leads to where one is.
    "programmes:confirm_address":   "302  302  302  302  302  302  302  302  302  302  302",
    "programmes:download_my_data":   SIGNED_IN,
    "programmes:leave_round":        POST_ONLY,
    "programmes:leave_system":       POST_ONLY,
    "programmes:sign_out_everywhere": POST_ONLY,
    # Whoever takes part in one round goes straight to it.
    "programmes:rounds":        "302  302  302  302  302  302  302  302  200  302  302",
    "programmes:round":          OUR_ROUND,
    "programmes:participation":  OUR_ROUND,
    "programmes:create_round":     "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:change_round":     "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:copy_round":       "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:share_out":        "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:remove_round":       POST_ONLY,
    "programmes:staff":             SKR_ONLY,
    "programmes:remove_colleague":   POST_ONLY,
    "programmes:round_templates":  "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:add_round_template": "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:round_template":   "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:copy_round_template": POST_ONLY,
    "programmes:remove_round_template": POST_ONLY,
    "programmes:remove_participation": POST_ONLY,
    # A mentor's own: the organisation of `things` takes part.
    "programmes:mentor_groups":     "302  404  403  403  403  403  403  403  403  403  403",
    "programmes:save_mentor_note":   POST_ONLY,
    "programmes:round_organisations": SKR_OF_ROUND,
    "programmes:groups":             SKR_OF_ROUND,
    "programmes:create_group":       POST_ONLY,
    "programmes:change_group":       SKR_OF_ROUND,
    "programmes:remove_group":       POST_ONLY,
    "programmes:round_mentors":      SKR_OF_ROUND,
    "programmes:choose_mentor":      POST_ONLY,
    "programmes:remove_mentorship":  POST_ONLY,
    "programmes:organisations":      SKR_ONLY,
    "programmes:add_organisation":   SKR_ONLY,
    "programmes:choose_organisation": POST_ONLY,
    "programmes:organisation":       OUR_ROUND,
    "programmes:change_organisation": SKR_ONLY,
    "programmes:remove_organisation": POST_ONLY,
    # SKR's, and the organisation's coordinator's.
    "programmes:mentor_profile":     OUR_COORDINATORS,
    "programmes:add_earlier_part":   POST_ONLY,
    "programmes:remove_earlier_part": POST_ONLY,
    "programmes:statistics":         SKR_ONLY,
    "programmes:remove_stated_figure": POST_ONLY,
    "programmes:my_contact_details": SIGNED_IN,
    "programmes:people":        "302  404  200  200  200  200  403  403  200  200  403",
    "programmes:person":            OUR_COORDINATORS,
    "programmes:invite":            OUR_COORDINATORS,
    "programmes:correct_invitation": "302  404  403  403  403  403  403  403  302  302  403",
    "programmes:replace_person":    OUR_COORDINATORS,
    "programmes:remove_person":      POST_ONLY,
    "programmes:resend_invitation":  POST_ONLY,
    "programmes:invite_to_round":   SKR_OF_ROUND,
    "programmes:round_people":      SKR_OF_ROUND,
    "programmes:contacts":           OUR_ROUND,
    "programmes:export_contacts":    POST_ONLY,
    # An organisation's own pages are its people's and SKR's.
    "programmes:decisions":         "302  404  200  200  200  200  403  403  200  200  403",
    "programmes:add_decision":      "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:decision_headings": "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:change_decision":   "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:remove_decision":    POST_ONLY,
    "programmes:decision_file":     "302  404  200  200  200  200  403  403  200  200  403",
    "programmes:remove_decision_file": POST_ONLY,
    "programmes:decision_text":     "302  404  200  200  200  200  403  403  200  200  403",
    "programmes:decision_document":  POST_ONLY,
    "programmes:edit_section":      "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:restore_section":    POST_ONLY,
    "programmes:round_decisions":   "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:planning":          "302  404  200  200  200  200  403  403  200  200  403",
    "programmes:planning_document":  POST_ONLY,
    # A part of the page, asked for by hand, leads to the whole page.
    "programmes:planning_answer":   "302  404  302  302  302  302  403  403  302  302  403",
    "programmes:round_planning":    "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:round_planning_document": POST_ONLY,
    "programmes:round_planning_xlsx": POST_ONLY,
    "programmes:planning_questions": "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:add_default_questions": POST_ONLY,
    "programmes:change_planning_question": "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:move_planning_question": POST_ONLY,
    "programmes:remove_planning_question": POST_ONLY,
    "programmes:traffic":         STAFF_ONLY,
    "programmes:export_tasks":      POST_ONLY,
    "programmes:remind":          STAFF_ONLY,
    "programmes:withdraw_reminders": POST_ONLY,
    "programmes:tasks":           STAFF_ONLY,
    "programmes:add_task":        STAFF_ONLY,
    "programmes:change_task":     STAFF_ONLY,
    "programmes:move_task":         POST_ONLY,
    "programmes:remove_task":       POST_ONLY,
    "programmes:restore_task":      POST_ONLY,
    "programmes:add_default_tasks": POST_ONLY,
    "programmes:save_task_template": POST_ONLY,
    "programmes:participation_tasks": OUR_ORGANISATION,
    "programmes:facts":           OUR_ORGANISATION,
    "programmes:set_task_state":    POST_ONLY,
    "programmes:tick_task":         POST_ONLY,
    # Only the organisation's coordinator.
    "programmes:tick_colleagues": "302  404  403  403  403  403  403  403  403  404  403",
    "programmes:exempt_from_task": STAFF_ONLY,
    "programmes:overview":          "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:audit_log":         "302  403  403  403  403  403  403  403  200  403  403",
    "programmes:audit_csv":          POST_ONLY,
    "programmes:audit_log_of_round": "302  404  403  403  403  403  403  403  200  403  403",
    "programmes:audit_csv_of_round": POST_ONLY,
    "programmes:files":              OUR_ROUND,
    "programmes:add_file":          "302  404  403  403  200  403  200  200  200  200  200",
    # Our strategist uploaded it for the whole round.
    "programmes:file":               OUR_ROUND,
    "programmes:file_version":       OUR_ROUND,
    "programmes:add_file_version":  "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:change_file":       "302  404  403  403  200  403  403  403  200  200  403",
    "programmes:remove_file":        POST_ONLY,
    "programmes:restore_file":       POST_ONLY,
    "programmes:restore_file_version": POST_ONLY,
    # Not closed: only the first step has something to show.
    "closing:closing":             "302  404  403  403  403  403  403  403  200  403  403",
    "closing:close":                 POST_ONLY,
    "closing:reopen":                POST_ONLY,
    "closing:pack":                 "302  404  403  403  403  403  403  403  404  403  403",
    "closing:pack_file":            "302  404  403  403  403  403  403  403  404  403  403",
    "closing:removal":              "302  404  403  403  403  403  403  403  404  403  403",
    "closing:cancel_removal":        POST_ONLY,
    "closing:receipt":               POST_ONLY,
    # A mentor's people assess nothing; the outsider takes part in a round of her own.
    "checklist:self_assessments":   "302  200  200  200  200  200  403  200  200  200  200",
    "accessibility":                 EVERYBODY,
    "anonymity":                     EVERYBODY,
    "meetings:meetings":             SIGNED_IN,
    "meetings:save_hosts":           POST_ONLY,
    "meetings:create_meeting":      "302  403  403  403  302  403  302  302  200  302  302",
    "meetings:meeting":              OUR_GROUP,
    "meetings:change_meeting":       OUR_LEADERS,
    "meetings:remove_meeting":       POST_ONLY,
    "meetings:files":                OUR_GROUP,
    "meetings:add_file":             OUR_LEADERS,
    # One's own organisation's list: not SKR's, and no mentor's.
    "meetings:takeaways":           "302  404  200  200  200  200  403  404  403  200  200",
    "meetings:remove_takeaway":      POST_ONLY,
    "meetings:restore_takeaway":     POST_ONLY,
    "meetings:agenda":               OUR_LEADERS,
    "meetings:agenda_document":      POST_ONLY,
    "meetings:make_documentation":   POST_ONLY,
    "meetings:add_agenda_item":      POST_ONLY,
    "meetings:restore_agenda_item":  POST_ONLY,
    "meetings:change_agenda_item":   OUR_LEADERS,
    "meetings:change_minutes":       POST_ONLY,
    "meetings:lock_agenda_item":     POST_ONLY,
    "meetings:move_agenda_item":     POST_ONLY,
    "meetings:remove_agenda_item":   POST_ONLY,
    # Of her own meetings' letters, to who leads a group; the rules of the round are SKR's.
    "letters:letters":              "302  404  403  403  200  403  200  200  200  200  200",
    "letters:letter_rules":         "302  404  403  403  403  403  403  403  200  403  403",
    "letters:letter_rule":          "302  404  403  403  403  403  403  403  200  403  403",
    "letters:reset_letter_rule":     POST_ONLY,
    "letters:meeting_letter":        OUR_LEADERS,
    "letters:reset_meeting_letter":  POST_ONLY,
    "letters:stop_letter":           POST_ONLY,
    "letters:resume_letter":         POST_ONLY,
    "letters:send_letter":           POST_ONLY,
    "mail_choice":                   SIGNED_IN,
    "unsubscribe":                   EVERYBODY,
    "padlet:boards":                 SIGNED_IN,
    "padlet:boards_of_meeting":      OUR_GROUP,
    "padlet:new_board":              NOBODY,  # without ?traff= there is no meeting
    "padlet:import_wall":            NOBODY,  # as above
    "padlet:instructions":           OUR_LEADERS,
    "padlet:change_board":           OUR_LEADERS,
    "padlet:attachment":             OUR_GROUP,
    "padlet:remove_attachment":      POST_ONLY,
    "padlet:rehearse":               POST_ONLY,
    "padlet:discard_rehearsal":      POST_ONLY,
    "padlet:guest_attachment":       EVERYBODY,
    "padlet:board":                  OUR_GROUP,
    "padlet:board_state":            OUR_GROUP,
    "padlet:projector_address":      OUR_LEADERS,
    # An open board cannot be opened again: its leaders are led to it.
    "padlet:open_board":            "302  404  403  403  302  403  302  404  302  302  302",
    "padlet:summarise":              OUR_LEADERS,
    "padlet:add_sentence":           POST_ONLY,
    "padlet:change_sentence":        OUR_LEADERS,
    "padlet:move_sentence":          POST_ONLY,
    "padlet:remove_sentence":        POST_ONLY,
    "padlet:add_takeaway":          POST_ONLY,
    "padlet:exports":               OUR_LEADERS,
    "padlet:export":                 OUR_LEADERS,
    "padlet:round_notes":           "302  404  403  403  403  403  403  403  200  403  403",
    "padlet:round_notes_xlsx":      "302  404  403  403  403  403  403  403  200  403  403",
    # The parts of the page, asked for by hand, lead to the whole page.
    "padlet:panel":                 "302  404  403  403  302  403  302  404  302  302  302",
    "padlet:clusters":                "302  404  403  403  302  403  302  404  302  302  302",
    "padlet:log":                    OUR_LEADERS,
    "padlet:sort_notes":                   POST_ONLY,
    "padlet:rename_cluster":         POST_ONLY,
    "padlet:move_cluster_up":        POST_ONLY,
    "padlet:move_cluster_down":      POST_ONLY,
    "padlet:remove_cluster":         POST_ONLY,
    "padlet:approve_all":            POST_ONLY,
    "padlet:pause_board":            POST_ONLY,
    "padlet:resume_board":           POST_ONLY,
    "padlet:close_board":            POST_ONLY,
    "padlet:reveal_notes":           POST_ONLY,
    "padlet:change_link":            POST_ONLY,
    "padlet:show_on_projector":      POST_ONLY,
    "padlet:extend_timer":           POST_ONLY,
    "padlet:set_timer":              POST_ONLY,
    "padlet:stop_timer":             POST_ONLY,
    "padlet:end_writing":            POST_ONLY,
    "padlet:request_documentation":  POST_ONLY,
    "padlet:paper":                  OUR_LEADERS,
    "padlet:votes":                  OUR_LEADERS,
    "padlet:paper_sheets":           POST_ONLY,
    "padlet:show_note":              POST_ONLY,
    "padlet:remove_note":            POST_ONLY,
    "padlet:hide_note":              POST_ONLY,
    "padlet:approve_note":           POST_ONLY,
    "padlet:merge_breakouts":                  POST_ONLY,
    "padlet:code":                   EVERYBODY,
    "padlet:code_link":             EVERYBODY,
    "padlet:join":                   EVERYBODY,
    "padlet:projector":              EVERYBODY,
    "padlet:guest_state":            EVERYBODY,
    "padlet:write":                  EVERYBODY,
    "padlet:note":                   POST_ONLY_OPEN,
    "padlet:like":                   POST_ONLY_OPEN,
    "padlet:dot":                    POST_ONLY_OPEN,
    "padlet:own":                    POST_ONLY_OPEN,
    "padlet:done":                   POST_ONLY_OPEN,
    "set_theme":                     POST_ONLY_OPEN,
    "set_language":                     POST_ONLY_OPEN,
    "documents":                     SIGNED_IN,
    "document":                      OUR_GROUP,
    "document_again":                POST_ONLY,
    "document_file":                 OUR_GROUP,
    "account_login":                "200  302  302  302  302  302  302  302  302  302  302",
    "account_request_login_code":   "200  302  302  302  302  302  302  302  302  302  302",
    "account_confirm_login_code":   "302  302  302  302  302  302  302  302  302  302  302",
    "second_step":                  "302  302  302  302  302  302  302  302  302  302  302",
    "second_step_settings":         "302  403  403  403  403  403  403  403  200  403  403",
    "new_recovery_codes":            POST_ONLY,
    "turn_off_second_step":          POST_ONLY,
    "begin_using_passkey":           POST_ONLY_OPEN,
    "use_passkey":                   POST_ONLY_OPEN,
    "begin_adding_passkey":          POST_ONLY,
    "add_passkey":                   POST_ONLY,
    "oidc_begin":                    POST_ONLY_OPEN,
    # Not set up.
    "openid_connect_callback":      "404  404  404  404  404  404  404  404  404  404  404",
    "oidc_settings":                 SIGNED_IN,
    "oidc_disconnect":               POST_ONLY,
    # Somebody is here when the stranger comes.
    "first_person":                 "302  302  302  302  302  302  302  302  302  302  302",
    # Unknown.
    "invitation":                   "410  302  302  302  302  302  302  302  302  302  302",
    "local_letters":                "404  404  404  404  404  404  404  404  404  404  404",
    "account_logout":               "302  200  200  200  200  200  200  200  200  200  200",
    "admin_sign_out":               "302  200  200  200  200  200  200  200  200  200  200",
    "account_inactive":              EVERYBODY,
    # SKR staff administers only with rights of her own; the others hear that they may not.
    "admin_sign_in":                "302  403  403  403  403  403  403  403  302  403  403",
    "no_passwords":                  NOBODY,
    "no_passwords_either":           NOBODY,
}  # fmt: skip


def every_pattern(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        elif entry.namespace != "admin":
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_pattern(entry, inside)


Sessions = dict[str, str]
PATTERNS = dict(every_pattern(get_resolver()))


def people_of(meeting) -> Participation:
    """The organisation of most of `people`; one of its own where a test has made none of them."""
    ours = meeting.group.participations.filter(kind=Participation.Kind.PARTICIPANT).first()
    return ours or ParticipationFactory(round=meeting.round, group=meeting.group)


@pytest.fixture(scope="module")
def stored_in(tmp_path_factory) -> dict[str, Any]:
    """The setting for a storage of this module's own."""
    backend = "django.core.files.storage.FileSystemStorage"
    folder = tmp_path_factory.mktemp("files")
    return settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": folder}}}


@pytest.fixture(scope="module")
def made_once(rows_of_the_module, stored_in) -> tuple[Sessions, dict[str, Any]]:
    """The people with their sessions, and what the addresses name: once for all tests here."""
    with override_settings(STORAGES=stored_in):
        group = LearningGroupFactory()
        return sessions_of(group), one_of_everything(group)


@pytest.fixture
def sessions(db, made_once) -> Sessions:
    return made_once[0]


@pytest.fixture
def things(db, made_once, stored_in, settings) -> dict[str, Any]:
    """What the addresses name; what a test does to it is gone after the test."""
    settings.STORAGES = stored_in
    return made_once[1]


def sessions_of(group: LearningGroup) -> Sessions:
    """The key of a session of each kind of person, those of a coordinator's too."""
    people = dict(people_of_every_kind(group.round, group))
    ours = people["strategist"].memberships.get().participation
    neighbour = ParticipationFactory(round=group.round, group=group)
    for kind, participation in (("coordinator", ours), ("neighbour", neighbour)):
        people[kind] = MembershipFactory(participation=participation, is_coordinator=True).user
    return {kind: session_of(user) for kind, user in people.items()}


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def one_of_everything(group: LearningGroup) -> dict[str, Any]:
    """One of everything that an address can name, all of this learning group."""
    group_meeting = MeetingFactory(round=group.round, group=group, kind="learning")
    section = SectionFactory(board=BoardFactory(meeting=group_meeting))
    note = NoteFactory(section=section, prompt=PromptFactory(board=section.board))
    boards.open_board(board=section.board, breakout_sizes={section.pk: [8]})
    section.board.refresh_from_db()
    document = Document.objects.create(
        kind="agenda", of=str(group_meeting.pk), state=Document.State.DONE
    )
    document.pdf.save("agenda.pdf", ContentFile(b"%PDF-1.7"))
    attachment = attachments.add_attachment(
        board=section.board, name="instruktion.pdf", file=ContentFile(b"%PDF-1.7")
    )
    shared = files.add_file(
        round=group_meeting.round,
        upload=uploaded(),
        name="presentation.pdf",
        title="Vår presentation",
        purpose="presentation",
        visibility="round",
        actor=UserFactory(),
        participation=people_of(group_meeting),
    )
    ours = people_of(group_meeting)
    decision = decisions.add_decision(
        participation=ours, kind="take_part", file=ContentFile(b"%PDF-1.7", name="beslut.pdf")
    )
    return {
        "round_id": group_meeting.round_id,
        "participation_id": ours.pk,
        "person_id": UserFactory(is_staff=True).pk,
        "template_id": RoundTemplate.objects.first().pk,
        "file_id": shared.pk,
        "number": 1,
        "organisation_id": people_of(group_meeting).organisation_id,
        "group_id": group_meeting.group_id,
        "mentorship_id": MentorshipFactory(group=group_meeting.group).pk,
        "part_id": 1,
        "figure_id": 1,
        "membership_id": MembershipFactory(participation=people_of(group_meeting)).pk,
        "decision_id": decision.pk,
        "section": SectionName.BACKGROUND,
        "question_id": PlanningQuestionFactory(round=group_meeting.round).pk,
        "task_id": TaskFactory(round=group_meeting.round).pk,
        "meeting_id": group_meeting.pk,
        "item_id": AgendaItemFactory(meeting=group_meeting).pk,
        "board_id": section.board_id,
        "section_id": section.pk,
        "prompt_id": note.prompt_id,
        "breakout": 0,
        "note_id": note.public_id,
        "cluster_id": 1,
        "path": section.board.path,
        "code": section.board.code,
        "attachment_id": attachment.pk,
        "provider_id": "1",
        "document_id": document.pk,
        "file_format": Format.PDF,
        "export_format": CSV,
        "takeaway_id": 1,
        "step": Step.REMINDER,
        "kind": Meeting.Kind.LEARNING,
        "token": unsubscribe_address(UserFactory().pk).rsplit("/", 2)[1],
        "sentence_id": summaries.add_sentence(
            board=section.board, prompt_id=note.prompt_id, text="Vi är överens.", note_ids=[note.pk]
        ).pk,
    }


@pytest.mark.parametrize("name", PATTERNS)
def test_only_the_listed_pages_are_open(name):
    is_open = not getattr(PATTERNS[name].callback, "login_required", True)

    assert is_open is (name in OPEN_TO_ALL)


def test_no_list_names_a_page_that_is_gone():
    assert ANSWERS.keys() - PATTERNS.keys() == set()
    assert OPEN_TO_ALL.keys() - PATTERNS.keys() - DEMO == set()


ABOUT_PEOPLE = sorted(PATTERNS.keys() - DEMO - NOT_ABOUT_PEOPLE)


def address_of(name: str, things: Mapping[str, Any]) -> str:
    needed = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={argument: things[argument] for argument in needed})


def client_of(session: str | None) -> Client:
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def row_of(answers: str) -> dict[str, int]:
    return dict(zip(KINDS, map(int, answers.split()), strict=True))


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_each_page_answers_each_kind_of_person_as_the_table_says(name, sessions, things):
    assert name in ANSWERS, f"{name} has no row in ANSWERS"
    address = address_of(name, things)

    answers = {kind: read(sessions.get(kind), address) for kind in KINDS}

    assert answers == row_of(ANSWERS[name])


def read(session: str | None, address: str) -> int:
    """The status of the page; what reading it wrote is undone."""
    with undone():
        answer = client_of(session).get(address)
        if not answer.streaming:
            assert invalid_times(answer.content.decode(errors="replace")) == []
    return answer.status_code


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_a_form_sent_empty_is_answered_as_the_table_says_and_refused_writes_nothing(
    name, sessions, things
):
    assert name in POSTED, f"{name} has no row in POSTED"
    address = address_of(name, things)

    sent = {kind: send(sessions.get(kind), address) for kind in KINDS}

    assert {kind: status for kind, (status, _written) in sent.items()} == row_of(POSTED[name])
    by_refused = {
        kind: written
        for kind, (status, written) in sent.items()
        if status in REFUSED or (kind == "anonymous" and name not in OPEN_TO_ALL)
    }
    assert by_refused == dict.fromkeys(by_refused, [])


def send(session: str | None, address: str) -> tuple[int, list[str]]:
    """The status for a form with nothing in it, and what was written for it; then undone."""
    writes = Writes()
    with undone(), connection.execute_wrapper(writes):
        answer = client_of(session).post(address)
    return answer.status_code, writes.seen


class Writes:
    """Notes each statement that changes a row, in whatever table."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute, sql, params, many, context) -> Any:
        if str(sql).lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.seen.append(str(sql))
        return execute(sql, params, many, context)


def test_the_tables_have_a_column_for_every_kind_of_person(sessions):
    assert set(KINDS) == {"anonymous", *sessions}


ADMINISTRATION = ["admin:index"] + [
    f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"  # noqa: SLF001 – the model's public description
    for model in admin.site._registry  # noqa: SLF001 – there is no other list of them
    for page in ("changelist", "add")
]


@pytest.mark.parametrize("kind", ["anonymous", "coordinator"])
@pytest.mark.parametrize("name", ADMINISTRATION)
def test_the_administration_sends_strangers_and_participants_to_its_door(name, kind, sessions):
    assert read(sessions.get(kind), reverse(name)) == 302
