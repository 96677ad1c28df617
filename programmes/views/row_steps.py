"""Steps in rows of meetings that change what is typed and store nothing."""

from contextlib import suppress
from datetime import date, timedelta

from django.http import QueryDict

from modellkoncept.text.times import NotReadError, read_day
from programmes.round_templates.day_marks import next_working_day


def number_of(step: str, verb: str) -> int | None:
    """The row of a step such as "move-3"; None of another step."""
    before, _dash, number = step.partition("-")
    return int(number) if before == verb and number.isdecimal() and len(number) < 5 else None  # noqa: PLR2004 – digits


def typed_day(data: QueryDict, prefix: str, row: int) -> date | None:
    """The day in the row, if it can be read."""
    with suppress(NotReadError):
        return read_day(data.get(f"{prefix}-{row}-date", "").strip())
    return None


def row_count(data: QueryDict, prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    return int(total) if total.isdecimal() and len(total) < 5 else 0  # noqa: PLR2004 – digits


def add_row(data: QueryDict, prefix: str) -> int:
    """Add an empty row last; its number."""
    row = row_count(data, prefix)
    data[f"{prefix}-TOTAL_FORMS"] = str(row + 1)
    return row


def move_to_working_days(data: QueryDict, prefix: str, rows: list[int]) -> None:
    """Move each of these rows to the next day that nothing speaks against."""
    for row in rows:
        if day := typed_day(data, prefix, row):
            data[f"{prefix}-{row}-date"] = next_working_day(day).isoformat()


def move_later(data: QueryDict, prefix: str, *, since: int, weeks: int) -> list[date]:
    """Move the row `since` and every row that is as late as it by so many weeks; the new days."""
    first, moved = typed_day(data, prefix, since), []
    for row in range(row_count(data, prefix)):
        day = typed_day(data, prefix, row)
        if first is None or day is None or day < first:
            continue
        moved.append(day + timedelta(weeks=weeks))
        data[f"{prefix}-{row}-date"] = moved[-1].isoformat()
    return moved
