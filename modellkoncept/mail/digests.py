"""What people shall be told by mail that need not be a letter of its own: gathered once a day."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from modellkoncept.mail.models import DigestItem


def add_to_digest(
    *,
    key: str,
    user: Any,
    subject: str,
    text: str,
    url: str = "",
    due_at: datetime | None = None,
    is_reminder: bool = True,
) -> DigestItem:
    """Promise that the user is told this in the next letter after `due_at` (now when not given).

    Whatever is due for one person on one day goes in one letter. The same key twice is the same
    item, told once. `url` is an address on this site, from the root. Who has turned reminders off
    gets no item that is one.
    """
    item, _ = DigestItem.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "subject": subject,
            "text": text,
            "url": url,
            "due_at": due_at or timezone.now(),
            "is_reminder": is_reminder,
        },
    )
    return item


def withdraw(keys: list[str]) -> int:
    """Take back what has not gone out yet; how many items that were."""
    deleted, _ = DigestItem.objects.filter(key__in=keys, letter=None).delete()
    return deleted
