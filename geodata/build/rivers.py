"""Rivers of Iraq and Syria from GSHHG, without names (the source has none)."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata.build.geojson import Feature

WINDOW = shapely.box(35, 28.5, 49.5, 38)
SHORTEST_KM = 60  # side streams below this clutter a map of a whole country
SIMPLIFY_DEG = 0.005  # about 500 m, half a pixel on the map of both countries
DECIMALS = 3
_EARTH = Geod(ellps="WGS84")


def features(index: bytes, points: bytes) -> list[Feature]:
    """Return the significant rivers, longest first.

    Parameters
    ----------
    index
        ``riversmeta_i.dat``: per line of text, the number of points (3rd word) and their offset (6th).
    points
        ``rivers_i.dat``: float32 pairs of lon, lat.
    """
    kept = _without_twigs(_segments(index, points))
    simple = shapely.transform(shapely.simplify(kept, SIMPLIFY_DEG), lambda xy: np.round(xy, DECIMALS))
    ordered = sorted(simple, key=lambda line: (-_km(line), line.wkt))
    return [Feature({"river_id": n, "length_km": round(_km(line), 1)}, line) for n, line in enumerate(ordered, 1)]


def _segments(index: bytes, points: bytes) -> list[BaseGeometry]:
    """The source cuts every river at whole degrees; these are the pieces inside the window."""
    lines = []
    for words in map(str.split, index.decode("ascii").splitlines()):
        count, offset = int(words[2]), int(words[5])
        line = shapely.LineString(np.frombuffer(points, "<f4", 2 * count, offset).reshape(-1, 2).astype(float))
        lines.append(shapely.intersection(line, WINDOW))
    return [line for line in lines if line.length > 0]


def _without_twigs(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """Drop short lines that end nowhere, again and again, so that a main stem is never cut at a confluence."""
    while True:
        merged = list(shapely.get_parts(shapely.line_merge(shapely.union_all(lines))))
        ends = np.array([shapely.get_coordinates(line)[[0, -1]] for line in merged])
        _, inverse, counts = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True, return_counts=True)
        dangling = (counts[inverse].reshape(-1, 2) == 1).any(axis=1)
        lines = [line for line, loose in zip(merged, dangling, strict=True) if not loose or _km(line) >= SHORTEST_KM]
        if len(lines) == len(merged):
            return lines


def _km(line: BaseGeometry) -> float:
    return float(_EARTH.geometry_length(line)) / 1000
