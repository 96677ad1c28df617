"""The code that is said aloud, and what guessing it costs (TRUST: section 2).

A right code always leads in, whatever others do; only wrong answers are slow. So nothing but the
number of codes stands between a guesser and an open board: 24 signs in 8 places are 1.1 * 10^11.
A guesser who gets a thousand answers a second out of this system for the two hours that a board is
open has tried 7.2 million of them: one chance in 15,000 for that board, one in 750 where twenty are
open; with the answers delayed as below it takes 5,000 connections held open to get so many.
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
