"""The steps of whoever leads a board: each a POST that answers with the panel as it then stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from modellkoncept.documents.kinds import CannotBeMadeError
from modellkoncept.documents.request import request_document
from modellkoncept.web.confirmation import ask_first, is_confirmed
from modellkoncept.web.methods import require_POST
from padlet import errors
from padlet.forms.facilitation import MinutesForm, ProjectorForm
from padlet.live import board_cache
from padlet.models import Board
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.services import facilitation, sealing
from padlet.views.board_page import board_page, lead_context, revealing_question
from padlet.views.board_parts import board_context, board_to_lead
from programmes.requests import Request

# What may be done to the board as a whole: the address' last word, the service, and what is said.
STEPS: dict[str, tuple[Callable[..., Board], Any]] = {
    "pausa": (facilitation.pause_board, gettext_lazy("Tavlan är pausad. Ingen kan skriva nu.")),
    "fortsatt": (facilitation.resume_board, gettext_lazy("Tavlan är öppen. Det går att skriva.")),
    "frys": (
        facilitation.freeze_board,
        gettext_lazy("Tavlan är fryst. Ingen kan skriva eller ändra lappar."),
    ),
    "byt-lank": (
        facilitation.change_link,
        gettext_lazy(
            "Länken är bytt. Den gamla har slutat gälla, så alla behöver den nya. Lapparna är kvar."
        ),
    ),
    "stang": (sealing.close_board, gettext_lazy("Tavlan är stängd. Lapparna går att läsa.")),
    "stoppa-klockan": (facilitation.stop_clock, gettext_lazy("Klockan är borta.")),
}
# What is asked before some of them, as the panel's own forms do.
QUESTIONS = {
    "frys": gettext_lazy(
        "Frys tavlan? Ingen kan skriva eller ändra medan den är fryst. Du kan tina upp den igen."
    ),
    "byt-lank": gettext_lazy(
        "Byt länk? Den gamla slutar gälla för alla som har den. Duken och alla telefoner behöver"
        " den nya. Lapparna är kvar."
    ),
}
AFTERWARDS = {
    Board.State.DRAFT: gettext_lazy("Tavlan är inte öppnad än."),
    Board.State.OPEN: gettext_lazy("Någon annan hann före. Tavlan är öppen."),
    Board.State.PAUSED: gettext_lazy("Någon annan hann före. Tavlan är pausad."),
    Board.State.FROZEN: gettext_lazy("Någon annan hann före. Tavlan är fryst."),
    Board.State.CLOSED: gettext_lazy("Någon annan hann före. Tavlan är redan stängd."),
}


@require_safe
def panel(request: Request, board_id: int) -> HttpResponse:
    """The panel alone, for a page that has heard that something changed."""
    board = board_to_lead(request, board_id)
    return _panel(request, board) if request.htmx else redirect(board)


@require_POST
def lead(request: Request, board_id: int, step: str) -> HttpResponse:
    """One step with the whole board: pause, give time, reveal, show, change link, close …"""
    board = board_to_lead(request, board_id)
    if step == "dokument":
        return _document(request, board)
    if step not in STEPS and step not in WITH_FORM:
        return HttpResponse(status=404)
    if not is_confirmed(request) and (asked := _question(board, step)):
        question, yes = asked
        return ask_first(request, question, back=board.get_absolute_url(), yes=yes)
    try:
        if step in WITH_FORM:
            said = WITH_FORM[step](request, board)
        else:
            service, said = STEPS[step]
            service(board=board)
    except errors.WrongStateError:
        now = Board.objects.get(pk=board.pk).state
        return _answer(request, board, trouble=AFTERWARDS[Board.State(now)])
    except _NotPossibleError as error:
        return _answer(request, board, status=422, **error.shown)
    return _answer(request, board, said=said)


def _question(board: Board, step: str) -> tuple[object, str] | None:
    """What is asked before the step, as on the panel, and what its yes is called."""
    if step == "stang":
        return _closing_question(board), _("Stäng och försegla")
    if step == "visa":
        return revealing_question(board), ""
    return (QUESTIONS[step], "") if step in QUESTIONS else None


def _closing_question(board: Board) -> str:
    """As the panel's own: of what waits it speaks once the notes are shown."""
    waiting = board_cache.how_many_wait(board) if board.shows_notes else 0
    if not waiting:
        return _(
            "Stäng och försegla tavlan? Sedan kan ingen skriva eller ändra, inte heller från"
            " papper, och tavlan går inte att öppna igen."
        )
    question = ngettext(
        "Stäng och försegla tavlan? %(n)s lapp väntar på godkännande. Sedan kan ingen skriva eller"
        " ändra, inte heller från papper, och tavlan går inte att öppna igen.",
        "Stäng och försegla tavlan? %(n)s lappar väntar på godkännande. Sedan kan ingen skriva"
        " eller ändra, inte heller från papper, och tavlan går inte att öppna igen.",
        waiting,
    )
    return question % {"n": waiting}


