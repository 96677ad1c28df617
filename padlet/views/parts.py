"""What several of this app's pages share: the boxes of a board, its state as JSON, its QR code."""

import json
from collections import defaultdict
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from padlet import snapshots, wording
from padlet.models import SMALL_GROUP, Section
from padlet.outline import group_name, numbered_groups, small_groups
from padlet.snapshots import Snapshot


def board_context(snapshot: Snapshot) -> dict[str, Any]:
    """The board as question > group > notes, for templates."""
    board = snapshot.board
    language = board.meeting.programme.language
    boxes = defaultdict(list)
    for note in snapshot.notes.values():
        boxes[note["prompt"], note["section"]].append(note)
    questions = [
        {
            "prompt": prompt,
            "text": wording.worded_for_all(prompt.template, language),
            "boxes": [
                {
                    "section": section,
                    "text": wording.worded_for(prompt.template, section.role_group, language),
                    "notes": boxes[prompt.pk, section.pk],
                }
                for section in board.sections.all()
            ],
        }
        for prompt in board.prompts.all()
    ]
    return {
        "board": board,
        "meeting": board.meeting,
        "questions": questions,
        "sections": [section_context(section) for section in board.sections.all()],
        "small_groups": small_groups(board),
        "has_paper": any(note["paper"] for note in snapshot.notes.values()),
        "snapshot": snapshot,
        "stage": json.dumps(snapshot.stage),
        "total": snapshot.total,
        "stream": f"/strom/board/{snapshots.ticket(snapshot)}",
    }


def section_context(section: Section) -> dict[str, Any]:
    sizes = section.group_sizes
    return {
        "section": section,
        "groups": [
            {"number": number, "size": size, "name": group_name(str(section), number)}
            for number, size in numbered_groups(sizes)
        ],
        "people": sum(sizes),
        "small": [size for size in sizes if 0 < size < SMALL_GROUP],
    }


def answer_with_state(request: HttpRequest, board_id: int, audience: str) -> HttpResponse:
    """The board's JSON with an ETag; 304 when the page has it already."""
    snapshot = snapshots.current(board_id, audience)
    if snapshot is None:
        return HttpResponse(status=404)
    etag = f'"{snapshot.version}-{snapshots.bucket()}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = snapshots.cached(board_id, audience, "json", snapshots.as_json)
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache, private"
    return response


def qr_code(address: str) -> SafeString:
    """The address as a picture to scan; its text always stands beside it."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, dark="#111a19", light="#ffffff"
    )
    named = format_html('<svg role="img" aria-label="{}"', _("QR-kod till tavlan"))
    return mark_safe(drawn.replace("<svg", named, 1))  # noqa: S308 – drawn by segno from our own address
