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
from threading import Condition
from typing import TYPE_CHECKING, Any

import numpy as np
from cachetools import LRUCache, cached

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
WEST, EAST, SOUTH, NORTH = 35.4, 48.9, 28.9, 37.6  # what the first view must show: both countries with a margin
FARTHER_OUT = 0.3  # than the first view a reader may zoom
# How long the line to a name may be that has no room beside its town.
LEADERS_PX, LEADERS_OF_CAPITALS_PX = range(8, 33, 8), range(8, 89, 8)
_ANGLES = [math.radians(degrees) for degrees in range(-90, 270, 15)]


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """What names keep clear of: points in pixels of the whole world at zoom 0, aligned with how many pixels
    to the right and down the mark lies, and half its width; `zoom` is the one at which they are placed.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    right: NDArray[np.float64]
    down: NDArray[np.float64]
    half: NDArray[np.float64]
    zoom: float = 0.0

    def boxes(self, scale: float) -> Boxes:
        """Return a row of west, north, east, south in pixels at `scale` for each."""
        x, y = self.x * scale + self.right, self.y * scale + self.down
        return np.column_stack([x - self.half, y - self.half, x + self.half, y + self.half])


NO_MARKS = Marks(*np.empty((5, 0)))


@dataclass(frozen=True, slots=True)
class Label:
    """A name and its point, in pixels of the whole world at zoom 0; its middle lies `right` and `down` of the point.

    A province has its `code`, an area that was brought the radius of its `room` in pixels at zoom 0, a town neither.
    `home` is the town, in degrees, where the point is not: a line joins them.
    """

    text: str
    lon: float
    lat: float
    x: float
    y: float
    down: float
    right: float = 0.0
    code: str = ""
    room: float = 0.0
    home: tuple[float, float] | None = None

    @property
    def is_town(self) -> bool:
        return not self.code and not self.room

    @property
    def half(self) -> float:
        """Half the width of the name in pixels, with a little room."""
        return len(self.text) * (CAPITALS_PX if self.code else LETTER_PX) / 2 + 3

    def box(self, scale: float) -> tuple[float, float, float, float]:
        """Return the box of the name in pixels at `scale` (2 to the power of the zoom)."""
        x, y = self.x * scale + self.right, self.y * scale + self.down
        return x - self.half, y - LINE_PX / 2, x + self.half, y + LINE_PX / 2

    def elsewhere(self, scale: float) -> tuple[Label, ...]:
        """Return the same name at other places, the best first: around its town, or in its province."""
        return _elsewhere(self, scale)

    def led(self, right: float, down: float) -> Label:
        """Return the name so far away, at zoom 0, with a line to its town: it moves with the map, or the line would miss it."""
        x, y = self.x + right, self.y + down
        lon, lat = _degrees(x, y)
        return replace(self, x=x, y=y, lon=lon, lat=lat, right=0.0, down=0.0, home=(self.lon, self.lat))

    def leader(self, scale: float) -> list[tuple[float, float]]:
        """Return the line from the town to the edge of the name as it is at `scale`, in degrees; none where none is needed."""
        if self.home is None:
            return []
        west, north, east, south = self.box(scale)
        x, y = (at * scale for at in pixels(*self.home))
        return [self.home, _degrees(min(max(x, west), east) / scale, min(max(y, north), south) / scale)]


# Pixels right and down of the middle of a province, the near ones first.
_IN_PROVINCE = sorted(
    ((right, down) for right in range(-60, 61, 15) for down in range(-48, 49, 8)), key=lambda at: math.hypot(*at)
)


@lru_cache(4096)
def _elsewhere(label: Label, scale: float) -> tuple[Label, ...]:
    if label.room:
        near = (at for at in _IN_PROVINCE if math.hypot(*at) <= label.room * scale)
        return tuple(replace(label, right=right, down=down) for right, down in near)
    if not label.is_town:
        return tuple(
            replace(label, right=right, down=down) for right, down in _inside(label, scale, tuple(_IN_PROVINCE))
        )
    beside, half = label.half + 3, label.half
    close = ((0, -9), (0, 10), (beside, 0), (-beside, 0), (beside, -9), (-beside, -9), (beside, 9), (-beside, 9))
    far = tuple(
        (math.cos(angle) * (half + away), math.sin(angle) * (LINE_PX / 2 + away))
        for away in (LEADERS_OF_CAPITALS_PX if label.text in CAPITAL_CITIES else LEADERS_PX)
        for angle in _ANGLES
    )
    return (
        *(replace(label, right=right, down=down) for right, down in close),
        *(label.led(right / scale, down / scale) for right, down in _inside(label, scale, far)),
    )


def _inside(label: Label, scale: float, moves: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the moves in pixels at `scale` that keep a name in its province; a town's in any."""
    x, y = (
        start + np.array(by) / scale for start, by in zip((label.x, label.y), zip(*moves, strict=True), strict=True)
    )
    found = provinces.locate(*_degrees(x, y))
    return [move for move, code in zip(moves, found, strict=True) if (code == label.code if label.code else code)]


