"""The letters that the demo's start conference has had: they went before the demo was made."""

from datetime import datetime

from meetings.models import LetterCopy, Meeting
from meetings.queries.letter_plans import LetterPlan, plans_of, relative_plans
from meetings.queries.letter_recipients import members_of, recipients
from meetings.queries.letter_texts import written_for
from meetings.services.letter_copies import SOURCE
from modellkoncept.mail.daily_digest.write import as_letter
from modellkoncept.mail.digests import add_to_digest
from modellkoncept.mail.models import Digest, OutgoingMail
from modellkoncept.mail.quiet_hours import morning_of
from programmes.models import Membership, Round

BOUNCED = "erik."  # whose address was wrong until he was reached by telephone
BOUNCE = "550 5.1.1 User unknown"


def add_to(round: Round) -> None:
    """Write them as the workers would have, on the days on which they went."""
    meeting = Meeting.objects.with_place().get(round=round, kind=Meeting.Kind.KICKOFF)
    members = members_of([round.pk])
    for plan in relative_plans(plans_of([meeting])[meeting.pk]):
        for membership in recipients(meeting, plan.wording.roles, members):
            _send(plan, membership, morning_of(plan.day))


def _send(plan: LetterPlan, membership: Membership, at: datetime) -> None:
    meeting, user = plan.meeting, membership.user
    written = written_for(meeting, plan.wording, membership)
    item = add_to_digest(
        key=f"meeting-{meeting.pk}-{plan.step}-{user.pk}-1",
        user=user,
        subject=written.subject,
        text=written.text,
        url=written.url,
        due_at=at,
        is_reminder=plan.step.is_reminder,
        round_id=meeting.round_id,
        language=meeting.round.language,
        source=SOURCE,
    )
    LetterCopy.objects.create(
        meeting=meeting,
        step=plan.step,
        user=user,
        item=item,
        told_date=meeting.date,
        told_starts_at=meeting.starts_at,
        told_place=meeting.place,
    )
    has_bounced = plan.step == "invitation" and user.email.startswith(BOUNCED)
    subject, body = as_letter([item])
    letter = OutgoingMail.objects.create(
        key=f"digest-{user.pk}-{plan.day}",
        to=user.email,
        subject=subject,
        body=body,
        requested_at=at,
        send_after=at,
        finished_at=None if has_bounced else at,
        state=OutgoingMail.State.FAILED if has_bounced else OutgoingMail.State.DONE,
        error=BOUNCE if has_bounced else "",
        language=meeting.round.language,
        by_day=True,
        attempts=1,
    )
    item.digest = Digest.objects.create(user=user, day=plan.day, letter=letter)
    item.save(update_fields=["digest"])
