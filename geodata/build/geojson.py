"""GeoJSON as we store it: one feature a line, so that a change shows in a diff, and the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Feature:
    """A shape in EPSG:4326 and what is known about it."""

    properties: dict[str, Any]
    shape: BaseGeometry


def write(features: Iterable[Feature], path: Path) -> None:
    """Write `features` to `path` in the order given.

    Rings start at a fixed vertex and run as RFC 7946 asks (outer ring counter-clockwise); no
    coordinate is rounded here.
    """
    lines = ",\n".join(_line(feature) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


def _line(feature: Feature) -> str:
    shape = shapely.orient_polygons(shapely.normalize(feature.shape))
    geometry = json.loads(shapely.to_geojson(shape))
    record = {"type": "Feature", "properties": feature.properties, "geometry": geometry}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
