"""What the documents of this app hold: no HTTP, no file."""

from padlet.documents.board import (
    DISCUSSIONS,
    KINDS,
    discussions,
    finished_documents,
    kind_of,
    newest_documents,
    why_no_documentation,
)
from padlet.documents.meeting import CHAPTERS
from padlet.documents.paper import PAPER
from padlet.documents.round_notes import ROUND_NOTES
from padlet.outline import group_name, numbered_groups, small_groups

__all__ = [
    "CHAPTERS",
    "DISCUSSIONS",
    "KINDS",
    "PAPER",
    "ROUND_NOTES",
    "discussions",
    "finished_documents",
    "group_name",
    "kind_of",
    "newest_documents",
    "numbered_groups",
    "small_groups",
    "why_no_documentation",
]
