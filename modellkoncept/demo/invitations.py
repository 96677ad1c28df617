"""The invitations of the demo's people, in every state that there is to see."""

from modellkoncept.demo.data import invitations as data
from modellkoncept.jobs.models import Job
from modellkoncept.mail.models import OutgoingMail
from programmes.models import Invitation, Membership, Round, User
from programmes.services.contacts import share_address
from programmes.services.invitations import resend_invitation


def invite(round: Round) -> None:
    """Invite everybody of the round; most have come in since."""
    inviter = User.objects.filter(is_staff=True).order_by("pk").first()
    members = Membership.objects.filter(participation__round=round).select_related(
        "user", "participation__round", "participation__organisation"
    )
    for member in members:
        name = member.user.full_name
        if name in [*data.NOT_SIGNED_IN_YET, data.BOUNCED]:
            resend_invitation(membership=member, actor=inviter)
        else:
            Invitation.objects.create(membership=member, invited_by=None, is_accepted=True)
        if name == data.BOUNCED:
            OutgoingMail.objects.filter(to=member.user.email).update(
                state=Job.State.FAILED, error=data.REFUSAL
            )
        if name in data.SHARES_ADDRESS:
            share_address(membership=member, is_shown=True)
