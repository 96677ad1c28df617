"""How many have taken part since 2015: computed from what is entered, beside what sources state."""

from collections.abc import Iterable
from dataclasses import dataclass

from programmes.models import Organisation, StatedFigure
from programmes.queries.history import HistoryRow, all_histories, title_of


@dataclass(frozen=True)
class YearRow:
    """A year in which rounds began: who began in them, and who had ever taken part by then."""

    year: int
    participants: int
    mentors: int
    municipalities: int
    regions: int


@dataclass(frozen=True)
class StatedRow:
    """What a source states up to a year, and how many here took part for the first time after."""

    figure: StatedFigure
    municipalities_since: int
    regions_since: int


@dataclass(frozen=True)
class Statistics:
    years: list[YearRow]
    municipalities: int
    regions: int
    titled: list[tuple[Organisation, str]]
    stated: list[StatedRow]


def statistics() -> Statistics:
    """All figures of the page, in four queries whatever there is."""
    histories = all_histories()
    organisations = {each.pk: each for each in Organisation.objects.all()}
    first = {
        pk: min(row.first_year for row in rows if not row.is_mentor)
        for pk, rows in histories.items()
        if any(not row.is_mentor for row in rows)
    }
    years = sorted({row.first_year for rows in histories.values() for row in rows})
    return Statistics(
        years=[_year(year, histories, first, organisations) for year in years],
        municipalities=_number(first, organisations, "K"),
        regions=_number(first, organisations, "L"),
        titled=[
            (each, title)
            for each in organisations.values()
            if (title := title_of(each, histories.get(each.pk, [])))
        ],
        stated=[_stated(each, first, organisations) for each in StatedFigure.objects.all()],
    )


def _year(
    year: int,
    histories: dict[int, list[HistoryRow]],
    first: dict[int, int],
    organisations: dict[int, Organisation],
) -> YearRow:
    began = [row for rows in histories.values() for row in rows if row.first_year == year]
    so_far = {pk: one for pk, one in first.items() if one <= year}
    return YearRow(
        year=year,
        participants=sum(not row.is_mentor for row in began),
        mentors=sum(row.is_mentor for row in began),
        municipalities=_number(so_far, organisations, "K"),
        regions=_number(so_far, organisations, "L"),
    )


def _stated(
    figure: StatedFigure, first: dict[int, int], organisations: dict[int, Organisation]
) -> StatedRow:
    since = {pk: year for pk, year in first.items() if year > figure.year}
    return StatedRow(figure, _number(since, organisations, "K"), _number(since, organisations, "L"))


def _number(which: Iterable[int], organisations: dict[int, Organisation], kind: str) -> int:
    return sum(organisations[pk].kind == kind for pk in which)
