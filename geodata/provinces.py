"""Provinces of Iraq and Syria: their shapes, and which of them a point lies in (all EPSG:4326).

Source: Natural Earth 1:10m admin-1, public domain (see ``geodata/data/datapackage.json``). Its lines
are de facto and coarse in places: Baghdad is little more than the city. Counts are made on the full
shapes (`read`), pictures on the simplified ones (`screen`).

32 provinces are counted. Jordan's Mafraq (Tower 22) is `known` beside them, and never in a total.

A point on a border that two provinces share belongs to the one with the lower code, always. Kilometres
are geodesic (WGS 84).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata import _grid
from geodata.errors import DataError, PlaceError, ProjectionError
from geodata.names import DATA

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

_SAME_KM = 1e-6  # distances that differ by less than a millimetre are equal
# A border straight in degrees bends against the straight line on the ground; in pieces of 0.05° by a foot at most.
_PIECE_DEG = 0.05


@dataclass(frozen=True, slots=True)
class Province:
    """A province and its shape. `area_km2` is geodesic, of the full shape; the label point lies inside."""

    code: str
    country: str
    name: str
    name_ar: str
    area_km2: float
    label_lon: float
    label_lat: float
    shape: BaseGeometry


@cache
def read() -> Mapping[str, Province]:
    """Return the 32 provinces with full shapes, by ISO 3166-2 code in sorted order: count on these."""
    return _read(DATA / "provinces.geojson")


@cache
def screen() -> Mapping[str, Province]:
    """Return the 32 provinces with simplified shapes: draw these.

    Neighbours still share every vertex of a border. The areas stay those of the full shapes.
    """
    return _read(DATA / "provinces_screen.geojson")


@cache
def known() -> Mapping[str, Province]:
    """Return the 32 provinces and Jordan's Mafraq, full shapes: every province an incident can state."""
    return MappingProxyType(dict(sorted({**read(), **_read(DATA / "mafraq.geojson")}.items())))


def codes() -> tuple[str, ...]:
    """Return the codes of the `known` provinces, sorted: the 32 and JO-MA."""
    return tuple(known())


def locate(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.object_]:
    """Return the code of the province that each point lies in, counted on the full shapes of the 32.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, any shape; NaN where a point is missing.

    Returns
    -------
    codes
        One for each point: ISO 3166-2, or None outside the 32 and for a missing point. A border belongs to
        the province; one that two share to the lower code.

    Raises
    ------
    ProjectionError
        If a number cannot be degrees.
    """
    points_lon, points_lat = degrees(lon, lat)
    return _named(_counted_grid().covering(points_lon.ravel(), points_lat.ravel())).reshape(points_lon.shape)


def nearest(lon: ArrayLike, lat: ArrayLike, *, within_km: float = 5.0) -> NDArray[np.object_]:
    """Return the code of the `known` province nearest to each point: for points on a coast or just over a line.

    Points inside one of the 32 are answered as by `locate`. Mafraq takes part, so that a point inside it is not
    given to Syria, whose border is near. None farther than `within_km` from every province and for a missing
    point; of equally near provinces the lowest code. Errors as in `locate`.
    """
    points_lon, points_lat = (each.ravel() for each in degrees(lon, lat))
    found = _counted_grid().covering(points_lon, points_lat)
    answer, left = _named(found), np.flatnonzero(found == _grid.NONE)
    least = np.full(answer.shape, np.inf)
    for code, province in known().items():
        near = left[_perhaps_within(province, points_lon[left], points_lat[left], within_km)]
        km = _km_to(province, points_lon[near], points_lat[near])
        is_nearer = (km <= within_km) & (km < least[near] - _SAME_KM)
        answer[near[is_nearer]], least[near[is_nearer]] = code, km[is_nearer]
    return answer.reshape(np.shape(lon))


def distance_km(lon: ArrayLike, lat: ArrayLike, code: ArrayLike) -> NDArray[np.float64]:
    """Return how far each point lies from the province with the `code` beside it, 0 inside and on the border.

    Parameters
    ----------
    lon, lat, code
        Aligned: WGS 84 degrees, NaN where a point is missing, and one of `codes`.

    Returns
    -------
    distances
        Kilometres to the full shape; NaN for a missing point.

    Raises
    ------
    PlaceError
        If a code is not one of `codes`.
    """
    points_lon, points_lat = degrees(lon, lat)
    stated = np.asarray(code, dtype=object)
    unknown = sorted({str(each) for each in stated} - set(known()))
    if unknown:
        raise PlaceError(f"Unknown province codes: {', '.join(map(repr, unknown))}. Accepted: {', '.join(codes())}.")
    km = np.full(points_lon.shape, np.nan)
    for each in set(stated):
        at = stated == each
        km[at] = _km_to(known()[each], points_lon[at], points_lat[at])
    return km


