"""Permissions in a round. Plain functions: a misspelt name cannot import."""

from programmes.models import Membership, Round, User


def is_skr(user: User) -> bool:
    return user.is_skr


def is_strategist_in(user: User, round: Round) -> bool:
    """Whether the user leads the work in any organisation of the round, a mentor included."""
    return Membership.objects.of(user).strategists().filter(participation__round=round).exists()


def may_see_people(user: User, round: Round) -> bool:
    """Everybody in a round may see who else takes part: that is what it is for."""
    return Round.objects.visible_to(user).filter(pk=round.pk).exists()
