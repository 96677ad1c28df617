"""Header and rows of a board's spreadsheet, and its text as Markdown and JSON: no HTTP.

Question, group and text, with the figures that stand on the note: no id and no time of a note
(TRUST: C12). What may be taken out at all is decided in outline.py.
"""

from modellkoncept.files import spreadsheets
from padlet.reports.exports.json_file import as_json
from padlet.reports.exports.markdown import markdown
from padlet.reports.exports.spreadsheet import csv, xlsx

FORMS = {
    "xlsx": (xlsx, spreadsheets.CONTENT_TYPES["xlsx"]),
    "csv": (csv, spreadsheets.CONTENT_TYPES["csv"]),
    "md": (markdown, "text/markdown; charset=utf-8"),
    "json": (as_json, "application/json"),
}
