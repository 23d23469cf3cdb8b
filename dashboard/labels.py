"""Names on the map: which provinces and towns are named at which zoom, and where, so that no name covers another
and none lies under the dots.

The browser cannot thin labels without leaving ghosts (deck.gl's collision filter fades what half fits),
so the server decides for each whole zoom, largest first, and serves the names by map tile.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geodata import provinces, towns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Boxes = NDArray[np.float64]

ZOOMS = range(3, 11)
TILE_PX = 512
LETTER_PX, LINE_PX, TOWN_LIFT_PX = 6.3, 15.0, -9.0
CAPITALS_PX = 7.6  # capital letters are wider
CAPITAL_CITIES = ("Baghdad", "Damascus")  # or the small provinces around them take their room
SMALL_FROM = 8  # from this zoom on the gazetteer's small places are named too
SHOWN_AT = (-0.5, 0.0, 0.5)  # a whole zoom is shown from half a zoom before to half a zoom after
# How much farther than beside its town a name may move to be read; that of a capital, beside the whole swarm.
AWAY_PX, AWAY_CAPITAL_PX = (0.0, 9.0, 18.0), tuple(float(away) for away in range(0, 82, 9))


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """What names keep clear of: points in pixels of the whole world at zoom 0, aligned with how many pixels
    to the right and down the mark lies, and half its width.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    right: NDArray[np.float64]
    down: NDArray[np.float64]
    half: NDArray[np.float64]

    def boxes(self, scale: float) -> Boxes:
        """Return a row of west, north, east, south in pixels at `scale` for each."""
        x, y = self.x * scale + self.right, self.y * scale + self.down
        return np.column_stack([x - self.half, y - self.half, x + self.half, y + self.half])


NO_MARKS = Marks(*np.empty((5, 0)))


@dataclass(frozen=True, slots=True)
class Label:
    """A name and its point, in pixels of the whole world at zoom 0; its middle lies `right` and `down` of the point.

    A province has its `code`, a town has none.
    """

    text: str
    lon: float
    lat: float
    x: float
    y: float
    down: float
    right: float = 0.0
    code: str = ""

    @property
    def is_town(self) -> bool:
        return not self.code

    @property
    def half(self) -> float:
        """Half the width of the name in pixels, with a little room."""
        return len(self.text) * (LETTER_PX if self.is_town else CAPITALS_PX) / 2 + 3

    def box(self, scale: float) -> tuple[float, float, float, float]:
        """Return the box of the name in pixels at `scale` (2 to the power of the zoom)."""
        x, y = self.x * scale + self.right, self.y * scale + self.down
        return x - self.half, y - LINE_PX / 2, x + self.half, y + LINE_PX / 2

    def elsewhere(self, scale: float) -> Iterator[Label]:
        """Yield the same name at other places, the best first: around its town, or in its province."""
        if self.is_town:
            for away in AWAY_CAPITAL_PX if self.text in CAPITAL_CITIES else AWAY_PX:
                beside = self.half + 3 + away
                for right, down in ((0, -9 - away), (0, 10 + away), (beside, 0), (-beside, 0),
                                    (beside, -9 - away), (-beside, -9 - away), (beside, 9 + away), (-beside, 9 + away)):  # fmt: skip
                    yield replace(self, right=right, down=down)
            return
        for right, down in _IN_PROVINCE:
            lon, lat = _degrees(self.x + right / scale, self.y + down / scale)
            if provinces.locate([lon], [lat])[0] == self.code:
                yield replace(self, right=right, down=down)


# Pixels right and down of the middle of a province, the near ones first.
_IN_PROVINCE = sorted(
    ((right, down) for right in range(-60, 61, 15) for down in range(-48, 49, 8)), key=lambda at: math.hypot(*at)
)


def _label(text: str, lon: float, lat: float, *, code: str = "") -> Label:
    y = TILE_PX * (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi))
    return Label(text, lon, lat, TILE_PX * (lon / 360 + 0.5), y, 0.0 if code else TOWN_LIFT_PX, code=code)


def _degrees(x: float, y: float) -> tuple[float, float]:
    """Return the degrees of a point in pixels of the whole world at zoom 0."""
    return 360 * (x / TILE_PX - 0.5), math.degrees(math.atan(math.sinh(2 * math.pi * (0.5 - y / TILE_PX))))


def _candidates(zoom: int) -> Iterator[Label]:
    """Yield names, the most wanted first: capitals, large provinces, large towns, then small places."""
    large = _towns()
    shapes = sorted(provinces.screen().values(), key=lambda each: -each.area_km2)
    named_by_town = {town.text for town in large}
    yield from (town for town in large if town.text in CAPITAL_CITIES)
    yield from (
        _label(each.name.upper(), each.label_lon, each.label_lat, code=each.code)
        for each in shapes
        if each.name not in named_by_town
    )
    yield from (town for town in large if town.text not in CAPITAL_CITIES)
    if zoom >= SMALL_FROM:
        yield from _small_places()


@cache
def _towns() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat) for town in towns.labelled())


@cache
def _small_places() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat) for town in towns.every())


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


@lru_cache(64)
def clear(zoom: int, marks: Marks) -> tuple[Label, ...]:
    """Return the names for a whole zoom, those that the marks would cover moved to where they can be read, or left out."""
    wanted = chosen(zoom)
    scales = [2 ** (zoom + step) for step in SHOWN_AT]
    taken = [marks.boxes(scale) for scale in scales]
    is_covered = np.zeros(len(wanted), dtype=bool)
    for scale, boxes in zip(scales, taken, strict=True):
        is_covered |= [_meets(label.box(scale), boxes) for label in wanted]
    kept = [label for label, covered in zip(wanted, is_covered, strict=True) if not covered]
    taken = [
        np.vstack([boxes, *(label.box(scale) for label in kept)]) for scale, boxes in zip(scales, taken, strict=True)
    ]
    for label in (label for label, covered in zip(wanted, is_covered, strict=True) if covered):
        for moved in label.elsewhere(2**zoom):
            if not any(_meets(moved.box(scale), boxes) for scale, boxes in zip(scales, taken, strict=True)):
                kept.append(moved)
                taken = [np.vstack([boxes, moved.box(scale)]) for scale, boxes in zip(scales, taken, strict=True)]
                break
    return tuple(kept)


def _meets(box: tuple[float, float, float, float], boxes: Boxes) -> bool:
    west, north, east, south = box
    is_clear = (boxes[:, 0] > east) | (boxes[:, 2] < west) | (boxes[:, 1] > south) | (boxes[:, 3] < north)
    return not bool(is_clear.all())


def tile(zoom: int, column: int, row: int, marks: Marks = NO_MARKS) -> str:
    """Return the names whose points lie in one tile, as GeoJSON."""
    scale = 2**zoom / TILE_PX
    inside = [each for each in clear(zoom, marks) if (int(each.x * scale), int(each.y * scale)) == (column, row)]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
            "properties": {
                "text": each.text,
                "radius": 1.8 if each.is_town else 0,
                "size": 11.5 if each.is_town else 10.5,
                "offset": [round(each.right, 1), round(each.down, 1)],
            },
        }
        for each in inside
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