class _NotPossibleError(Exception):
    """What was typed cannot be done; `shown` is what the panel says of it."""

    def __init__(self, **shown: Any) -> None:
        self.shown = shown


def _minutes(request: Request) -> int:
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise _NotPossibleError(minutes_form=form)
    minutes: int = form.cleaned_data["minuter"]
    return minutes


def _give_time(request: Request, board: Board) -> str:
    minutes = _minutes(request)
    facilitation.give_time(board=board, minutes=minutes)
    said = ngettext(
        "Klockan har fått %(n)s minut till.", "Klockan har fått %(n)s minuter till.", minutes
    )
    return said % {"n": minutes}


def _set_clock(request: Request, board: Board) -> str:
    minutes = _minutes(request)
    facilitation.set_clock(board=board, minutes=minutes)
    said = ngettext(
        "Klockan går. Det är %(n)s minut kvar.",
        "Klockan går. Det är %(n)s minuter kvar.",
        minutes,
    )
    return said % {"n": minutes}


def _end_writing(request: Request, board: Board) -> str:
    ends_writing = request.POST.get("slut") == "1"
    facilitation.end_writing_with_clock(board=board, ends_writing=ends_writing)
    if ends_writing:
        return _("När tiden är ute går det bara att läsa.")
    return _("Det går att skriva även när tiden är ute.")


def _project(request: Request, board: Board) -> str:
    form = ProjectorForm(request.POST)
    try:
        if not form.is_valid():
            raise errors.WrongBoxError
        question, slideshow = form.cleaned_data["fraga"], form.cleaned_data["bildspel"]
        facilitation.show_on_projector(board=board, question=question, slideshow=slideshow)
    except errors.WrongBoxError:
        raise _NotPossibleError(trouble=_("Den frågan finns inte på tavlan.")) from None
    if slideshow:
        return _("Duken visar frågorna en i taget.")
    if question:
        return _("Duken visar fråga %(n)s.") % {"n": question}
    return _("Duken visar alla frågor.")


def _reveal(_request: Request, board: Board) -> str:
    waiting = board_cache.how_many_wait(board)
    facilitation.reveal_notes(board=board)
    if not board.approves:
        return _("Alla ser lapparna nu.")
    if not waiting:
        return _("Insamlingen är slut. Varje ny lapp kommer till dig, och syns när du godkänt den.")
    said = ngettext(
        "Lapparna är insamlade. %(n)s lapp väntar på att du godkänner den.",
        "Lapparna är insamlade. %(n)s lappar väntar på att du godkänner dem.",
        waiting,
    )
    return said % {"n": waiting}


WITH_FORM: dict[str, Callable[[Request, Board], str]] = {
    "tid": _give_time,
    "klocka": _set_clock,
    "skrivtid": _end_writing,
    "duken": _project,
    "visa": _reveal,
}


def _answer(request: Request, board: Board, status: int = 200, **shown: Any) -> HttpResponse:
    """To htmx the panel as it stands now; else the page, with the sentence as a message."""
    if request.htmx:
        return _panel(request, board_to_lead(request, board.pk), status, **shown)
    if status != 200:  # noqa: PLR2004 – all is well
        return board_page(request, board, status, **shown)
    if trouble := shown.get("trouble"):
        messages.warning(request, trouble)
    else:
        messages.success(request, shown["said"])
    return redirect(board)


def _panel(request: Request, board: Board, status: int = 200, **shown: Any) -> HttpResponse:
    snapshot = board_cache.for_its_leader(board)
    if snapshot is None:
        raise Http404
    context = {**board_context(snapshot), **lead_context(request, snapshot), **shown}
    return render(request, "padlet/_lead.html", context, status=status)


def _document(request: Request, board: Board) -> HttpResponse:
    if board.is_rehearsal:
        messages.warning(
            request, _("En repetition blir ingen dokumentation: lapparna är påhittade.")
        )
        return redirect(board)
    if not board.shows_notes:
        messages.warning(
            request, _("Visa lapparna först. Dokumentationen får bara innehålla det alla har sett.")
        )
        return redirect(board)
    try:
        made = request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=request.user)
    except CannotBeMadeError as error:
        messages.warning(request, str(error))
        return redirect(board)
    return redirect(made)


@require_POST
def merge(request: Request, board_id: int, section_id: int) -> HttpResponse:
    board = board_to_lead(request, board_id)
    if all(section.pk != section_id for section in board.sections.all()):
        raise Http404
    if not is_confirmed(request):
        question = _("Slå ihop smågrupperna till en? Det går inte att ångra.")
        return ask_first(request, question, back=board.get_absolute_url())
    try:
        section = facilitation.merge_groups(board=board, section_id=section_id)
    except errors.WrongBoxError:
        raise Http404 from None
    except errors.WrongStateError:
        messages.warning(request, _("Grupperna går inte att slå ihop nu."))
    else:
        messages.success(request, _("%(section)s är nu en grupp.") % {"section": section})
    return redirect(board)
