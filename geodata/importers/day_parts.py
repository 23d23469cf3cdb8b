"""Days written in several columns: a year, a month and perhaps a day become one column of dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import pyarrow as pa

from geodata.importers import dates
from geodata.importers.numbers import latin_digits
from geodata.importers.table import Batch, Table

PARTS = ("year", "month", "day")  # fields that such columns hold
# part → names of columns, without accents; those of the Global Terrorism Database are iyear, imonth, iday
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "year": ("year", "iyear", "event year", "annee", "ano", "jahr", "السنة", "العام"),
    "month": ("month", "imonth", "event month", "mois", "mes", "monat", "الشهر"),
    "day": ("day", "iday", "event day", "day of month", "jour", "dia", "tag", "اليوم"),
})  # fmt: skip


def _number(text: str) -> int | None:
    plain = latin_digits(text).strip().removesuffix(".0")
    return int(plain) if plain.isdecimal() and len(plain) <= 4 else None


def _month(text: str) -> int | None:
    return dates.MONTHS.get(text.strip().rstrip(".").casefold(), _number(text))


def _within(read: Callable[[str], int | None], first: int, last: int) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        number = read(text)
        return number is not None and first <= number <= last

    return fits


# part → whether a cell may be one; 0 is how some data sets say that a month or day is not known
CONTENT: Mapping[str, Callable[[str], bool]] = MappingProxyType({
    "year": _within(_number, dates.YEARS.start, dates.YEARS.stop - 1), "month": _within(_month, 0, 12), "day": _within(_number, 0, 31),
})  # fmt: skip


def joined(table: Table, fields: Mapping[str, str]) -> tuple[Table, dict[str, str]]:
    """Return a table with its parts of days as one more column, and which column of it holds each field.

    Given as they are where a column holds whole dates, or none a year and a month.
    """
    rest = {name: column for name, column in fields.items() if name not in PARTS}
    if "event_date" in fields or not {"year", "month"} <= fields.keys():
        return table, rest
    parts = [fields[part] for part in PARTS if part in fields]
    name = ", ".join(parts)
    while name in table.columns:
        name += " (one date)"

    def batches() -> Iterator[Batch]:
        for batch in table.batches():
            texts = zip(*(batch.cells[column].to_pylist() for column in parts), strict=True)
            days = pa.array([written(*each) for each in texts], pa.string())
            yield replace(batch, cells=batch.cells.append_column(name, days))

    return replace(table.with_rows((*table.columns, name), batches), made=(name,)), rest | {"event_date": name}


def written(year: str, month: str, day: str = "") -> str:
    """Return parts of a day as one text: empty where year or month are not stated, as they are where they cannot be read."""
    numbers = _number(year), _month(month), _number(day) if day.strip() else 0
    if not year.strip() or not month.strip() or numbers[1] == 0:
        return ""
    if None in numbers:
        return " ".join(part.strip() for part in (day, month, year) if part.strip())
    return f"{numbers[0]:04}-{numbers[1]:02}" + (f"-{numbers[2]:02}" if numbers[2] else "")
