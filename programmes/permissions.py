"""Permissions on rounds and their organisations. Plain functions: a misspelt name cannot import."""

from programmes.models import Participation, Round, User


def may_run_round(user: User, round: Round) -> bool:
    """SKR staff runs the rounds."""
    return user.is_skr


def may_coordinate(user: User, participation: Participation) -> bool:
    """Whether the user invites and changes the people of the organisation."""
    return Participation.objects.coordinated_by(user).filter(pk=participation.pk).exists()


def may_answer_for(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, and so answers what is asked of it."""
    return Participation.objects.represented_by(user).filter(pk=participation.pk).exists()


def may_read_own_pages(user: User, participation: Participation) -> bool:
    """Whether the user reads what only the organisation and SKR read: decisions and its plan."""
    return user.is_skr or may_answer_for(user, participation)


def may_edit_decisions(user: User, participation: Participation) -> bool:
    """Coordinators and strategists of the organisation, and SKR staff."""
    found = Participation.objects.with_decisions_edited_by(user)
    return found.filter(pk=participation.pk).exists()
