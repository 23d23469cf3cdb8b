"""Two versions of a data set compared, each pair once."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata import changes
from geodata.changes import Changes
from geodata.outlines import BOTH_COUNTRIES
from geodata.store import Store

MOST_LINES = 2_000  # of a list on the page; the file has all
_KEPT = 4  # each holds the incidents that differ


@remembered(_KEPT)
def between(older: Store, newer: Store) -> Changes:
    return changes.between(older, newer)


@remembered(_KEPT)
def lists(older: Store, newer: Store) -> Mapping[str, pd.DataFrame]:
    """Return the first incidents that were added and withdrawn, and the first fields that differ, of those kinds that there are."""
    found = between(older, newer)
    every = {
        kind: found.changed(MOST_LINES) if kind == "changed" else found.incidents(kind, MOST_LINES)
        for kind in found.counts
    }
    return {kind: rows for kind, rows in every.items() if len(rows)}


@remembered(_KEPT)
def maps(older: Store, newer: Store, columns: int) -> Figure:
    """Return the small maps of what was added, changed and withdrawn, as a figure."""
    found = between(older, newer)
    sites, counts = found.sites(*BOTH_COUNTRIES), found.counts
    drawn = int(sites["count"].sum())
    outside = sum(counts.values()) - drawn
    left_out = f"Not on these maps: {outside:,} without a point in or near the two countries. " if outside else ""
    titles = {kind: f"{kind.capitalize()}: {count:,}" for kind, count in counts.items()}
    return Figure(
        name="changes", title="Where", units="Marks by area: incidents at one point", n=drawn,
        table=sites.rename(columns=str.capitalize), words=_words(sites, counts),
        spec=charts.drawn(lambda theme: charts.changes.maps(sites, titles, theme, columns)) if drawn else None,
        manifest=found.manifest, coverage=f"{left_out}A changed incident is where the newer version has it. {data.boundary_note()}")  # fmt: skip


def _words(sites: pd.DataFrame, counts: Mapping[str, int]) -> str:
    if not len(sites):
        return "No incident that was added, changed or withdrawn has a point in or near the two countries."
    said = []
    for kind, count in counts.items():
        most = sites[sites["change"] == kind].nlargest(4, "count")
        listed = ", ".join(f"{place} {number:,}" for place, number in zip(most["place"], most["count"], strict=True))
        said.append(f"{count:,} {kind}" + (f" (most at {listed})" if listed else ""))
    return "; ".join(said) + "."
