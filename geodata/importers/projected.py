"""Points in metres: easting and northing in a UTM zone or another projected coordinate system, turned into degrees by PROJ."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.errors import DataError, QuestionError
from geodata.importers import failed
from geodata.importers.coordinates import AXES
from geodata.importers.layers import WGS84, known_crs
from geodata.importers.numbers import latin_digits
from geodata.importers.table import Evidence
from geodata.importers.tally import Tally
from geodata.schema.cells import Texts

EASTING, NORTHING, SYSTEM = FIELDS = ("easting", "northing", "crs")  # that columns hold; they become those of degrees
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "easting": ("easting", "easting m", "utm e", "utm easting", "utm x", "x utm", "e utm", "x", "x coordinate", "x coord", "coord x", "rechtswert", "coordonnee x", "coordenada x", "este"),
    "northing": ("northing", "northing m", "utm n", "utm northing", "utm y", "y utm", "n utm", "y", "y coordinate", "y coord", "coord y", "hochwert", "coordonnee y", "coordenada y", "norte"),
    "crs": ("crs", "epsg", "epsg code", "srid", "utm zone", "zone", "zone utm", "grid zone", "coordinate system", "spatial reference", "projection"),
})  # fmt: skip
_ZONE = re.compile(
    r"(?:wgs ?(?:19)?84\b[ /]*)?(?:utm)? ?(?:zone)? ?(\d{1,2}) ?(north|south|[c-hj-np-x])?", re.IGNORECASE
)
_CODE = re.compile(r"(?:epsg ?:{0,2} ?|srid ?=? ?)?(\d{4,6})", re.IGNORECASE)
_GROUPED = re.compile(r"(\d{1,3}(?:([ ,.'\u00a0\u202f])\d{3})(?:\2\d{3})*)(?:[.,](\d+))?")
_PLAIN = re.compile(r"([-+]?\d+)(?:[.,](\d+))?")
_LEAST, _MOST = 10_000, 21_000_000  # metres that a coordinate may have; degrees have fewer
_TO_ACCEPT = ("EPSG:32638", "EPSG:32637", "EPSG:32639", "EPSG:3857")


def metres(text: str) -> float:
    """Return a coordinate in metres, however its thousands and decimals are parted; not a number for any other text."""
    plain = re.sub(r"\s*m(?:\s?[EN])?$", "", latin_digits(text).strip(), flags=re.IGNORECASE)
    if grouped := _GROUPED.fullmatch(plain):
        return float(f"{re.sub(r'[^0-9]', '', grouped[1])}.{grouped[3] or 0}")
    found = _PLAIN.fullmatch(plain)
    return float(f"{found[1]}.{found[2] or 0}") if found else float("nan")


@cache
def system(text: str) -> str | None:
    """Return the coordinate system that a cell names, as ``EPSG:…``; None if it names none in metres.

    A zone is one of UTM on WGS 84. The letter after it is the band of the military grid, in which S lies between 32° and
    40° north; the southern hemisphere is “38 South” or a band before N.
    """
    plain = " ".join(latin_digits(text).replace("_", " ").split()).removesuffix(".0")
    if (zone := _ZONE.fullmatch(plain)) and 1 <= int(zone[1]) <= 60:
        side = (zone[2] or "").casefold()
        is_south = side == "south" or (len(side) == 1 and side < "n")
        return f"EPSG:{(32700 if is_south else 32600) + int(zone[1])}"
    code = _CODE.fullmatch(plain)
    if code is None:
        return None
    try:
        return f"EPSG:{code[1]}" if known_crs(f"EPSG:{code[1]}").is_projected else None
    except DataError:
        return None


def _is_metres(text: str) -> bool:
    return _LEAST <= abs(metres(text)) <= _MOST


# field → whether a cell may be one
CONTENT: Mapping[str, Callable[[str], bool]] = MappingProxyType({
    "easting": _is_metres, "northing": _is_metres, "crs": lambda text: system(text) is not None,
})  # fmt: skip


def agreed(fields: Mapping[str, str], said: str | None) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the coordinate system of points whose row names none, and what says so.

    Raises
    ------
    QuestionError
        If there are points in metres, and neither a column nor `said` names their system.
    DataError
        If `said` is none, or is in degrees.
    """
    if EASTING not in fields:
        return None, ()
    both = f"metres in {fields[EASTING]!r} and {fields[NORTHING]!r}"
    if said is not None:
        given = system(said) or said
        if not known_crs(given).is_projected:
            raise DataError(
                f"{said!r} is in degrees, and there are {both}. Accepted: a UTM zone such as 38N, or EPSG:32638."
            )
        return given, (Evidence("points", f"{both}, in {known_crs(given).name}", "given"),)
    if SYSTEM in fields:
        return None, (Evidence("points", both, f"{fields[SYSTEM]!r} says in which coordinate system"),)
    raise QuestionError(
        f"There are {both}, and no column says in which coordinate system. Most of Iraq is UTM zone 38N (EPSG:32638), most of "
        "Syria 37N (EPSG:32637), the south-east 39N (EPSG:32639).", "crs", _TO_ACCEPT, "--crs EPSG:32638")  # fmt: skip


