"""Incidents as CSV that no spreadsheet runs.

Text comes from strangers. A cell that a spreadsheet would run as a formula gets an apostrophe in front;
`geodata.catalogue` takes it off again, so a file read back is the file written.
"""

from __future__ import annotations

import re

import pandas as pd

from geodata.export.extract import extract
from geodata.query import IncidentQuery
from geodata.store import Store

FORMULA = re.compile(r"^'*[=+\-@\t\r]")  # what spreadsheets take for the beginning of a formula, guarded or not


def csv_text(store: Store, query: IncidentQuery, *, limit: int | None = None) -> str:
    """Return the incidents as CSV, every column of the table, then place, point, province and the sources' addresses."""
    return guarded_csv(extract(store, query, limit=limit).flat())


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of a CSV file; the byte order mark makes Excel read it as UTF-8."""
    return guarded_csv(frame).encode("utf-8-sig")


def guarded_csv(frame: pd.DataFrame) -> str:
    """Return any frame as CSV in which no text, nor the name of a column, can be run as a formula."""
    texts = frame.select_dtypes(include=["str", "object"]).columns.difference(["event_date"])
    guarded = frame.assign(**{name: frame[name].map(guarded_cell, na_action="ignore") for name in texts})
    return str(guarded.rename(columns=guarded_cell).to_csv(index=False, lineterminator="\r\n"))


def guarded_cell(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if FORMULA.match(text) else text
