"""The ground of the page: the printed map's shapes and projection, as SVG paths of whole hundreds of metres.

The page then only shifts and scales: it knows no projection. x counts east and y south of the middle of the map.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from geodata import provinces
from geodata.cartography import ground
from geodata.cartography.projection import Box, Lambert
from geodata.cartography.words import ENGLISH
from geodata.names import COUNTRY_NAMES
from geodata.query import IncidentQuery

UNITS_PER_KM = 10.0
BOTH_COUNTRIES = Box(35.4, 28.9, 48.9, 37.6)
PROJECTION = Lambert.fitted(BOTH_COUNTRIES)
_SMALLEST = 250 * UNITS_PER_KM  # a page about one site shows this much around it
_PADDING = 0.03
_CAPITALS = ("Baghdad", "Damascus")
_WHERE = {"country", "province", "place", "bbox"}  # filters by which a reader asks for a part of the map


def place(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Return points of the page, two columns, to 10 m."""
    x, y = PROJECTION.project(lon, lat)
    return np.round(np.column_stack([x, -y]) * UNITS_PER_KM, 1)


@cache
def base() -> dict[str, Any]:
    """Return everything that lies under the incidents: paths, names, and what the scale bar needs."""
    drawn = ground.read(fine=False)
    middle_lat = PROJECTION.lat
    scale = ENGLISH["scale"].format(lat=middle_lat)
    south, north = PROJECTION.south_parallel, PROJECTION.north_parallel
    return {
        "neighbours": _path(drawn.neighbours),
        "land": {code: _path(path) for code, path in drawn.land.items()},
        "rivers": _path(drawn.rivers),
        "borders": _path(drawn.borders),
        "disputed": _path(drawn.disputed),
        "names": _names(drawn),
        "units_per_km": UNITS_PER_KM * PROJECTION.scale(middle_lat),
        "span": _around(place(*np.array(_outline(BOTH_COUNTRIES)).T))[1].round(1).tolist(),
        "scale_note": f"{scale} · {ENGLISH['projection'].format(south=south, north=north)}",
    }


def frame(query: IncidentQuery, incidents: pd.DataFrame) -> list[float]:
    """Return left, top, right and bottom of what the page shows first: both countries, or the part asked for."""
    spots = _spots(incidents)
    outlines = [_outline(Box(*each.shape.bounds)) for code, each in provinces.known().items() if code in query.province]
    if outlines:
        spots = np.concatenate([spots, *(place(*np.array(outline).T) for outline in outlines)])
    if not _WHERE & set(query.asked()) or not len(spots):
        spots = place(*np.array(_outline(BOTH_COUNTRIES)).T)
    middle, size = _around(spots)
    return [round(float(edge), 1) for edge in (*(middle - size / 2), *(middle + size / 2))]


def _around(spots: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle and the size of a box around points, with a margin and never too small."""
    low, high = spots.min(axis=0), spots.max(axis=0)
    return (low + high) / 2, np.maximum((high - low) * (1 + 2 * _PADDING), _SMALLEST)


def _spots(incidents: pd.DataFrame) -> NDArray[np.float64]:
    dots = incidents[incidents["shown_as"] == "dot"]
    known = provinces.known()
    badges = [
        known[code] for code in incidents.loc[incidents["shown_as"] == "badge", "province"].unique() if code in known
    ]
    lon = [*dots["longitude"].astype(float), *(each.label_lon for each in badges)]
    lat = [*dots["latitude"].astype(float), *(each.label_lat for each in badges)]
    return place(lon, lat)


def _outline(box: Box) -> list[tuple[float, float]]:
    return [(lon, lat) for lon in (box.west, (box.west + box.east) / 2, box.east) for lat in (box.south, box.north)]


def _names(drawn: ground.Ground) -> list[dict[str, Any]]:
    """Return the names on the ground, the most wanted first."""
    points = ground.province_name_points()
    shapes = provinces.screen()
    towns = sorted(drawn.towns, key=lambda each: each.rank)
    known = {each.name for each in towns}
    in_size = sorted(shapes, key=lambda code: -shapes[code].area_km2)
    listed = [_name("capital", each.name, each.lon, each.lat) for each in towns if each.name in _CAPITALS]
    for code in ("IQ", "SY"):
        middle = ground.country_shape(code).representative_point()
        listed.append(_name("country", COUNTRY_NAMES[code], middle.x, middle.y))
    listed += [
        _name("province", points[c].name, points[c].lon, points[c].lat) for c in in_size if points[c].name not in known
    ]
    listed += [_name("town", each.name, each.lon, each.lat) for each in towns if each.name not in _CAPITALS]
    listed += [_name("abroad", each.name, each.lon, each.lat) for each in drawn.neighbour_names]
    return listed


def _name(kind: str, name: str, lon: float, lat: float) -> dict[str, Any]:
    x, y = place([lon], [lat])[0].tolist()
    return {"kind": kind, "name": name, "x": x, "y": y}


def _path(path: Path) -> str:
    """Return a path in degrees as an SVG path in whole units, each step relative to the one before."""
    steps = []
    rounded = np.round(place(*np.asarray(path.vertices, dtype=float).T)).astype(int).tolist()
    here = (0, 0)
    for (x, y), code in zip(rounded, np.asarray(path.codes).tolist(), strict=True):
        if code == Path.CLOSEPOLY:
            steps.append("z")
        elif code == Path.MOVETO:
            steps.append(f"M{x} {y}l")
            here = (x, y)
        elif (x, y) != here:
            steps.append(f"{x - here[0]} {y - here[1]} ")
            here = (x, y)
    return "".join(steps).replace(" z", "z").replace(" M", "M").replace(" -", "-").strip()
