"""Part of a round's page that shows its closing."""

from programmes.closing.permissions import may_close
from programmes.models import Round, User
from programmes.page_parts import Context


def closing_link(user: User, round: Round | None) -> Context:
    """Whether the round is closed, to all; and to SKR staff a link to its closing."""
    if round is None:
        return None
    may = may_close(user, round)
    return {"round": round, "may_close": may} if may or round.is_closed else None
