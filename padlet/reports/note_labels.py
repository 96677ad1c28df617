"""Labels of notes and sentences that several exports share."""

from django.utils.translation import gettext as _

from padlet.reports.board_report import NoteEntry, SummarySentence


def note_suffix(entry: NoteEntry) -> str:
    """The suffix of a note: its breakout where no heading names it, likes, dots, and paper."""
    words = []
    if entry.says_group:
        words.append(_("grupp %(number)s") % {"number": entry.breakout})
    if entry.likes:
        words.append(_("%(n)s gillar") % {"n": entry.likes})
    if entry.dots:
        words.append(_("1 röst") if entry.dots == 1 else _("%(n)s röster") % {"n": entry.dots})
    if entry.from_paper:
        words.append(_("från papper"))
    return f" ({', '.join(words)})" if words else ""


def sentence_no_words(entry: NoteEntry) -> str:
    """The numbers of the summary's sentences that cite the note, in words."""
    if not entry.sentence_nos:
        return ""
    return _("mening %(numbers)s") % {"numbers": ", ".join(map(str, entry.sentence_nos))}


def cited_notes_label(said: SummarySentence) -> str:
    """The numbers of the notes that a sentence cites, in words."""
    numbers = ", ".join(map(str, said.rests_on))
    if not said.rests_on:
        words = _("Bygger inte på någon lapp")
    elif len(said.rests_on) == 1:
        words = _("Bygger på lapp %(numbers)s") % {"numbers": numbers}
    else:
        words = _("Bygger på lapparna %(numbers)s") % {"numbers": numbers}
    return f"{words}. {missing_words(said.missing)}" if said.missing else words


def missing_words(missing: int) -> str:
    if missing == 1:
        return _("En lapp som den byggde på syns inte längre.")
    return _("%(n)s lappar som den byggde på syns inte längre.") % {"n": missing}


def left_out_words(entries: list[NoteEntry]) -> str:
    """ "Inte med i sammanfattningen: 3 lappar (nummer 2, 5, 9)."""
    numbers = ", ".join(str(entry.number) for entry in entries)
    if len(entries) == 1:
        return _("Inte med i sammanfattningen: 1 lapp (nummer %(numbers)s).") % {"numbers": numbers}
    return _("Inte med i sammanfattningen: %(n)s lappar (nummer %(numbers)s).") % {
        "n": len(entries),
        "numbers": numbers,
    }
