"""What shaded regions say where a reader points at them: provinces, or the areas that were laid over the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from dashboard import data
from dashboard.data import own_areas
from dashboard.remembering import remembered
from geodata import boundaries, classes, provinces, style
from geodata.query import IncidentQuery
from geodata.store import Store


@remembered(64)
def told(store: Store, query: IncidentQuery) -> str:
    """Return the regions as GeoJSON to point at: each with its name and how many incidents answer there."""
    if store.boundaries is None:
        shapes, counts = _provinces(), data.by_province(store, query)
        named = {code: (each.name, each.area_km2) for code, each in provinces.screen().items()}
    else:
        shapes, counts = store.boundaries.coarse, own_areas.by_area(store, query)
        named = {name: (name, area.area_km2) for name, area in store.boundaries.named.items()}
    features = (
        f'{{"type":"Feature","properties":{json.dumps(_words(*named[key], counts.get(key, 0)))},"geometry":{shape}}}'
        for key, shape in shapes.items()
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _words(name: str, area_km2: float, count: int) -> Mapping[str, str]:
    rate = f", {classes.told(count / area_km2 * 10_000, 2)} per 10,000 km²" if count and area_km2 else ""
    return {"title": name, "line": style.counted(count, "incident") + rate}


@cache
def _provinces() -> Mapping[str, str]:
    shown = provinces.screen()
    return dict(zip(shown, boundaries.coarse([each.shape for each in shown.values()]), strict=True))
