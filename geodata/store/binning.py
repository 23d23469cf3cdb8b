"""Incidents of one web map tile in a grid of cells: a tile is a range of Mercator integers, a cell a shift of bits.

Columns of a row: ``count``; one column per category with its share of it; ``longitude, latitude``, the mean point on the map
(degrees); for killed and injured ``…_fewest``, ``…_most``, summed over the incidents that state a number (``…_stated``), some of them a least number only (``…_open``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import QueryError
from geodata.query import IncidentQuery
from geodata.rollups import CELL_BITS
from geodata.schema.vocabulary import CATEGORY
from geodata.store import source
from geodata.store.engine import Row

Degrees = npt.NDArray[np.float64]

MOST_ZOOM = 24
MOST_CELLS = 256  # along one side of a tile
_HARM = ("killed", "injured")
_PARTS = ("fewest", "most", "stated", "open")
_TOLD = tuple(f"{what}_{part}" for what in _HARM for part in _PARTS)
_ANSWERED = {"count": "int64", "x": "float64", "y": "float64"} | dict.fromkeys([*_TOLD, *CATEGORY], "int64")
_STATED = tuple(f"{what}_{end}" for what in _HARM for end in ("min", "max"))
_OF_A_BIN = ("category", "shown_as", *_STATED)


def within(zoom: int, x: int, y: int) -> tuple[str, list[Any]]:
    """Return the clause for the incidents inside a tile, and its bound values; `QueryError` if there is no such tile."""
    limit = 1 << max(zoom, 0)
    if not (0 <= zoom <= MOST_ZOOM and 0 <= x < limit and 0 <= y < limit):
        raise QueryError(f"No tile {zoom}/{x}/{y}: zoom 0 to {MOST_ZOOM}, x and y below 2^zoom.")
    tile = 32 - zoom
    bound = [x << tile, ((x + 1) << tile) - 1, y << tile, ((y + 1) << tile) - 1]
    return "mercator_x BETWEEN ? AND ? AND mercator_y BETWEEN ? AND ?", bound


def dots(
    query: IncidentQuery, *, zoom: int, x: int, y: int, columns: Sequence[str], tables: Collection[str]
) -> tuple[str, list[Any]]:
    """Return the SQL for the single incidents of a tile and its bound values."""
    inside, edges = within(zoom, x, y)
    where, bound = query.to_sql()
    return (
        f"""SELECT {", ".join(columns)} FROM {source.rows(source.needed(query, ["mercator_x", *columns]), tables)}
        WHERE {where} AND {inside} AND shown_as = 'dot' ORDER BY event_date, event_id""",
        [*bound, *edges],
    )


def bins(
    query: IncidentQuery, *, zoom: int, x: int, y: int, grid: int, shown_as: str | None = None, tables: Collection[str]
) -> tuple[str, list[Any]]:
    """Return the SQL for the cells of a tile, in the order of rows and columns, and its bound values."""
    inside, edges = within(zoom, x, y)
    if shown_as is not None:
        inside, edges = f"{inside} AND shown_as = ?", [*edges, shown_as]
    if not (0 < grid <= MOST_CELLS and grid & (grid - 1) == 0):
        raise QueryError(f"No grid of {grid} cells: give a power of two to {MOST_CELLS}.")
    bits = max(32 - zoom - (grid.bit_length() - 1), 0)
    west, north = x << (32 - zoom), y << (32 - zoom)
    cell = f"((mercator_y - {north}) >> {bits}) * {grid} + ((mercator_x - {west}) >> {bits})"
    touched = [*_OF_A_BIN, "cell" if bits >= CELL_BITS else "mercator_x"]
    asked, bound = source.of(query, [*_OF_A_BIN, "mercator_x", "mercator_y"], tables=tables, touched=touched)
    alike = ", ".join(["category", *_STATED])
    of_kind = (_whole(f"sum(n) FILTER (WHERE category = '{kind}')") for kind in CATEGORY)
    kinds = ", ".join(f"coalesce({number}, 0)" for number in of_kind)
    # Grouped first by all that a sum asks of an incident: few groups are left, and little is done for each of many rows.
    return (
        f"""SELECT {_whole("sum(n)")} AS count, CAST(sum(x) AS double precision) / sum(n) AS x,
            CAST(sum(y) AS double precision) / sum(n) AS y, {", ".join(map(_range, _HARM))}, {kinds}
        FROM (SELECT {cell} AS cell, {alike}, {_whole("sum(n)")} AS n, {_whole("sum(sum_x)")} AS x, {_whole("sum(sum_y)")} AS y
            FROM {asked} WHERE {inside} GROUP BY {cell}, {alike}) AS grouped
        GROUP BY cell ORDER BY cell""",
        [*bound, *edges],
    )


def _range(what: str) -> str:
    low, high = f"{what}_min", f"{what}_max"
    sums = (f"sum(n * {low})", f"sum(n * coalesce({high}, {low}))", f"sum(n) FILTER (WHERE coalesce({low}, {high}) IS NOT NULL)",
            f"sum(n) FILTER (WHERE {low} IS NOT NULL AND {high} IS NULL)")  # fmt: skip
    return ", ".join(f"coalesce({_whole(summed)}, 0)" for summed in sums)


def _whole(number: str) -> str:
    return f"CAST({number} AS bigint)"


def cells(found: Sequence[Row]) -> pd.DataFrame:
    """Return the answer to `bins` as a frame, with the mean point of each cell in degrees.

    What is added are whole numbers, so that the sums are the same in whatever order an engine adds.
    """
    values = zip(*found, strict=True) if found else [()] * len(_ANSWERED)
    columns = {name: np.array(each, kind) for (name, kind), each in zip(_ANSWERED.items(), values, strict=True)}
    longitude, latitude = unproject(columns.pop("x"), columns.pop("y"))
    return pd.DataFrame(columns | {"longitude": longitude, "latitude": latitude})


def unproject(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """Return the degrees of points in Web Mercator integers, to a millionth; `geodata.placing.mercator` turned round."""
    latitude: Degrees = np.degrees(2 * np.arctan(np.exp((0.5 - (y + 0.5) / 2**32) * 2 * np.pi)) - np.pi / 2)
    return ((x + 0.5) / 2**32 * 360 - 180).round(6), latitude.round(6)
