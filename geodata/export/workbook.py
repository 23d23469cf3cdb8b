"""Incidents as an Excel workbook: dates as dates, numbers as numbers, text that is never run.

Text is written as text, so no cell is a formula. One that looks like a formula also carries Excel's own
quote prefix: it stays text when a reader edits the cell, and its value is unchanged.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.errors import ExportError
from geodata.export.extract import COLUMNS, Extract, is_web
from geodata.export.tables import FORMULA

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576  # rows of a sheet, the header among them (Excel's limits, as the two below)
LONGEST_TEXT = 32_767
LONGEST_LINK, MOST_LINKS = 2_079, 65_530
_CUT = " … (cut: Excel holds 32,767 letters)"
_WIDTHS = {"event_id": 30, "notes": 60, "damage": 40, "title": 60, "url": 60, "source_urls": 60, "text": 100}

Formats = Mapping[str, "Format"]


def workbook(taken: Extract) -> bytes:
    """Return an extract as XLSX with the sheets ``incidents``, ``sources`` and ``about``.

    Raises
    ------
    ExportError
        If a table has more rows than a sheet can hold.
    """
    import xlsxwriter

    if (rows := max(len(taken.incidents), len(taken.sources))) >= MOST_ROWS:
        raise ExportError(
            f"A sheet holds {MOST_ROWS - 1:,} rows, these are {rows:,}. Export .csv, .parquet or .gpkg instead, or ask for less."
        )
    about = pd.DataFrame({"name": taken.about().keys(), "text": taken.about().values()}, dtype="str")
    body = io.BytesIO()
    # A row goes to a file for the moment as soon as the next begins: of 38 million cells one row is held.
    with xlsxwriter.Workbook(
        body, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        book.set_properties(_properties(taken))
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "quoted": book.add_format({"quote_prefix": True}),
            "link": book.add_format({"hyperlink": True}),
        }
        for name, frame in {"incidents": taken.flat(), "sources": taken.sources, "about": about}.items():
            _fill(book.add_worksheet(name), frame, formats)
    return body.getvalue()


def _properties(taken: Extract) -> dict[str, Any]:
    manifest = taken.manifest
    return {
        "title": manifest.title, "subject": taken.sentence, "comments": f"{manifest.citation} {manifest.licence}",
        "created": datetime.combine(taken.made, time()),
    }  # fmt: skip


def _fill(sheet: Worksheet, frame: pd.DataFrame, formats: Formats) -> None:
    """Write a frame with its header frozen and a filter on every column."""
    names = list(map(str, frame))
    for at, name in enumerate(names):
        sheet.set_column(at, at, _WIDTHS.get(name, max(12, len(name) + 3)))
        sheet.write_string(0, at, name[:LONGEST_TEXT], formats["header"])
    puts: list[Callable[..., None]] = [
        _PUTS.get(COLUMNS[name].kind if name in COLUMNS else "string", _put_text) for name in names
    ]
    for row, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        for at, (put, value) in enumerate(zip(puts, values, strict=True)):
            if not pd.isna(value):
                put(sheet, row, at, value, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _put_text(sheet: Worksheet, row: int, column: int, value: Any, formats: Formats) -> None:
    text = str(value)
    short = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(_CUT)] + _CUT
    sheet.write_string(row, column, short, formats["quoted"] if FORMULA.match(short) else None)


def _put_number(sheet: Worksheet, row: int, column: int, value: Any, formats: Formats) -> None:  # noqa: ARG001
    sheet.write_number(row, column, value)


def _put_date(sheet: Worksheet, row: int, column: int, value: Any, formats: Formats) -> None:
    if value.year < 1900:  # Excel counts days from 1900
        _put_text(sheet, row, column, value.isoformat()[:10], formats)
    else:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])  # noqa: DTZ001


def _put_link(sheet: Worksheet, row: int, column: int, value: Any, formats: Formats) -> None:
    if is_web(value) and len(value) <= LONGEST_LINK and row <= MOST_LINKS:
        sheet.write_url(row, column, value, formats["link"], value)
    else:
        _put_text(sheet, row, column, value, formats)


_PUTS: Mapping[str, Callable[..., None]] = {
    "integer": _put_number, "number": _put_number, "date": _put_date, "url": _put_link,
}  # fmt: skip
