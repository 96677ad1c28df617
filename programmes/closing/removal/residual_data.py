"""Delete residual data outside the round: mail, sessions, sign-in addresses, the admin log."""

import json
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models.functions import Cast

from modellkoncept.audit.models import AuditEvent
from modellkoncept.mail.models import DigestItem, OutgoingMail
from modellkoncept.privacy.redaction import Names
from modellkoncept.text.email_address import normal_address_or_text
from programmes.closing.data_subjects import Identifiers, names_to_delete
from programmes.closing.participants import Counts
from programmes.models import Membership, User


def remove_residual_data(people: Identifiers, parts: models.QuerySet[Membership]) -> Counts:
    """Delete the mail, sessions, sign-in addresses and admin log entries of deleted people."""
    their = names_to_delete(people)
    emails = {normal_address_or_text(email) for pairs in people.values() for _name, email in pairs}
    letters = OutgoingMail.objects.filter(to__in=emails)
    counts = {
        "letters": deleted(letters),
        "sessions": _remove_sessions(their, people),
        "log": _remove_log(their, people, parts),
        "addresses": deleted(EmailAddress.objects.filter(user__in=people.keys())),
    }
    their.redact_rows(OutgoingMail.objects.all(), "subject", "body", "error")
    their.redact_rows(AuditEvent.objects.all(), "subject")
    their.redact_rows(DigestItem.objects.all(), "subject", "text")
    return counts


def _remove_sessions(their: Names, gone: Iterable[int]) -> int:
    """Delete sessions of deleted people. Each is decoded to see its user and addresses."""
    found = []
    ids = set(map(str, gone))
    for session in Session.objects.iterator(chunk_size=500):
        held = session.get_decoded()
        if held.get("_auth_user_id", "") in ids or their.are_in(_words_in(held)):
            found.append(session.pk)
    return deleted(Session.objects.filter(pk__in=found))


def _remove_log(their: Names, gone: Iterable[int], parts: models.QuerySet[Membership]) -> int:
    """Delete admin log entries about deleted people and about all memberships of the round.

    Also entries about people deleted earlier, whose names only the log still holds, and every
    entry that contains the name of a deleted person.
    """
    there = User.objects.exclude(pk__in=gone).order_by()
    about_people = _log_about(User).exclude(
        object_id__in=there.values(as_text=Cast("pk", models.CharField()))
    )
    about_parts = _log_about(Membership).filter(
        object_id__in=[str(pk) for pk in parts.values_list("pk", flat=True)]
    )
    found = set((about_people | about_parts).values_list("pk", flat=True))
    rows = LogEntry.objects.values_list("pk", "object_repr", "change_message")
    for pk, what, message in rows.iterator(chunk_size=500):
        if their.are_in(f"{what}\n{_plain(message)}"):
            found.add(pk)
    return deleted(LogEntry.objects.filter(pk__in=found))


def _log_about(model: type[models.Model]) -> models.QuerySet[LogEntry]:
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))


def _plain(message: str) -> str:
    """The text of an admin log message, stored as JSON or as one line."""
    try:
        return _words_in(json.loads(message))
    except ValueError:
        return message


def _words_in(held: Any) -> str:
    """Every text in a decoded value, one per line; encoded JSON would hide å and line breaks."""
    if isinstance(held, dict):
        return "\n".join(map(_words_in, [*held.keys(), *held.values()]))
    if isinstance(held, list | tuple):
        return "\n".join(map(_words_in, held))
    return str(held)


def deleted(rows: Any) -> int:
    """Delete the rows; returns their number, not counting cascades."""
    return int(rows.delete()[1].get(rows.model._meta.label, 0))  # noqa: SLF001 – Django's public API, despite its name
