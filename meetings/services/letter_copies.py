"""Queue the letters of meetings that are due, a copy a person, and write them when they go."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetings.letters.steps import FURTHEST, Step
from meetings.models import LetterCopy, Meeting
from meetings.queries.letter_plans import LetterPlan, plans_of, relative_plans, starts_at
from meetings.queries.letter_recipients import members_of, recipients
from meetings.queries.letter_texts import Told, written_for
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.models import DigestItem
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.quiet_hours import morning_of
from modellkoncept.mail.recipients import Wording
from programmes.errors import RoundClosedError
from programmes.models import Membership

SOURCE = "meetings.letters"
LATEST = timedelta(days=FURTHEST + 5)  # after a meeting nothing more is sent
AGAIN_AFTER = timedelta(days=7)  # a letter that went comes again for a new day so much later
CORRECTED_WITHIN = timedelta(minutes=15)  # a day that was typed wrongly is told to nobody


def queue_due_letters() -> int:
    """Queue what is due of every meeting of every open round, for the next digests; how many.

    It also runs at night, so that all of a day's letters are there when the first digest goes.
    """
    now, today = timezone.now(), timezone.localdate()
    around = (today - LATEST, today + timedelta(days=FURTHEST))
    near = Meeting.objects.filter(date__range=around, round__closed_on=None)
    meetings = list(near.select_related("round"))
    due = {
        pk
        for pk, plans in plans_of(meetings).items()
        if any(plan.is_open(now) for plan in relative_plans(plans))
    }
    return sum(queue_letters_of(meeting_id=pk) for pk in sorted(due | _moved(today)))


def _moved(today: date) -> set[int]:
    """The meetings of which somebody has, at some time, been told something else."""
    coming = LetterCopy.objects.filter(
        item__digest__isnull=False, meeting__date__gte=today, meeting__round__closed_on=None
    )
    same = Q(told_date=F("meeting__date"), told_starts_at=F("meeting__starts_at"))
    same &= Q(told_place=F("meeting__place")) | Q(told_place="")
    return set(coming.exclude(same).values_list("meeting", flat=True))


@transaction.atomic
def queue_letters_of(*, meeting_id: int) -> int:
    """Queue the meeting's letters that are due, to those who have not got them; how many.

    The meeting is locked meanwhile: two workers queue each copy once. Nothing when it is gone, or
    its round closed.
    """
    try:
        lock_meeting(meeting_id, None)
    except (Meeting.DoesNotExist, RoundClosedError):
        return 0
    meeting = Meeting.objects.with_place().get(pk=meeting_id)
    plans = plans_of([meeting])[meeting.pk]
    members = members_of([meeting.round_id])
    copies = _copies_by_user(meeting)
    now = timezone.now()
    queued = 0
    for plan in relative_plans(plans):
        if not plan.is_open(now):
            continue
        for membership in recipients(meeting, plan.wording.roles, members):
            if _has_not_had(plan, copies[membership.user_id]):
                _queue(plan, membership, copies[membership.user_id], morning_of(plan.day))
                queued += 1
        if queued and plan.step is Step.INVITATION:
            _copy_to_the_project(plan)
    return queued + _queue_changes(plans[Step.CHANGED], members, copies)


def write_letters(items: Sequence[DigestItem]) -> dict[int, Wording]:
    """What the letters of these items, of one person, say now, and keep what they tell.

    Left out is what is not to be told: the meeting is gone or over, the letter is stopped or its
    day has moved, or the person does not go there any more.
    """
    found = LetterCopy.objects.filter(item__in=[item.pk for item in items])
    copies = list(
        found.select_related(
            "meeting__round", "meeting__group", "meeting__theme", "meeting__host__organisation"
        ).prefetch_related("meeting__agenda_items")
    )
    plans = plans_of([copy.meeting for copy in copies])
    members = members_of(
        {copy.meeting.round_id for copy in copies}, {item.user_id for item in items}
    )
    told = _told_before(copies)
    words = {}
    for copy in copies:
        plan, before = plans[copy.meeting_id][Step(copy.step)], told.get(copy.meeting_id)
        going = recipients(copy.meeting, plan.wording.roles, members)
        if going and _is_still_due(plan, before):
            words[copy.item_id] = written_for(copy.meeting, plan.wording, going[0], before)
            _keep_told(copy)
    return words


def _is_still_due(plan: LetterPlan, before: Told | None) -> bool:
    if not plan.is_open(timezone.now()):
        return False
    return plan.step is not Step.CHANGED or (
        before is not None and before.differs_from(plan.meeting)
    )


def _keep_told(copy: LetterCopy) -> None:
    meeting = copy.meeting
    copy.told_date, copy.told_starts_at = meeting.date, meeting.starts_at
    copy.told_place = meeting.place
    copy.save(update_fields=["told_date", "told_starts_at", "told_place"])


def _copies_by_user(meeting: Meeting) -> dict[int, list[LetterCopy]]:
    """Each person's copies, the oldest first; what was dropped because she had left is none."""
    found = LetterCopy.objects.filter(meeting=meeting).select_related("item__digest").order_by("pk")
    copies: dict[int, list[LetterCopy]] = defaultdict(list)
    for copy in found:
        copies[copy.user_id].append(copy)
    return copies


