"""The facilitator's steps with the whole board: each a POST that answers with the panel."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.http_methods import require_POST
from padlet import errors
from padlet.forms.facilitation import MinutesForm, ProjectorForm
from padlet.live import board_cache
from padlet.models import Board
from padlet.services import facilitation, sealing
from padlet.views.board_access import facilitated_board
from padlet.views.board_context import board_context
from padlet.views.boards import board_page
from padlet.views.facilitation_context import panel_context, revealing_question
from programmes.requests import Request

DROP_UNREADABLE = "drop_unreadable"  # the field that says that lost notes are to go
AFTERWARDS = {
    Board.State.DRAFT: gettext_lazy("Tavlan är inte öppnad än."),
    Board.State.OPEN: gettext_lazy("Någon annan hann före. Tavlan är öppen."),
    Board.State.PAUSED: gettext_lazy("Någon annan hann före. Tavlan är pausad."),
    Board.State.CLOSED: gettext_lazy("Någon annan hann före. Tavlan är redan stängd."),
}


@require_safe
def panel(request: Request, board_id: int) -> HttpResponse:
    """The panel alone, for a page that was notified of a change."""
    board = facilitated_board(request, board_id)
    return _panel(request, board) if request.htmx else redirect(board)


class _NotPossibleError(Exception):
    """The input is invalid; `shown` is the message in the panel."""

    def __init__(self, **shown: Any) -> None:
        self.shown = shown


Take = Callable[[Request, Board], object]


def _step(
    *,
    question: Callable[[Board], object] | None = None,
    yes: Callable[[Board], str] = lambda _board: "",
) -> Callable[[Take], Callable[[Request, int], HttpResponse]]:
    """Make a view of a function that changes the board and returns the sentence that says so.

    The view answers with the panel as it then stands, also when the service refuses the step. The
    `question` is asked first, as on the panel; `yes` is what the button that confirms it says.
    """

    def decorate(take: Take) -> Callable[[Request, int], HttpResponse]:
        @require_POST
        @wraps(take)
        def view(request: Request, board_id: int) -> HttpResponse:
            board = facilitated_board(request, board_id)
            if question and not is_confirmed(request):
                back = board.get_absolute_url()
                return confirmation_page(request, question(board), back=back, yes=yes(board))
            try:
                said = take(request, board)
            except errors.WrongStateError:
                now = Board.objects.get(pk=board.pk).state
                return _answer(request, board, trouble=AFTERWARDS[Board.State(now)])
            except errors.BoardKeyMissingError:
                return _ask_without_key(request, board)
            except _NotPossibleError as error:
                return _answer(request, board, status=422, **error.shown)
            return _answer(request, board, said=said)

        return view

    return decorate


def _ask_without_key(request: Request, board: Board) -> HttpResponse:
    """Ask whether to close without the notes that cannot be read, as the board's key is missing."""
    n = sealing.unreadable_notes(board)
    question = ngettext(
        "Stäng tavlan utan %(n)s lapp? Tavlans nyckel saknas, så lappens text går inte att läsa."
        " Stänger du nu tas den bort för alltid. Be först den som sköter systemet att lägga"
        " tillbaka nyckeln från säkerhetskopian.",
        "Stäng tavlan utan %(n)s lappar? Tavlans nyckel saknas, så lapparnas texter går inte att"
        " läsa. Stänger du nu tas de bort för alltid. Be först den som sköter systemet att lägga"
        " tillbaka nyckeln från säkerhetskopian.",
        n,
    )
    return confirmation_page(
        request,
        question % {"n": n},
        back=board.get_absolute_url(),
        yes=_("Stäng utan lapparna"),
        fields=[(DROP_UNREADABLE, "1")],
    )


@_step()
def pause_board(_request: Request, board: Board) -> object:
    facilitation.pause_board(board=board)
    return _("Tavlan är pausad. Ingen kan skriva eller ändra lappar.")


@_step()
def resume_board(_request: Request, board: Board) -> object:
    board = facilitation.resume_board(board=board)
    if board.is_out_of_time:
        return _("Tavlan är inte längre pausad, men tiden är ute. Deltagarna kan bara läsa.")
    return _("Tavlan är öppen. Nu kan deltagarna skriva.")


def _link_question(_board: Board) -> str:
    return _(
        "Byt länk? Den gamla slutar gälla för alla som har den. Duken och alla telefoner behöver"
        " den nya. Lapparna är kvar."
    )


@_step(question=_link_question, yes=lambda _board: _("Byt länk"))
def change_link(_request: Request, board: Board) -> object:
    facilitation.change_link(board=board)
    return _(
        "Länken är bytt. Den gamla har slutat gälla, så alla behöver den nya. Lapparna är kvar."
    )


def _closing_question(board: Board) -> str:
    """As the panel's question: notes that wait are mentioned once the notes are shown."""
    waiting = board_cache.count_pending(board) if board.shows_notes else 0
    if not waiting:
        return _(
            "Stäng och försegla tavlan? Sedan kan ingen skriva eller ändra, inte heller från"
            " papper, och du kan inte öppna tavlan igen."
        )
    question = ngettext(
        "Stäng och försegla tavlan? %(n)s lapp väntar på godkännande. Sedan kan ingen skriva eller"
        " ändra, inte heller från papper, och du kan inte öppna tavlan igen.",
        "Stäng och försegla tavlan? %(n)s lappar väntar på godkännande. Sedan kan ingen skriva"
        " eller ändra, inte heller från papper, och du kan inte öppna tavlan igen.",
        waiting,
    )
    return question % {"n": waiting}


