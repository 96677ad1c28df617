"""Part of a round's page that shows its closing."""

from programmes.closing.participants import is_time_to_close
from programmes.closing.permissions import may_close
from programmes.models import Round, User
from programmes.page_parts import Context


def closing_link(user: User, round: Round | None) -> Context:
    """To SKR staff the way to the round's closing: in the menu, and in sight when it is time."""
    if round is None or not may_close(user, round):
        return None
    return {"round": round, "is_time": round.is_closed or is_time_to_close(round)}
