"""Workbooks (XLSX, XLS, ODS), read by calamine: the sheet that looks most like incidents, or the one named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from geodata.errors import DataError
from geodata.importers import _cells, header
from geodata.importers._cells import CellsError, Sheet
from geodata.importers.options import Limits, Options
from geodata.importers.table import Evidence, File, Inside, Table, distinct, of_rows

_OLE = b"\xd0\xcf\x11\xe0"
_SEALED = "EncryptedPackage".encode("utf-16-le")


def read(file: File, options: Options, limits: Limits) -> list[Table]:
    """Return the tables of a workbook, a sheet each, empty ones left out; `DataError` if it cannot be opened."""
    names, sheets = _opened(file, options.sheet, limits)
    if options.sheet is not None and options.sheet not in names:
        raise DataError(f"{file.name} has no sheet {options.sheet!r}. Its sheets: {', '.join(map(repr, names))}.")
    found = [each for sheet in sheets if (each := _table(file, sheet, len(names), options, limits))]
    tables = [table for table, _ in found]
    rows = dict.fromkeys((sheet.name for sheet in sheets), 0) | {table.name: count for table, count in found}
    inside = tuple(Inside(name, rows.get(name)) for name in names)
    if not tables:
        raise DataError(f"{file.name} has no sheet with rows. A table has a header line and a row per incident.")
    return [replace(table, inside=inside) for table in tables]


def _opened(file: File, wanted: str | None, limits: Limits) -> tuple[list[str], list[Sheet]]:
    body = file.read()
    if body.startswith(_OLE) and _SEALED in body:
        raise DataError(f"{file.name} is encrypted with a password. Save a copy without one and give that.")
    try:
        return _cells.sheets(body, memory_mb=limits.unpacked_mb, columns=limits.columns, only=wanted)
    except CellsError as error:
        if error.is_large:
            raise DataError(
                f"{file.name} spans more cells than {limits.unpacked_mb:,} MB hold (setting GEODATA_MAX_UNPACKED_MB). "
                "Clear what lies far below or beside the table, or save it as CSV UTF-8."
            ) from error
        raise DataError(
            f"Cannot open {file.name} as a workbook: {error}. Save it anew as XLSX, or as CSV UTF-8."
        ) from error


def _table(file: File, sheet: Sheet, of: int, options: Options, limits: Limits) -> tuple[Table, int] | None:
    """Return the table of a sheet and how many rows it has, None for an empty one."""
    limits.check_columns(f"Sheet {sheet.name!r} of {file.name}", sheet.width)
    rows = sheet.rows
    if not any(cell for row in rows for cell in row):
        return None
    found = header.find(rows[: header.LOOKED_AT], options.header_row)
    names = distinct([*found.names, *[""] * (found.width - len(found.names))])
    below = list(rows[found.skipped :])
    told = (Evidence("sheet", sheet.name, f"one of {of}" if of > 1 else ""), *found.evidence)
    return Table(
        sheet.name, "workbook", names, lambda: _filled(names, below, found.skipped + 1), told, found.hxl, bool(found.names)
    ), sum(map(any, below))  # fmt: skip


def _filled(names: Sequence[str], rows: Sequence[Sequence[str]], first: int) -> Any:
    """Give the rows that hold anything, under their numbers in the sheet."""
    from geodata.importers.table import Batch

    kept = [(first + at, row) for at, row in enumerate(rows) if any(row)]
    for batch in of_rows(names, [row for _, row in kept], first):
        import numpy as np

        numbers = np.array([number for number, _ in kept], dtype=np.int64)
        faults = {int(numbers[row - first]): why for row, why in batch.faults.items()}
        yield Batch(batch.cells, numbers, faults)
