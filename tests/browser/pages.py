"""Every page, its addresses with the demo's data, and the personas that visit it.

A new address needs a line in PAGES, or one in NOT_VISITED with the reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from meetings.documents.agenda import AGENDA
from meetings.letters.steps import Step
from meetings.models import Meeting
from modellkoncept.demo import urls as demo_urls
from modellkoncept.documents.models import Document
from modellkoncept.mail.choices import unsubscribe_address
from padlet.models import Board
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from programmes.closing import services
from programmes.closing.archive import pack
from programmes.closing.archive.request import request_pack
from programmes.closing.removal import removal
from programmes.decision_texts.sections import SectionName
from programmes.models import Membership, Participation, Round, RoundTemplate, SharedFile, User
from programmes.services import rounds as rounds_service

GUEST, POLITICIAN, MANAGER, STRATEGIST, MENTOR, STAFF = PERSONAS = (
    "guest",
    "politician",
    "manager",
    "strategist",
    "mentor",
    "staff",
)
MEMBERS = (POLITICIAN, MANAGER, STRATEGIST, MENTOR, STAFF)


class Demo:
    """The demo's round, and the few things beside it that some page needs."""

    def __init__(self) -> None:
        call_command("demo", verbosity=0)
        self.round = Round.objects.get()
        self.closed = Board.objects.get(state=Board.State.CLOSED)
        self.open = Board.objects.get(state=Board.State.OPEN)
        self.open.dots_each = 2
        self.open.save(update_fields=["dots_each"])
        self.learning: Meeting = self.open.meeting
        self.file = SharedFile.objects.get(purpose="presentation")
        self.item = self.learning.agenda_items.first()
        self.draft = boards.create_board(
            meeting=self.learning, title="Inte öppnad", prompts=STANDARD_PROMPTS
        )
        self.sentence = self.closed.sentences.first()
        self.documents = self._documents()
        # Whoever sees one round only is led straight to it, past the page where one chooses.
        self.later = rounds_service.create_round(
            name="Omgången efter",
            starts_on=date(2031, 1, 7),
            ends_on=date(2031, 12, 5),
            themes=["Styrning"],
        )
        self.empty = self.round.meetings.filter(
            group=self.learning.group, agenda_items=None
        ).earliest("date")
        self.ended, self.planned, self.removed = self._closed_rounds()
        self.gone = self._document_of_what_is_gone()  # a round that is removed takes such along

    def person(self, persona: str) -> User:
        """Somebody of this kind who takes part in the learning meeting, or staff."""
        if persona == STAFF:
            return User.objects.filter(is_staff=True).order_by("pk").first()
        role = STRATEGIST if persona == MENTOR else persona
        kind = Participation.Kind.MENTOR if persona == MENTOR else Participation.Kind.PARTICIPANT
        return User.objects.filter(
            memberships__role=role,
            memberships__participation__kind=kind,
            memberships__participation__group=self.learning.group,
        ).order_by("pk")[0]

    def _documents(self) -> dict[str, Document]:
        """One in each state; nobody works on them, so they stay as they are."""
        made = {
            state: Document.objects.create(
                kind="agenda",
                of=str(self.learning.pk),
                title=f"Dagordning, {state}",
                requested_by=self.person(STAFF),
                state="done" if state == "changed" else state,
                content=AGENDA.version_of(str(self.learning.pk)).content if state == "done" else "",
                lease_until=Document.lease_end(),
                progress=40 if state == "running" else 0,
                error="Sidan blev för lång." if state == "failed" else "",
            )
            for state in ("running", "done", "failed", "changed")
        }
        for state in ("done", "changed"):
            made[state].pdf.save("a.pdf", ContentFile(b"%PDF-1.7"))
            made[state].word.save("a.docx", ContentFile(b"PK"))
        return made

    def _closed_rounds(self) -> list[Round]:
        """One just closed, one with its pack and its day, and one whose people are gone."""
        rounds = [
            rounds_service.create_round(
                name=f"Omgången före {number}",
                starts_on=date(2018, 1, 7),
                ends_on=date(2019, 12, 5),
                themes=["Styrning"],
            )
            for number in (1, 2, 3)
        ]
        for round in rounds:
            services.close_round(round=round)
        for round in rounds[1:]:
            pack.build_pack(request_pack(closing=round.closing).pk)
            services.plan_removal(
                closing=round.closing,
                remove_on=timezone.localdate() + timedelta(days=30),
                decision="2027-03-01, SKR 2027/00001, avdelningen",
            )
        last = rounds[2].closing
        removal.remove_personal_data(closing=last, today=date(2999, 1, 1))
        return rounds

    def _document_of_what_is_gone(self) -> Document:
        return Document.objects.create(
            kind="agenda",
            of="0",
            title="Dagordning",
            requested_by=self.person(STAFF),
            state=Document.State.FAILED,
        )


