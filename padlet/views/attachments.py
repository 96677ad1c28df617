"""The page of instructions and their PDFs, and the PDFs themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.files.downloads import as_download
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.http_methods import require_http_methods, require_POST
from padlet import errors
from padlet.forms.attachments import InstructionsForm, flaw_message
from padlet.models import Attachment, Board
from padlet.services import attachments as attachments_service
from padlet.views.board_access import facilitated_board
from programmes.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def instructions(request: Request, board_id: int) -> HttpResponse:
    """Edit the instructions to participants, and their PDFs."""
    board = facilitated_board(request, board_id)
    attachments = list(board.attachments.all())
    form = InstructionsForm(
        request.POST or None,
        request.FILES or None,
        initial={"instructions": board.instructions},
        room=attachments_service.MAX_ATTACHMENTS - len(attachments),
    )
    is_over = board.state not in attachments_service.CHANGEABLE
    if form.is_valid():
        try:
            attachments_service.change_instructions(
                board=board, instructions=form.cleaned_data["instructions"]
            )
            for file in form.cleaned_data["pdfs"]:
                attachments_service.add_attachment(board=board, name=file.name or "", file=file)
        except errors.WrongStateError:
            is_over = True
        except errors.AttachmentError as error:
            form.add_error("pdfs", flaw_message(error.flaw, ""))
        else:
            messages.success(request, _("Instruktionen är sparad."))
            return redirect("padlet:instructions", board.pk)
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "attachments": board.attachments.all(),
        "is_over": is_over,
    }
    status = 422 if form.errors else CONFLICT if is_over and request.method == "POST" else 200
    return render(request, "padlet/attachments/instructions.html", context, status=status)


@require_POST
def remove_attachment(request: Request, board_id: int, attachment_id: int) -> HttpResponse:
    board = facilitated_board(request, board_id)
    if not is_confirmed(request):
        question = _("Ta bort bilagan? Det går inte att ångra.")
        back = reverse("padlet:instructions", args=[board.pk])
        return confirmation_page(request, question, back=back, yes=_("Ta bort bilagan"))
    try:
        attachments_service.remove_attachment(board=board, attachment_id=attachment_id)
    except errors.WrongStateError:
        messages.warning(request, _("Tavlan är stängd. Bilagorna ligger kvar."))
    else:
        messages.success(request, _("Bilagan är borttagen."))
    return redirect("padlet:instructions", board.pk)


@require_safe
def attachment(request: Request, board_id: int, attachment_id: int) -> HttpResponse:
    """The file, for those who may see the board."""
    board = get_object_or_404(Board.objects.visible_to(request.user), pk=board_id)
    return _file(Attachment.objects.filter(board=board), attachment_id)


@login_not_required
@require_safe
def guest_attachment(request: HttpRequest, path: str, attachment_id: int) -> HttpResponse:
    """The file, for guests with the board's secret address: no session, no cookie."""
    return _file(Attachment.objects.filter(board__path=path), attachment_id)


def _file(found: QuerySet[Attachment], attachment_id: int) -> HttpResponse:
    attachment = get_object_or_404(found, pk=attachment_id)
    try:
        with attachment.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:  # lost from the storage
        raise Http404 from None
    # Never shown inside a page of ours: a PDF may carry scripts.
    return as_download(content, "application/pdf", attachment.name)
