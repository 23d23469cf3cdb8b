"""Rings of the crowded map: the bins of a tile and where they lie, for the tile itself and for what keeps clear of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.labels import EAST, NORTH, SOUTH, TILE_PX, WEST, pixels
from dashboard.remembering import remembered
from geodata import swarm
from geodata.placing import mercator
from geodata.query import IncidentQuery
from geodata.store import Store

MOST_CELLS = 8  # along one side of a tile: 64 pixels each, room for a ring and its number


class Rings(NamedTuple):
    """Of each bin of a tile the point, the middle of its ring and its radius, in pixels of the world at that zoom."""

    home: npt.NDArray[np.float64]
    middle: npt.NDArray[np.float64]
    radius: npt.NDArray[np.float64]


@remembered(128)
def bins(store: Store, query: IncidentQuery, tile: tuple[int, int, int], grid: int) -> pd.DataFrame:
    """Return the bins of one tile (zoom, column, row) as `Store.bins` has them; never written into."""
    zoom, x, y = tile
    return store.bins(query, zoom=zoom, x=x, y=y, grid=grid, shown_as="dot")


@remembered(128)
def of_tile(store: Store, query: IncidentQuery, tile: tuple[int, int, int], grid: int) -> Rings:
    """Return the rings of the bins of one tile, moved so that none covers another, nor one of the next tile."""
    zoom, left, top = tile[0], *(TILE_PX * each for each in tile[1:])
    found = bins(store, query, tile, grid)
    scale = TILE_PX * 2.0**zoom / 2**32
    home = np.column_stack(mercator(found["longitude"].to_numpy(), found["latitude"].to_numpy())) * scale
    radius = found["count"].map(width).to_numpy(float) / 2
    return Rings(home, swarm.part(home, radius, (left, top, left + TILE_PX, top + TILE_PX)), radius)


def at_first(store: Store, query: IncidentQuery, zoom: float) -> npt.NDArray[np.float64]:
    """Return the rings of the first view: rows of x and y in pixels of the world at zoom 0, pixels right and down, and radius."""
    tiled = round(zoom)
    (west, north), (east, south) = (pixels(*corner) for corner in ((WEST, NORTH), (EAST, SOUTH)))
    columns, rows = (
        range(int(a * 2**tiled / TILE_PX), int(b * 2**tiled / TILE_PX) + 1) for a, b in ((west, east), (north, south))
    )
    found = [of_tile(store, query, (tiled, x, y), MOST_CELLS) for x in columns for y in rows]
    return np.concatenate([
        np.column_stack([each.home / 2.0**tiled, each.middle - each.home, each.radius]) for each in found
    ])  # fmt: skip


def width(count: int) -> float:
    """Return how wide the ring of a bin is, in pixels: wide enough for its number, and no wider than a cell."""
    return round(min(17 + 4.5 * math.log10(count), 40), 1)


def short(count: int) -> str:
    """Write a number in at most four letters: 950, 1.2k, 34k, 1.2M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= size:
            part = count / size
            return f"{math.floor(10 * part) / 10:g}{letter}" if part < 10 else f"{math.floor(part)}{letter}"
    return str(count)
