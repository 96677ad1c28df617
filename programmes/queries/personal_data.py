"""What this app, and the tools below it, hold about a person."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.utils import timezone

from modellkoncept.audit.kinds import kinds
from modellkoncept.audit.models import AuditEvent
from modellkoncept.documents.models import Document
from modellkoncept.mail.models import DigestItem, MailChoice, OutgoingMail
from modellkoncept.text.email_address import shown_address
from programmes.models import Invitation, Membership, PastMembership, User
from programmes.queries.second_steps import has_app, passkeys_of


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
            "med_sedan": each.since,
            "visar_e_post_for_andra": each.shows_address,
            "avbockade_uppgifter": [tick.task.label for tick in each.ticks.all()],
        }
        for each in Membership.objects.of(user).with_round().prefetch_related("ticks__task")
    ]


def past_memberships(user: User) -> list[dict[str, Any]]:
    """Where she was before, as what and for how long."""
    found = PastMembership.objects.filter(user=user).select_related(
        "participation__round", "participation__organisation"
    )
    return [
        {
            "omgang": str(each.participation.round),
            "organisation": str(each.participation.organisation),
            "roll": each.get_role_display(),
            "samordnare": each.was_coordinator,
            "fran": each.since,
            "till": each.until,
        }
        for each in found
    ]


def invitations(user: User) -> list[dict[str, Any]]:
    """How she was invited, and whether she has come in since; not when."""
    found = Invitation.objects.filter(membership__user=user).select_related(
        "membership__participation__organisation", "membership__participation__round", "invited_by"
    )
    return [
        {
            "omgang": str(each.membership.participation.round),
            "organisation": str(each.membership.participation.organisation),
            "inbjuden_av": str(each.invited_by or ""),
            "mejl": each.letters,
            "senast_skickad": timezone.localtime(each.written_at),
            "accepterad": each.is_accepted,
        }
        for each in found
    ]


def ways_in(user: User) -> dict[str, Any]:
    """How she signs in beside the code: which ways, never their secrets."""
    return {
        "kod_i_en_app": has_app(user),
        "passkeys": passkeys_of(user),
        "openid_connect": [
            {"utfardare": each.issuer, "subjekt": each.subject}
            for each in user.oidc_identities.all()
        ],
    }


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


def mail_choice(user: User) -> dict[str, Any]:
    """Whether she wants to be reminded by mail."""
    choice = MailChoice.objects.filter(user=user).first()
    return {"paminnelser": choice is None or choice.wants_reminders}


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
