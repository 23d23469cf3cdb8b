"""Incidents as JSON: plain records, an answer, GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from geodata.export.extract import Extract, extract
from geodata.query import IncidentQuery
from geodata.store import Store


def records(store: Store, query: IncidentQuery, *, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the incidents as plain values: dates as YYYY-MM-DD, lists as lists, what is missing as None."""
    return plain_rows(store.incidents(query, limit=limit))


def answer(
    store: Store, query: IncidentQuery, *, by: list[str] | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Return the question and its answer as one JSON object: incidents, or counts by the keys in `by`."""
    if by:
        return {"by": list(dict.fromkeys(by)), "counts": plain_rows(store.counts(query, by))}
    asked = {name: getattr(query, name) for name in query.asked()}
    return {
        "query": {name: _plain(list(value) if isinstance(value, tuple) else value) for name, value in asked.items()},
        "sentence": store.sentence(query),
        "count": store.count(query),
        "incidents": records(store, query, limit=limit),
    }


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries of what JSON can hold."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "tolist"):  # arrays and scalars of NumPy
        value = value.tolist()
    if isinstance(value, list):
        return value
    return None if pd.isna(value) else value


def geojson_text(store: Store, query: IncidentQuery) -> str:
    """Return the incidents as GeoJSON (RFC 7946), those without a known point with a null geometry.

    Members beside `features` say the question, the licence and the version of the data.
    """
    return geojson_of(extract(store, query))


def geojson_of(taken: Extract) -> str:
    """Return an extract as GeoJSON."""
    collection = {"type": "FeatureCollection", **taken.about(), "features": features_of(taken)}
    return json.dumps(collection, ensure_ascii=False, indent=1)


def features_of(taken: Extract) -> list[dict[str, Any]]:
    """Return a feature for each incident of an extract."""
    return [
        {
            "type": "Feature",
            "id": row["event_id"],
            "geometry": _point(row),
            "properties": {k: v for k, v in row.items() if k not in ("latitude", "longitude")},
        }
        for row in plain_rows(taken.incidents)
    ]


def _point(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
