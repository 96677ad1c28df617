"""Context of the facilitator's panel, beside the board's own."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept.documents.status import with_states
from padlet.live.projection import Snapshot
from padlet.models import Board
from padlet.reports.documents.discussions import newest_documents
from padlet.views.board_context import named_notes, qr_code
from programmes.requests import Request


def panel_context(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    """Template context of the facilitator's panel, beside the board itself."""
    board = snapshot.board
    guest_url = settings.BASE_URL + board.get_guest_url()
    if settings.DEMO:
        guest_url = request.build_absolute_uri(board.get_guest_url())
    return {
        "may_facilitate": True,
        "guest_url": guest_url,
        "qr": qr_code(guest_url),
        # The scripts put the note's id and the last word of one of its steps here.
        "moderate_url": reverse("padlet:hide_note", args=[board.pk, UUID(int=0)]).replace(
            "/dolj/", "/STEP/"
        ),
        "waiting": waiting_notes(snapshot),
        "revealing_question": revealing_question(board),
        **documentation_of(board),
    }


def revealing_question(board: Board) -> str:
    """The question before gathered notes are shown: to all, or first to the approver."""
    if board.approves:
        return _(
            "Sluta samla och gå igenom lapparna? De kommer först till dig, och var och en syns för"
            " alla när du har godkänt den. Det går inte att ångra."
        )
    return _("Visa lapparna för alla? Det går inte att ångra.")


def documentation_of(board: Board) -> dict[str, Any]:
    """The document that was asked for last of a closed board, and whether it stands and holds."""
    closed = board.state == Board.State.CLOSED
    newest = newest_documents([board]).get(board.pk) if closed else None
    return {"documentation": newest, "state": with_states([newest])[0][1]} if newest else {}


def waiting_notes(snapshot: Snapshot | None) -> list[dict[str, Any]]:
    """The notes that wait to be approved, each with the box it will stand in."""
    if snapshot is None:
        return []
    board = snapshot.board
    sections = {section.pk: section for section in board.sections.all()}
    numbers = {prompt.pk: number for number, prompt in enumerate(board.prompts.all(), start=1)}
    return [
        {**note, "of": sections[note["section"]], "number": numbers[note["prompt"]]}
        for note in named_notes(snapshot)
        if note["waiting"]
    ]
