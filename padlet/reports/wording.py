"""Words about a note or sentence that several exports share."""

from django.utils.translation import gettext as _

from padlet.reports.board_report import Line, Said


def after(line: Line) -> str:
    """What stands behind a note: its small group where no heading says that, likes and dots when
    there are any, and that it was on paper."""
    parts = []
    if line.says_group:
        parts.append(_("grupp %(number)s") % {"number": line.breakout})
    if line.likes:
        parts.append(_("%(n)s håller med") % {"n": line.likes})
    if line.dots:
        parts.append(_("1 prick") if line.dots == 1 else _("%(n)s prickar") % {"n": line.dots})
    if line.from_paper:
        parts.append(_("från papper"))
    return f" ({', '.join(parts)})" if parts else ""


def knot_words(line: Line) -> str:
    """Which sentences of the summary rest on the note."""
    if not line.knots:
        return ""
    return _("mening %(numbers)s") % {"numbers": ", ".join(map(str, line.knots))}


def resting(said: Said) -> str:
    """Which notes a sentence rests on, in words."""
    numbers = ", ".join(map(str, said.rests_on))
    if not said.rests_on:
        words = _("Vilar inte på någon lapp")
    elif len(said.rests_on) == 1:
        words = _("Vilar på lapp %(numbers)s") % {"numbers": numbers}
    else:
        words = _("Vilar på lapparna %(numbers)s") % {"numbers": numbers}
    return f"{words}. {gone_words(said.gone)}" if said.gone else words


def gone_words(gone: int) -> str:
    if gone == 1:
        return _("En lapp som den vilade på syns inte längre.")
    return _("%(n)s lappar som den vilade på syns inte längre.") % {"n": gone}


def left_out_words(lines: list[Line]) -> str:
    """ "Inte med i sammanfattningen: 3 lappar (nummer 2, 5, 9)."""
    numbers = ", ".join(str(line.number) for line in lines)
    if len(lines) == 1:
        return _("Inte med i sammanfattningen: 1 lapp (nummer %(numbers)s).") % {"numbers": numbers}
    return _("Inte med i sammanfattningen: %(n)s lappar (nummer %(numbers)s).") % {
        "n": len(lines),
        "numbers": numbers,
    }
