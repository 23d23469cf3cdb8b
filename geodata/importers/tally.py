"""What an import did to the rows, in words and numbers for the person with the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.importers.table import Evidence
from geodata.schema.cells import Texts

REASON = "reason"  # the last column of the file of refused rows
ROW = "row in the file"  # the column before it


class Change(NamedTuple):
    """Cells of one field that were changed for one reason: in how many rows, with one of them before and after."""

    field: str
    reason: str
    rows: int
    before: str
    after: str

    def __str__(self) -> str:
        example = f", such as {self.before!r} → {self.after!r}" if self.before != self.after else ""
        return f"{self.field}: {self.reason} ({self.rows:,} row{'s' * (self.rows != 1)}{example})"


@dataclass(slots=True)
class Tally:
    """Changes counted as they are made. Only while a file is read."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    examples: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def add(self, name: str, reason: str, rows: int, before: str = "", after: str = "") -> None:
        if rows:
            self.counts[name, reason] = self.counts.get((name, reason), 0) + int(rows)
            self.examples.setdefault((name, reason), (str(before)[:80], str(after)[:80]))

    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(*key, rows, *self.examples[key]) for key, rows in self.counts.items())


def doubted(column: str, texts: Texts, reasons: Sequence[str]) -> list[pd.DataFrame]:
    """Return doubts (``at, column, value, reason``) about the cells whose text has a reason; `reasons`: one for each text held."""
    is_odd = np.array([bool(reason) for reason in reasons], dtype=bool)
    at = np.flatnonzero(texts.where(is_odd))
    if not at.size:
        return []
    told = texts.rows(np.array(reasons, dtype=object))[at]
    return [pd.DataFrame({"at": at, "column": column, "value": texts.at(at), "reason": told})]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file.

    ``kept + refused + merged == read``, always: merged rows repeat one that is kept. `incidents` differs from
    `kept` only where one row counts several events. ``refused_rows``: their cells as they were in the file, the
    row's number and every reason. ``doubts``: ``row, id, column, value, reason`` of kept rows worth a second look.
    `fields` says which column each field came from.
    """

    name: str
    form: str
    read: int
    kept: int
    refused: int
    merged: int
    incidents: int
    undated: int
    unplaced: int
    evidence: tuple[Evidence, ...]
    told: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    doubts: pd.DataFrame
    refused_rows: pd.DataFrame

    def sentences(self) -> list[str]:
        """Return the whole report but its tables, a sentence a line."""
        return [
            *self.counted(),
            *map(str, self.evidence),
            *self.columns(),
            *self.told,
            *(f"Changed: {each}." for each in self.changes),
        ]

    def columns(self) -> Iterable[str]:
        """Say which columns were taken for what, and which mean nothing to us."""
        if self.fields:
            yield "Columns taken: " + ", ".join(f"{column} as {name}" for name, column in self.fields) + "."
        taken = {column for _, column in self.fields}
        rest = [name for name in self.refused_rows if name not in taken | {ROW, REASON}]
        if self.fields and rest:
            yield f"Columns kept and exported as they are, but not counted or drawn: {', '.join(map(str, rest))}."

    def counted(self) -> Iterable[str]:
        """Say how many rows went where."""
        yield (
            f"{self.name} was read as {self.form}: {_rows(self.read)}, of which {self.kept:,} kept, {self.merged:,} merged with a row that "
            f"they repeat and {self.refused:,} refused."
        )
        if not self.read:
            yield "There is nothing under the header. Give a row per incident."
        if self.incidents != self.kept:
            yield f"The kept rows count {self.incidents:,} incidents."
        if self.undated:
            yield f"{_incidents(self.undated)} without a date stay{_s(self.undated)} in the list “not on the map”; a filter on dates leaves them out."
        if self.unplaced:
            yield f"{_incidents(self.unplaced)} without a place, a point or a province stay{_s(self.unplaced)} in the list “not on the map”."
        if len(self.doubts):
            several = self.doubts["row"].nunique()
            yield (
                f"{several:,} kept rows are worth a second look."
                if several != 1
                else "1 kept row is worth a second look."
            )


def _s(count: int) -> str:
    return "s" * (count == 1)


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"


def _incidents(count: int) -> str:
    return f"{count:,} incident{'s' * (count != 1)}"
