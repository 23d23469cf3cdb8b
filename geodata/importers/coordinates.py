"""Points written in one column: “33.64, 42.83”, degrees with minutes and seconds, WKT, MGRS, GeoJSON, as Kobo writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.importers import failed
from geodata.importers.numbers import degrees, latin_digits
from geodata.importers.tally import Tally, doubted
from geodata.schema.cells import Texts

POINT = "point"  # the field that such a column holds; it becomes the two of degrees
AXES = ("latitude", "longitude")
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)((?:[ ,;]+-?\d+(?:\.\d+)?){0,2})")
_PAIR_OF_COMMAS = re.compile(r"(-?\d{1,3},\d{2,})\s*[; ]\s*(-?\d{1,3},\d{2,})")
_SIDES = (
    re.compile(r"(.+?[NS])[,;\s]*(.+?[EW])", re.IGNORECASE),
    re.compile(r"([NS].+?)[,;\s]+([EW].+)", re.IGNORECASE),
)
_WKT = re.compile(r"(?:SRID=4326;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?M?\s*\(", re.IGNORECASE)
_GEOJSON = re.compile(r'\{\s*"(?:type|coordinates)"')
_MGRS = re.compile(
    r"\d{1,2}[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2}\s*(?:\d{2}\s*\d{2}|\d{3}\s*\d{3}|\d{4}\s*\d{4}|\d{5}\s*\d{5})", re.IGNORECASE
)
_UTM = re.compile(
    r"(?:utm\s*)?(\d{1,2}\s*[C-HJ-NP-X])[\s,;:]+(\d{6}(?:\.\d+)?)\s*m?E?[\s,;/]+(\d{7}(?:\.\d+)?)\s*m?N?", re.IGNORECASE
)
_NOWHERE = frozenset({"", "null null", "null, null", "nan nan", "nan, nan", "point empty"})


@lru_cache(50_000)
def read(text: str) -> tuple[str, str] | None:
    """Return latitude and longitude in degrees, as text; empty for a cell that says nowhere, None for what is no point."""
    plain = latin_digits(text).strip()
    plain = plain.strip("[]()").strip() if plain[:1] in ("[", "(") else plain
    if plain.casefold() in _NOWHERE:
        return "", ""
    if _WKT.match(plain) or _GEOJSON.match(plain):
        return _of_shape(plain)
    if _MGRS.fullmatch(plain):
        return _of_mgrs(plain)
    if found := _UTM.fullmatch(plain):
        return _of_utm(*found.groups())
    if (pair := _PAIR.fullmatch(plain)) and "." in pair[1] + pair[2]:
        return _in_order(pair[1], pair[2])
    pair = next((found for form in (_PAIR_OF_COMMAS, *_SIDES) if (found := form.fullmatch(plain))), None)
    return _in_order(degrees(pair[1], ","), degrees(pair[2], ",")) if pair else None


def _in_order(latitude: str, longitude: str) -> tuple[str, str] | None:
    """Return a pair as latitude and longitude: what is beyond 90 is the longitude."""
    try:
        first, second = abs(float(latitude)), abs(float(longitude))
    except ValueError:
        return None
    if first > 90 >= second and first <= 180:
        return longitude, latitude
    return (latitude, longitude) if first <= 90 and second <= 180 else None


def _of_shape(text: str) -> tuple[str, str] | None:
    import shapely

    of_text = shapely.from_geojson if text.startswith("{") else shapely.from_wkt
    shape = of_text(re.sub(r"^SRID=4326;", "", text, flags=re.IGNORECASE), on_invalid="ignore")
    if shape is None or shapely.is_empty(shape):
        return None
    inside = shapely.point_on_surface(shape)
    x, y = float(shapely.get_x(inside)), float(shapely.get_y(inside))
    return (repr(y), repr(x)) if abs(y) <= 90 and abs(x) <= 180 else None


def _of_mgrs(text: str) -> tuple[str, str] | None:
    import mgrs

    try:
        latitude, longitude = mgrs.MGRS().toLatLon("".join(text.upper().split()))
    except mgrs.core.MGRSError:
        return None
    return repr(round(latitude, 6)), repr(round(longitude, 6))


def _of_utm(zone: str, east: str, north: str) -> tuple[str, str] | None:
    from geodata.importers import projected  # which reads columns of metres, and knows of the fields here

    code = projected.system(zone)
    return None if code is None else projected.in_degrees(code, float(east), float(north))


def split(
    cells: pa.Table, fields: Mapping[str, str], found: Mapping[str, Texts], tally: Tally
) -> tuple[dict[str, Texts], list[pd.DataFrame]]:
    """Return the degrees of a column of points where no column of degrees has any, and doubts about what is no point."""
    if POINT not in fields:
        return {}, []
    texts = failed.stated(cells, fields[POINT], POINT, tally)
    held = texts.held.to_pylist()
    points = [read(text) or ("", "") for text in held]
    axes = {
        axis: Texts(pa.array([each[at] for each in points], pa.string()), texts.codes) for at, axis in enumerate(AXES)
    }
    first = next((at for at, point in enumerate(points) if point[0]), None)
    if first is not None:
        count = int(texts.where(np.array([bool(point[0]) for point in points])).sum())
        tally.add(POINT, "read as latitude and longitude", count, held[first], ", ".join(points[first]))
    if all(axis in found for axis in AXES):
        lacks = ~found[AXES[0]].is_given & ~found[AXES[1]].is_given
        axes = {axis: found[axis].replaced(lacks, values) for axis, values in axes.items()}
    unread = "no point that we know how to read: left empty here, kept in the file's own column"
    return axes, doubted(fields[POINT], texts, ["" if read(text) else unread for text in held])
