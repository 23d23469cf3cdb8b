"""What the page knows of the incidents: plain values, each text once, ready to be written as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from geodata import provinces, style
from geodata.cartography.answer import Answer
from geodata.names import COUNTRY_NAMES, province_names
from geodata.page import shapes
from geodata.schema import vocabulary
from geodata.schema.vocabulary import Vocabulary
from geodata.store import Store

COLUMNS = ("event_id", "event_date", "time_precision", "place_name", "country", "province", "geo_precision", "category",
           "event_type", "sub_event_type", "weapons", "actor1", "claimed_by", "actor2", "outcome", "killed_min", "killed_max",
           "injured_min", "injured_max", "killed_side", "damage", "notes", "official_attack_number", "responds_to",
           "confidence", "shown_as")  # fmt: skip

_WORDS: dict[str, Vocabulary] = {
    "confidence": vocabulary.EVIDENCE, "geo_precision": vocabulary.GEO_PRECISION, "outcome": vocabulary.OUTCOME,
    "time_precision": vocabulary.TIME_PRECISION, "killed_side": vocabulary.KILLED_SIDE,
}  # fmt: skip


def content(store: Store, answer: Answer) -> dict[str, Any]:
    """Return all that the page's script reads: incidents by date, their sources, the words, the ground."""
    rows = store.incidents(answer.query, columns=[*COLUMNS, "longitude", "latitude"])
    sources = store.sources(rows["event_id"])
    pages, of_incident = _pages(sources)
    spots = shapes.place(rows["longitude"].astype(float).fillna(0), rows["latitude"].astype(float).fillna(0)).tolist()
    cells = rows[list(COLUMNS)].astype(object).to_numpy().tolist()
    return {
        "columns": [*COLUMNS, "x", "y", "sources"],
        "rows": [
            [*map(_plain, row), *(spot if row[-1] == "dot" else (None, None)), of_incident.get(row[0], [])]
            for row, spot in zip(cells, spots, strict=True)
        ],
        "pages": pages,
        "categories": [
            {"value": value, "label": each.label, "shape": each.shape} for value, each in style.CATEGORY.items()
        ],
        "words": {
            name: {term.value: [term.label, term.meaning] for term in words.values()} for name, words in _WORDS.items()
        },
        "countries": dict(COUNTRY_NAMES),
        "provinces": _provinces(),
        "ground": shapes.base(),
        "frame": shapes.frame(answer.query, rows),
        "ring_km": style.RING_KM,
        "dot_px": style.DOT_PX,
        "total": answer.total,
    }


def _pages(sources: pd.DataFrame) -> tuple[list[list[Any]], dict[str, list[int]]]:
    """Return each source once (publisher, title, address, day), and for each incident the numbers of its own."""
    numbers: dict[tuple[Any, ...], int] = {}
    of_incident: dict[str, list[int]] = {}
    told = sources[["publisher", "title", "url", "published"]].astype(object).to_numpy().tolist()
    for event_id, values in zip(sources["event_id"], told, strict=True):
        number = numbers.setdefault(tuple(map(_plain, values)), len(numbers))
        of_incident.setdefault(str(event_id), []).append(number)
    return [list(values) for values in numbers], of_incident


def _provinces() -> dict[str, list[Any]]:
    """Return name and label point of each province that an incident can state."""
    known = provinces.known()
    points = shapes.place([each.label_lon for each in known.values()], [each.label_lat for each in known.values()])
    named = province_names()
    return {code: [named[code].name, *point] for code, point in zip(known, points.tolist(), strict=True)}


def _plain(value: Any) -> Any:
    """Return a cell as JSON knows it: dates as YYYY-MM-DD, lists as lists, what is missing as None."""
    if hasattr(value, "tolist"):  # arrays and scalars of NumPy
        value = value.tolist()
    if isinstance(value, list):
        return value
    if pd.isna(value):
        return None
    return value.isoformat()[:10] if isinstance(value, date) else value
