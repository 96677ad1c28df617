"""Permissions on rounds and their organisations. Plain functions: a misspelt name cannot import."""

from programmes.models import Participation, Round, User


def may_run_round(user: User, round: Round) -> bool:
    """SKR staff runs the rounds."""
    return user.is_skr


def may_have_second_step(user: User) -> bool:
    """SKR's people, who see every round, may ask more than a code by e-mail of themselves."""
    return user.is_skr


def may_start_rounds(user: User, _nothing: None) -> bool:
    """SKR staff starts rounds, and keeps the templates that they are started from."""
    return user.is_skr


def may_change_round(user: User, round: Round) -> bool:
    """Who runs the round changes it, until it is closed."""
    return may_run_round(user, round) and not round.is_closed


def may_coordinate(user: User, participation: Participation) -> bool:
    """Whether the user invites and changes the people of the organisation."""
    return Participation.objects.coordinated_by(user).filter(pk=participation.pk).exists()


def may_answer_for(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, and so answers what is asked of it."""
    return Participation.objects.represented_by(user).filter(pk=participation.pk).exists()
