"""Change the letters of meetings: in a whole round, or in one meeting; stop one, send one now."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.errors import LetterOverError
from meetings.letters.steps import Step
from meetings.models import LetterRule, Meeting, MeetingLetter
from meetings.queries.letter_plans import plan_of, starts_at
from meetings.services.letter_copies import queue_letters_of
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import StaleVersionError, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.models import Round, User
from programmes.services.rounds import refuse_if_closed

LETTER_SENT = AuditKind("meetings.letter_sent", _("Skickade ett mejl om en träff"))
RULE_FIELDS = {"days", "subject", "body", "roles", "is_on"}
LETTER_FIELDS = {"days", "subject", "body", "roles"}


@transaction.atomic
def change_letter_rule(
    *, round: Round, step: Step, kind: str, version: int | None = None, **fields: Any
) -> LetterRule:
    """Change the letter of this step in every meeting of the kind that has none of its own.

    All of its fields are given the first time. Raises StaleVersionError when somebody changed it
    after this version; 0 is as it was shipped.
    """
    refuse_unknown_fields(fields, RULE_FIELDS)
    refuse_if_closed(round.pk)
    lock_row(Round.objects.all(), round.pk)
    rule = LetterRule.objects.filter(round=round, step=step, kind=kind).first()
    _check(rule, version)
    if rule is None:
        return LetterRule.objects.create(round=round, step=step, kind=kind, **fields)
    return _save(rule, fields)


@transaction.atomic
def reset_letter_rule(*, round: Round, step: Step, kind: str) -> None:
    """Let the letter be as it is shipped again. Idempotent."""
    refuse_if_closed(round.pk)
    LetterRule.objects.filter(round=round, step=step, kind=kind).delete()


@transaction.atomic
def copy_letter_rules(*, source: Round, target: Round) -> int:
    """Give a round the letters of an earlier one, in place of its own; how many were changed."""
    refuse_if_closed(target.pk)
    target.letter_rules.all().delete()
    return len(
        LetterRule.objects.bulk_create(
            LetterRule(
                round=target,
                **{name: getattr(rule, name) for name in sorted(RULE_FIELDS | {"step", "kind"})},
            )
            for rule in source.letter_rules.all()
        )
    )


@transaction.atomic
def change_meeting_letter(
    *, meeting: Meeting, step: Step, version: int | None = None, **fields: Any
) -> MeetingLetter:
    """Give one meeting a letter of its own: another text, another day, or to other roles.

    Raises StaleVersionError when somebody changed it after this version; 0 is as in the round.
    """
    refuse_unknown_fields(fields, LETTER_FIELDS)
    return _save(_locked_letter(meeting, step, version), fields)


@transaction.atomic
def reset_meeting_letter(*, meeting: Meeting, step: Step) -> MeetingLetter:
    """Let the meeting's letter be as in the round again; whether it is stopped stays."""
    return _save(
        _locked_letter(meeting, step, None),
        {"days": None, "subject": "", "body": "", "roles": None},
    )


@transaction.atomic
def stop_letter(*, meeting: Meeting, step: Step) -> MeetingLetter:
    """Send no more of this meeting's letter, also not to those who wait for it. Idempotent."""
    return _save(_locked_letter(meeting, step, None), {"is_stopped": True})


@transaction.atomic
def resume_letter(*, meeting: Meeting, step: Step) -> MeetingLetter:
    """Let a stopped letter go on its day, or at once when that has been. Idempotent."""
    return _save(_locked_letter(meeting, step, None), {"is_stopped": False})


@transaction.atomic
def send_letter_now(*, meeting: Meeting, step: Step, actor: User | None = None) -> int:
    """Send the letter to all who have not got it, in their next digest; how many they are.

    Raises LetterOverError before a meeting that it comes after, and after one that it comes before.
    """
    letter = _locked_letter(meeting, step, None)
    meeting = Meeting.objects.select_related("round").get(pk=meeting.pk)
    if step.is_after is not (timezone.now() >= starts_at(meeting)) or step is Step.CHANGED:
        raise LetterOverError
    is_due = plan_of(meeting, step).is_open(timezone.now())
    fields = {} if is_due else {"sent_on": timezone.localdate(), "sent_for": meeting.date}
    _save(letter, fields | {"is_stopped": False})
    record_act(LETTER_SENT, actor=actor, round_id=meeting.round_id, subject=meeting.title)
    return queue_letters_of(meeting_id=meeting.pk)


def _locked_letter(meeting: Meeting, step: Step, version: int | None) -> MeetingLetter:
    """The meeting's own letter, made if it has none; its meeting is locked."""
    lock_meeting(meeting.pk, None)
    letter = MeetingLetter.objects.filter(meeting=meeting, step=step).first()
    _check(letter, version)
    if letter is None:
        letter = MeetingLetter.objects.create(meeting=meeting, step=step, version=0)
    return letter


def _check(row: LetterRule | MeetingLetter | None, version: int | None) -> None:
    """Raise StaleVersionError unless this version is the newest; one that is not there has 0."""
    if version is not None and version != (row.version if row else 0):
        raise StaleVersionError


def _save(row: Any, fields: dict[str, Any]) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row
