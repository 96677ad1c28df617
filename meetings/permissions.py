"""Permissions on meetings. Plain functions: a misspelt name cannot import."""

from meetings.models import Meeting
from programmes.models import Round, User
from programmes.models.files import leading


def may_plan_meeting(user: User, meeting: Meeting) -> bool:
    return Meeting.objects.planned_by(user).filter(pk=meeting.pk).exists()


def may_add_takeaway(user: User, meeting: Meeting) -> bool:
    """Those who take part for an organisation: the list is its own, not SKR's and no mentor's."""
    return meeting.participation_of(user) is not None


def may_create_meeting(user: User, round: Round) -> bool:
    return Round.objects.led_by(user).filter(pk=round.pk).exists()


def may_upload(user: User, meeting: Meeting) -> bool:
    """SKR, and the strategists and coordinators of those who meet."""
    if user.is_skr:
        return True
    theirs = Meeting.objects.held_for(leading(user.memberships.all()))
    return theirs.filter(pk=meeting.pk).exists()


def may_add_files(user: User, meeting: Meeting) -> bool:
    """As `may_upload`, while the round is open."""
    return not meeting.round.is_closed and may_upload(user, meeting)


def may_read_letters(user: User, round: Round) -> bool:
    """Those who lead a group of the round: of their own meetings' letters, SKR staff of all."""
    return Round.objects.led_by(user).filter(pk=round.pk).exists()


def may_read_letters_of(user: User, meeting: Meeting) -> bool:
    return Meeting.objects.led_by(user).filter(pk=meeting.pk).exists()