@cache
def _counted_grid() -> _grid.Grid:
    return _grid.build([province.shape for province in read().values()])


def _named(found: NDArray[np.int16]) -> NDArray[np.object_]:
    """Return the codes of places in the grid; the last one, None, answers for `_grid.NONE`, which is -1."""
    return np.array([*read(), None], dtype=object)[found]


def degrees(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points as arrays of one shape, refused where a number cannot be degrees; NaN is a missing one."""
    pair = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if pair[0].shape != pair[1].shape:
        raise ProjectionError(f"{pair[0].size} longitudes beside {pair[1].size} latitudes. Give one of each per point.")
    for name, values, limit in (("longitude", pair[0], 180), ("latitude", pair[1], 90)):
        if values.size and max(np.fmax.reduce(values, axis=None), -np.fmin.reduce(values, axis=None)) > limit:
            wrong = values[np.abs(values) > limit]
            raise ProjectionError(
                f"{wrong.size} of {values.size} points have a {name} beyond ±{limit}, the first {wrong[0]:g}. "
                "Accepted: WGS 84 degrees (EPSG:4326). Transform the points first.")  # fmt: skip
    return pair


def _perhaps_within(
    province: Province, lon: NDArray[np.float64], lat: NDArray[np.float64], margin_km: float
) -> NDArray[np.intp]:
    """Return which points lie within `margin_km` of the province, and some that lie a little farther.

    Degrees are quick to compare and good enough to leave out the points that would be measured for nothing.
    """
    import shapely

    west, south, east, north = province.shape.bounds
    tall = margin_km / 110  # a degree of latitude has at least 110.5 km
    wide = tall / np.cos(np.radians(min(max(abs(south), abs(north)) + tall, 89)))
    in_box = (lon >= west - wide) & (lon <= east + wide) & (lat >= south - tall) & (lat <= north + tall)
    at = np.flatnonzero(in_box)
    near: NDArray[np.intp] = at[shapely.dwithin(province.shape, shapely.points(lon[at], lat[at]), np.hypot(wide, tall))]
    return near


def _km_to(province: Province, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kilometres from points to a province, 0 inside; NaN for a missing point.

    The nearest point of the border is found on a map centred on the province, where lengths are true from
    the centre and within 0.1 % elsewhere in it; the way there is then measured on the ellipsoid.
    """
    import shapely
    from pyproj import Geod

    km = np.where(np.isnan(lon) | np.isnan(lat), np.nan, 0.0)
    outside = np.flatnonzero(~np.isnan(km) & ~shapely.intersects_xy(province.shape, lon, lat))
    if outside.size:
        to_map, border = _map_of(province.code)
        x, y = to_map.transform(lon[outside], lat[outside])
        met = shapely.get_coordinates(shapely.shortest_line(border, shapely.points(x, y)))[::2]
        met_lon, met_lat = to_map.transform(met[:, 0], met[:, 1], direction="INVERSE")
        km[outside] = Geod(ellps="WGS84").inv(lon[outside], lat[outside], met_lon, met_lat)[2] / 1000
    return km


@cache
def _map_of(code: str) -> tuple[Any, BaseGeometry]:
    """Return a projection in metres centred on a province, and the border of the province in it."""
    import shapely
    from pyproj import CRS, Transformer

    province = known()[code]
    centred = CRS.from_proj4(f"+proj=aeqd +lon_0={province.label_lon} +lat_0={province.label_lat} +ellps=WGS84")
    to_map = Transformer.from_crs("EPSG:4326", centred, always_xy=True)
    pieces = shapely.segmentize(province.shape.boundary, _PIECE_DEG)
    border = shapely.transform(pieces, lambda points: np.column_stack(to_map.transform(points[:, 0], points[:, 1])))
    shapely.prepare(border)
    return to_map, border


def _read(path: Path) -> Mapping[str, Province]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        provinces = [_province(feature) for feature in features]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DataError(f"Cannot read province shapes from {path}: {problem}. `make data` writes it anew.") from problem
    return MappingProxyType({province.code: province for province in provinces})


def _province(feature: dict[str, dict[str, Any]]) -> Province:
    import shapely  # takes 80 ms, and most commands never ask for a shape

    known_facts = feature["properties"]
    code = known_facts["admin1_code"]
    facts = {key: value for key, value in known_facts.items() if key != "admin1_code"}
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    shapely.prepare(shape)
    return Province(code=code, **facts, shape=shape)
