"""A board's notes as a spreadsheet: header and rows, CSV and XLSX."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.files import spreadsheets
from modellkoncept.files.spreadsheets import Cell, Sheet
from padlet.models import Board
from padlet.reports.board_report import NoteEntry, Order, board_report

HEADER = [
    gettext_lazy("Grupp"),
    gettext_lazy("Fråga"),
    gettext_lazy("Smågrupp"),
    gettext_lazy("Tema"),
    gettext_lazy("Lapp"),
    gettext_lazy("Gillar"),
    gettext_lazy("Röster"),
    gettext_lazy("Från papper"),
]
WIDTHS = [22, 44, 14, 22, 80, 14, 12, 16]


def title_of(board: Board) -> str:
    return f"{board.title}, {board.meeting.title}"


def sheet(board: Board, by: Order = Order.BY_GROUP) -> Sheet:
    """Each note a row, in the order group > prompt > breakout > cluster, or the chosen one."""
    rows = [_row(entry) for entry in board_report(board, by=by).entries]
    return Sheet(_("Lappar"), [str(name) for name in HEADER], rows, WIDTHS)


def _row(entry: NoteEntry) -> list[Cell]:
    return [
        entry.group,
        entry.prompt,
        _("Grupp %(number)s") % {"number": entry.breakout} if entry.breakout else "",
        entry.cluster,
        entry.text,
        entry.likes,
        entry.dots,
        _("Ja") if entry.from_paper else "",
    ]


def csv(board: Board, by: Order = Order.BY_GROUP) -> bytes:
    return spreadsheets.csv_file(sheet(board, by))


def xlsx(board: Board, by: Order = Order.BY_GROUP) -> bytes:
    return spreadsheets.xlsx_file([sheet(board, by)], title=title_of(board), on=board.meeting.date)
