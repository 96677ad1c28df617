"""The pages where a board is made, changed, prepared and opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from meetings.models import Meeting
from modellkoncept.locking import StaleVersionError
from modellkoncept.privacy.small_groups import LIMITS
from modellkoncept.text.pasted_lines import lines_of
from modellkoncept.web.conflict import render_form
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.query_parameters import number_or_zero
from padlet import errors
from padlet.forms.boards import BoardForm
from padlet.forms.drafts import OpenBoardForm
from padlet.models import Board, Section
from padlet.queries import board_times
from padlet.queries.boards import meetings_to_set_up
from padlet.services import drafts
from padlet.texts import prompt_wording
from padlet.texts.board_templates import BOARD_TEMPLATES
from padlet.views.board_access import facilitated_board, facilitated_meeting
from programmes.models import User
from programmes.requests import Request

COPIES_SHOWN = 12
OPENED_ALREADY = gettext_lazy("Tavlan är redan öppnad. Det du valde nu gäller inte.")
# What each template is called, and what it is for.
TEMPLATE_LABELS = {
    "start": (
        gettext_lazy("Uppstartskonferens"),
        gettext_lazy("Tre frågor till politiker, chefer och strateger, i var sin grupp."),
    ),
    "planering": (
        gettext_lazy("Planera tiden hemma"),
        gettext_lazy("Fyra frågor om tiden mellan träffarna. Alla skriver på samma del."),
    ),
    "utvardering": (
        gettext_lazy("Utvärdering: plus, minus, intressant"),
        gettext_lazy("Tre rubriker som alla svarar på innan träffen är slut."),
    ),
    "tom": (gettext_lazy("Tom tavla"), gettext_lazy("Skriv egna frågor.")),
}


@dataclass(frozen=True)
class Beginning:
    """The starting point of a new board: a template, or an earlier board."""

    typed: dict[str, Any]
    copy_of: Board | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def new_board(request: Request) -> HttpResponse:
    """First what to begin from, then the form; both work as plain links and forms."""
    meeting = facilitated_meeting(request)
    beginning = _beginning(request, meeting)
    if request.method != "POST" and beginning is None:
        return _choose(request, meeting)
    initial = beginning.typed if beginning else {}
    form = BoardForm(request.POST or None, initial=initial, meeting=meeting)
    wants_preview = "forhandsvisa" in request.POST
    if wants_preview and request.htmx:
        return render(request, "padlet/drafts/_preview.html", {"boxes": preview(form, meeting)})
    if request.method == "POST" and form.is_valid() and not wants_preview:
        made = drafts.create_draft(
            meeting=meeting,
            copy_of=beginning.copy_of if beginning else None,
            **form.cleaned_data,
        )
        return redirect("padlet:open_board", made.pk)
    context = {
        "section": "boards",
        "meeting": meeting,
        "form": form,
        "boxes": preview(form, meeting),
        "choose_url": f"?traff={meeting.pk}",
        "copy_of": beginning.copy_of if beginning else None,
    }
    return render_form(request, "padlet/drafts/new_board.html", context, form=form)


def _choose(request: Request, meeting: Meeting) -> HttpResponse:
    context = {
        "section": "boards",
        "meeting": meeting,
        "templates": [
            {"key": key, "name": name, "about": about, "prompts": BOARD_TEMPLATES[key].prompts}
            for key, (name, about) in TEMPLATE_LABELS.items()
        ],
        "copies": _boards_to_copy(request.user)[:COPIES_SHOWN],
        "meetings": meetings_to_set_up(request.user),
    }
    return render(request, "padlet/drafts/choose_template.html", context)


def _boards_to_copy(user: User) -> QuerySet[Board]:
    found = Board.objects.visible_to(user).without_rehearsals().select_related("meeting")
    return found.order_by("-meeting__date", "-pk")


def _beginning(request: Request, meeting: Meeting) -> Beginning | None:
    """The starting point that the URL names; None when there is no such one."""
    key = request.GET.get("mall", "")
    if copied := number_or_zero(request.GET.get("kopia")):
        source = get_object_or_404(_boards_to_copy(request.user), pk=copied)
        return Beginning(
            {
                "title": source.title,
                "role_groups": [section.role_group for section in source.sections.all()],
                "prompts": _lines_shown(prompt.template for prompt in source.prompts.all()),
                "instructions": source.instructions,
            },
            copy_of=source,
        )
    if key not in BOARD_TEMPLATES:
        return None
    template = BOARD_TEMPLATES[key]
    return Beginning(
        {
            "title": template.title or meeting.title,
            "role_groups": list(template.role_groups),
            "prompts": _lines_shown(template.prompts),
            "instructions": template.instructions,
        }
    )


def _lines_shown(templates: Iterable[str]) -> str:
    """The questions as the form shows them to a reader of the page's language."""
    return prompt_wording.as_shown("\n".join(templates), get_language() or "")


