"""Province polygons: full ones to count on, simplified ones for the screen."""

from __future__ import annotations

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata.build.geojson import Feature
from geodata.build.natural_earth import Coverage
from geodata.names import ProvinceName, province_names

MAFRAQ = "JO-MA"  # Tower 22 lies there; not counted as a province of the two countries
_EARTH = Geod(ellps="WGS84")
_LATITUDE_SCALE = 1.2  # 1 / cos(34°): makes degrees of the region about square


def full(coverage: Coverage) -> list[Feature]:
    """Return the 32 provinces of Iraq and Syria, every vertex as upstream has it, sorted by code."""
    return [_feature(name, coverage, coverage.province(name.code)) for name in counted()]


def screen(coverage: Coverage) -> list[Feature]:
    """Return the 32 provinces with simplified shapes and the properties (area!) of the full ones."""
    simple = coverage.simplified()
    return [_feature(name, coverage, simple.province(name.code)) for name in counted()]


def mafraq(coverage: Coverage) -> list[Feature]:
    """Return Jordan's Mafraq, full shape."""
    return [_feature(province_names()[MAFRAQ], coverage, coverage.province(MAFRAQ))]


def counted() -> list[ProvinceName]:
    """Return the names of the 32 provinces of Iraq and Syria, sorted by code."""
    return sorted((name for name in province_names().values() if name.code != MAFRAQ), key=lambda name: name.code)


def _feature(name: ProvinceName, coverage: Coverage, shape: BaseGeometry) -> Feature:
    whole = coverage.province(name.code)
    lon, lat = label_point(whole)
    properties = {
        "admin1_code": name.code,
        "country": name.country,
        "name": name.name,
        "name_ar": name.name_ar,
        "area_km2": round(abs(_EARTH.geometry_area_perimeter(whole)[0]) / 1e6, 1),
        "label_lon": lon,
        "label_lat": lat,
    }
    return Feature(properties, shape)


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return the centre of the largest circle inside `shape` (lon, lat in degrees): where a name has most room."""
    square = shapely.transform(shape, lambda points: points * [1, _LATITUDE_SCALE])
    radius = shapely.maximum_inscribed_circle(square, tolerance=0.001)
    lon, lat = shapely.get_coordinates(radius)[0]
    return round(lon, 3), round(lat / _LATITUDE_SCALE, 3)
