"""What this app, and the tools below it, hold about a person."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.utils import timezone

from modellkoncept.audit.kinds import kinds
from modellkoncept.audit.models import AuditEvent
from modellkoncept.documents.models import Document
from modellkoncept.mail.models import DigestItem, OutgoingMail
from modellkoncept.text.email_address import shown_address
from programmes.models import Membership, User


def person(user: User) -> dict[str, Any]:
    return {
        "namn": user.full_name,
        "e_post": shown_address(user.email),
        "tillagd": timezone.localdate(user.date_joined),
        "skr_personal": user.is_staff,
        "administrerar": user.is_superuser,
        "har_varit_med_i_en_omgang": user.has_taken_part,
        "tidigare": [
            {"namn": each.full_name, "e_post": shown_address(each.email)}
            for each in user.former_identities.all()
        ],
    }


def memberships(user: User) -> list[dict[str, Any]]:
    return [
        {
            "omgang": str(each.participation.round),
            "organisation": str(each.participation.organisation),
            "medverkan": each.participation.get_kind_display(),
            "roll": each.get_role_display(),
            "samordnare": each.is_coordinator,
        }
        for each in Membership.objects.of(user).with_round()
    ]


def letters(user: User) -> list[dict[str, Any]]:
    """The letters to her address: when, about what, and how it went."""
    found = OutgoingMail.objects.filter(to=user.email).order_by("pk")
    return [
        {
            "rubrik": each.subject,
            "begart": timezone.localtime(each.requested_at),
            "lage": each.get_state_display(),
        }
        for each in found
    ]


def coming_news(user: User) -> list[dict[str, Any]]:
    """What she has been told, or is going to be, in the letters of the day."""
    return [
        {
            "rubrik": each.subject,
            "text": each.text,
            "dag": timezone.localdate(each.due_at),
            "paminnelse": each.is_reminder,
        }
        for each in DigestItem.objects.filter(user=user)
    ]


def documents(user: User) -> list[dict[str, Any]]:
    """The documents that she asked for."""
    found = Document.objects.filter(requested_by=user.pk).order_by("requested_at")
    return [
        {"dokument": each.title, "begart": timezone.localtime(each.requested_at)} for each in found
    ]


def acts(user: User) -> list[dict[str, Any]]:
    """What the audit log says that she did."""
    found = AuditEvent.objects.filter(actor=user).order_by("happened_at", "pk")
    return [
        {
            "nar": timezone.localtime(each.happened_at),
            "vad": str(kind.label) if (kind := kinds.get(each.kind)) else each.kind,
            "om": each.subject,
        }
        for each in found
    ]


def administration(user: User) -> list[dict[str, Any]]:
    """What the log of the administration says that she changed."""
    return [
        {"nar": timezone.localtime(each.action_time), "vad": str(each)}
        for each in LogEntry.objects.filter(user=user).order_by("pk")
    ]
