"""Sites and provinces: lists and figures, each once for a store and a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata import style
from geodata.patterns import coverage, places
from geodata.patterns.places import FirstStrike, Kind, Sources, Subject
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT = 128
MOST_MARKS = 2_000  # beyond, a mark for each incident says less than bars, and takes seconds to draw


@remembered(KEPT)
def subject(store: Store, query: IncidentQuery) -> Subject | None:
    return places.subject(store, query)


@remembered(KEPT)
def listing(store: Store, query: IncidentQuery, kind: Kind) -> tuple[dict[str, Any], ...]:
    """Return the lines of the list of sites or provinces."""
    return tuple(_line(row, kind) for row in places.listing(store, query, kind).to_dict("records"))


def _line(row: Mapping[Any, Any], kind: Kind) -> dict[str, Any]:
    known = isinstance(row["key"], str)
    where = [
        row[each]
        for each in (("province", "country") if kind == "place" else ("country",))
        if isinstance(row[each], str)
    ]
    unknown = "Place not stated" if kind == "place" else "Province not known"
    return {
        "id": row["key"] if known else None,
        "name": row["name"] if isinstance(row["name"], str) else unknown,
        "note": ", ".join(where),
        "count": int(row["count"]),
        "parts": [
            {"label": symbol.label, "colour": symbol.colour, "count": int(row[category])}
            for category, symbol in style.CATEGORY.items() if row[category]
        ],
    }  # fmt: skip


@remembered(KEPT)
def counted(store: Store, query: IncidentQuery, key: str) -> tuple[tuple[str, int], ...]:
    """Return how many incidents answer for each value of a key, those with most first, what is not stated last."""
    found = store.counts(query, [key])
    stated = found[found[key].notna()].sort_values("count", ascending=False, kind="stable")
    lines = [(style.label(key, str(value)), int(n)) for value, n in zip(stated[key], stated["count"], strict=True)]
    missing = int(found.loc[found[key].isna(), "count"].sum())
    return (*lines, *([("not stated", missing)] if missing else []))


@remembered(KEPT)
def first_strike(store: Store, query: IncidentQuery) -> FirstStrike | None:
    return places.first_strike(store, query)


@remembered(KEPT)
def sources(store: Store, query: IncidentQuery) -> Sources:
    return places.sources(store, query)


@remembered(KEPT)
def near_in_time(store: Store, query: IncidentQuery, around: str | None) -> pd.DataFrame:
    return places.neighbours(store, query, around=around)


@remembered(KEPT)
def strip(store: Store, query: IncidentQuery, *, is_narrow: bool = False) -> Figure:
    """Return the incidents of a place in time, as a figure; of very many, the months."""
    count, about = store.count(query), subject(store, query)
    first, last = data.months(store)
    overall = data.overview(store)
    thin = (
        coverage.thin(data.coverage_spans(store), overall.first, overall.last) if overall.first and overall.last else ()
    )
    if count > MOST_MARKS:
        rows = data.monthly(store, query)
        table, words = rows, charts.monthly_words(rows)
        spec = charts.drawn(lambda _: charts.monthly(rows, first, last))
    else:
        rows = store.incidents(query, columns=["event_id", "event_date", "place_name", "category", "confidence"])
        marked = first_strike(store, query)
        table = rows.rename(
            columns={"event_date": "Day", "place_name": "Place", "category": "Kind", "confidence": "Evidence"}
        )
        words = f"{count:,} incidents on {rows['event_date'].nunique():,} days."
        spec = charts.drawn(
            lambda theme: charts.places.strip(rows, first, last, marked, thin, theme, is_narrow=is_narrow)
        )
    return Figure(
        name="strip", title=f"Incidents at {about.name}" if about and about.kind == "place" else f"Incidents in {about.name if about else 'all places'}",
        units="One mark an incident, by local day", n=count, table=table, words=words, spec=spec if count else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Attack", "Neighbour in time"))  # fmt: skip
