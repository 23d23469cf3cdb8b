"""Weekly aggregates: rows that count events, as so many incidents."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.importers.convert import Converted, Plan
from geodata.importers.numbers import count
from geodata.schema.cells import Texts


def expanded(converted: Converted, plan: Plan) -> Converted:
    """Return each row of weekly aggregates as so many incidents as it counts; other rows as they are."""
    if plan.form.name != "acled_weekly":
        return converted
    cells = converted.cells
    column = next(name for name in cells if name.casefold() == "events")
    counted = pd.Series([count(text) for text in cells[column].array().to_pylist()], dtype="str")
    times = pd.to_numeric(counted, errors="coerce").fillna(1).clip(1, 10_000).astype(int).to_numpy()
    at = np.repeat(np.arange(len(times)), times)
    order = np.concatenate([np.arange(size) for size in times]) if len(times) else np.array([], dtype=int)
    rows = {name: texts.take(at) for name, texts in cells.items()}
    named = zip(rows["event_id"].array().to_pylist(), order, times[at], strict=True)
    rows["event_id"] = Texts.listed([f"{name}-{number + 1}" if size > 1 else name for name, number, size in named])
    weeks = zip(times[at], rows["event_date"].array().to_pylist(), strict=True)
    rows["notes"] = Texts.listed([f"One of {size:,} events of the week that begins on {day}." for size, day in weeks])
    rows["killed_min"] = rows["killed_min"].replaced(order != 0, "")
    where = pd.Series(np.cumsum(times) - times)
    doubts = (
        converted.doubts.assign(at=converted.doubts["at"].map(where)) if len(converted.doubts) else converted.doubts
    )
    return Converted(rows, converted.rows[at], doubts)
