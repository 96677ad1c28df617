"""The rows of the register, read once: facts that come with the program."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "organisations.csv"


@dataclass(frozen=True)
class RegisterEntry:
    """A municipality (K) or a region (L), with the coordinates of its seat in degrees."""

    code: str
    kind: str
    name: str
    short_name: str
    latitude: float
    longitude: float


@cache
def register_by_code() -> dict[str, RegisterEntry]:
    """Every row by its four-digit code, in the order of the codes."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: RegisterEntry(
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            short_name=row["short"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in rows
    }