@dataclass(frozen=True, eq=False, slots=True)
class Areas:
    """The names of areas that were laid over the data, those of large ones first."""

    labels: tuple[Label, ...] = ()

    def fitting(self, zoom: int) -> Iterator[Label]:
        """Yield those that are hardly wider than their area, where the map is farthest out at this zoom."""
        scale = 2 ** (zoom - 0.5)
        yield from (each for each in self.labels if each.half <= 1.6 * each.room * scale)


NO_AREAS = Areas()


def area_label(text: str, lon: float, lat: float, radius_deg: float) -> Label:
    """Return the name of an area in the middle of the largest circle inside it."""
    return Label(text, lon, lat, *pixels(lon, lat), 0.0, room=TILE_PX * radius_deg / 360)


def _label(text: str, lon: float, lat: float, *, code: str = "") -> Label:
    return Label(text, lon, lat, *pixels(lon, lat), 0.0 if code else TOWN_LIFT_PX, code=code)


def pixels(lon: float, lat: float) -> tuple[float, float]:
    """Return a point in pixels of the whole world at zoom 0."""
    return TILE_PX * (lon / 360 + 0.5), TILE_PX * (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi))


def _degrees(x: Any, y: Any) -> tuple[Any, Any]:
    """Return the degrees of a point, or of many, in pixels of the whole world at zoom 0."""
    return 360 * (x / TILE_PX - 0.5), np.degrees(np.arctan(np.sinh(2 * np.pi * (0.5 - y / TILE_PX))))


def _candidates(zoom: int, areas: Areas) -> Iterator[Label]:
    """Yield names, the most wanted first: capitals, large provinces, areas, large towns, then small places."""
    large = _towns()
    shapes = sorted(provinces.screen().values(), key=lambda each: -each.area_km2)
    named_by_town = {town.text for town in large}
    yield from (town for town in large if town.text in CAPITAL_CITIES)
    yield from (
        _label(each.name.upper(), each.label_lon, each.label_lat, code=each.code)
        for each in shapes
        if each.name not in named_by_town
    )
    yield from areas.fitting(zoom)
    yield from (town for town in large if town.text not in CAPITAL_CITIES)
    if zoom >= SMALL_FROM:
        yield from _small_places()


@cache
def _towns() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat) for town in towns.labelled())


@cache
def _small_places() -> tuple[Label, ...]:
    return tuple(_label(town.name, town.lon, town.lat) for town in towns.every())


@lru_cache(64)
def chosen(zoom: int, areas: Areas = NO_AREAS, seen_from: float = 0.0) -> tuple[Label, ...]:
    """Return the names for a whole zoom; it is shown from half a zoom earlier, or `seen_from` on, so they must fit there."""
    scale = 2 ** max(zoom - 0.5, seen_from)
    kept: list[Label] = []
    boxes: list[tuple[float, float, float, float]] = []
    for label in _candidates(zoom, areas):
        west, north, east, south = label.box(scale)
        if all(west > e or east < w or north > s or south < n for w, n, e, s in boxes):
            kept.append(label)
            boxes.append((west, north, east, south))
    return tuple(kept)


