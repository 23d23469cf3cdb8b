"""Names on the map: which provinces and towns are named at which zoom, so that no name covers another.

The browser cannot thin labels without leaving ghosts (deck.gl's collision filter fades what half fits),
so the server decides once for each whole zoom, largest first, and serves the names by map tile.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from geodata import provinces, towns

ZOOMS = range(3, 11)
TILE_PX = 512
LETTER_PX, LINE_PX, TOWN_LIFT_PX = 6.3, 15.0, -9.0
CAPITALS_PX = 7.6  # capital letters are wider
CAPITAL_CITIES = ("Baghdad", "Damascus")  # or the small provinces around them take their room
SMALL_FROM = 8  # from this zoom on the gazetteer's small places are named too


@dataclass(frozen=True, slots=True)
class Label:
    """A name and its point, in pixels of the whole world at zoom 0."""

    text: str
    lon: float
    lat: float
    x: float
    y: float
    is_town: bool

    def box(self, scale: float) -> tuple[float, float, float, float]:
        """Return the box of the name in pixels at `scale` (2 to the power of the zoom)."""
        half = len(self.text) * (LETTER_PX if self.is_town else CAPITALS_PX) / 2 + 3
        middle = self.y * scale + (TOWN_LIFT_PX if self.is_town else 0)
        return self.x * scale - half, middle - LINE_PX / 2, self.x * scale + half, middle + LINE_PX / 2


def _label(text: str, lon: float, lat: float, *, is_town: bool) -> Label:
    y = TILE_PX * (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi))
    return Label(text, lon, lat, TILE_PX * (lon / 360 + 0.5), y, is_town)


def _candidates(zoom: int) -> Iterator[Label]:
    """Yield names, the most wanted first: capitals, large provinces, large towns, then small places."""
    large = _towns()
    shapes = sorted(provinces.screen().values(), key=lambda each: -each.area_km2)
    named_by_town = {town.text for town in large}
    yield from (town for town in large if town.text in CAPITAL_CITIES)
    yield from (
        _label(each.name.upper(), each.label_lon, each.label_lat, is_town=False)
        for each in shapes
        if each.name not in named_by_town
    )
    yield from (town for town in large if town.text not in CAPITAL_CITIES)
    if zoom >= SMALL_FROM:
        yield from _small_places()


@cache
def _towns() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat, is_town=True) for town in towns.labelled())


@cache
def _small_places() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat, is_town=True) for town in towns.every())


@cache
def chosen(zoom: int) -> tuple[Label, ...]:
    """Return the names for a whole zoom; it is shown from half a zoom earlier, so they must fit there."""
    scale = 2 ** (zoom - 0.5)
    kept: list[Label] = []
    boxes: list[tuple[float, float, float, float]] = []
    for label in _candidates(zoom):
        west, north, east, south = label.box(scale)
        if all(west > e or east < w or north > s or south < n for w, n, e, s in boxes):
            kept.append(label)
            boxes.append((west, north, east, south))
    return tuple(kept)


def tile(zoom: int, column: int, row: int) -> str:
    """Return the names whose points lie in one tile, as GeoJSON."""
    scale = 2**zoom / TILE_PX
    inside = [each for each in chosen(zoom) if (int(each.x * scale), int(each.y * scale)) == (column, row)]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
            "properties": {
                "text": each.text,
                "radius": 1.8 if each.is_town else 0,
                "size": 11.5 if each.is_town else 10.5,
                "offset": [0, TOWN_LIFT_PX if each.is_town else 0],
            },
        }
        for each in inside
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
