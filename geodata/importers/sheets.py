"""Workbooks (XLSX, XLS, ODS), read by calamine: the sheet that looks most like incidents, or the one named."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from geodata.errors import DataError
from geodata.importers import header
from geodata.importers.options import Limits, Options
from geodata.importers.table import Evidence, File, Table, distinct, of_rows

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_OLE = b"\xd0\xcf\x11\xe0"
_SEALED = "EncryptedPackage".encode("utf-16-le")


def read(file: File, options: Options, limits: Limits) -> list[Table]:
    """Return the tables of a workbook, a sheet each, empty ones left out; `DataError` if it cannot be opened."""
    book = _opened(file)
    names = [meta.name for meta in book.sheets_metadata]
    if options.sheet is not None and options.sheet not in names:
        raise DataError(f"{file.name} has no sheet {options.sheet!r}. Its sheets: {', '.join(map(repr, names))}.")
    wanted = names if options.sheet is None else [options.sheet]
    tables = [table for name in wanted if (table := _table(file, book, name, options, limits))]
    if not tables:
        raise DataError(f"{file.name} has no sheet with rows. A table has a header line and a row per incident.")
    return tables


def _opened(file: File) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    body = file.read()
    if body.startswith(_OLE) and _SEALED in body:
        raise DataError(f"{file.name} is encrypted with a password. Save a copy without one and give that.")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(body))
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(
            f"Cannot open {file.name} as a workbook: {error}. Save it anew as XLSX, or as CSV UTF-8."
        ) from error


def _table(file: File, book: CalamineWorkbook, name: str, options: Options, limits: Limits) -> Table | None:
    sheet = book.get_sheet_by_name(name)
    limits.check_columns(f"Sheet {name!r} of {file.name}", sheet.width)
    rows = [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if not any(cell for row in rows for cell in row):
        return None
    found = header.find(rows[: header.LOOKED_AT], options.header_row)
    names = distinct([*found.names, *[""] * (found.width - len(found.names))])
    below = list(rows[found.skipped :])
    told = (
        Evidence("sheet", name, f"one of {len(book.sheet_names)}" if len(book.sheet_names) > 1 else ""),
        *found.evidence,
    )
    return Table(
        name, "workbook", names, lambda: _filled(names, below, found.skipped + 1), told, found.hxl, bool(found.names)
    )


def _filled(names: Sequence[str], rows: Sequence[Sequence[str]], first: int) -> Any:
    """Give the rows that hold anything, under their numbers in the sheet."""
    from geodata.importers.table import Batch

    kept = [(first + at, row) for at, row in enumerate(rows) if any(row)]
    for batch in of_rows(names, [row for _, row in kept], first):
        import numpy as np

        numbers = np.array([number for number, _ in kept], dtype=np.int64)
        faults = {int(numbers[row - first]): why for row, why in batch.faults.items()}
        yield Batch(batch.cells, numbers, faults)


def text_of(cell: Any) -> str:
    """Return a cell as the text that a CSV of the sheet would hold: whole numbers without a point, days as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)
