"""The code that is said aloud, and the limit on guessing it (TRUST: section 2).

Whoever tries is not known, so the wrong tries of all are counted together, minute by minute.
"""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from padlet.errors import TooManyCodesError, WrongCodeError
from padlet.models import Board, WrongCodes

MAX_WRONG_PER_MINUTE = 60  # over all who try
KEPT = timedelta(hours=1)


def path_by_code(*, code: str) -> str:
    """The secret path of the open board with this code, however it was typed.

    Raises WrongCodeError for a code that leads nowhere (any more), and TooManyCodesError, also for
    a right one, while the minute's wrong tries are spent.
    """
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    if WrongCodes.objects.filter(minute=minute, tries__gte=MAX_WRONG_PER_MINUTE).exists():
        raise TooManyCodesError(60 - now.second)
    signs = re.sub(r"[\W_]", "", code).upper()
    found = Board.objects.filter(code=signs, state=Board.State.OPEN) if signs else None
    path = found.values_list("path", flat=True).first() if found is not None else None
    if path is None:
        _count_wrong(minute)
        raise WrongCodeError
    return path


@transaction.atomic
def _count_wrong(minute: datetime) -> None:
    WrongCodes.objects.filter(minute__lt=minute - KEPT).delete()
    WrongCodes.objects.get_or_create(minute=minute)
    WrongCodes.objects.filter(minute=minute).update(tries=F("tries") + 1)
