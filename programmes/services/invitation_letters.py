"""The letter of an invitation."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from modellkoncept.mail.outbox import queue_mail
from modellkoncept.text.email_address import shown_address
from modellkoncept.text.shortening import shortened
from programmes.models import Invitation, Membership, Role, User
from programmes.services.invitation_links import create_link

LONGEST_SUBJECT = 200  # characters, as the table takes


def write_letter(invitation: Invitation, membership: Membership, *, actor: User | None) -> None:
    """Promise the next letter of this invitation, in the language of the round."""
    round = membership.participation.round
    number = invitation.letters + 1
    with translation.override(round.language):
        context = {
            "person": membership.user,
            "round": round,
            "organisation": membership.participation.organisation,
            "role": str(Role(membership.role).label),
            "is_coordinator": membership.is_coordinator,
            "is_mentor": membership.participation.is_mentor,
            "inviter": actor,
            "inviter_address": shown_address(actor.email) if actor else "",
            "address": shown_address(membership.user.email),
            "link": settings.BASE_URL + way_in(membership.user),
        }
        subject = render_to_string("programmes/mail/invitation_subject.txt", context).strip()
        body = render_to_string("programmes/mail/invitation_message.txt", context)
    invitation.letter = queue_mail(
        key=f"{invitation.key}-{number}",
        to=membership.user.email,
        subject=shortened(" ".join(subject.split()), LONGEST_SUBJECT),
        body=body,
        forget_body_when_sent=True,
    )
    invitation.letters, invitation.written_at = number, timezone.now()
    invitation.invited_by = actor
    invitation.save(update_fields=["letter", "letters", "written_at", "invited_by"])


def way_in(user: User) -> str:
    """The path in the letter that leads her in, once."""
    return create_link(user=user)