def _told_before(copies: Sequence[LetterCopy]) -> dict[int, Told]:
    """What the person has been told last of each meeting, by its id."""
    sent = LetterCopy.objects.filter(
        meeting__in={copy.meeting_id for copy in copies},
        user__in={copy.user_id for copy in copies},
        item__digest__isnull=False,
    )
    return {copy.meeting_id: _told(copy) for copy in sent.order_by("item__digest__day", "pk")}


def _told(copy: LetterCopy) -> Told:
    return Told(copy.told_date, copy.told_starts_at, copy.told_place)


def _has_not_had(plan: LetterPlan, copies: list[LetterCopy]) -> bool:
    """Whether the person is to get the letter: for the first time, or for a day much later."""
    had = [
        copy
        for copy in copies
        if copy.step == plan.step and copy.item.dropped != DigestItem.Dropped.LEFT
    ]
    if not had:
        return True
    last = had[-1]
    if plan.step is Step.INVITATION or last.item.digest is None:
        return False
    is_moved = last.told_date != plan.meeting.date
    return is_moved and plan.day >= last.item.digest.day + AGAIN_AFTER


def _queue_changes(
    plan: LetterPlan, members: list[Membership], copies: dict[int, list[LetterCopy]]
) -> int:
    """Queue the letter about a change to those who have been told something else; how many."""
    now = timezone.now()
    if not plan.is_on or now >= starts_at(plan.meeting):
        return 0
    queued = 0
    for membership in recipients(plan.meeting, plan.wording.roles, members):
        theirs = copies[membership.user_id]
        sent = [copy for copy in theirs if copy.item.digest_id is not None]
        waits = any(
            copy.step == Step.CHANGED and copy.item.digest_id is None and not copy.item.dropped
            for copy in theirs
        )
        sent.sort(key=lambda copy: copy.item.digest_id or 0)
        if sent and not waits and _told(sent[-1]).differs_from(plan.meeting):
            _queue(plan, membership, theirs, now + CORRECTED_WITHIN)
            queued += 1
    return queued


def _queue(
    plan: LetterPlan, membership: Membership, copies: list[LetterCopy], due_at: datetime
) -> None:
    meeting, user = plan.meeting, membership.user
    numbers = [copy.number for copy in copies if copy.step == plan.step]
    number = max(numbers, default=0) + 1
    item = add_to_digest(
        key=f"meeting-{meeting.pk}-{plan.step}-{user.pk}-{number}",
        user=user,
        subject=meeting.title,
        text="",
        due_at=due_at,
        is_reminder=plan.step.is_reminder,
        round_id=meeting.round_id,
        language=meeting.round.language,
        source=SOURCE,
    )
    copies.append(
        LetterCopy.objects.create(
            meeting=meeting,
            step=plan.step,
            user=user,
            number=number,
            item=item,
            told_date=meeting.date,
            told_starts_at=meeting.starts_at,
            told_place=meeting.place,
        )
    )


def _copy_to_the_project(plan: LetterPlan) -> None:
    """Send a copy of the invitation to SKR's project, once a meeting, as SKR's instruction asks."""
    address = parseaddr(settings.MAIL_REPLY_TO)[1]
    if not address:
        return
    written = written_for(plan.meeting, plan.wording, None)
    with translation.override(plan.meeting.round.language):
        subject = _("Kopia: %(subject)s") % {"subject": written.subject}
    queue_mail(
        key=f"meeting-{plan.meeting.pk}-invitation-copy",
        to=address,
        subject=subject,
        body=f"{written.text}\n\n{settings.BASE_URL}{written.url}\n",
        language=plan.meeting.round.language,
        by_day=True,
    )
