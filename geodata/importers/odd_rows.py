"""Rows that are no incident (sums at the foot of a sheet, weeks in which nothing was counted), and rows that end early."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers.convert import Converted, Plan
from geodata.importers.table import Batch

_TOTALS = ("total", "totals", "grand total", "subtotal", "sub total", "sum", "totaux", "total général", "suma", "gesamt", "insgesamt", "summe",
           "المجموع", "الإجمالي", "الاجمالي", "مجموع")  # fmt: skip
_LOOKED_AT = 4  # columns; the word stands at the left


def no_incidents(batch: Batch, plan: Plan) -> dict[int, str]:
    """Return the rows to refuse, with why: counted as incidents, sums would double every number."""
    if plan.is_ours:
        return {}
    if plan.form.name == "acled_weekly":
        column = next(name for name in batch.cells.column_names if name.casefold() == "events")
        none = pc.is_in(_plain(batch, column), value_set=pa.array(["0", "0.0"]))
        return dict.fromkeys(_rows(batch, none), "the row counts 0 events, so there is no incident in it")
    if (day := plan.fields.get("event_date")) is None:
        return {}
    undated = pc.is_in(_plain(batch, day), value_set=pa.array(["", *_TOTALS]))
    if not pc.any(undated).as_py():
        return {}
    told = _notes(batch, undated)
    for column in batch.cells.column_names[:_LOOKED_AT]:
        sums = pc.and_(undated, pc.is_in(_plain(batch, column), value_set=pa.array(_TOTALS)))
        for row in _rows(batch, sums):
            told[row] = f"a row of sums, not an incident: {column!r} says so, and it has no date"
    return told


def _notes(batch: Batch, undated: pa.ChunkedArray) -> dict[int, str]:
    """Return the rows that hold a single cell of words, in a table of several columns: notes at the foot of a sheet."""
    if batch.cells.num_columns < _LOOKED_AT:
        return {}
    at = np.flatnonzero(np.asarray(undated))
    few = batch.cells.take(pa.array(at))
    filled = np.array([np.asarray(pc.not_equal(pc.utf8_trim_whitespace(few[name]), "")) for name in few.column_names])
    is_alone = (filled.sum(axis=0) == 1) & (filled.argmax(axis=0) < _LOOKED_AT)
    return {
        int(batch.rows[each]): "a note, not an incident: the row has a single cell, and no date"
        for each in at[is_alone]
    }


def with_short(converted: Converted, batch: Batch) -> Converted:
    """Return the rows with a doubt about each that ended before the header did: was the file cut off?"""
    if not batch.short:
        return converted
    at = np.flatnonzero(np.isin(converted.rows, list(batch.short)))
    width = len(batch.cells.column_names)
    told = [
        f"the row has {batch.short[int(converted.rows[each])]} cells, the header {width}: the rest are taken as empty"
        for each in at
    ]
    more = pd.DataFrame({"at": at, "column": "row", "value": "", "reason": told})
    return replace(converted, doubts=pd.concat([converted.doubts, more], ignore_index=True))


def _plain(batch: Batch, column: str) -> pa.ChunkedArray:
    return pc.utf8_rtrim(pc.utf8_lower(pc.utf8_trim_whitespace(batch.cells[column])), ": ")


def _rows(batch: Batch, chosen: pa.ChunkedArray) -> list[int]:
    return [int(row) for row in batch.rows[np.asarray(chosen)]]
