"""Natural Earth's provinces as one coverage: pieces that share their borders vertex by vertex.

Provinces and neighbouring countries are simplified together, because only then does a border that
two of them share stay one line. Everything is cut from the same `Coverage`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import DataError

# Generous around the two countries: a map of both on wide paper must not run out of ground.
WINDOW = shapely.box(30, 24, 55, 43)

# The United Nations Disengagement Observer Force zone on the Golan: Syrian soil between two lines.
# It is counted with Quneitra, and its lines are drawn dashed.
UNDOF = "SY-X01~"

# Natural Earth still has Kirkuk under its name of before 2006.
_RENAMED = {"IQ-TS": "IQ-KI"}

# Northern Cyprus and the two British bases have no ISO code; the ground shows the island whole.
_NO_ISO_CODE = "-1"

SIMPLIFY_DEG = 0.012  # side of the smallest triangle kept: about 1.2 km; keeps the 32 provinces under 60 KB
SCREEN_DECIMALS = 3  # about 100 m, half a pixel at zoom 9


@dataclass(frozen=True, slots=True)
class Coverage:
    """Pieces by key (province code, `UNDOF` or country code) without gaps or overlaps, in EPSG:4326."""

    pieces: dict[str, BaseGeometry]

    def __getitem__(self, key: str) -> BaseGeometry:
        return self.pieces[key]

    def province(self, code: str) -> BaseGeometry:
        """Return the shape of a province, the observer zone being part of Quneitra."""
        if code == "SY-QU":
            return shapely.union_all([self["SY-QU"], self[UNDOF]])
        return self[code]

    @property
    def countries(self) -> list[str]:
        """Codes of the countries around Iraq and Syria, sorted."""
        return sorted({key[:2] for key in self.pieces} - {"IQ", "SY"})

    def country(self, code: str) -> BaseGeometry:
        """Return the outline of a country, its pieces dissolved."""
        return shapely.union_all([shape for key, shape in self.pieces.items() if key[:2] == code])

    def simplified(self) -> Coverage:
        """Return the same pieces with fewer vertices and short numbers, still without gaps or overlaps."""
        keys = list(self.pieces)
        shapes = shapely.coverage_simplify(np.array([self[key] for key in keys]), SIMPLIFY_DEG)
        rounded = shapely.transform(shapes, lambda points: np.round(points, SCREEN_DECIMALS))
        _check(keys, rounded, "simplified")
        return Coverage(dict(zip(keys, rounded, strict=True)))


def read(build_json: bytes) -> Coverage:
    """Cut the coverage of the window out of the upstream file; no vertex of Iraq or Syria is changed."""
    gathered: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in json.loads(build_json)["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        if shape.intersects(WINDOW):
            gathered[_key(feature["properties"])].append(shape)
    keys = sorted(gathered)
    shapes = np.array([shapely.intersection(shapely.union_all(gathered[key]), WINDOW) for key in keys])
    _check(keys, shapes, "upstream")
    return Coverage(dict(zip(keys, shapes, strict=True)))


def _key(properties: dict[str, Any]) -> str:
    code, country = properties["iso_3166_2"], properties["iso_a2"]
    if country in ("IQ", "SY") or code == "JO-MA":
        return _RENAMED.get(code, code)
    return "CY" if country == _NO_ISO_CODE else str(country)


def _check(keys: list[str], shapes: np.ndarray[Any, Any], name: str) -> None:
    broken = [key for key, valid in zip(keys, shapely.is_valid(shapes), strict=True) if not valid]
    if broken or not shapely.coverage_is_valid(shapes):
        raise DataError(f"The {name} shapes do not fit together (not valid: {', '.join(broken) or 'none'}).")
