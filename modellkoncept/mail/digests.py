"""What people shall be told by mail that need not be a letter of its own: gathered once a day."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from modellkoncept.mail.models import Digest, DigestItem, OutgoingMail
from modellkoncept.mail.outbox import subject_of


def add_to_digest(
    *,
    key: str,
    user: Any,
    subject: str,
    text: str,
    url: str = "",
    due_at: datetime | None = None,
    is_reminder: bool = True,
    round_id: int | None = None,
    language: str = "",
    source: str = "",
) -> DigestItem:
    """Promise that the user is told this in the next letter after `due_at` (now when not given).

    Whatever is due for one person on one day goes in one letter. The same key twice is the same
    item, told once. `url` is an address on this site, from the root. Who has turned reminders off
    gets no item that is one, and who has left the round `round_id` none at all. What has a `source`
    is written by it when it goes (see recipients.py). Raises ValueError for a subject that no
    letter can have.
    """
    item, _ = DigestItem.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "subject": subject_of(subject),
            "text": text,
            "url": url,
            "due_at": due_at or timezone.now(),
            "is_reminder": is_reminder,
            "round_id": round_id,
            "language": language or get_language() or "sv",
            "source": source,
        },
    )
    return item


def withdraw(keys: list[str]) -> int:
    """Take back what has not gone out yet; how many items that were."""
    deleted, _ = DigestItem.objects.filter(key__in=keys, digest=None).delete()
    return deleted


def readdress_digests(*, user_id: int, to: str) -> int:
    """Let the person's digests that still wait go to the new address; how many they are."""
    letters = Digest.objects.filter(user=user_id, letter__state=OutgoingMail.State.QUEUED)
    waiting = OutgoingMail.objects.filter(pk__in=letters.values("letter"))
    return waiting.update(to=to, attempts=0, error="", send_after=timezone.now())