@dataclass(frozen=True)
class Page:
    """Who visits the page, and the addresses it has with the demo's data."""

    personas: tuple[str, ...]
    arguments: Callable[[Demo], list[dict]] = lambda demo: [{}]
    query: Callable[[Demo], str] = lambda demo: ""

    def addresses(self, name: str, demo: Demo) -> list[str]:
        return [reverse(name, kwargs=each) + self.query(demo) for each in self.arguments(demo)]


def _meeting(demo: Demo) -> list[dict]:
    return [{"meeting_id": demo.learning.pk}]


def _mentors_organisation(demo: Demo) -> list[dict]:
    participation = demo.person(MENTOR).memberships.get().participation
    return [{"organisation_id": participation.organisation_id}]


def _ours(demo: Demo) -> list[dict]:
    """The organisation of the demo's politician and strategist."""
    return [{"participation_id": _membership(demo).participation_id}]


def _decision(demo: Demo) -> list[dict]:
    return [{"decision_id": _membership(demo).participation.decisions.first().pk}]


def _membership(demo: Demo) -> Membership:
    return Membership.objects.get(
        user__email=demo.person(STRATEGIST).email, participation__round=demo.round
    )


def _write(demo: Demo) -> list[dict]:
    """Write as each role in the open board, and where the small groups choose which they are."""
    return [
        {
            "path": demo.open.path,
            "section_id": section.pk,
            "breakout": 1 if len(section.breakout_sizes) > 1 else 0,
        }
        for section in demo.open.sections.all()
    ]


def _round(demo: Demo) -> list[dict]:
    return [{"round_id": demo.round.pk}]


def _participation(demo: Demo) -> list[dict]:
    return [{"participation_id": demo.round.participations.first().pk}]


def _person(demo: Demo) -> list[dict]:
    """The strategist of the first organisation, and its coordinator."""
    participation = demo.round.participations.first()
    person = participation.memberships.get(role=STRATEGIST)
    return [{"participation_id": participation.pk, "membership_id": person.pk}]


def _bounced(demo: Demo) -> list[dict]:
    """Somebody whose invitation did not arrive."""
    found = Membership.objects.get(invitation__letter__state="failed")
    return [{"participation_id": found.participation_id, "membership_id": found.pk}]


def _of_the_strategist(demo: Demo) -> list[dict]:
    """Her own organisation, which she coordinates."""
    membership = demo.person(STRATEGIST).memberships.get()
    return [{"participation_id": membership.participation_id}]


def _task(demo: Demo) -> list[dict]:
    return [{"round_id": demo.round.pk, "task_id": demo.round.tasks.first().pk}]


def _task_of_the_strategist(demo: Demo) -> list[dict]:
    """What each person in her organisation ticks."""
    [organisation] = _of_the_strategist(demo)
    return [organisation | {"task_id": demo.round.tasks.filter(kind="each").first().pk}]


