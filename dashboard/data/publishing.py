"""On whom the data rest, each once for a store and a query."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from dashboard import charts
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata.patterns import publishers
from geodata.patterns.publishers import Reliance
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT = 128


@remembered(KEPT)
def reliance(store: Store, query: IncidentQuery) -> Reliance:
    return publishers.reliance(store, query)


@remembered(KEPT)
def found(store: Store, query: IncidentQuery) -> pd.DataFrame:
    return publishers.publishers(store, query)


@remembered(KEPT)
def single(store: Store, event_ids: tuple[str, ...]) -> frozenset[str]:
    """Return those of some incidents that one publisher alone reports."""
    return publishers.alone(store, event_ids)


@remembered(KEPT)
def only_from(store: Store, query: IncidentQuery, publisher: str) -> pd.DataFrame:
    return publishers.only_from(store, query, publisher)


@remembered(KEPT)
def without(store: Store, query: IncidentQuery, publisher: str) -> Mapping[str, tuple[int, int]]:
    """Return how many incidents of each kind answer, and how many would without a publisher."""
    return MappingProxyType(publishers.without(store, query, publisher))


@remembered(KEPT)
def figure(store: Store, query: IncidentQuery) -> Figure:
    """Return the publishers, as a figure."""
    rows, rests = found(store, query), reliance(store, query)
    words = "No source is given."
    if len(rows):
        first = rows.iloc[0]
        words = (
            f"{len(rows):,} publishers; {first['publisher']} reports the most incidents ({first['incidents']:,}), {first['alone']:,} of "
            f"them alone. {rests.one:,} of {rests.incidents:,} incidents rest on one publisher.")  # fmt: skip
    return Figure(
        name="publishers", title=f"The {min(charts.SHOWN, len(rows))} publishers that report the most incidents" if len(rows) else "Publishers",
        units="Incidents with a source by a publisher; an incident counts under each of its publishers", n=rests.incidents,
        table=rows.rename(columns={"publisher": "Publisher", "incidents": "Incidents", "alone": "Nobody else reports", "pages": "Pages"}),
        words=words, spec=charts.drawn(lambda _: charts.publishers(rows)) if len(rows) else None, manifest=store.manifest,
        coverage="Publishers are as the sources name them: text of agencies counts for who carried it.", definitions=("One publisher",))  # fmt: skip
