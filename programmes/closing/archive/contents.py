"""Contents of an archive pack: its files, the page that lists them, and their checksums."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.files import spreadsheets
from modellkoncept.files.metadata import ORGANISATION
from modellkoncept.files.spreadsheets import Cell, Sheet
from modellkoncept.privacy.redaction import Names
from programmes.closing.data_subjects import names_of
from programmes.closing.participants import Piece, participants
from programmes.deadlines.days import swedish_day
from programmes.models import (
    FileVersion,
    Membership,
    Mentorship,
    Participation,
    Role,
    Round,
    SharedFile,
)
from programmes.reports.task_sheets import facts_sheet, task_list

SEPARATORS = re.compile(r"[-_.+]+")
LONGEST_PART = 60  # characters of a path
LEAST = 5  # smaller counts are not shown (TRUST: C7)


def pieces_of(round: Round, names: Names) -> list[Piece]:
    """Every file of the pack, in the order of the list."""
    own = Piece(
        "omgang/organisationer.xlsx",
        _("Organisationer, grupper och hur många som hade varje roll i hela omgången"),
        lambda: organisations_xlsx(round, names),
    )
    tasks = Piece(
        "omgang/uppgifter.xlsx",
        _("Uppgifter, hur långt varje organisation kom och organisationernas fakta"),
        lambda: tasks_xlsx(round, names),
    )
    return [
        own,
        tasks,
        *_shared_files(round, names),
        *chain.from_iterable(each.pieces(round, names) for each in participants),
    ]


def _shared_files(round: Round, names: Names) -> Iterator[Piece]:
    """The newest version of each file that was shared, as it was uploaded."""
    files = SharedFile.objects.filter(round=round, removed_at=None)
    newest = FileVersion.objects.filter(file__in=files).newest().select_related("file")
    handed_out = [version for version in newest if version.is_handed_out]
    for number, version in enumerate(handed_out, start=1):
        stem = path_part(version.file.title, names) or "fil"
        yield Piece(
            f"omgang/filer/{number:03}-{stem}.{version.file_kind.suffix}",
            _("Fil, så som den laddades upp. Namn kan stå i den: %(title)s")
            % {"title": names.redact(version.file.title)},
            partial(_content_of, version),
        )


def _content_of(version: FileVersion) -> bytes:
    with version.stored.open("rb") as file:
        return bytes(file.read())


def path_part(text: str, names: Names) -> str:
    """The text as a part of a path, without names: also those that a file's name joins by dots."""
    words = names.redact(SEPARATORS.sub(" ", names.redact(text)))
    part = slugify(words).strip("-")
    if len(part) <= LONGEST_PART:
        return part
    return (part[: LONGEST_PART + 1].rpartition("-")[0] or part[:LONGEST_PART]).strip("-")


def organisations_xlsx(round: Round, names: Names) -> bytes:
    """The participating organisations and counts of roles; no person is named."""
    sheets = [_organisations(round), _groups(round), _mentors(round), _roles(round)]
    return xlsx_without(sheets, names, title=str(round), on=round.ends_on)


def tasks_xlsx(round: Round, names: Names) -> bytes:
    """What was expected, how far each organisation came and what it told of itself; no names."""
    day = round.closed_on or swedish_day(timezone.now())
    sheets = [task_list(round, day), facts_sheet(round)]
    return xlsx_without(sheets, names, title=str(round), on=round.ends_on)


def xlsx_without(sheets: Iterable[Sheet], names: Names, *, title: str, on: Any) -> bytes:
    """The workbook with names and addresses taken out of every cell."""

    def clean(cell: Cell) -> Cell:
        return names.redact(cell) if isinstance(cell, str) else cell

    cleaned = [
        Sheet(
            names.redact(sheet.name),
            sheet.header,
            [[clean(cell) for cell in row] for row in sheet.rows],
            sheet.widths,
        )
        for sheet in sheets
    ]
    return spreadsheets.xlsx_file(cleaned, title=names.redact(title), on=on)


def _organisations(round: Round) -> Sheet:
    participations = (
        Participation.objects.filter(round=round)
        .select_related("organisation", "group", "theme")
        .order_by("-kind", SwedishOrder("organisation__name"))
    )
    header = [_("Organisation"), _("Slag"), _("Kod"), _("Medverkan"), _("Grupp"), _("Tema")]
    rows = [
        [
            str(each.organisation),
            each.organisation.get_kind_display(),
            each.organisation.code or "",
            each.get_kind_display(),
            str(each.group or ""),
            str(each.theme or ""),
        ]
        for each in participations
    ]
    return Sheet(_("Organisationer"), header, rows, [32, 12, 8, 14, 24, 30])


def _mentors(round: Round) -> Sheet:
    """Who supported which group in which theme; never the mentors' own notes."""
    found = Mentorship.objects.filter(round=round).select_related(
        "mentor__organisation", "group", "theme", "supports__mentor__organisation"
    )
    rows: list[list[Cell]] = [
        [
            str(each.mentor),
            each.group.name,
            str(each.theme or ""),
            str(each.supports.mentor) if each.supports else "",
            each.instead_of,
            each.reason,
        ]
        for each in found.order_by(SwedishOrder("group__name"), "theme__position", "pk")
    ]
    header = [_("Mentor"), _("Grupp"), _("Tema"), _("Stöder"), _("I stället för"), _("Därför")]
    return Sheet(_("Mentorer"), header, rows, [32, 24, 30, 32, 32, 40])


def _roles(round: Round) -> Sheet:
    """How many had each role in the whole round; never by organisation, and no few (TRUST: C7)."""
    members = Membership.objects.filter(participation__round=round, user__is_staff=False)
    found = dict(members.values_list("role").annotate(people=Count("user", distinct=True)))
    rows: list[list[Cell]] = [
        [str(Role(role).label), found[role] if found[role] >= LEAST else _("visas inte")]
        for role in Role.values
        if role in found
    ]
    return Sheet(_("Roller"), [_("Roll"), _("Antal personer")], rows, [32, 16])


def _groups(round: Round) -> Sheet:
    rows = [[group.name, group.note] for group in round.groups.all()]
    return Sheet(_("Grupper"), [_("Grupp"), _("Om gruppen")], rows, [30, 60])


def contents_page(round: Round, parts: list[dict[str, Any]]) -> str:
    """The pack's first page: it opens in any browser, without this system."""
    context = {"round": round, "parts": parts, "organisation": ORGANISATION}
    html = render_to_string("programmes/closing/contents.html", context)
    return names_of(round).redact(html)


def sums(parts: list[dict[str, Any]]) -> str:
    """The checksums as `sha256sum --check` reads them."""
    return "".join(f"{part['sha256']}  {part['path']}\n" for part in parts)
