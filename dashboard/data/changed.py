"""Two versions of a data set compared, each pair once."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from geodata import changes
from geodata.changes import Changes
from geodata.outlines import BOTH_COUNTRIES
from geodata.store import Store

_KEPT = 4  # each holds the incidents that differ


@lru_cache(_KEPT)
def between(older: Store, newer: Store) -> Changes:
    return changes.between(older, newer)


@lru_cache(_KEPT)
def maps(older: Store, newer: Store, columns: int) -> Figure:
    """Return the small maps of what was added, changed and withdrawn, as a figure."""
    found = between(older, newer)
    sites = _sites(found)
    counts = {kind: len(rows) for kind, rows in found.incidents.items()}
    drawn = int(sites["count"].sum())
    outside = sum(counts.values()) - drawn
    left_out = f"Not on these maps: {outside:,} without a point in or near the two countries. " if outside else ""
    titles = {kind: f"{kind.capitalize()}: {count:,}" for kind, count in counts.items()}
    return Figure(
        name="changes", title="Where", units="Marks by area: incidents at one point", n=drawn,
        table=sites.rename(columns=str.capitalize), words=_words(sites, counts),
        spec=charts.drawn(lambda theme: charts.changes.maps(sites, titles, theme, columns)) if drawn else None,
        manifest=found.manifest, coverage=f"{left_out}A changed incident is where the newer version has it. {data.boundary_note()}")  # fmt: skip


def _sites(found: Changes) -> pd.DataFrame:
    """Return the points that the small maps show, each with its kind of change and how many incidents it stands for."""
    west, south, east, north = BOTH_COUNTRIES
    every = pd.concat([
        rows[["place_name", "longitude", "latitude"]].assign(change=kind) for kind, rows in found.incidents.items()
    ])  # fmt: skip
    near = every[every["longitude"].between(west, east) & every["latitude"].between(south, north)]
    grouped = near.assign(place=near["place_name"].fillna("Place not known")).groupby(
        ["change", "longitude", "latitude"], sort=True
    )
    return grouped.agg(place=("place", "first"), count=("place", "size")).reset_index()


def _words(sites: pd.DataFrame, counts: dict[str, int]) -> str:
    if not len(sites):
        return "No incident that was added, changed or withdrawn has a point in or near the two countries."
    said = []
    for kind, count in counts.items():
        most = sites[sites["change"] == kind].nlargest(4, "count")
        listed = ", ".join(f"{place} {number:,}" for place, number in zip(most["place"], most["count"], strict=True))
        said.append(f"{count:,} {kind}" + (f" (most at {listed})" if listed else ""))
    return "; ".join(said) + "."
