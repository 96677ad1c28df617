"""A board's summary and notes as JSON, for another system."""

import json
from typing import Any

from modellkoncept.files.metadata import ORGANISATION
from padlet.models import Board
from padlet.reports.board_report import BY_GROUP, Part, outline


def as_json(board: Board, _by: str = BY_GROUP) -> bytes:
    """The same for another system, always group by group: there the reader orders for itself.

    A note's number is its place in this file, nothing more.
    """
    found = outline(board)
    content = {
        "title": board.title,
        "meeting": board.meeting.title,
        "day": board.meeting.date.isoformat(),
        "organisation": ORGANISATION,
        "summaries": [
            {
                "question": summary.question,
                "sentences": [
                    {"text": said.text, "notes": list(said.rests_on)} for said in summary.sentences
                ],
                "left_out": [line.number for line in summary.left_out],
            }
            for summary in found.summaries
        ],
        "groups": [
            {
                "group": part.title,
                "questions": [_question_in_json(question) for question in part.parts],
            }
            for part in found.parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _question_in_json(question: Part) -> dict[str, Any]:
    lines = list(question.all_lines())
    return {
        "question": question.title.split(". ", 1)[1],
        "notes": [
            {
                "number": line.number,
                "small_group": line.breakout or None,
                "theme": line.theme or None,
                "text": line.text,
                "likes": line.likes,
                "dots": line.dots,
                "from_paper": line.from_paper,
            }
            for line in lines
        ],
    }
