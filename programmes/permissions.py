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


def may_see_tasks(user: User, participation: Participation) -> bool:
    """Whether the user sees how far the organisation has come: its people, and SKR."""
    return user.is_skr or may_answer_for(user, participation)


def may_tick_for_colleagues(user: User, participation: Participation) -> bool:
    """Whether the user is the organisation's coordinator, who may say what its people have done."""
    return user.memberships.filter(participation=participation, is_coordinator=True).exists()
