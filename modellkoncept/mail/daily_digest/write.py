"""Send what is due as one letter a person and day, never in the quiet hours."""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from modellkoncept.jobs.clock import CLOCK_DIFFERENCE
from modellkoncept.jobs.models import Job
from modellkoncept.mail import recipients
from modellkoncept.mail.choices import unsubscribe_address, wants_reminders
from modellkoncept.mail.models import Digest, DigestItem, OutgoingMail
from modellkoncept.mail.outbox import queue_mail
from modellkoncept.mail.quiet_hours import is_quiet
from modellkoncept.text.shortening import shortened

logger = logging.getLogger(__name__)

MOST_AT_A_TIME = 500  # people; the others come in the next run
MOST_IN_ONE = 40  # items; the others come the next day
FIRST_SUBJECT = 120  # characters of the first item's subject, when there are several


def send_due_digests() -> int:
    """Write the digests that are due now; how many. Safe to run twice, or in two workers."""
    if is_quiet():
        return 0
    return sum(_send_or_log(user_id) for user_id in _people_to_tell())


def _people_to_tell() -> list[int]:
    """Who has something due and has had no letter today, who has waited longest first."""
    waiting = DigestItem.objects.due().filter(~Exists(_todays(OuterRef("user"))))
    longest = waiting.order_by().values("user").annotate(since=Min("due_at"))
    return list(longest.order_by("since", "user").values_list("user", flat=True)[:MOST_AT_A_TIME])


def _todays(user: Any) -> Any:
    """The digests because of which the person is told nothing more today.

    One of an earlier day counts, too, while it is not sent, or when it was only sent today: after
    an outage of the mail server nobody gets two.
    """
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    unfinished = Q(letter__state__in=[Job.State.QUEUED, Job.State.RUNNING])
    sent_today = Q(letter__finished_at__range=(midnight, now + CLOCK_DIFFERENCE))
    return Digest.objects.filter(
        Q(day=timezone.localdate(now)) | unfinished | sent_today, user=user
    )


def _send_or_log(user_id: int) -> bool:
    try:
        return send_digest(user_id) is not None
    except Exception:  # one person's must not stop the others'
        logger.exception("the digest of person %s could not be written; it is tried again", user_id)
        return False


@transaction.atomic
def send_digest(user_id: int) -> OutgoingMail | None:
    """Put what is due for the person in one letter, or give None when there is nothing to tell.

    The row of the day, the letter and the marks on its items come in one transaction: a worker that
    dies leaves all or nothing, and of two workers one waits and finds it done.
    """
    due = DigestItem.objects.due().filter(user=user_id)
    items = list(due.select_for_update(of=("self",)).select_related("user")[:MOST_IN_ONE])
    if not items or _todays(user_id).exists():
        return None
    digest, is_mine = Digest.objects.get_or_create(user_id=user_id, day=timezone.localdate())
    if not is_mine:
        return None
    told = recipients.written(_without_dropped(items))
    if not told:
        digest.delete()
        return None
    digest.letter = _queue(digest, told)
    digest.save(update_fields=["letter"])
    DigestItem.objects.filter(pk__in=[item.pk for item in told]).update(digest=digest)
    return digest.letter


def _without_dropped(items: list[DigestItem]) -> list[DigestItem]:
    """The items that their person may still be told; the others are marked with why not."""
    user = items[0].user
    why: dict[int, DigestItem.Dropped] = {}
    if not wants_reminders(user.pk):
        why |= {item.pk: DigestItem.Dropped.OFF for item in items if item.is_reminder}
    why |= recipients.dropped(items)
    if not user.is_active:
        why |= {item.pk: DigestItem.Dropped.LEFT for item in items}
    for reason in set(why.values()):
        found = [pk for pk, each in why.items() if each == reason]
        DigestItem.objects.filter(pk__in=found).update(dropped=reason)
    return [item for item in items if item.pk not in why]


def _queue(digest: Digest, items: list[DigestItem]) -> OutgoingMail:
    user, language = items[0].user, items[0].language
    subject, body = as_letter(items)
    return queue_mail(
        key=f"digest-{user.pk}-{digest.day}",
        to=user.email,
        subject=subject,
        body=body,
        language=language,
        by_day=True,
    )


def as_letter(items: list[DigestItem]) -> tuple[str, str]:
    """The subject and text of a person's letter about these things, in the first one's language."""
    user = items[0].user
    with translation.override(items[0].language):
        context = {
            "name": user.get_short_name() if user.get_full_name() else "",
            "items": [{"item": item, "rule": "-" * min(len(item.subject), 60)} for item in items],
            "base": settings.BASE_URL,
            "unsubscribe": unsubscribe_address(user.pk),
        }
        body = render_to_string("modellkoncept/mail/digest.txt", context)
        return _subject(items), f"{body.strip()}\n"


def _subject(items: list[DigestItem]) -> str:
    first = items[0].subject
    if len(items) == 1:
        return first
    more = len(items) - 1
    said = ngettext("%(first)s, och en sak till", "%(first)s, och %(more)s saker till", more)
    return said % {"first": shortened(first, FIRST_SUBJECT) or first[:FIRST_SUBJECT], "more": more}
