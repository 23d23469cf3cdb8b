"""Cached access to geodata, by data version and query: what pages ask of a store.

What only some pages show is in modules of its own here, which import this one.

Answers are remembered by `dashboard.remembering`, not by Streamlit: the HTTP routes ask the same questions outside any session.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from dashboard import charts, datasets
from dashboard.data import kept
from dashboard.remembering import let_go, remembered
from geodata import __version__, classes, export, manifest, patterns, provinces, summarise
from geodata.errors import GeodataError
from geodata.manifest import read_descriptor
from geodata.names import DATA
from geodata.patterns.coverage import Span
from geodata.patterns.key_dates import KeyDate
from geodata.query import FILTERS, IncidentQuery
from geodata.store import Current, Store, reading
from geodata.summarise import Figures

KEPT = 512  # answers kept; each is a few kilobytes
TABLE_PAGE = 2_000  # rows of the table that a page of it holds
STRETCH = 500  # rows of a list that are sent at once; more come as a reader goes on
CHOICES = tuple(name for name, declared in FILTERS.items() if declared.many)  # fields with values to choose from
AT_FIRST = ("dataset", "category", "country", "province", "area", "weapon")  # those of them that every reader sees


@dataclass(frozen=True, slots=True)
class Answer:
    """What every view shows of one query."""

    store: Store
    query: IncidentQuery
    figures: Figures
    sentence: str

    @property
    def count(self) -> int:
        return self.figures.incidents


@cache
def _current() -> Current:
    """Return what watches the data that are open at the start: the settings' database or file, or the bundled data."""
    return Current(os.environ.get("GEODATA_STORE") or os.environ.get("GEODATA_DATA") or None, let_go=let_go)


def store(key: str = "", owner: str = "") -> Store:
    """Return the store of the data set open at the start, or of the one called `key` that `owner` brought or that is kept.

    Every answer names the store it came from. `DataError` if there is none of that name for `owner`.
    """
    if key:
        return kept.found(key) or datasets.found(key, owner).store
    from dashboard.data import doubles  # which imports nothing of this module, but stands in its package

    once = doubles.counted_once()
    return _current().store() if once is None else once[0]


def can_be_asked() -> bool:
    """Return whether the data that are open at the start answer questions now."""
    try:
        return store().count(IncidentQuery()) >= 0
    except GeodataError:
        return False


@remembered(KEPT)
def answer(store: Store, query: IncidentQuery) -> Answer:
    figures = summarise.figures(store, query)
    return Answer(store, query, figures, store.sentence(query, figures.incidents))


@remembered(KEPT)
def options(store: Store, query: IncidentQuery, fields: tuple[str, ...] = CHOICES) -> Mapping[str, Mapping[str, int]]:
    """Return, for each field with values to choose from, how many incidents each value would leave.

    Counted with every other filter in force, so a reader sees what a choice will give before making it.
    """
    fields = tuple(name for name in fields if name in store.fields)
    asked = [name for name in fields if name in query.asked()]
    # Fields that are not asked share one question; each of the others is counted without itself.
    counted = store.counts_each(query, [name for name in fields if name not in asked])
    for name in asked:
        counted |= store.counts_each(query.without(name), [name])
    return MappingProxyType({
        name: MappingProxyType({value: counted[name].get(value, 0) for value in store.values(name)})
        for name in fields
    })  # fmt: skip


@remembered(KEPT)
def listed(store: Store, query: IncidentQuery, shown_as: str | None = None, offset: int = 0) -> pd.DataFrame:
    """Return a stretch of the list beside the map, newest first: all that answer, or those drawn in one way."""
    columns = ("event_id", "event_date", "place_name", "province", "category", "shown_as", "confidence")
    return reading.newest(store, query, columns=columns, shown_as=shown_as, limit=STRETCH, offset=offset)


@remembered(KEPT)
def monthly(store: Store, query: IncidentQuery) -> pd.DataFrame:
    return store.counts(query, ["month", "category"]).dropna(subset="month")


@remembered(KEPT)
def monthly_chart(store: Store, query: IncidentQuery) -> dict[str, Any]:
    """Return the chart of the months as Vega-Lite; checking it against its schema is half the work of a page."""
    return charts.monthly(monthly(store, query), *months(store)).to_dict(validate=False)


@remembered(KEPT)
def by_province(store: Store, query: IncidentQuery) -> Mapping[str, int]:
    counted = store.counts(query, ["province"]).dropna()
    return MappingProxyType({code: int(n) for code, n in zip(counted["province"], counted["count"], strict=True)})


@remembered(KEPT)
def badges(store: Store, query: IncidentQuery) -> Mapping[str, int]:
    """Return how many incidents are known only to their province, by province."""
    counted = store.counts(query, ["shown_as", "province"])
    known = counted[counted["shown_as"] == "badge"]
    return MappingProxyType({code: int(n) for code, n in zip(known["province"], known["count"], strict=True)})


@remembered(KEPT)
def rings(store: Store, query: IncidentQuery) -> tuple[tuple[float, float], ...]:
    """Return the points (degrees) where some incident is known only to lie near."""
    sites = store.sites(query)
    near = sites[sites["near"].astype(bool)]
    return tuple(zip(near["longitude"], near["latitude"], strict=True))