@_step(question=_closing_question, yes=lambda _board: _("Stäng och försegla"))
def close_board(request: Request, board: Board) -> object:
    sealing.close_board(
        board=board, drop_unreadable=DROP_UNREADABLE in request.POST, by=request.user
    )
    return _("Tavlan är stängd. Du kan läsa lapparna.")


def _minutes(request: Request) -> int:
    form = MinutesForm(request.POST)
    if not form.is_valid():
        raise _NotPossibleError(minutes_form=form)
    minutes: int = form.cleaned_data["minuter"]
    return minutes


@_step()
def extend_timer(request: Request, board: Board) -> object:
    minutes = _minutes(request)
    facilitation.extend_timer(board=board, minutes=minutes)
    said = ngettext(
        "Klockan har fått %(n)s minut till.", "Klockan har fått %(n)s minuter till.", minutes
    )
    return said % {"n": minutes}


@_step()
def set_timer(request: Request, board: Board) -> object:
    minutes = _minutes(request)
    facilitation.set_timer(board=board, minutes=minutes)
    said = ngettext(
        "Klockan är ställd på %(n)s minut.", "Klockan är ställd på %(n)s minuter.", minutes
    )
    return said % {"n": minutes}


@_step()
def stop_timer(_request: Request, board: Board) -> object:
    facilitation.stop_timer(board=board)
    return _("Klockan är borta.")


@_step()
def end_writing(request: Request, board: Board) -> object:
    ends_writing = request.POST.get("slut") == "1"
    board = facilitation.close_on_timer(board=board, ends_writing=ends_writing)
    if board.is_out_of_time:
        return _("Tiden är ute, så tavlan är stängd för nya lappar.")
    if ends_writing:
        return _("Tavlan stängs för nya lappar när tiden är ute.")
    return _("Deltagarna kan skriva även när tiden är ute.")


@_step()
def show_on_projector(request: Request, board: Board) -> object:
    form = ProjectorForm(request.POST)
    try:
        if not form.is_valid():
            raise errors.InvalidTargetError
        number, slideshow = form.cleaned_data["fraga"], form.cleaned_data["bildspel"]
        facilitation.show_on_projector(board=board, prompt_number=number, slideshow=slideshow)
    except errors.InvalidTargetError:
        raise _NotPossibleError(trouble=_("Den frågan finns inte på tavlan.")) from None
    if slideshow:
        return _("Duken visar frågorna en i taget.")
    if number:
        return _("Duken visar fråga %(n)s.") % {"n": number}
    return _("Duken visar alla frågor.")


def _revealing_words(board: Board) -> str:
    return _("Gå igenom lapparna") if board.approves else _("Visa lapparna")


@_step(question=revealing_question, yes=_revealing_words)
def reveal_notes(_request: Request, board: Board) -> object:
    waiting = board_cache.count_pending(board)
    facilitation.reveal_notes(board=board)
    if not board.approves:
        return _("Alla ser lapparna nu.")
    if not waiting:
        return _("Insamlingen är slut. Varje ny lapp kommer till dig, och syns när du godkänt den.")
    said = ngettext(
        "%(n)s lapp är insamlad. Den syns för alla när du har godkänt den.",
        "%(n)s lappar är insamlade. Var och en syns för alla när du har godkänt den.",
        waiting,
    )
    return said % {"n": waiting}


def _answer(request: Request, board: Board, status: int = 200, **shown: Any) -> HttpResponse:
    """The current panel for htmx; else the page, with the sentence as a message."""
    if request.htmx:
        return _panel(request, facilitated_board(request, board.pk), status, **shown)
    if status != 200:  # noqa: PLR2004 – all is well
        return board_page(request, board, status, **shown)
    if trouble := shown.get("trouble"):
        messages.warning(request, trouble)
    else:
        messages.success(request, shown["said"])
    return redirect(board)


def _panel(request: Request, board: Board, status: int = 200, **shown: Any) -> HttpResponse:
    snapshot = board_cache.view_for_facilitator(board)
    if snapshot is None:
        raise Http404
    context = {**board_context(snapshot), **panel_context(request, snapshot), **shown}
    return render(request, "padlet/facilitation/_panel.html", context, status=status)


@require_POST
def merge_breakouts(request: Request, board_id: int, section_id: int) -> HttpResponse:
    board = facilitated_board(request, board_id)
    if all(section.pk != section_id for section in board.sections.all()):
        raise Http404
    if not is_confirmed(request):
        question = _("Slå ihop smågrupperna till en? Det går inte att ångra.")
        back = board.get_absolute_url()
        return confirmation_page(request, question, back=back, yes=_("Slå ihop"))
    try:
        section = facilitation.merge_breakouts(board=board, section_id=section_id)
    except errors.InvalidTargetError:
        raise Http404 from None
    except errors.WrongStateError:
        messages.warning(request, _("Du kan inte slå ihop grupperna nu."))
    else:
        messages.success(request, _("%(section)s är nu en grupp.") % {"section": section})
    return redirect(board)
