"""A board's summary and notes as JSON, for another system."""

import json
from typing import Any

from modellkoncept.files.metadata import ORGANISATION
from padlet.models import Board
from padlet.reports.board_report import BY_GROUP, Heading, board_report


def as_json(board: Board, _by: str = BY_GROUP) -> bytes:
    """The same for another system, always group by group: there the reader orders for itself.

    A note's number is its place in this file, nothing more.
    """
    found = board_report(board)
    content = {
        "title": board.title,
        "meeting": board.meeting.title,
        "day": board.meeting.date.isoformat(),
        "organisation": ORGANISATION,
        "summaries": [
            {
                "question": summary.prompt,
                "sentences": [
                    {"text": sentence.text, "notes": list(sentence.rests_on)}
                    for sentence in summary.sentences
                ],
                "left_out": [entry.number for entry in summary.left_out],
            }
            for summary in found.summaries
        ],
        "groups": [
            {
                "group": heading.title,
                "questions": [_prompt_in_json(prompt) for prompt in heading.headings],
            }
            for heading in found.headings
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _prompt_in_json(prompt: Heading) -> dict[str, Any]:
    entries = list(prompt.all_entries())
    return {
        "question": prompt.title.split(". ", 1)[1],
        "notes": [
            {
                "number": entry.number,
                "small_group": entry.breakout or None,
                "theme": entry.cluster or None,
                "text": entry.text,
                "likes": entry.likes,
                "dots": entry.dots,
                "from_paper": entry.from_paper,
            }
            for entry in entries
        ],
    }
