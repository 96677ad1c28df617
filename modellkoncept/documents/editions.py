"""Editions of what documents are made of: whether something was withdrawn since one was made.

An edition is text, one line for each part of the thing: "<name of the part> <edition of the part>".
"""

import re
from collections.abc import Mapping

# All withdrawals, how many of them only hid something, and the short hashes of what is hidden.
COUNTED = re.compile(r"(\d+)(?:-(\d+)-([\w.]*))?")


def counted(withdrawn: int, *, revocable: int = 0, hidden: str = "") -> str:
    """The edition of a thing of which `withdrawn` pieces were withdrawn, each counted for ever.

    `revocable` is how many of them were only hidden, and `hidden` the short hashes of what is
    hidden now, with points between them.
    """
    return f"{withdrawn}-{revocable}-{hidden}" if revocable or hidden else str(withdrawn)


def joined(editions: Mapping[str, str]) -> str:
    """The edition of a thing of these parts."""
    return "\n".join(
        f"{name}{'/' if part else ''}{part} {edition}"
        for name, of_part in sorted(editions.items())
        for part, edition in _parts(of_part).items()
    )


def still_holds(made: str, now: str) -> bool:
    """Whether nothing of what the edition `made` held is withdrawn in the edition `now`."""
    if made == now:
        return True
    before, after = _parts(made), _parts(now)
    return before.keys() == after.keys() and all(
        _part_holds(before[name], after[name]) for name in after
    )


def _parts(edition: str) -> dict[str, str]:
    """The editions of the parts by their names; of a thing without parts by no name."""
    found = (line.rpartition(" ") for line in edition.split("\n"))
    return {name: of_part for name, _space, of_part in found}


def _part_holds(made: str, now: str) -> bool:
    """Nothing was withdrawn since, or all that was is shown again."""
    before, after = COUNTED.fullmatch(made), COUNTED.fullmatch(now)
    if made == now or before is None or after is None:
        return made == now
    if before[1] == after[1]:
        return True
    return _for_good(before) == _for_good(after) and _hidden(after) <= _hidden(before)


def _for_good(found: re.Match[str]) -> int:
    return int(found[1]) - int(found[2] or 0)


def _hidden(found: re.Match[str]) -> set[str]:
    return set(filter(None, (found[3] or "").split(".")))