PAGES = {
    "accessibility": Page((GUEST, POLITICIAN)),
    "account_inactive": Page((GUEST,)),
    "account_login": Page((GUEST,)),
    "account_logout": Page((POLITICIAN,)),
    "anonymity": Page((GUEST, POLITICIAN)),
    "checklist:self_assessments": Page((POLITICIAN, STAFF)),
    "programmes:people": Page((POLITICIAN, STRATEGIST), _participation),
    "programmes:person": Page((STRATEGIST,), _person),
    "programmes:replace_person": Page((STAFF,), _person),
    "programmes:correct_invitation": Page((STAFF,), _bounced),
    "programmes:invite": Page((STRATEGIST,), _participation),
    "programmes:invite_to_round": Page((STAFF,), _round),
    "programmes:round_people": Page((STAFF,), _round),
    "programmes:contacts": Page((POLITICIAN, STRATEGIST, STAFF), _round),
    "programmes:my_contact_details": Page((POLITICIAN,)),
    "closing:closing": Page(
        (STAFF,),
        lambda demo: [
            {"round_id": made.pk} for made in (demo.round, demo.ended, demo.planned, demo.removed)
        ],
    ),
    "components": Page((STAFF,)),
    "demo": Page((GUEST,)),
    "demo_letters": Page((GUEST,)),
    "document": Page(
        (STAFF,),
        lambda demo: [{"document_id": made.pk} for made in demo.documents.values()],
    ),
    "documents": Page((POLITICIAN, STAFF)),
    "meetings:agenda": Page(
        (STRATEGIST, STAFF),
        lambda demo: [{"meeting_id": made.pk} for made in (demo.learning, demo.empty)],
    ),
    "meetings:change_agenda_item": Page(
        (STRATEGIST,), lambda demo: [{"meeting_id": demo.learning.pk, "item_id": demo.item.pk}]
    ),
    "meetings:change_meeting": Page((STRATEGIST,), _meeting),
    "meetings:create_meeting": Page((STAFF,), query=lambda demo: f"?omgang={demo.round.pk}"),
    "letters:letters": Page((STRATEGIST, STAFF), lambda demo: [{"round_id": demo.round.pk}]),
    "letters:letter_rules": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "letters:letter_rule": Page(
        (STAFF,),
        lambda demo: [
            {"round_id": demo.round.pk, "step": Step.INVITATION, "kind": Meeting.Kind.LEARNING}
        ],
    ),
    "letters:meeting_letter": Page(
        (STRATEGIST,),
        lambda demo: [
            {"meeting_id": demo.learning.pk, "step": step}
            for step in (Step.INVITATION, Step.CHANGED)
        ],
    ),
    "mail_choice": Page((POLITICIAN,)),
    "unsubscribe": Page(
        (GUEST,),
        lambda demo: [{"token": unsubscribe_address(demo.person(MANAGER).pk).rsplit("/", 2)[1]}],
    ),
    "meetings:takeaways": Page((POLITICIAN, STRATEGIST), _meeting),
    "meetings:meeting": Page(
        (POLITICIAN, STRATEGIST, MENTOR),
        lambda demo: [{"meeting_id": made.pk} for made in (demo.learning, demo.closed.meeting)],
    ),
    "meetings:meetings": Page((MANAGER, STRATEGIST, STAFF)),
    "padlet:board": Page(
        MEMBERS,
        lambda demo: [{"board_id": made.pk} for made in (demo.open, demo.closed)],
    ),
    "padlet:boards": Page((POLITICIAN, STAFF)),
    "padlet:boards_of_meeting": Page((STRATEGIST,), _meeting),
    "padlet:change_board": Page(
        (STRATEGIST,), lambda demo: [{"board_id": made.pk} for made in (demo.draft, demo.open)]
    ),
    "padlet:code": Page((GUEST,)),
    "padlet:import_wall": Page((STRATEGIST,), query=lambda demo: f"?traff={demo.learning.pk}"),
    "padlet:instructions": Page((STRATEGIST,), lambda demo: [{"board_id": demo.draft.pk}]),
    "padlet:join": Page(
        (GUEST,), lambda demo: [{"path": made.path} for made in (demo.open, demo.closed)]
    ),
    "padlet:log": Page((STRATEGIST,), lambda demo: [{"board_id": demo.closed.pk}]),
    "padlet:new_board": Page((STRATEGIST,), query=lambda demo: f"?traff={demo.learning.pk}"),
    "padlet:open_board": Page((STRATEGIST,), lambda demo: [{"board_id": demo.draft.pk}]),
    "padlet:paper": Page(
        (STRATEGIST,),
        lambda demo: [{"board_id": made.pk} for made in (demo.open, demo.closed, demo.draft)],
    ),
    "padlet:votes": Page(
        (STRATEGIST,),
        lambda demo: [{"board_id": made.pk} for made in (demo.open, demo.closed, demo.draft)],
    ),
    "padlet:projector": Page(
        (GUEST,), lambda demo: [{"path": made.path} for made in (demo.open, demo.closed)]
    ),
    "padlet:round_notes": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "padlet:change_sentence": Page(
        (STRATEGIST,),
        lambda demo: [{"board_id": demo.closed.pk, "sentence_id": demo.sentence.pk}],
    ),
    "padlet:summarise": Page(
        (STRATEGIST,), lambda demo: [{"board_id": made.pk} for made in (demo.open, demo.closed)]
    ),
    "padlet:exports": Page(
        (STRATEGIST,), lambda demo: [{"board_id": made.pk} for made in (demo.open, demo.closed)]
    ),
    "padlet:write": Page((GUEST,), _write),
    "programmes:home": Page(MEMBERS),
    "second_step_settings": Page((STAFF,)),
    "oidc_settings": Page((STAFF,)),
    "programmes:my_data": Page((POLITICIAN, STAFF)),
    "programmes:change_address": Page((POLITICIAN,)),
    "programmes:files": Page((POLITICIAN, STRATEGIST), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:add_file": Page((STRATEGIST, STAFF), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:file": Page((STRATEGIST, STAFF), lambda demo: [{"file_id": demo.file.pk}]),
    "programmes:change_file": Page((STAFF,), lambda demo: [{"file_id": demo.file.pk}]),
    "meetings:files": Page((POLITICIAN, STRATEGIST), _meeting),
    "meetings:add_file": Page((STRATEGIST,), _meeting),
    "programmes:overview": Page((STAFF,)),
    "programmes:audit_log": Page((STAFF,)),
    "programmes:audit_log_of_round": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:round": Page((MANAGER, MENTOR, STAFF), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:participation": Page(
        (MANAGER, STAFF),
        lambda demo: [{"participation_id": demo.round.participations.first().pk}],
    ),
    "programmes:rounds": Page((STAFF,)),
    "programmes:create_round": Page((STAFF,)),
    "programmes:change_round": Page(
        (STAFF,), lambda demo: [{"round_id": made.pk} for made in (demo.round, demo.later)]
    ),
    "programmes:copy_round": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:share_out": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:staff": Page((STAFF,)),
    "programmes:round_templates": Page((STAFF,)),
    "programmes:add_round_template": Page((STAFF,)),
    "programmes:round_template": Page(
        (STAFF,), lambda demo: [{"template_id": RoundTemplate.objects.first().pk}]
    ),
    "programmes:organisations": Page((STAFF,), query=lambda demo: "?sok=malmo"),
    "programmes:add_organisation": Page((STAFF,)),
    "programmes:organisation": Page((MANAGER, STAFF), _mentors_organisation),
    "programmes:change_organisation": Page((STAFF,), _mentors_organisation),
    "programmes:mentor_profile": Page((STAFF,), _mentors_organisation),
    "programmes:round_organisations": Page(
        (STAFF,), lambda demo: [{"round_id": demo.round.pk}], query=lambda demo: "?sok=lund"
    ),
    "programmes:groups": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:change_group": Page((STAFF,), lambda demo: [{"group_id": demo.learning.group.pk}]),
    "programmes:round_mentors": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:mentor_groups": Page(
        (MENTOR,),
        lambda demo: [{"participation_id": demo.person(MENTOR).memberships.get().participation_id}],
    ),
    "programmes:statistics": Page((STAFF,)),
    "programmes:decisions": Page((POLITICIAN, STRATEGIST), _ours),
    "programmes:add_decision": Page((STRATEGIST,), _ours),
    "programmes:decision_headings": Page((STRATEGIST,), _ours),
    "programmes:change_decision": Page((STRATEGIST,), _decision),
    "programmes:decision_text": Page((POLITICIAN, STRATEGIST), _decision),
    "programmes:edit_section": Page(
        (STRATEGIST,),
        lambda demo: [{**each, "section": SectionName.BACKGROUND} for each in _decision(demo)],
    ),
    "programmes:round_decisions": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:planning": Page((POLITICIAN, STAFF), _ours),
    "programmes:round_planning": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:planning_questions": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:change_planning_question": Page(
        (STAFF,), lambda demo: [{"question_id": demo.round.planning_questions.first().pk}]
    ),
    "programmes:traffic": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:remind": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:tasks": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:add_task": Page((STAFF,), lambda demo: [{"round_id": demo.round.pk}]),
    "programmes:change_task": Page((STAFF,), _task),
    "programmes:participation_tasks": Page((STRATEGIST, STAFF), _of_the_strategist),
    "programmes:facts": Page((STRATEGIST, STAFF), _of_the_strategist),
    "programmes:tick_colleagues": Page((STRATEGIST,), _task_of_the_strategist),
    "programmes:exempt_from_task": Page((STAFF,), _task_of_the_strategist),
}

