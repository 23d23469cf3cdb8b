"""What a file holds: the incidents that answer a question, their sources, and what must be said of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.manifest import Manifest
from geodata.query import IncidentQuery
from geodata.schema import COVERAGE, DUPLICATES, INCIDENTS, KEY_DATES, OFFICIAL_COUNTS, OWN_PLACE, SOURCES
from geodata.schema.tables import Column
from geodata.store import Store

BOUNDARY_NOTE = "Boundaries are de facto lines and imply no endorsement."
READING_NOTE = (
    "An empty cell means 'not stated' and never 0. Dates are local days. Degrees are WGS 84 (EPSG:4326). "
    "Incidents without a known point are included, without one."
)
SOURCE_URLS = Column("source_urls", "list", "Addresses of the sources, parted by spaces where a cell holds one text.")
# list column → what parts its values where a cell holds one text; addresses may hold semicolons
PARTED_BY: Mapping[str, str] = MappingProxyType({"weapons": ";", "responds_to": ";", SOURCE_URLS.name: " "})
COLUMNS: Mapping[str, Column] = MappingProxyType({
    column.name: column for column in (*SOURCES.columns, *INCIDENTS.columns, *OWN_PLACE, SOURCE_URLS)
})  # fmt: skip
_ARROW: Mapping[str, pa.DataType] = MappingProxyType({
    "string": pa.string(), "url": pa.string(), "list": pa.string(),
    "date": pa.date32(), "integer": pa.int64(), "number": pa.float64(),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extract:
    """The incidents that answer `query`, with their sources, taken on the day `made`.

    ``incidents``: columns for readers and ``source_urls``; lists as lists. ``sources``: their rows of the
    table of sources, by incident. Neither is ever written into. ``areas`` says whose boundaries the column
    ``area`` is of, empty where there are none. ``beside`` are the other tables of the data, by name, as far as they
    concern the incidents.
    """

    query: IncidentQuery
    sentence: str
    manifest: Manifest
    version: str
    made: date
    incidents: pd.DataFrame
    sources: pd.DataFrame
    areas: str = ""
    beside: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    def about(self) -> dict[str, str]:
        """Return what every file says of itself, in the order in which to say it."""
        manifest = self.manifest
        return {
            "title": manifest.title,
            "sentence": self.sentence,
            "query": self.query.to_url(),
            "incidents": str(len(self.incidents)),
            "without_point": str(int(self.incidents["latitude"].isna().sum())),
            "source_pages": str(self.sources["url"].nunique()),
            "licence": manifest.licence,
            "licence_url": manifest.licence_url,
            "citation": manifest.citation,
            "data_version": self.version,
            "made": self.made.isoformat(),
            "reading": READING_NOTE,
            "boundaries": BOUNDARY_NOTE,
        } | ({"areas": self.areas} if self.areas else {})

    def flat(self) -> pd.DataFrame:
        """Return the incidents with each list as one text; an empty list is missing."""
        return self.incidents.assign(**{
            name: pd.Series([sep.join(values) or None for values in self.incidents[name]], self.incidents.index, "str")
            for name, sep in PARTED_BY.items()
        })  # fmt: skip


def extract(store: Store, query: IncidentQuery, *, made: date | None = None, limit: int | None = None) -> Extract:
    """Take the incidents that answer out of the store, by date, at most `limit`, with their sources."""
    incidents = store.incidents(query, limit=limit)
    sentence = store.sentence(query, len(incidents) if limit is None else store.count(query))
    day = made or date.today()  # noqa: DTZ011  # the day where the file is made
    taken = taken_from(store, query, incidents, sentence, day)
    return replace(taken, beside=MappingProxyType(_beside(store, taken)))


def taken_from(store: Store, query: IncidentQuery, incidents: pd.DataFrame, sentence: str, day: date) -> Extract:
    """Return an extract of incidents that are there already, with their sources."""
    sources = store.sources(incidents["event_id"])
    return Extract(query, sentence, store.manifest, store.version, day, _with_addresses(incidents, sources), sources,
                   store.boundaries.source if store.boundaries else "")  # fmt: skip


def _beside(store: Store, taken: Extract) -> dict[str, pd.DataFrame]:
    """Return the tables that have rows: key dates whose incident and page are there, pairs that are there, coverage.

    Running counts of others belong to all incidents: beside a part of them they would show a gap that there is not.
    """
    ids = taken.incidents["event_id"]
    counts = store.official_counts if taken.query == IncidentQuery() else store.official_counts.iloc[:0]
    dates, pairs = store.key_dates, store.duplicates
    is_told = dates["url"].isin([*taken.sources["url"], *counts["url"]])
    tables = {
        OFFICIAL_COUNTS.name: counts,
        KEY_DATES.name: dates[is_told & (dates["event_id"].isna() | dates["event_id"].isin(ids))],
        COVERAGE.name: store.coverage,
        DUPLICATES.name: pairs[pairs["event_id"].isin(ids) & pairs["other_id"].isin(ids)],
    }
    return {name: table for name, table in tables.items() if len(table)}


def _listed(addresses: object) -> list[str]:
    if isinstance(addresses, str):
        return addresses.split()
    return list(addresses) if isinstance(addresses, Sequence | np.ndarray) else []


def _with_addresses(incidents: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    found: Mapping[str, list[str]] = sources.groupby("event_id", sort=False)["url"].agg(list).to_dict()
    # A file that was exported before brings its addresses as a column of its own.
    # As a text with spaces, or as a list in GeoParquet that is read in place.
    own = incidents[SOURCE_URLS.name] if SOURCE_URLS.name in incidents else [""] * len(incidents)
    urls = [found.get(event_id) or _listed(each) for event_id, each in zip(incidents["event_id"], own, strict=True)]
    others = incidents.drop(columns=SOURCE_URLS.name, errors="ignore")
    return others.assign(**{SOURCE_URLS.name: pd.Series(urls, index=incidents.index, dtype="object")})


def arrow(frame: pd.DataFrame, *, taken: Collection[str] = ()) -> pa.Table:
    """Return a frame as Arrow: days as days, whole numbers as such, what the schema does not know as text.

    A list column stays a list if its cells are lists. A stranger's column called as one in `taken` gets a line
    below its name.
    """
    renamed = frame.rename(columns=lambda name: f"{name}_" if str(name).casefold() in taken else str(name))
    fields = [pa.field(name, _arrow_type(renamed[name]), metadata=_meaning(name)) for name in renamed]
    return pa.Table.from_pandas(renamed, pa.schema(fields), preserve_index=False).replace_schema_metadata(None)


def _arrow_type(values: pd.Series) -> pa.DataType:
    name = str(values.name)
    if name in PARTED_BY and values.dtype == object:
        return pa.list_(pa.string())
    return _ARROW[COLUMNS[name].kind if name in COLUMNS else "string"]


def _meaning(name: str) -> dict[str, str]:
    return {"description": COLUMNS[name].meaning} if name in COLUMNS else {}


def is_web(url: str) -> bool:
    """Return whether an address leads to a web page, and nowhere else."""
    return re.match(r"(?i)https?://", url) is not None