def preview(form: BoardForm, meeting: Meeting) -> list[dict[str, Any]]:
    """Each prompt as each chosen group will read it, also while the form is half written."""
    language = meeting.round.language
    value = form["prompts"].value() or ""
    prompts = lines_of(prompt_wording.as_stored(str(value)))
    chosen = set(form["role_groups"].value() or [])
    groups = [group for group in Section.RoleGroup if group.value in chosen]
    return [
        {
            "heading": prompt_wording.worded_for_all(prompt, language),
            "groups": [
                {"role_group": group.value, "name": group.label}
                | {"text": prompt_wording.worded_for(prompt, group.value, language)}
                for group in groups
            ],
        }
        for prompt in prompts[:12]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def open_board(request: Request, board_id: int) -> HttpResponse:
    """State sizes and mode; then open, or save so that the agenda or one press opens the board."""
    board = facilitated_board(request, board_id)
    if board.state != Board.State.DRAFT:
        if request.method == "POST":
            messages.warning(request, OPENED_ALREADY)
        return redirect(board)
    form = OpenBoardForm(request.POST or None, board=board)
    # Said with the form itself where the sizes proposed are small: no extra press is needed.
    small = [] if form.is_bound else form.small_breakouts
    if form.is_valid():
        if merge := request.POST.get("sla_ihop", ""):
            form = OpenBoardForm(form.merged(merge), board=board)
            form.is_valid()
        small = form.small_breakouts
        told = request.POST.get("sagt") == form.sizes_key
        if not merge and (told or not small):
            return _prepare_or_open(request, board, form)
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "small": small,
        "unnamed": form.unnamed_breakouts if small else [],
        "limits": LIMITS,
    }
    return render(
        request, "padlet/drafts/open_board.html", context, status=422 if form.errors else 200
    )


def _prepare_or_open(request: Request, board: Board, form: OpenBoardForm) -> HttpResponse:
    opens = "spara" not in request.POST
    try:
        drafts.prepare_board(board=board, **form.stated)
        if opens:
            drafts.open_prepared_board(board=board)
    except errors.WrongStateError:
        messages.warning(request, OPENED_ALREADY)
    else:
        if not opens:
            messages.success(request, _("Tavlan är förberedd. Ingen kan skriva på den än."))
    return redirect(board)


def draft_context(board: Board) -> dict[str, Any]:
    """When a draft opens by itself, and why it will not."""
    if board.state != Board.State.DRAFT or not board.follows_agenda:
        return {}
    times = board_times.times_of(board)
    return {
        "opens_at": times[0] if times else None,
        "ends_at": times[1] if times else None,
        "item_is_gone": times is None,
        "is_missed": times is not None and times[1] <= timezone.now(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def change_board(request: Request, board_id: int) -> HttpResponse:
    """Save the form of a draft; 409 if the board has opened or was changed meanwhile."""
    board = facilitated_board(request, board_id)
    form = BoardForm(request.POST or None, initial=_initial(board), meeting=board.meeting)
    wants_preview = "forhandsvisa" in request.POST
    if wants_preview and request.htmx:
        boxes = preview(form, board.meeting)
        return render(request, "padlet/drafts/_preview.html", {"boxes": boxes})
    if board.state != Board.State.DRAFT:
        return _change_page(request, board, form)
    if request.method != "POST" or wants_preview or not form.is_valid():
        return _change_page(request, board, form)
    try:
        drafts.change_draft(
            board=board, version=number_or_zero(request.POST.get("version")), **form.cleaned_data
        )
    except errors.WrongStateError:
        return _change_page(request, facilitated_board(request, board_id), form)
    except StaleVersionError:
        stored = facilitated_board(request, board_id)
        return _change_page(request, stored, form, stored=_initial(stored))
    messages.success(request, _change_message(board))
    return redirect(board)


def _initial(board: Board) -> dict[str, Any]:
    """The board as its form shows it."""
    return {
        "title": board.title,
        "role_groups": [section.role_group for section in board.sections.all()],
        "prompts": _lines_shown(prompt.template for prompt in board.prompts.all()),
        "instructions": board.instructions,
        "agenda_item": board.agenda_item_id,
    }


def _change_message(board: Board) -> str:
    if Board.objects.filter(rehearsal_of=board).exists():
        return _("Tavlan är ändrad, men inte provkörningen. Avsluta den och provkör igen.")
    return _("Tavlan är ändrad.")


def _change_page(
    request: Request,
    board: Board,
    form: BoardForm,
    *,
    stored: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; after a collision with what is stored beside what was typed."""
    is_over = board.state != Board.State.DRAFT
    # The version whose words the writer has seen.
    sees_it_now = request.method != "POST" or stored is not None
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "boxes": preview(form, board.meeting),
        "is_over": is_over,
        "groups": [str(section) for section in board.sections.all()],
        "version": board.version if sees_it_now else request.POST.get("version", ""),
    }
    return render_form(
        request,
        "padlet/drafts/change_board.html",
        context,
        form=form,
        stored=stored,
        changed_by_another=is_over and request.method == "POST",
    )