@remembered(32)
def table(
    store: Store, query: IncidentQuery, sort: str = "event_date", page: int = 1, *, descending: bool = True
) -> pd.DataFrame:
    """Return one page of the table of incidents, highest or newest first unless it is to be the other way."""
    return store.incidents(query, sort=sort, descending=descending, limit=TABLE_PAGE, offset=(page - 1) * TABLE_PAGE)


@remembered(KEPT)
def incident(store: Store, event_id: str) -> Mapping[str, object] | None:
    """Return one incident with all its columns, or None if there is none of that name."""
    found = store.incident(event_id)
    return None if found is None else MappingProxyType(found)


def areas() -> Mapping[str, float]:
    """Return the area of each counted province in km²."""
    return {code: province.area_km2 for code, province in provinces.read().items()}


@remembered(KEPT)
def key_dates(store: Store) -> tuple[KeyDate, ...]:
    """Return the days by which others are dated."""
    return patterns.key_dates.read(store.key_dates)


@remembered(KEPT)
def coverage_spans(store: Store) -> tuple[Span, ...]:
    """Return the periods of many and of few sources."""
    return patterns.coverage.spans(store.coverage)


def coverage_note(store: Store) -> str:
    """Say for which months the sources are dense; what stands under every chart over time."""
    return patterns.coverage.sentence(coverage_spans(store))


METHODOLOGY = Path(__file__).parents[2] / "docs" / "methodology.md"


@cache
def definitions() -> Mapping[str, str]:
    """Return what the words of the charts mean: the paragraphs under "Definitions" of the methodology, by heading."""
    text = METHODOLOGY.read_text(encoding="utf-8").partition("\n## Definitions\n")[2].partition("\n## ")[0]
    return MappingProxyType(dict(re.findall(r"^### (.+)\n\n((?:(?!^### ).*\n)+)", text + "\n", re.MULTILINE)))


def span(store: Store) -> tuple[date, date]:
    """Return the days that sliders and timelines span: those of the data, a day at least."""
    figures = answer(store, IncidentQuery()).figures
    first = figures.first or date(2023, 10, 18)
    return first, max(figures.last or first, first + timedelta(days=1))


def months(store: Store) -> tuple[str, str]:
    """Return the first and the last month of the data, YYYY-MM."""
    figures = answer(store, IncidentQuery()).figures
    return tuple(f"{day:%Y-%m}" if day else "2023-10" for day in (figures.first, figures.last))  # type: ignore[return-value]


@cache
def boundary_note() -> str:
    return manifest.boundaries(read_descriptor(DATA))


def file(store: Store, query: IncidentQuery, ending: str) -> bytes:
    """Return the incidents that answer as a file of that ending."""
    return export.to_bytes(store, query, ending)


def sources(store: Store, event_id: str) -> pd.DataFrame:
    return store.sources([event_id])


def links(store: Store, event_id: str) -> pd.DataFrame:
    return store.links(event_id)


def answers(store: Store, query: IncidentQuery, event_id: str) -> bool:
    """Return whether an incident is among those that answer."""
    return reading.answers(store, query, event_id)


def is_bundled(store: Store) -> bool:
    """Return whether the data shown are those that come with the project, or a later version of them."""
    return store.manifest.name == _bundled_name()


@cache
def _bundled_name() -> str:
    return str(read_descriptor(DATA)["name"])


def neighbours(store: Store, query: IncidentQuery, event_id: str) -> tuple[str | None, str | None]:
    """Return the incidents before and after this one among those that answer, by date."""
    return reading.beside(store, query, event_id)


def warm() -> None:
    """Read the data and answer the first page's question; a problem waits for a page that can say it."""
    with contextlib.suppress(GeodataError):
        options(store(), answer(store(), IncidentQuery()).query, AT_FIRST)
        classes.bounds(range(10))  # loads what cuts classes


@dataclass(frozen=True, slots=True)
class Overview:
    """What the data hold as a whole; `pages` are distinct addresses among the sources."""

    incidents: int
    first: date | None
    last: date | None
    sources: int
    pages: int


@remembered(32)
def overview(store: Store) -> Overview:
    figures = answer(store, IncidentQuery()).figures
    sources, pages = store.row("SELECT count(*), count(DISTINCT url) FROM sources")
    return Overview(figures.incidents, figures.first, figures.last, sources, pages)


def layers(store: Store) -> tuple[manifest.Layer, tuple[manifest.Layer, ...]]:
    """Return the layer of the data shown with its licence, and those of the bundled base map and gazetteer."""
    return manifest.layers_shown(store.manifest, read_descriptor(DATA))


def versions() -> dict[str, str]:
    names = ("streamlit", "pydeck", "duckdb", "pandas", "shapely", "matplotlib")
    return {"Incident Atlas": __version__} | {name: metadata.version(name) for name in names}


def corrections_address() -> str:
    """Return where corrections go, from the setting ``GEODATA_CORRECTIONS``; empty where it is not set."""
    return os.environ.get("GEODATA_CORRECTIONS", "").strip()


def problems_file(lines: pd.DataFrame) -> bytes:
    """Return refused rows or findings as CSV, safe to open in a spreadsheet."""
    return export.guarded_csv(lines).encode("utf-8-sig")