@cached(LRUCache(64), condition=Condition())  # the tiles of a map ask at once: one works, all wait
def clear(zoom: int, marks: Marks, areas: Areas = NO_AREAS) -> tuple[Label, ...]:
    """Return the names for a whole zoom, those that the marks would cover moved to where they can be read, or left out.

    Names keep clear of marks from the zoom on at which these are placed: farther out, swarms cover half a country.
    """
    seen_from = min(marks.zoom - FARTHER_OUT, zoom + SHOWN_AT[-1])
    scales = [2 ** max(zoom + step, seen_from) for step in SHOWN_AT]
    nearest = [max(scale, min(2**marks.zoom, scales[-1])) for scale in scales]
    covering = [(scale, marks.boxes(scale)) for scale in nearest]
    if zoom + SHOWN_AT[0] <= marks.zoom <= zoom + SHOWN_AT[-1]:
        covering.append((2**marks.zoom, _outside(2**marks.zoom)))
    wanted = chosen(zoom, areas, seen_from)
    is_covered = {label: any(_meets(label.box(scale), boxes) for scale, boxes in covering) for label in wanted}
    kept = [label for label, covered in is_covered.items() if not covered]
    for label in (label for label, covered in is_covered.items() if covered):
        named = [(scale, np.array([each.box(scale) for each in kept]).reshape(-1, 4)) for scale in scales]
        for moved in label.elsewhere(2**zoom):
            is_free = not any(_meets(moved.box(scale), boxes) for scale, boxes in (*covering, *named))
            if is_free and _is_led(moved, *covering[0]):
                kept.append(moved)
                break
    return tuple(kept)


def _is_led(label: Label, scale: float, boxes: Boxes) -> bool:
    """Return whether the outer part of the line to a name can be seen: nothing lies on it, so it is no other swarm's name."""
    line = [pixels(*end) for end in label.leader(scale)]
    if not line:
        return True
    (x, y), (end_x, end_y) = line
    points = [((x + part * (end_x - x)) * scale, (y + part * (end_y - y)) * scale) for part in (0.6, 0.7, 0.8, 0.9, 1)]
    return not any(_meets((*point, *point), boxes) for point in points)


def _outside(scale: float) -> Boxes:
    """Return what lies left and right of the first view, in pixels at `scale`: a name that reaches there would be cut."""
    (west, _), (east, _) = (pixels(lon, NORTH) for lon in (WEST, EAST))
    far = math.inf
    return np.array([[-far, -far, west * scale, far], [east * scale, -far, far, far]])


def _meets(box: tuple[float, float, float, float], boxes: Boxes) -> bool:
    west, north, east, south = box
    is_clear = (boxes[:, 0] > east) | (boxes[:, 2] < west) | (boxes[:, 1] > south) | (boxes[:, 3] < north)
    return not bool(is_clear.all())


def tile(zoom: int, column: int, row: int, marks: Marks = NO_MARKS, areas: Areas = NO_AREAS) -> str:
    """Return the names whose points lie in one tile, as GeoJSON."""
    scale = 2**zoom / TILE_PX
    inside = [each for each in clear(zoom, marks, areas) if (int(each.x * scale), int(each.y * scale)) == (column, row)]
    at = 2 ** min(max(marks.zoom, zoom - 0.5), zoom + 0.5)  # the zoom that is seen first
    features = [feature for each in inside for feature in _features(each, at)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _features(label: Label, scale: float) -> Iterator[dict[str, Any]]:
    """Yield the name, its town and the line between them as GeoJSON."""
    line = label.leader(scale)
    offset = [round(label.right, 1), round(label.down, 1)]
    radius = 1.8 if label.is_town else 0
    yield _feature("Point", (label.lon, label.lat), text=label.text, radius=0 if line else radius,
                   size=11.5 if label.is_town else 10.5, offset=offset)  # fmt: skip
    if line:
        yield _feature("Point", line[0], text="", radius=radius, size=1, offset=[0, 0])
        yield _feature("LineString", line)


def _feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
