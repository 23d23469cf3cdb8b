"""The ground around Iraq and Syria: outlines of the neighbouring countries, and the lines to draw dashed."""

from __future__ import annotations

import shapely

from geodata.build.geojson import Feature
from geodata.build.natural_earth import UNDOF, Coverage
from geodata.build.provinces import label_point

# Only these are near enough to be named on a map of the two countries; the rest is unnamed ground.
_NAMES = {
    "CY": ("Cyprus", "قبرص"),
    "EG": ("Egypt", "مصر"),
    "IL": ("Israel", "إسرائيل"),
    "IR": ("Iran", "إيران"),
    "JO": ("Jordan", "الأردن"),
    "KW": ("Kuwait", "الكويت"),
    "LB": ("Lebanon", "لبنان"),
    "PS": ("Palestine", "فلسطين"),
    "SA": ("Saudi Arabia", "السعودية"),
    "TR": ("Turkey", "تركيا"),
}
# A country is named where it shows on a map of the two countries, not at its own middle.
_PAGE = shapely.box(33.5, 28.5, 49.5, 38.5)


def outlines(coverage: Coverage) -> list[Feature]:
    """Return one simplified outline a country, clipped to the window, sorted by code."""
    simple = coverage.simplified()
    return [_outline(code, simple) for code in simple.countries]


def _outline(code: str, simple: Coverage) -> Feature:
    shape = simple.country(code)
    name, name_ar = _NAMES.get(code, (None, None))
    shown = shape.intersection(_PAGE)
    lon, lat = label_point(shown) if name and not shown.is_empty else (None, None)
    properties = {"country": code, "name": name, "name_ar": name_ar, "label_lon": lon, "label_lat": lat}
    return Feature(properties, shape)


def disputed_lines(coverage: Coverage) -> list[Feature]:
    """Return the simplified lines that a map draws dashed: both sides of the observer zone on the Golan.

    The west line is the border of Quneitra as drawn; the east line runs inside it, its ends on the border.
    """
    simple = coverage.simplified()
    zone = simple[UNDOF].boundary
    syria = shapely.union_all([simple[key] for key in ("SY-QU", "SY-RD", "SY-DR")]).boundary
    east = shapely.line_merge(shapely.intersection(zone, syria))
    west = shapely.line_merge(shapely.difference(zone, east))
    return [
        Feature({"line_id": "undof-west", "name": "West line of the UNDOF zone (Alpha)"}, west),
        Feature({"line_id": "undof-east", "name": "East line of the UNDOF zone (Bravo)"}, east),
    ]
