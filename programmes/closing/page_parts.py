"""What this app shows on the round's own page."""

from programmes.closing.permissions import may_close
from programmes.models import Programme, User
from programmes.page_parts import Context


def closing_link(user: User, programme: Programme | None) -> Context:
    """That the round is closed, to everybody; and to SKR staff the way to its closing."""
    if programme is None:
        return None
    may = may_close(user, programme)
    return {"programme": programme, "may_close": may} if may or programme.is_closed else None
