"""Boundaries that people bring, read once for each way of reading them; incidents by their areas."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dashboard import datasets
from dashboard.data import KEPT, uploads
from dashboard.data.uploads import Upload
from dashboard.remembering import remembered
from dashboard.work import Progress, Work
from geodata import style
from geodata.importers import areas as files
from geodata.importers.layers import Layer
from geodata.query import IncidentQuery
from geodata.store import Store, laying

AreaOptions, Brought, Laid = files.AreaOptions, files.Brought, laying.Laid


def layer(upload: Upload, wanted: str | None) -> Work[Layer]:
    """Return the work of finding the layer of areas in a file that was given, or the one that is `wanted`."""
    return upload.work("layer", wanted, lambda _: files.layer_of(upload.file(), wanted, uploads.limits()))


def brought(upload: Upload, found: Layer, options: AreaOptions) -> Work[Brought]:
    """Return the work of reading the boundaries in a layer as `options` say, which says how many areas are done."""

    def make(progress: Progress) -> Brought:
        return files.of_layer(upload.file(), found, options, uploads.limits(), progress=progress)

    return upload.work("areas", options, make)


def lay(store: Store, given: Brought, owner: str, beneath: str) -> datasets.DataSet:
    """Lay boundaries over a data set and open the result for the browser `owner`."""
    over = given.boundaries
    title = f"{store.manifest.title} by {style.counted(len(over.areas), 'area')} of {over.name}"
    return datasets.add_laid(owner, laying.laid(store, over), title, beneath)


@remembered(KEPT)
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


@remembered(KEPT)
def tally(store: Store, query: IncidentQuery) -> Laid:
    """Return how many incidents lie in an area, in none, and are known no nearer than their province."""
    return laying.tally(store, query)


@remembered(8)
def shapes(store: Store) -> str:
    """Return the areas of a data set as GeoJSON to draw; none where there are none."""
    return store.boundaries.geojson() if store.boundaries else '{"type":"FeatureCollection","features":[]}'


def note(store: Store, query: IncidentQuery) -> str:
    """Say whose areas the map shows and how many incidents lie in none of them; empty where there are none."""
    if store.boundaries is None:
        return ""
    return f"Areas: {store.boundaries.source}, as they were brought. {tally(store, query).sentence()}"
