"""What people who go have left outside their rounds: letters, sessions, addresses, the log."""

import json
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models.functions import Cast, Lower

from modellkoncept.mail.models import OutgoingMail
from modellkoncept.privacy.redaction import Names
from programmes.closing.data_subjects import Written, names_of_those_who_go
from programmes.closing.participants import Counts
from programmes.models import Membership, User


def remove_traces(people: Written, parts: models.QuerySet[Membership]) -> Counts:
    """Letters, sessions, sign-in addresses and the administration's log, of those who go."""
    their = names_of_those_who_go(people)
    emails = {email.lower() for hers in people.values() for _name, email in hers}
    letters = OutgoingMail.objects.annotate(address=Lower("to")).filter(address__in=emails)
    counts = {
        "letters": deleted(letters),
        "sessions": _remove_sessions(their, people),
        "log": _remove_log(their, people, parts),
        "addresses": deleted(EmailAddress.objects.filter(user__in=people.keys())),
    }
    their.redact_rows(OutgoingMail.objects.all(), "subject", "body", "error")
    return counts


def _remove_sessions(their: Names, gone: Iterable[int]) -> int:
    """Sessions are coded: each is opened to see whose it is, or whose address it holds."""
    found = []
    ids = set(map(str, gone))
    for session in Session.objects.iterator(chunk_size=500):
        held = session.get_decoded()
        if held.get("_auth_user_id", "") in ids or their.are_in(_words_in(held)):
            found.append(session.pk)
    return deleted(Session.objects.filter(pk__in=found))


def _remove_log(their: Names, gone: Iterable[int], parts: models.QuerySet[Membership]) -> int:
    """What the administration has noted about those who go and about everybody's part in the round.

    Also about people who are gone already: their names are known to no one but the log. And all
    with the names of those who go in it.
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
    """The administration keeps its messages as JSON, or as one line."""
    try:
        return _words_in(json.loads(message))
    except ValueError:
        return message


def _words_in(held: Any) -> str:
    """Every text in it, a line each, as it was written: JSON has å and line breaks in codes."""
    if isinstance(held, dict):
        return "\n".join(map(_words_in, [*held.keys(), *held.values()]))
    if isinstance(held, list | tuple):
        return "\n".join(map(_words_in, held))
    return str(held)


def deleted(rows: Any) -> int:
    """Delete the rows; how many there were, not counting what went with them."""
    return int(rows.delete()[1].get(rows.model._meta.label, 0))  # noqa: SLF001 – Django's public API, despite its name
