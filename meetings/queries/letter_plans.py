"""When each letter of a meeting goes and what it says: shipped, as the round or meeting has it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from meetings.letters.steps import RELATIVE, Step, Wording, default_wording
from meetings.models import LetterRule, Meeting, MeetingLetter
from programmes.models import Round

STAYS_OPEN = timedelta(days=2)  # a letter that is sent by hand may wait for the next day's digest


@dataclass(frozen=True)
class LetterPlan:
    """One letter of one meeting."""

    meeting: Meeting
    step: Step
    wording: Wording
    is_on: bool
    is_stopped: bool  # in this meeting
    is_own: bool  # whether the meeting has a text of its own
    sent_on: date | None  # by hand

    @property
    def day(self) -> date:
        """The day on which it goes."""
        return self.sent_on or self.meeting.date + timedelta(days=self.wording.days)

    @property
    def last_day(self) -> date:
        last = self.meeting.date + timedelta(days=self.step.last_days(self.wording.days))
        return max(last, self.sent_on + STAYS_OPEN) if self.sent_on else last

    def is_over(self, now: datetime) -> bool:
        """Whether it is too late to send it: a letter before a meeting is until that begins."""
        if timezone.localdate(now) > self.last_day:
            return True
        return not self.step.is_after and now >= starts_at(self.meeting)

    def is_open(self, now: datetime) -> bool:
        """Whether it is to be sent now, to those who have not got it."""
        has_come = self.step is Step.CHANGED or self.day <= timezone.localdate(now)
        return self.is_on and has_come and not self.is_over(now)


def starts_at(meeting: Meeting) -> datetime:
    return timezone.make_aware(datetime.combine(meeting.date, meeting.starts_at))


def rule_of(round: Round, step: Step, kind: str, rule: LetterRule | None) -> Wording:
    """What the round says of the step in this kind of meeting."""
    if rule is None:
        return default_wording(step, kind, round.language)
    return Wording(rule.days, rule.subject, rule.body, tuple(rule.roles))


def plans_of(meetings: Sequence[Meeting]) -> dict[int, dict[Step, LetterPlan]]:
    """Every letter of each meeting, by the meeting's id and the step. Two queries.

    The meetings come with their round.
    """
    rounds = {meeting.round_id for meeting in meetings}
    rules = {
        (rule.round_id, rule.step, rule.kind): rule
        for rule in LetterRule.objects.filter(round__in=rounds)
    }
    own = {
        (letter.meeting_id, letter.step): letter
        for letter in MeetingLetter.objects.filter(meeting__in=[each.pk for each in meetings])
    }
    return {
        meeting.pk: {
            step: _plan(
                meeting,
                step,
                rules.get((meeting.round_id, step, meeting.kind)),
                own.get((meeting.pk, step)),
            )
            for step in Step
        }
        for meeting in meetings
    }


def plan_of(meeting: Meeting, step: Step) -> LetterPlan:
    return plans_of([meeting])[meeting.pk][step]


def relative_plans(plans: dict[Step, LetterPlan]) -> list[LetterPlan]:
    """Those that go on a day of their own."""
    return [plans[step] for step in RELATIVE]


def _plan(
    meeting: Meeting, step: Step, rule: LetterRule | None, own: MeetingLetter | None
) -> LetterPlan:
    wording = rule_of(meeting.round, step, meeting.kind, rule)
    if own is not None:
        wording = replace(
            wording,
            days=wording.days if own.days is None else own.days,
            subject=own.subject or wording.subject,
            body=own.body or wording.body,
            roles=wording.roles if own.roles is None else tuple(own.roles),
        )
    is_stopped = own is not None and own.is_stopped
    return LetterPlan(
        meeting=meeting,
        step=step,
        wording=wording,
        is_on=(rule is None or rule.is_on) and not is_stopped,
        is_stopped=is_stopped,
        is_own=own is not None and bool(own.subject),
        # A meeting that has moved since then begins anew.
        sent_on=own.sent_on if own is not None and own.sent_for == meeting.date else None,
    )
