"""Permissions on rounds and their organisations. Plain functions: a misspelt name cannot import."""

from programmes.models import Participation, Round, SharedFile, User
from programmes.models.files import leading


def may_run_round(user: User, round: Round) -> bool:
    """SKR staff runs the rounds."""
    return user.is_skr


def may_coordinate(user: User, participation: Participation) -> bool:
    """Whether the user invites and changes the people of the organisation."""
    return Participation.objects.coordinated_by(user).filter(pk=participation.pk).exists()


def may_answer_for(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, and so answers what is asked of it."""
    return Participation.objects.represented_by(user).filter(pk=participation.pk).exists()


def may_add_file(user: User, round: Round) -> bool:
    """SKR, and the strategists and coordinators of the round's organisations."""
    return user.is_skr or leading(user.memberships.filter(participation__round=round)).exists()


def may_change_file(user: User, file: SharedFile) -> bool:
    """Upload a newer version, change who sees it, remove it: see the queryset."""
    return SharedFile.objects.changed_by(user).filter(pk=file.pk).exists()


def may_see_files(user: User, round: Round) -> bool:
    """Whoever sees the round has a list of its files, though not all the same one."""
    return True
