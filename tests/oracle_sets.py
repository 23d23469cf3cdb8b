"""A second opinion on two versions and on several data sets as one: each incident as texts, compared cell by cell in pandas.

It knows nothing of geodata: it is given the frames of incidents and of their sources.
"""

from __future__ import annotations

import pandas as pd

PARTED_BY = {"weapons": ";", "responds_to": ";", "source_urls": " "}


def texts(incidents: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return incidents by event_id, each cell as one text or None; ``source_urls`` is the sorted set of addresses."""
    told = sources.groupby("event_id")["url"].agg(set).to_dict()
    lines = []
    for row in incidents.to_dict("records"):
        cells = {name: _text(value, PARTED_BY.get(name, "")) for name, value in row.items()}
        own = set((cells.get("source_urls") or "").split())
        urls = " ".join(sorted(told.get(row["event_id"], own)))
        lines.append(cells | {"source_urls": urls or None})
    columns = list(dict.fromkeys([*incidents, "source_urls"]))
    return pd.DataFrame(lines, columns=columns, dtype="object").set_index("event_id")


def _text(value: object, parted_by: str) -> str | None:
    if not isinstance(value, str) and hasattr(value, "__len__"):
        value = parted_by.join(value)
    if value is None or value is pd.NA or value != value:  # not a number differs from itself
        return None
    return (str(value).removesuffix(".0") if isinstance(value, float) else str(value)) or None


def lines(was: pd.DataFrame, now: pd.DataFrame) -> set[tuple[str, str, str | None, str | None]]:
    """Return ``event_id, field, old, new`` for each cell that differs, a column that one version lacks being missing there."""
    fields = {*was, *now}
    return {
        (event_id, field, old, new)
        for event_id in was.index.intersection(now.index)
        for field in fields
        for old, new in [tuple(side.loc[event_id, field] if field in side else None for side in (was, now))]
        if old != new
    }
