"""The ground of every map: sea, neighbours, land, provinces, borders, rivers, disputed lines and towns, in degrees.

Read once in a process and never changed, so threads share it. Maps of a country or more draw the
simplified shapes; nearer ones the full shapes, whose neighbours are drawn with a seam to cover the
difference between the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from geodata import provinces, towns
from geodata.cartography.projection import Box
from geodata.errors import DataError
from geodata.names import DATA

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COVERED = Box(30.0, 24.0, 55.0, 43.0)  # where the neighbours are cut: beyond it there is no ground to draw
FINE_PT_PER_KM = 1.1  # from this scale on the full shapes are drawn
SEAM_KM = 1.6  # a little over the largest difference between full and simplified borders


@dataclass(frozen=True, slots=True)
class Named:
    """A name at a point in degrees. `rank` 1 goes first where there is little room."""

    name: str
    name_ar: str
    lon: float
    lat: float
    code: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """Shapes in degrees, as paths, and names. `land`: province paths by code."""

    neighbours: Path
    neighbour_shapes: Mapping[str, Path]
    land: Mapping[str, Path]
    province_lines: Path
    borders: Path
    rivers: Path
    disputed: Path
    neighbour_names: tuple[Named, ...]
    towns: tuple[Named, ...]


@cache
def read(*, fine: bool) -> Ground:
    """Return the ground with full (`fine`) or simplified province shapes."""
    shapes = {code: each.shape for code, each in (provinces.read() if fine else provinces.screen()).items()}
    countries = [_merged(shapes, country) for country in ("IQ", "SY")]
    neighbours = _features("neighbours")
    return Ground(
        neighbours=_joined(_rings(feature["geometry"]) for feature in neighbours),
        neighbour_shapes={feature["properties"]["country"]: _rings(feature["geometry"]) for feature in neighbours},
        land={code: polygons(shape) for code, shape in shapes.items()},
        province_lines=_joined(polygons(shape) for shape in shapes.values()),
        borders=_joined(polygons(country) for country in countries),
        rivers=_rivers(countries),
        disputed=_joined(_lines(feature["geometry"]) for feature in _features("disputed_lines")),
        neighbour_names=tuple(
            _neighbour(feature["properties"]) for feature in neighbours if feature["properties"]["name"]
        ),
        towns=_towns(),
    )


def _rivers(countries: Iterable[BaseGeometry]) -> Path:
    """Return the rivers inside the two countries: the layer ends at a box around them, which would show."""
    import shapely

    lines = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in _features("rivers")]
    within = shapely.intersection(shapely.union_all(lines), shapely.union_all(list(countries)))
    return _joined(_open(shapely.get_coordinates(line)) for line in shapely.get_parts([within]))


def province_name_points() -> dict[str, Named]:
    """Return each province's name at its label point; the 32 and Mafraq."""
    return {
        code: Named(each.name, each.name_ar, each.label_lon, each.label_lat, code)
        for code, each in provinces.known().items()
    }


@cache
def country_shape(country: str) -> BaseGeometry:
    """Return the outline of a country (IQ, SY) or of Mafraq (JO), full shape."""
    return _merged({code: each.shape for code, each in provinces.known().items()}, country)


def _merged(shapes: Mapping[str, BaseGeometry], country: str) -> BaseGeometry:
    import shapely

    return shapely.coverage_union_all([shape for code, shape in shapes.items() if code.startswith(country)])


def polygons(shape: BaseGeometry) -> Path:
    """Return a polygon or several as one path, holes included."""
    import shapely

    parts = shapely.get_parts([shape])
    rings = shapely.get_rings(parts)
    return _joined(_closed(shapely.get_coordinates(ring)) for ring in rings)


def _closed(vertices: NDArray[np.float64]) -> Path:
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(vertices, codes)


def _open(vertices: NDArray[np.float64]) -> Path:
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    codes[0] = Path.MOVETO
    return Path(vertices, codes)


def _joined(paths: Iterable[Path]) -> Path:
    listed = list(paths)
    if not listed:
        return Path(np.zeros((0, 2)))
    return Path(np.concatenate([path.vertices for path in listed]), np.concatenate([path.codes for path in listed]))


def _rings(geometry: Mapping[str, Any]) -> Path:
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return _joined(_closed(np.array(ring)) for shape in shapes for ring in shape)


def _lines(geometry: Mapping[str, Any]) -> Path:
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    return _joined(_open(np.array(line)) for line in lines)


def _features(layer: str) -> list[dict[str, Any]]:
    path = DATA / f"{layer}.geojson"
    try:
        features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as problem:
        raise DataError(f"Cannot read the layer {path}: {problem}. `make data` writes it anew.") from problem
    return features


def _neighbour(facts: Mapping[str, Any]) -> Named:
    return Named(facts["name"], facts["name_ar"], facts["label_lon"], facts["label_lat"], facts["country"])


def _towns() -> tuple[Named, ...]:
    ranked = enumerate(towns.labelled(), start=1)
    return tuple(Named(town.name, town.name_ar, town.lon, town.lat, town.province, rank) for rank, town in ranked)


def circle(lon: float, lat: float, km: float) -> NDArray[np.float64]:
    """Return 64 points in degrees, `km` from a point in every direction (sphere; right to 0.3 %)."""
    bearing = np.linspace(0, 2 * np.pi, 65)
    phi, turn = np.radians(lat), km / 6371.0
    north = np.arcsin(np.sin(phi) * np.cos(turn) + np.cos(phi) * np.sin(turn) * np.cos(bearing))
    east = np.arctan2(np.sin(bearing) * np.sin(turn) * np.cos(phi), np.cos(turn) - np.sin(phi) * np.sin(north))
    return np.column_stack([lon + np.degrees(east), np.degrees(north)])
