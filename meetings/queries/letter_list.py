"""The letters of a round's meetings: what goes in the next two weeks, and what went."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from meetings.letters.steps import Step
from meetings.models import LetterCopy, Meeting
from meetings.models.letters import STEPS
from meetings.queries.letter_plans import LetterPlan, plans_of, relative_plans
from meetings.queries.letter_recipients import members_of, recipients
from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.jobs.models import Job
from modellkoncept.mail.models import DigestItem
from modellkoncept.mail.quiet_hours import CLOSES
from modellkoncept.mail.status import plain_reason
from programmes.models import Membership, Role, Round

AHEAD = timedelta(days=14)
LABELS = dict(STEPS)
ROLES = dict(Role.choices)
FAILED_SHOWN = 20  # people of one letter


@dataclass(frozen=True)
class Coming:
    """A letter that is going out: when, and to how many of which roles."""

    plan: LetterPlan
    day: date
    total: int
    by_role: list[tuple[str, str | Promise, int]]

    @property
    def label(self) -> str | Promise:
        return LABELS[self.plan.step]


@dataclass(frozen=True)
class Failed:
    name: str
    reason: str | Promise


@dataclass(frozen=True)
class Sent:
    """A letter of one day: how many got it, and who did not."""

    day: date
    step: str
    meeting: Meeting
    arrived: int
    waiting: int
    failed: list[Failed]
    failed_count: int

    @property
    def label(self) -> str | Promise:
        return LABELS[Step(self.step)]


def coming_letters(meetings: Iterable[Meeting]) -> list[Coming]:
    """What goes out the next two weeks, by day; also what has been stopped. Four queries."""
    now, today = timezone.now(), timezone.localdate()
    found = list(meetings)
    plans = plans_of(found)
    near = [
        plan
        for each in plans.values()
        for plan in relative_plans(each)
        if plan.day < today + AHEAD and not plan.is_over(now)
    ]
    changed = [each[Step.CHANGED] for each in plans.values()]
    members = members_of({meeting.round_id for meeting in found})
    copies = _copies([plan.meeting for plan in [*near, *changed]])
    rows = [_coming(plan, members, copies, today) for plan in near]
    rows += [_waiting(plan, members, copies) for plan in changed]
    shown = [row for row in rows if row is not None]
    return sorted(shown, key=lambda row: (row.day, row.plan.meeting.starts_at, row.plan.meeting.pk))


def _copies(meetings: Iterable[Meeting]) -> dict[tuple[int, str], dict[int, bool]]:
    """By meeting and step: who has a copy, and whether it still waits."""
    found: dict[tuple[int, str], dict[int, bool]] = {}
    rows = LetterCopy.objects.filter(meeting__in={each.pk for each in meetings}).order_by("pk")
    for meeting, step, user, digest, dropped in rows.values_list(
        "meeting", "step", "user", "item__digest", "item__dropped"
    ):
        found.setdefault((meeting, step), {})[user] = digest is None and not dropped
    return found


def _coming(
    plan: LetterPlan,
    members: Sequence[Membership],
    copies: dict[tuple[int, str], dict[int, bool]],
    today: date,
) -> Coming | None:
    """The letter to those who have not got it; None when all have."""
    had = copies.get((plan.meeting.pk, plan.step), {})
    to = [
        each
        for each in recipients(plan.meeting, plan.wording.roles, members)
        if had.get(each.user_id, True)
    ]
    if not to and (had or plan.day < today):
        return None
    return Coming(plan, max(plan.day, next_day()), len(to), _by_role(to))


def _waiting(
    plan: LetterPlan,
    members: Sequence[Membership],
    copies: dict[tuple[int, str], dict[int, bool]],
) -> Coming | None:
    """A letter about a change that is queued; None when none is."""
    had = copies.get((plan.meeting.pk, plan.step), {})
    to = [
        each
        for each in recipients(plan.meeting, plan.wording.roles, members)
        if had.get(each.user_id, False)
    ]
    return Coming(plan, next_day(), len(to), _by_role(to)) if to else None


def next_day() -> date:
    """The day on which what is due goes: in the evening that is tomorrow."""
    now = timezone.localtime()
    return now.date() + timedelta(days=now.time() >= CLOSES)


def recipients_by_role(plan: LetterPlan) -> list[tuple[str, str | Promise, int]]:
    """How many of each role get the letter."""
    members = members_of([plan.meeting.round_id])
    return _by_role(recipients(plan.meeting, plan.wording.roles, members))


def _by_role(members: Sequence[Membership]) -> list[tuple[str, str | Promise, int]]:
    counts = Counter(each.role for each in members)
    return [(role, ROLES[role], counts[role]) for role in Role.values if counts[role]]


def told_so_far(plan: LetterPlan) -> dict[str, Any]:
    """How many have got the letter, as `total`, and since which day, as `since`."""
    sent = LetterCopy.objects.filter(
        meeting=plan.meeting, step=plan.step, item__digest__isnull=False
    )
    return sent.aggregate(total=Count("pk"), since=Min("item__digest__day"))


def sent_groups(meetings: QuerySet[Meeting]) -> Any:
    """What went of these meetings, a row a day, meeting and step, the newest first.

    A queryset, of which a page shows a part.
    """
    unfinished = [Job.State.QUEUED, Job.State.RUNNING]
    of_these = LetterCopy.objects.filter(meeting__in=meetings, item__digest__isnull=False)
    return (
        of_these.order_by()
        .values("item__digest__day", "meeting", "step")
        .annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(item__digest__letter__state__in=unfinished)),
            failed=Count("pk", filter=Q(item__digest__letter__state=Job.State.FAILED)),
        )
        .order_by("-item__digest__day", "meeting", "step")
    )


def sent_letters(rows: Sequence[dict[str, Any]]) -> list[Sent]:
    """The rows of one page, with who was not reached and why. Two queries."""
    meetings = Meeting.objects.select_related("group").in_bulk({row["meeting"] for row in rows})
    failed = _failed(rows)
    return [
        Sent(
            day=row["item__digest__day"],
            step=row["step"],
            meeting=meetings[row["meeting"]],
            arrived=row["total"] - row["waiting"] - row["failed"],
            waiting=row["waiting"],
            failed=failed.get((row["item__digest__day"], row["meeting"], row["step"]), []),
            failed_count=row["failed"],
        )
        for row in rows
    ]


def _failed(rows: Sequence[dict[str, Any]]) -> dict[tuple[date, int, str], list[Failed]]:
    found: dict[tuple[date, int, str], list[Failed]] = {}
    of_these = LetterCopy.objects.filter(
        meeting__in={row["meeting"] for row in rows},
        item__digest__day__in={row["item__digest__day"] for row in rows},
        item__digest__letter__state=Job.State.FAILED,
    ).select_related("user", "item__digest__letter")
    for copy in of_these.order_by(SwedishOrder("user__full_name"), "pk"):
        digest = copy.item.digest
        if digest is None or digest.letter is None:
            continue
        those = found.setdefault((digest.day, copy.meeting_id, copy.step), [])
        if len(those) < FAILED_SHOWN:
            those.append(Failed(str(copy.user), plain_reason(digest.letter.error)))
    return found


@dataclass(frozen=True)
class Other:
    """What else the round's people are told in digests, beside the letters of its meetings."""

    day: date
    subject: str
    total: int


def other_items(round: Round, source: str) -> list[Other]:
    """What other parts of the system will tell the round's people in the next two weeks."""
    until = timezone.now() + AHEAD
    rows = (
        DigestItem.objects.pending()
        .filter(round_id=round.pk, due_at__lt=until)
        .exclude(source=source)
        .order_by()
        .values("due_at__date", "subject")
        .annotate(total=Count("pk"))
        .order_by("due_at__date", SwedishOrder("subject"))[:50]
    )
    first = next_day()
    return [Other(max(row["due_at__date"], first), row["subject"], row["total"]) for row in rows]