def split(
    cells: pa.Table, fields: Mapping[str, str], found: Mapping[str, Texts], otherwise: str | None, tally: Tally
) -> tuple[dict[str, Texts], list[pd.DataFrame]]:
    """Return degrees of points in metres where no column of degrees has any, and doubts about what is no point.

    `otherwise`: the system of rows that name none.
    """
    if EASTING not in fields:
        return {}, []
    said = {name: failed.stated(cells, fields[name], name, tally) for name in FIELDS if name in fields}
    east, north = (_numbers(said[name]) for name in (EASTING, NORTHING))
    systems = _systems(said.get(SYSTEM), otherwise, len(east))
    lat, lon = np.full((2, len(east)), np.nan)
    given = said[EASTING].is_given | said[NORTHING].is_given
    for code in dict.fromkeys(systems[given & ~np.isnan(east + north)]):
        if code:
            at = np.flatnonzero((systems == code) & ~np.isnan(east + north))
            lon[at], lat[at] = _transformer(code).transform(east[at], north[at])
            tally.add("point", f"converted from {known_crs(code).name} to degrees", len(at),
                      f"{east[at[0]]:.0f}, {north[at[0]]:.0f}", f"{lat[at[0]]:.4f}, {lon[at[0]]:.4f}")  # fmt: skip
    lat[~np.isfinite(lat) | ~np.isfinite(lon)] = np.nan
    axes = {axis: Texts.listed([*map(_degrees, values, lat)]) for axis, values in zip(AXES, (lat, lon), strict=True)}
    if all(axis in found for axis in AXES):
        lacks = ~found[AXES[0]].is_given & ~found[AXES[1]].is_given
        axes = {axis: found[axis].replaced(lacks, values) for axis, values in axes.items()}
    return axes, [_doubts(given & np.isnan(lat), said, systems, fields)]


def _numbers(texts: Texts) -> np.ndarray:
    numbers: np.ndarray = np.asarray(
        texts.rows(np.array([metres(text) for text in texts.held.to_pylist()], dtype=float))
    )
    return numbers


def _systems(texts: Texts | None, otherwise: str | None, size: int) -> np.ndarray:
    """Return for each row the system that it names, or that of the rest; empty where there is neither."""
    if texts is None:
        return np.full(size, otherwise or "", dtype=object)
    held = [(system(text) or "") if text else otherwise or "" for text in texts.held.to_pylist()]
    found: np.ndarray = np.asarray(texts.rows(np.array(held, dtype=object)))
    return found


@cache
def _transformer(code: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  of pyproj, which is loaded late
    import pyproj

    return pyproj.Transformer.from_crs(known_crs(code), known_crs(WGS84), always_xy=True)


def in_degrees(code: str, east: float, north: float) -> tuple[str, str] | None:
    """Return one point as latitude and longitude, None if it is none of the system."""
    lon, lat = _transformer(code).transform(east, north)
    return (_degrees(lat, lat), _degrees(lon, lat)) if np.isfinite(lat) and np.isfinite(lon) else None


def _degrees(value: float, latitude: float) -> str:
    return "" if np.isnan(latitude) else repr(round(float(value), 6))  # a tenth of a metre


def _doubts(
    lost: np.ndarray, said: Mapping[str, Texts], systems: np.ndarray, fields: Mapping[str, str]
) -> pd.DataFrame:
    at = np.flatnonzero(lost)
    unnamed = np.array([not code for code in systems[at]], dtype=bool)
    values = [", ".join(pair) for pair in zip(said[EASTING].at(at), said[NORTHING].at(at), strict=True)]
    no_system = (
        "no coordinate system that we know (such as 38N or EPSG:32638): without a point, kept in the file's own columns"
    )
    no_point = "no easting and northing in metres: without a point, kept in the file's own columns"
    return pd.DataFrame({
        "at": at, "column": np.where(unnamed, fields.get(SYSTEM, fields[EASTING]), fields[EASTING]).astype(object),
        "value": values, "reason": np.where(unnamed, no_system, no_point).astype(object),
    })  # fmt: skip
