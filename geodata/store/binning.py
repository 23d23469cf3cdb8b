"""Incidents of one web map tile in a grid of cells: a tile is a range of Mercator integers, a cell a shift of bits.

Columns of a row: ``count``; one column per category with its share of it; ``longitude, latitude``, the mean point on the map
(degrees); for killed and injured ``…_fewest``, ``…_most``, summed over the incidents that state a number (``…_stated``), some of them a least number only (``…_open``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import QueryError
from geodata.query import IncidentQuery
from geodata.schema.vocabulary import CATEGORY

MOST_ZOOM = 24
MOST_CELLS = 256  # along one side of a tile
_HARM = ("killed", "injured")


def within(zoom: int, x: int, y: int) -> tuple[str, list[Any]]:
    """Return the clause for the incidents inside a tile, and its bound values; `QueryError` if there is no such tile."""
    limit = 1 << max(zoom, 0)
    if not (0 <= zoom <= MOST_ZOOM and 0 <= x < limit and 0 <= y < limit):
        raise QueryError(f"No tile {zoom}/{x}/{y}: zoom 0 to {MOST_ZOOM}, x and y below 2^zoom.")
    tile = 32 - zoom
    bound = [x << tile, ((x + 1) << tile) - 1, y << tile, ((y + 1) << tile) - 1]
    return "mercator_x BETWEEN ? AND ? AND mercator_y BETWEEN ? AND ?", bound


def dots(query: IncidentQuery, *, zoom: int, x: int, y: int, columns: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the SQL for the single incidents of a tile and its bound values."""
    inside, edges = within(zoom, x, y)
    where, bound = query.to_sql()
    return (
        f"""SELECT {", ".join(columns)} FROM incidents
        WHERE {where} AND {inside} AND shown_as = 'dot' ORDER BY event_date, event_id""",
        [*bound, *edges],
    )


def bins(
    query: IncidentQuery, *, zoom: int, x: int, y: int, grid: int, shown_as: str | None = None
) -> tuple[str, list[Any]]:
    """Return the SQL for the cells of a tile and its bound values."""
    inside, edges = within(zoom, x, y)
    if shown_as is not None:
        inside, edges = f"{inside} AND shown_as = ?", [*edges, shown_as]
    if not (0 < grid <= MOST_CELLS and grid & (grid - 1) == 0):
        raise QueryError(f"No grid of {grid} cells: give a power of two to {MOST_CELLS}.")
    where, bound = query.to_sql()
    bits = max(32 - zoom - (grid.bit_length() - 1), 0)
    west, north = x << (32 - zoom), y << (32 - zoom)
    cell = f"((mercator_y - {north}) >> {bits}) * {grid} + ((mercator_x - {west}) >> {bits})"
    told = ", ".join(f"coalesce({name}, 0) AS {name}" for what in _HARM for name in _names(what))
    # Most incidents state no casualties: to leave them out of those sums halves the work.
    return (
        f"""WITH inside AS MATERIALIZED (SELECT {cell} AS cell, category, mercator_x, mercator_y, killed_min, killed_max, injured_min,
            injured_max FROM incidents WHERE {where} AND {inside}),
        counted AS (SELECT cell, category, count(*) AS count, CAST(sum(mercator_x) AS double precision) AS x,
            CAST(sum(mercator_y) AS double precision) AS y FROM inside GROUP BY cell, category),
        hurt AS (SELECT cell AS hurt_cell, category AS hurt_kind, {", ".join(map(_range, _HARM))} FROM inside
            WHERE coalesce(killed_min, killed_max, injured_min, injured_max) IS NOT NULL GROUP BY cell, category)
        SELECT cell, category, count, x, y, {told} FROM counted LEFT JOIN hurt ON hurt_cell = cell AND hurt_kind = category""",
        [*bound, *edges],
    )


def _names(what: str) -> list[str]:
    return [f"{what}_{part}" for part in ("fewest", "most", "stated", "open")]


def _range(what: str) -> str:
    low, high = f"{what}_min", f"{what}_max"
    return (
        f"CAST(coalesce(sum({low}), 0) AS bigint) AS {what}_fewest, "
        f"CAST(coalesce(sum(coalesce({high}, {low})), 0) AS bigint) AS {what}_most, "
        f"count(coalesce({low}, {high})) AS {what}_stated, "
        f"count(*) FILTER (WHERE {low} IS NOT NULL AND {high} IS NULL) AS {what}_open"
    )


def cells(found: pd.DataFrame) -> pd.DataFrame:
    """Return the answer to `bins` with one row per cell, in the order of rows and columns.

    What is added are whole numbers, so that the sums are the same in whatever order an engine adds.
    """
    kinds = {kind: found["count"].where(found["category"] == kind, 0) for kind in CATEGORY}
    summed = found.drop(columns="category").assign(**kinds).groupby("cell").sum().reset_index(drop=True)
    longitude, latitude = unproject(*(summed[axis] / summed["count"].astype("float64") for axis in "xy"))
    return summed.assign(longitude=longitude, latitude=latitude).drop(columns=["x", "y"])


def unproject(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the degrees of points in Web Mercator integers, to a millionth; `geodata.placing.mercator` turned round."""
    latitude = np.degrees(2 * np.arctan(np.exp((0.5 - (y + 0.5) / 2**32) * 2 * np.pi)) - np.pi / 2)
    return ((x + 0.5) / 2**32 * 360 - 180).round(6), latitude.round(6)
