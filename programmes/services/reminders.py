"""Remind the people whose organisations lack something, and take it back within a minute."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.mail.choices import without_reminders
from modellkoncept.mail.digests import add_to_digest, withdraw
from modellkoncept.mail.models import DigestItem
from programmes.deadlines.days import swedish_day
from programmes.models import Participation, Round, User
from programmes.reports.reminders import key_of, key_prefix, reminders_of
from programmes.services.rounds import refuse_if_closed

UNDO_WITHIN = timedelta(seconds=60)
REMINDED = AuditKind("tasks_reminded", _("Påminde om det som saknas"))
REMINDERS_WITHDRAWN = AuditKind("tasks_reminders_withdrawn", _("Ångrade påminnelser"))


@dataclass(frozen=True)
class Reminded:
    """The keys of what was promised, and when it can no longer be taken back."""

    keys: list[str]
    goes_at: datetime


@transaction.atomic
def remind(
    *,
    round: Round,
    actor: User | None,
    user_ids: Collection[int],
    intro: str,
    closing: str,
    now: datetime | None = None,
) -> Reminded:
    """Tell each of these people once what her organisation lacks now.

    Whoever lacks nothing by now, has left, was reminded today already or has turned reminders off
    gets nothing, and is not counted.
    """
    refuse_if_closed(round.pk)
    now = now or timezone.now()
    today = swedish_day(now)
    goes_at = now + UNDO_WITHIN
    off = without_reminders(user_ids)
    keys = []
    for reminder in reminders_of(round, today).to_send:
        if reminder.user.pk not in user_ids or reminder.user.pk in off:
            continue
        key = key_of(round.pk, reminder.user.pk, today)
        add_to_digest(
            key=key,
            user=reminder.user,
            subject=reminder.subject,
            text=reminder.text(intro, closing),
            url=reminder.url,
            due_at=goes_at,
            round_id=round.pk,
        )
        keys.append(key)
    if keys:
        record_act(REMINDED, actor=actor, round_id=round.pk, subject=_people(len(keys)))
    return Reminded(keys, goes_at)


@transaction.atomic
def withdraw_reminders(*, round: Round, actor: User | None, keys: Collection[str]) -> int:
    """Take back those of the round's reminders that have not gone; how many those were."""
    refuse_if_closed(round.pk)
    withdrawn = withdraw([key for key in keys if key.startswith(key_prefix(round.pk))])
    if withdrawn:
        record_act(REMINDERS_WITHDRAWN, actor=actor, round_id=round.pk, subject=_people(withdrawn))
    return withdrawn


@transaction.atomic
def forget_reminders(person: User, participation: Participation, _successor: User | None) -> None:
    """Take back what a person who leaves was to be reminded of in the round."""
    waiting = DigestItem.objects.filter(
        user=person, key__startswith=key_prefix(participation.round_id), digest=None
    )
    withdraw(list(waiting.values_list("key", flat=True)))


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s personer", count) % {"count": count}
