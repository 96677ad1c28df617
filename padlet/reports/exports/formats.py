"""The formats that a board's notes can be exported in: a spreadsheet, Markdown, JSON. No HTTP.

Prompt, group and text, with the figures that stand on the note: no id and no time of a note
(TRUST: C12). What may be exported at all is decided in board_report.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

from modellkoncept.files import spreadsheets
from padlet.models import Board
from padlet.reports.exports.json_file import as_json
from padlet.reports.exports.markdown import markdown
from padlet.reports.exports.spreadsheet import csv, xlsx


@dataclass(frozen=True)
class ExportFormat:
    """One format: `make(board, order)` gives the file's bytes."""

    suffix: str  # of the file, and the last word of its address
    content_type: str
    make: Callable[[Board, str], bytes]


XLSX = ExportFormat("xlsx", spreadsheets.CONTENT_TYPES["xlsx"], xlsx)
CSV = ExportFormat("csv", spreadsheets.CONTENT_TYPES["csv"], csv)
MARKDOWN = ExportFormat("md", "text/markdown; charset=utf-8", markdown)
JSON = ExportFormat("json", "application/json", as_json)
FORMATS = {each.suffix: each for each in [XLSX, CSV, MARKDOWN, JSON]}
