"""Template context of a board: its prompts, sections, clusters and breakouts, and its QR code."""

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from modellkoncept.privacy.small_groups import LIMITS, is_small
from modellkoncept.web.qr_code import qr_code as drawn_qr_code
from padlet.live import tickets
from padlet.live.holders import Holder
from padlet.live.projection import Snapshot
from padlet.models import Board, Section
from padlet.queries.breakouts import (
    breakout_name,
    numbered_breakouts,
    sections_with_unnamed,
    small_breakouts,
    told_as_done,
)
from padlet.texts import prompt_wording
from padlet.texts.first_words import distinct_names


def board_context(snapshot: Snapshot, holder: Holder | None = None) -> dict[str, Any]:
    """The board as prompt > group > notes, for templates; its stream in the name of the holder."""
    board = snapshot.board
    language = board.meeting.round.language
    boxes = defaultdict(list)
    for note in named_notes(snapshot):
        if not note["waiting"]:
            boxes[note["prompt"], note["section"]].append(note)
    clusters = defaultdict(list)
    for cluster in snapshot.stage["clusters"]:
        clusters[cluster["prompt"]].append(cluster)
    prompts = [
        {
            "pk": prompt.pk,
            "number": number,
            "text": prompt_wording.worded_for_all(prompt.template, language),
            "clusters": clusters[prompt.pk],
            "boxes": [
                {
                    "section": section,
                    "text": prompt_wording.worded_for(
                        prompt.template, section.role_group, language
                    ),
                    "notes": boxes[prompt.pk, section.pk],
                    "parts": by_cluster(boxes[prompt.pk, section.pk], clusters[prompt.pk]),
                }
                for section in board.sections.all()
            ],
        }
        for number, prompt in enumerate(board.prompts.all(), start=1)
    ]
    _link_columns(prompts)
    return {
        "board": board,
        "is_running": board.state in {Board.State.OPEN, Board.State.PAUSED},
        "meeting": board.meeting,
        "prompts": prompts,
        "sections": [section_context(section) for section in board.sections.all()],
        "small_breakouts": small_breakouts(board),
        "sections_with_unnamed": sections_with_unnamed(board),
        "limits": LIMITS,
        "has_paper": any(note["paper"] for note in snapshot.notes.values()),
        "done": done_breakouts(board),
        "snapshot": snapshot,
        "stage": json.dumps(snapshot.stage),
        "total": snapshot.total,
        "stream": f"/strom/board/{tickets.ticket(snapshot, holder)}",
    }


def quoted(words: str) -> str:
    """The words in the quotation marks of the page's language."""
    return _("”{words}”").replace("{words}", words)


def named_notes(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The notes, each with the first words that name its controls; no two names are alike."""
    notes = snapshot.notes
    names = distinct_names(((note_id, note["text"]) for note_id, note in notes.items()), quoted)
    return [{**note, "first_words": names[note_id]} for note_id, note in notes.items()]


def _link_columns(prompts: list[dict[str, Any]]) -> None:
    """Tell each column where the keyboard goes that skips it: to the next, or past them all."""
    columns = [(prompt, box) for prompt in prompts for box in prompt["boxes"]]
    for (prompt, box), (following, after) in pairwise(columns):
        is_last = prompt is not following
        heading = f"q-{following['number']}"
        box["next"] = heading if is_last else f"h-{prompt['number']}-{after['section'].role_group}"
    if columns:
        columns[-1][1]["next"] = "anon"


def by_cluster(notes: Sequence[Any], clusters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A box's notes under the clusters of its prompt, then those without; each in their order.

    Without clusters there is one part. A part's cluster is None when it needs no heading.
    """
    parts: list[dict[str, Any]] = [
        {"cluster": cluster, "notes": [note for note in notes if note["cluster"] == cluster["id"]]}
        for cluster in clusters
    ]
    known = {cluster["id"] for cluster in clusters}
    rest = [note for note in notes if note["cluster"] not in known]
    found = [part for part in parts if part["notes"]]
    if rest or not found:
        found.append({"cluster": {"id": 0, "title": ""} if found else None, "notes": rest})
    return found


def done_breakouts(board: Board) -> dict[str, Any]:
    """The breakouts that are done, and those that are not."""
    groups = [
        {"name": name, "section": section, "done": is_done}
        for section in board.sections.all()
        for name, is_done in told_as_done(section)
    ]
    return {
        "groups": groups,
        "done": sum(group["done"] for group in groups),
        "missing": [group for group in groups if not group["done"]],
    }


def section_context(section: Section) -> dict[str, Any]:
    sizes = section.breakout_sizes
    small = [size for size in sizes if is_small(size)]
    return {
        "section": section,
        "groups": [
            {"number": number, "size": size, "name": breakout_name(str(section), number)}
            for number, size in numbered_breakouts(sizes)
        ],
        "people": sum(sizes),
        "small": small,
        "small_sizes": "–".join(map(str, sorted({min(small), max(small)}))) if small else "",
    }


def qr_code(address: str) -> SafeString:
    """The address as a picture to scan; its text always stands beside it."""
    return drawn_qr_code(address, _("QR-kod till tavlan"), css_class="qr")
