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


def may_read_people(user: User, participation: Participation) -> bool:
    """Whether the user belongs to the organisation, or coordinates it: its own people."""
    return may_answer_for(user, participation) or may_coordinate(user, participation)


def may_export_contacts(user: User, round: Round) -> bool:
    """SKR, and the coordinators of the round's organisations."""
    return Participation.objects.coordinated_by(user).filter(round=round).exists()
