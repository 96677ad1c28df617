"""Who may do what in a round. Plain functions: a misspelt name cannot import."""

from programmes.models import Membership, Role, Round, User


def is_skr(user: User) -> bool:
    return user.is_active and user.is_staff


def is_strategist_in(user: User, round: Round) -> bool:
    """Whether this person leads the work in any organisation of the round, a mentor included."""
    return (
        Membership.objects.of(user)
        .filter(participation__round=round, role=Role.STRATEGIST)
        .exists()
    )


def may_see_people(user: User, round: Round) -> bool:
    """Everybody in a round may see who else takes part: that is what it is for."""
    return is_skr(user) or Membership.objects.of(user).filter(participation__round=round).exists()
