"""Where this is: both countries in a corner of a near map, with the frame of the map marked on them."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from geodata.cartography import ground, view
from geodata.cartography.sheet import Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View
from geodata.style import Ground

_NEAR = 0.5  # of the width of both countries: a map that shows less of them gets an inset
_COUNTRIES = 13.0  # degrees of longitude of both


def is_needed(seen: View) -> bool:
    box = seen.box
    return box.east - box.west < _NEAR * _COUNTRIES


def draw(sheet: Sheet, room: Room, seen: View, colours: Ground) -> Rect | None:
    """Draw the inset in the corner of the map where it covers nothing; return its box, None if there is no room."""
    frame = seen.frame
    wide = min(max(frame.width * 0.17, 62.0), 170.0)
    high, gap = wide * 0.78, wide * 0.06
    lefts, bottoms = (frame.left + gap, frame.right - gap - wide), (frame.bottom + gap, frame.top - gap - high)
    corners = [Rect(left, bottom, left + wide, bottom + high) for bottom in bottoms for left in reversed(lefts)]
    free = [corner for corner in corners if room.is_free(corner)]
    if not free:
        return None
    box = free[0]
    room.take(box.grown(1.5))
    _draw_countries(sheet, box, seen, colours)
    return box


def _draw_countries(sheet: Sheet, box: Rect, seen: View, colours: Ground) -> None:
    layers = ground.read(fine=False)
    lon, lat = np.concatenate([np.asarray(path.vertices) for path in layers.land.values()]).T
    small = view.fitted(lon, lat, box)
    sheet.rect(box, face=colours.sea, z=8)
    sheet.path(small.path(layers.neighbours), face=colours.neighbour, z=8.1, clip=box)
    for shape in layers.land.values():
        sheet.path(small.path(shape), face=colours.land, edge=colours.land, width=0.2, z=8.2, clip=box)
    sheet.path(small.path(layers.borders), edge=colours.border, width=0.5, z=8.3, clip=box)
    edge = small.path(Path(_rim(seen), closed=True))
    sheet.path(edge, face=colours.selected, alpha=0.12, z=8.4, clip=box)
    sheet.path(edge, edge=colours.selected, width=0.9, z=8.5, clip=box)
    sheet.rect(box, edge=colours.border, width=0.6, z=8.6)


def _rim(seen: View) -> NDArray[np.float64]:
    """Return the frame of a map in degrees, as its straight sides are curves elsewhere."""
    frame, step = seen.frame, np.linspace(0, 1, 9)
    x = frame.left + frame.width * np.concatenate([step, np.ones(9), step[::-1], np.zeros(9)])
    y = frame.bottom + frame.height * np.concatenate([np.zeros(9), step, np.ones(9), step[::-1]])
    return np.column_stack(seen.degrees(x, y))
