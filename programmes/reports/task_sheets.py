"""How far the organisations have come, as tables for a spreadsheet. No person is named."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.files.spreadsheets import Cell as SheetCell
from modellkoncept.files.spreadsheets import Sheet
from programmes.models import FACT_PARTS, OrganisationFacts, Participation, Round, Task
from programmes.models.facts import fact_question
from programmes.reports.task_statuses import Cell, task_statuses


def ordered_participations(round: Round) -> list[Participation]:
    """The round's organisations, participants first, each in Swedish order."""
    found = Participation.objects.filter(round=round).select_related("organisation", "round")
    return list(found.order_by("-kind", SwedishOrder("organisation__name")))


def task_list(round: Round, today: date) -> Sheet:
    """A row for each organisation and task."""
    participations = ordered_participations(round)
    cells = task_statuses(participations, today)
    header = [_("Organisation"), _("Medverkan"), _("Uppgift"), _("Ansvarig"), _("Senast")]
    header += [_("Läge"), _("Hur långt"), _("Dagar försenat"), _("Klart den"), _("Varför inte")]
    rows = [
        _row(participation, cell)
        for participation in participations
        for cell in cells[participation.pk]
    ]
    return Sheet(_("Uppgifter"), header, rows, [30, 12, 34, 22, 12, 16, 22, 14, 12, 40])


def task_matrix(round: Round, today: date) -> Sheet:
    """A row for each organisation and a column for each task, as on the page."""
    participations = ordered_participations(round)
    cells = task_statuses(participations, today)
    tasks = list(Task.objects.expected().filter(round=round))
    rows = [_matrix_row(each, tasks, cells[each.pk]) for each in participations]
    header = [_("Organisation"), _("Medverkan"), *(task.label for task in tasks)]
    return Sheet(_("Läget"), header, rows, [30, 12, *(18 for _task in tasks)])


def facts_sheet(round: Round) -> Sheet:
    """What each organisation has told of itself: a row for each answer."""
    found = OrganisationFacts.objects.filter(participation__round=round)
    ordered = found.select_related("participation__organisation").order_by(
        "-participation__kind", SwedishOrder("participation__organisation__name")
    )
    rows: list[list[SheetCell]] = [
        [str(facts.participation), str(heading), fact_question(name), getattr(facts, name)]
        for facts in ordered
        for heading, names in FACT_PARTS.items()
        for name in names
        if getattr(facts, name)
    ]
    header = [_("Organisation"), _("Del"), _("Fråga"), _("Svar")]
    return Sheet(_("Organisationsfakta"), header, rows, [30, 16, 34, 80])


def _matrix_row(
    participation: Participation, tasks: Sequence[Task], cells: Sequence[Cell]
) -> list[SheetCell]:
    words = {cell.task.pk: summary_of(cell) for cell in cells}
    start: list[SheetCell] = [str(participation), participation.get_kind_display()]
    return start + [words.get(task.pk, "–") for task in tasks]


def summary_of(cell: Cell) -> str:
    """”På väg, 3 av 10 svar”: the state and how far, in one line."""
    return f"{cell.words}, {cell.detail}" if cell.detail else cell.words


def _row(participation: Participation, cell: Cell) -> list[SheetCell]:
    return [
        str(participation),
        participation.get_kind_display(),
        cell.task.label,
        str(cell.task.get_owner_display()),
        f"{cell.due:%Y-%m-%d}" if cell.due else "",
        cell.words,
        str(cell.detail),
        cell.late or None,
        f"{cell.done_on:%Y-%m-%d}" if cell.done_on else "",
        cell.reason,
    ]
