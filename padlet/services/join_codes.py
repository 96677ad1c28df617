"""The code that is said aloud, and what guessing it costs (TRUST: section 2).

A right code always leads in, whatever others do. So nothing but the number of codes and the speed
of trying stands between a guesser and an open board. There are 24 signs in 8 places: 1.1 * 10^11
codes. Of tries a web process makes a hundred in each second and no more, right or wrong, for all
together (web/delayed.py): whoever tries faster waits for his turn, and hanging up wins nothing. Two
processes make at most 1.5 million in the two hours that a board is open: one chance in 76,000 for
that board, one in 3,800 where twenty are open; each further process adds half as many.

The seconds that wrong answers wait on top of that slow down who tries by hand, or one after the
other. They bound nobody who tries many at once: he need not wait to know that he was wrong.
"""

import re

from modellkoncept.web import rate_limits
from padlet.errors import WrongCodeError
from padlet.models import Board

WRONG = "join-code"
WINDOW = 60  # seconds
FREE = 10  # wrong codes in a window, over all who try: nobody who mistypes once has to wait
DELAY_STEP, LONGEST_DELAY = 0.1, 5.0  # seconds, for each wrong code after those


def path_by_code(*, code: str) -> str:
    """The secret path of the open board with this code, however it was typed.

    Raises WrongCodeError, with the seconds that the answer is to wait, for a code that leads
    nowhere (any more). The user who tries is not known: the wrong codes of all count together.
    """
    signs = re.sub(r"[\W_]", "", code).upper()
    found = Board.objects.filter(code=signs, state=Board.State.OPEN) if signs else None
    path = found.values_list("path", flat=True).first() if found is not None else None
    if path is None:
        wrong = rate_limits.count(WRONG, seconds=WINDOW)
        raise WrongCodeError(min(max(wrong - FREE, 0) * DELAY_STEP, LONGEST_DELAY))
    return path
