"""Incidents → files: CSV and GeoJSON, each with the question, the sources and the licence.

Text comes from strangers. In CSV a cell that a spreadsheet would run as a formula gets an apostrophe
in front; `geodata.catalogue` takes it off again, so a file read back is the file written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from geodata.errors import ExportError
from geodata.query import IncidentQuery
from geodata.store import Store

FORMULA = re.compile(r"^'*[=+\-@\t\r]")  # what spreadsheets take for the beginning of a formula, guarded or not
LIST_COLUMNS = ("weapons", "responds_to")


def records(store: Store, query: IncidentQuery, *, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the incidents as plain values: dates as YYYY-MM-DD, lists as lists, what is missing as None."""
    frame = store.incidents(query, limit=limit)
    return [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def answer(
    store: Store, query: IncidentQuery, *, by: list[str] | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Return the question and its answer as one JSON object: incidents, or counts by the keys in `by`."""
    if by:
        counts = store.counts(query, by).to_dict("records")
        return {"by": list(dict.fromkeys(by)), "counts": [{k: _plain(v) for k, v in row.items()} for row in counts]}
    asked = {name: getattr(query, name) for name in query.asked()}
    return {
        "query": {name: _plain(list(value) if isinstance(value, tuple) else value) for name, value in asked.items()},
        "sentence": store.sentence(query),
        "count": store.count(query),
        "incidents": records(store, query, limit=limit),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "tolist"):  # arrays and scalars of NumPy
        value = value.tolist()
    if isinstance(value, list):
        return value
    return None if pd.isna(value) else value


def csv_text(store: Store, query: IncidentQuery, *, limit: int | None = None) -> str:
    """Return the incidents as CSV, every column of the table, then place, point, province and the sources' addresses."""
    frame = store.incidents(query, limit=limit)
    frame = frame.assign(**{name: frame[name].map(";".join) for name in LIST_COLUMNS})
    addresses = _addresses(store, frame["event_id"])
    # A file that was exported before brings its addresses as a column of its own.
    stated = frame.pop("source_urls").fillna("") if "source_urls" in frame else [""] * len(frame)
    urls = [addresses.get(event_id, own) for event_id, own in zip(frame["event_id"], stated, strict=True)]
    frame["source_urls"] = pd.Series(urls, index=frame.index, dtype="str")
    return guarded_csv(frame)


def guarded_csv(frame: pd.DataFrame) -> str:
    """Return any frame as CSV in which no text, nor the name of a column, can be run as a formula."""
    texts = frame.select_dtypes(include=["str", "object"]).columns.difference(["event_date"])
    guarded = frame.assign(**{name: frame[name].map(guarded_cell, na_action="ignore") for name in texts})
    return str(guarded.rename(columns=guarded_cell).to_csv(index=False, lineterminator="\r\n"))


def guarded_cell(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: with an apostrophe in front where it looks like a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _addresses(store: Store, event_ids: pd.Series) -> Mapping[str, str]:
    sources = store.sources(event_ids)
    return dict(sources.groupby("event_id", sort=False)["url"].agg(" ".join)) if len(sources) else {}


def geojson_text(store: Store, query: IncidentQuery) -> str:
    """Return the incidents as GeoJSON (RFC 7946), those without a known point with a null geometry.

    Members beside `features` say the question, the licence and the version of the data.
    """
    rows = records(store, query)
    addresses = _addresses(store, pd.Series([row["event_id"] for row in rows], dtype="str"))
    features = [
        {
            "type": "Feature",
            "id": row["event_id"],
            "geometry": _point(row),
            "properties": {k: v for k, v in row.items() if k not in ("latitude", "longitude")}
            | {"source_urls": addresses.get(row["event_id"], "").split()},
        }
        for row in rows
    ]
    manifest = store.manifest
    about = {
        "title": manifest.title,
        "query": query.to_url(),
        "sentence": store.sentence(query, len(rows)),
        "licence": manifest.licence,
        "licence_url": manifest.licence_url,
        "citation": manifest.citation,
        "data_version": store.version,
        "boundaries": BOUNDARY_NOTE,
    }
    return json.dumps({"type": "FeatureCollection", **about, "features": features}, ensure_ascii=False, indent=1)


BOUNDARY_NOTE = "Boundaries are de facto lines and imply no endorsement."


def _point(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}


# ending → writer of text; the byte order mark makes Excel read CSV as UTF-8
WRITERS: Mapping[str, Callable[[Store, IncidentQuery], bytes]] = MappingProxyType({
    ".csv": lambda store, query: csv_text(store, query).encode("utf-8-sig"),
    ".geojson": lambda store, query: geojson_text(store, query).encode(),
})  # fmt: skip


def to_bytes(store: Store, query: IncidentQuery, ending: str) -> bytes:
    """Return the incidents in the format of a file `ending`.

    Raises
    ------
    ExportError
        If no format has that ending, or the data set may not be passed on as rows.
    """
    if ending.lower() not in WRITERS:
        raise ExportError(f"No data format ends in {ending!r}. Accepted: {', '.join(WRITERS)}.")
    if not store.manifest.redistribute_rows:
        raise ExportError(
            f"{store.manifest.title} may not be passed on as rows ({store.manifest.licence}). Export a picture."
        )
    return WRITERS[ending.lower()](store, query)


def write(store: Store, query: IncidentQuery, path: Path) -> None:
    """Write the incidents to `path`, in the format that its ending names; all of it or nothing."""
    save(path, to_bytes(store, query, path.suffix))


def save(path: Path, body: bytes) -> None:
    """Write `body` to `path` at once: a reader sees the old file or the new one, never half of it."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(body)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ExportError(
            f"Cannot write {path}: {error.strerror}. Give a path in a folder that exists and can be written."
        ) from error
