"""What this app shows on the round's own page."""

from programmes.closing.permissions import may_close
from programmes.models import Round, User
from programmes.page_parts import Context


def closing_link(user: User, round: Round | None) -> Context:
    """That the round is closed, to everybody; and to SKR staff the way to its closing."""
    if round is None:
        return None
    may = may_close(user, round)
    return {"round": round, "may_close": may} if may or round.is_closed else None