POST_ONLY = "answers POST only; what it shows is a page above"
NO_PAGE = "gives a part of a page or bytes to the page's own script"
NOT_VISITED = {
    "account_confirm_login_code": "needs a code that was asked for: the journeys look at it",
    "account_request_login_code": "account_login by its other name",
    "admin_sign_in": "leads on to account_login",
    "admin_sign_out": "account_logout by another address",
    "programmes:export_contacts": POST_ONLY,
    "programmes:remove_person": POST_ONLY,
    "programmes:resend_invitation": POST_ONLY,
    "closing:cancel_removal": POST_ONLY,
    "closing:close": POST_ONLY,
    "closing:pack": "a part of closing:closing",
    "closing:pack_file": "a ZIP file",
    "closing:receipt": POST_ONLY,
    "closing:removal": "answers POST only; closing:closing has its form",
    "closing:reopen": POST_ONLY,
    "demo_sign_in": POST_ONLY,
    "document_again": POST_ONLY,
    "document_file": "a PDF or Word file",
    "first_person": "there while nobody is: test_first_run looks at it",
    "invitation": "needs a link that was sent: test_first_run looks at it",
    "new_recovery_codes": POST_ONLY,
    "second_step": "needs a code that was asked for: test_staff_mfa looks at it",
    "turn_off_second_step": POST_ONLY,
    "add_passkey": POST_ONLY,
    "begin_adding_passkey": POST_ONLY,
    "begin_using_passkey": POST_ONLY,
    "use_passkey": POST_ONLY,
    "oidc_begin": POST_ONLY,
    "oidc_disconnect": POST_ONLY,
    "openid_connect_callback": "leads on; a provider leads to it",
    "local_letters": "there without a mail server only: test_first_run looks at it",
    "health": "JSON for the machine that watches",
    "meetings:add_agenda_item": POST_ONLY,
    "meetings:agenda_document": POST_ONLY,
    "meetings:make_documentation": POST_ONLY,
    "meetings:change_minutes": POST_ONLY,
    "meetings:lock_agenda_item": POST_ONLY,
    "meetings:move_agenda_item": POST_ONLY,
    "meetings:remove_agenda_item": POST_ONLY,
    "meetings:restore_agenda_item": POST_ONLY,
    "letters:reset_letter_rule": POST_ONLY,
    "letters:reset_meeting_letter": POST_ONLY,
    "letters:resume_letter": POST_ONLY,
    "letters:send_letter": POST_ONLY,
    "letters:stop_letter": POST_ONLY,
    "no_passwords": "stands in front of a page that nobody has: always 404",
    "no_passwords_either": "stands in front of a page that nobody has: always 404",
    "meetings:remove_meeting": POST_ONLY,
    "meetings:remove_takeaway": POST_ONLY,
    "meetings:restore_takeaway": POST_ONLY,
    "padlet:add_takeaway": POST_ONLY,
    "padlet:add_sentence": POST_ONLY,
    "padlet:move_sentence": POST_ONLY,
    "padlet:remove_sentence": POST_ONLY,
    "padlet:export": "a CSV, XLSX, Markdown or JSON file",
    "padlet:round_notes_xlsx": "an XLSX file",
    "padlet:attachment": "a PDF file",
    "padlet:board_state": NO_PAGE,
    "padlet:projector_address": NO_PAGE,
    "padlet:discard_rehearsal": POST_ONLY,
    "padlet:guest_attachment": "a PDF file",
    "padlet:code_link": "leads on to padlet:join",
    "padlet:guest_state": NO_PAGE,
    "padlet:approve_all": POST_ONLY,
    "padlet:rename_cluster": POST_ONLY,
    "padlet:move_cluster_up": POST_ONLY,
    "padlet:move_cluster_down": POST_ONLY,
    "padlet:remove_cluster": POST_ONLY,
    "padlet:pause_board": POST_ONLY,
    "padlet:resume_board": POST_ONLY,
    "padlet:close_board": POST_ONLY,
    "padlet:reveal_notes": POST_ONLY,
    "padlet:change_link": POST_ONLY,
    "padlet:show_on_projector": POST_ONLY,
    "padlet:extend_timer": POST_ONLY,
    "padlet:set_timer": POST_ONLY,
    "padlet:stop_timer": POST_ONLY,
    "padlet:end_writing": POST_ONLY,
    "padlet:request_documentation": POST_ONLY,
    "padlet:panel": "a part of padlet:board",
    "padlet:sort_notes": POST_ONLY,
    "padlet:clusters": "a part of padlet:board",
    "padlet:own": "the note API: POST only",
    "padlet:done": "the note API: POST only",
    "padlet:dot": "the note API: POST only",
    "padlet:like": "the note API: POST only",
    "padlet:merge_breakouts": POST_ONLY,
    "padlet:show_note": POST_ONLY,
    "padlet:remove_note": POST_ONLY,
    "padlet:hide_note": POST_ONLY,
    "padlet:approve_note": POST_ONLY,
    "padlet:paper_sheets": POST_ONLY,
    "padlet:note": "the note API: POST only",
    "padlet:rehearse": POST_ONLY,
    "padlet:remove_attachment": POST_ONLY,
    "programmes:copy_round_template": POST_ONLY,
    "programmes:remove_round": POST_ONLY,
    "programmes:remove_round_template": POST_ONLY,
    "programmes:remove_colleague": POST_ONLY,
    "programmes:sign_out_everywhere": POST_ONLY,
    "programmes:remove_participation": POST_ONLY,
    "programmes:save_mentor_note": POST_ONLY,
    "programmes:create_group": POST_ONLY,
    "programmes:remove_group": POST_ONLY,
    "programmes:choose_mentor": POST_ONLY,
    "programmes:remove_mentorship": POST_ONLY,
    "programmes:choose_organisation": POST_ONLY,
    "programmes:remove_organisation": POST_ONLY,
    "programmes:add_earlier_part": POST_ONLY,
    "programmes:remove_earlier_part": POST_ONLY,
    "programmes:remove_stated_figure": POST_ONLY,
    "meetings:save_hosts": POST_ONLY,
    "programmes:add_file_version": "programmes:file with its form",
    "programmes:file_version": "the file itself",
    "programmes:remove_file": POST_ONLY,
    "programmes:restore_file": POST_ONLY,
    "programmes:restore_file_version": POST_ONLY,
    "programmes:change_name": POST_ONLY,
    "programmes:confirm_address": "needs a code that was asked for: tests/programmes look at it",
    "programmes:download_my_data": "a JSON file",
    "programmes:leave_round": POST_ONLY,
    "programmes:leave_system": POST_ONLY,
    "programmes:audit_csv": POST_ONLY,
    "programmes:audit_csv_of_round": POST_ONLY,
    "programmes:remove_decision": POST_ONLY,
    "programmes:decision_file": "a PDF file",
    "programmes:remove_decision_file": POST_ONLY,
    "programmes:decision_document": POST_ONLY,
    "programmes:restore_section": POST_ONLY,
    "programmes:planning_document": POST_ONLY,
    "programmes:planning_answer": "a part of programmes:planning",
    "programmes:round_planning_document": POST_ONLY,
    "programmes:round_planning_xlsx": POST_ONLY,
    "programmes:add_default_questions": POST_ONLY,
    "programmes:move_planning_question": POST_ONLY,
    "programmes:remove_planning_question": POST_ONLY,
    "programmes:add_default_tasks": POST_ONLY,
    "programmes:export_tasks": "answers POST only, with a CSV or XLSX file",
    "programmes:move_task": POST_ONLY,
    "programmes:remove_task": POST_ONLY,
    "programmes:restore_task": POST_ONLY,
    "programmes:save_task_template": POST_ONLY,
    "programmes:set_task_state": POST_ONLY,
    "programmes:tick_task": POST_ONLY,
    "programmes:withdraw_reminders": POST_ONLY,
    "set_language": POST_ONLY,
    "set_theme": POST_ONLY,
}
# They exist where DEMO=1 only, so they are visited in a site of their own.
IN_DEMO_MODE = {pattern.name for pattern in demo_urls.urlpatterns}


