"""What may be said of a file beforehand, and how much of one is read at most."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from geodata.errors import DataError

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Answers that go before what is detected; None and empty mean "detect it".

    Parameters
    ----------
    form
        A name of `formats.FORMATS`, or ``table`` for columns named by `columns`.
    header_row
        The row of the file that holds the names of columns, counted from 1; 0 if there is none.
    day_first
        Whether 01/06/2024 is the first of June.
    columns
        Field → name of the column that holds it, for tables of one's own.
    places
        Name of a place → key of the candidate chosen for it; empty to leave it without a point.
    accessed
        The day on which the file was taken from its publisher.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    form: str | None = None
    day_first: bool | None = None
    crs: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    places: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    accessed: date | None = None

    @property
    def of_the_look(self) -> Options:
        """What is said of the file before its rows are read: with the same, a look through them holds good."""
        return replace(self, decimal=None, day_first=None, places=NOTHING, accessed=None)

    @property
    def of_the_opening(self) -> Options:
        """What is said of how cells are told apart: with the same, tables that were opened hold good."""
        return replace(self.of_the_look, form=None, columns=NOTHING)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a file may ask of this machine, each from a setting.

    `whole_mb` is for kinds of files that cannot be read in parts: map files, workbooks, Parquet.
    """

    upload_mb: int
    unpacked_mb: int
    columns: int
    rows: int
    whole_mb: int = 1_000
    areas: int = 10_000
    cell_mb: int = 8

    @classmethod
    def of_settings(cls) -> Limits:
        """Read the settings; `DataError` if one is no whole number."""
        return cls(*(setting(name, otherwise) for name, otherwise in SETTINGS.items()))

    def check_size(self, name: str, size: int) -> None:
        """Refuse a file of a kind that is read whole, if it would take too much memory."""
        if size > self.whole_mb << 20:
            raise DataError(
                f"{name} has {size >> 20:,} MB and is of a kind that is read whole. Accepted: up to {self.whole_mb:,} MB "
                "(setting GEODATA_MAX_WHOLE_MB). Save it as CSV, which is read in parts, or split it."
            )

    def check_columns(self, name: str, columns: int) -> None:
        """Refuse a table with more columns than any table of incidents has."""
        if columns > self.columns:
            raise DataError(f"{name} has {columns:,} columns. Accepted: up to {self.columns:,} (setting GEODATA_MAX_COLUMNS). "
                            "Keep the columns that describe incidents.")  # fmt: skip

    def check_rows(self, name: str, rows: int) -> None:
        """Refuse a table with more rows than are read."""
        if rows > self.rows:
            raise DataError(
                f"{name} has more than {self.rows:,} rows. Accepted: up to that (setting GEODATA_MAX_ROWS). Split the file."
            )


SETTINGS: Mapping[str, int] = MappingProxyType({
    "GEODATA_MAX_UPLOAD_MB": 200,
    "GEODATA_MAX_UNPACKED_MB": 2_000,
    "GEODATA_MAX_COLUMNS": 1_000,
    "GEODATA_MAX_ROWS": 20_000_000,
    "GEODATA_MAX_WHOLE_MB": 1_000,
    "GEODATA_MAX_AREAS": 10_000,
})  # fmt: skip


def setting(name: str, otherwise: int) -> int:
    """Return the whole number that a setting gives, or `otherwise`; `DataError` if it is none."""
    text = os.environ.get(name, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or not int(text):
        raise DataError(f"The setting {name} is {text!r}. Give a whole number above 0, or leave it out ({otherwise}).")
    return int(text)
