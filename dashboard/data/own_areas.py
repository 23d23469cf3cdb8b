"""Boundaries that people bring, read once for each way of reading them; incidents by their areas."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import TypeVar

from dashboard import datasets
from dashboard.data import KEPT, uploads
from geodata import style
from geodata.importers import File
from geodata.importers import areas as files
from geodata.importers.layers import Layer
from geodata.query import IncidentQuery
from geodata.store import Store, laying

Made = TypeVar("Made")
AreaOptions, Brought, Laid = files.AreaOptions, files.Brought, laying.Laid
_FILES = 2  # kept as read; a page is drawn anew with each choice of how to read one
_layers: OrderedDict[tuple[str, str], Layer] = OrderedDict()
_made: OrderedDict[tuple[str, str], Brought] = OrderedDict()
_looking = Lock()


def layer(name: str, body: bytes, wanted: str | None) -> Layer:
    """Return the layer of areas in a file that was given; the last few are kept."""
    key = (_digest(name, body), wanted or "")
    with _looking:
        if key in _layers:
            return _layers[key]
    uploads.refuse_large(name, len(body))
    found = files.layer_of(File(name, body=body), wanted, uploads.limits())
    return _remembered(_layers, key, found)


def brought(name: str, body: bytes, options: AreaOptions) -> Brought:
    """Return the boundaries in a file that was given, read as `options` say; the last few are kept."""
    key = (_digest(name, body), repr(options))
    with _looking:
        if key in _made:
            return _made[key]
    made = files.of_layer(File(name, body=body), layer(name, body, options.layer), options, uploads.limits())
    return _remembered(_made, key, made)


def _remembered(kept: OrderedDict[tuple[str, str], Made], key: tuple[str, str], made: Made) -> Made:
    with _looking:
        kept[key] = made
        while len(kept) > _FILES:
            kept.popitem(last=False)
    return made


def _digest(name: str, body: bytes) -> str:
    return hashlib.sha256(name.encode() + b"\0" + body).hexdigest()


def lay(store: Store, given: Brought, owner: str, beneath: str) -> datasets.DataSet:
    """Lay boundaries over a data set and open the result for the browser `owner`."""
    over = given.boundaries
    title = f"{store.manifest.title} by {style.counted(len(over.areas), 'area')} of {over.name}"
    return datasets.add_laid(owner, laying.laid(store, over), title, beneath)


@lru_cache(KEPT)
def by_area(store: Store, query: IncidentQuery) -> Mapping[str, int]:
    counted = store.counts(query, ["area"]).dropna()
    return MappingProxyType({name: int(n) for name, n in zip(counted["area"], counted["count"], strict=True)})


def shading_values(store: Store, query: IncidentQuery, kind: str) -> dict[str, float]:
    """Return what is shaded in each area that holds incidents: their number, or per 10,000 km²."""
    areas = store.boundaries.named if store.boundaries else {}
    return {
        name: float(count) if kind == "count" else count / areas[name].area_km2 * 10_000
        for name, count in by_area(store, query).items() if name in areas
    }  # fmt: skip


@lru_cache(KEPT)
def tally(store: Store, query: IncidentQuery) -> Laid:
    """Return how many incidents lie in an area, in none, and are known no nearer than their province."""
    return laying.tally(store, query)


@lru_cache(8)
def shapes(store: Store) -> str:
    """Return the areas of a data set as GeoJSON to draw; none where there are none."""
    return store.boundaries.geojson() if store.boundaries else '{"type":"FeatureCollection","features":[]}'


def note(store: Store, query: IncidentQuery) -> str:
    """Say whose areas the map shows and how many incidents lie in none of them; empty where there are none."""
    if store.boundaries is None:
        return ""
    return f"Areas: {store.boundaries.source}, as they were brought. {tally(store, query).sentence()}"