def every_name() -> set[str]:
    """The names of all addresses: the resolver's own, and those of demo mode."""
    return set(_names(get_resolver())) | IN_DEMO_MODE


def _names(resolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif entry.namespace != "admin":  # Django's own pages: only their headers are ours
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _names(entry, inside)


def addresses_for(persona: str, demo: Demo, *, demo_mode: bool = False) -> list[str]:
    """What this persona visits in a site that runs in demo mode, or in any other."""
    return [
        address
        for name, page in PAGES.items()
        if persona in page.personas and (name in IN_DEMO_MODE) is demo_mode
        for address in ([DEMO_ADDRESSES[name]] if demo_mode else page.addresses(name, demo))
    ]


# The resolver of a process outside demo mode cannot name them.
DEMO_ADDRESSES = {pattern.name: f"/demo/{pattern.pattern}" for pattern in demo_urls.urlpatterns}


def refusals_for(persona: str, demo: Demo) -> dict[str, int]:
    """Pages that say no, and with which status."""
    return {
        POLITICIAN: {"/finns-inte/": 404, f"/moten/{demo.learning.pk}/dagordning/": 403},
        STAFF: {"/moten/ny/": 200, f"/dokument/{demo.gone.pk}/": 410},
        GUEST: {f"/t/{'0' * 32}/": 404},
    }.get(persona, {})


def signed_in_cookie(user: User) -> tuple[str, str]:
    """The name and value of a session cookie that is this person's."""
    client = Client()
    client.force_login(user)
    [cookie] = client.cookies.values()
    return cookie.key, cookie.value
