"""Which of several shapes covers a point: looked up in a grid, asked of the shapes only near their borders.

A cell that no border touches lies as a whole inside or outside every shape, so one answer serves all
its points. Cells that a border may touch are marked, and their points are tested one by one. The
answer is that of the shapes themselves.

Options for a million points among the 32 provinces: a spatial join (2.4 s), prepared shapes asked within
their boxes (18 times faster; every point pays), this grid (60 to 100 times faster, for 1 MB and 30 ms once).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CELL_DEG = 0.01  # the 32 provinces: 1.1 million cells of a byte, 2 % of them marked
NONE, ASK = -1, -2


@dataclass(frozen=True, slots=True)
class Grid:
    """Shapes (EPSG:4326) and the answer for every cell: the place of a shape among them, `NONE` or `ASK`.

    Every cell at the edge is `NONE`, so points beyond the grid are answered by the edge.
    """

    shapes: tuple[BaseGeometry, ...]
    cells: NDArray[np.int8]
    west: float
    south: float

    def covering(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the place of the first shape that covers each point, `NONE` where no shape does or a number is NaN."""
        rows, columns = self.cells.shape
        # fmin and fmax pass over NaN, which so ends in the empty cells at the edge.
        row = np.fmax(np.fmin((lat - self.south) / CELL_DEG, rows - 1), 0).astype(np.int32)
        column = np.fmax(np.fmin((lon - self.west) / CELL_DEG, columns - 1), 0).astype(np.int32)
        answer: NDArray[np.int8] = self.cells.ravel()[row * columns + column]
        asked = np.flatnonzero(answer == ASK)
        answer[asked] = first_covering(self.shapes, lon[asked], lat[asked])
        return answer


def build(shapes: Sequence[BaseGeometry]) -> Grid:
    """Return the grid of up to 127 polygons, each prepared (`shapely.prepare`); overlaps go to the first."""
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    # Two cells beyond the outermost border: its marks reach one cell out, the next is the empty edge.
    west, south = west - 2 * CELL_DEG, south - 2 * CELL_DEG
    size = (int((north - south) / CELL_DEG) + 4, int((east - west) / CELL_DEG) + 4)
    is_border = _near_border(shapes, west, south, size)
    # Neighbours in a row with no border between have one answer: the first of each run is asked for all of it.
    starts = ~is_border
    starts[:, 1:] &= is_border[:, :-1]
    row, column = np.nonzero(starts)
    answers = first_covering(shapes, west + (column + 0.5) * CELL_DEG, south + (row + 0.5) * CELL_DEG)
    run = np.cumsum(starts.ravel(), dtype=np.int32).reshape(size) - 1
    cells = np.where(is_border, np.int8(ASK), answers[run])
    return Grid(tuple(shapes), cells, west, south)


def _near_border(shapes: Sequence[BaseGeometry], west: float, south: float, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the cells that a border may touch.

    Borders are cut to pieces of half a cell at most. Each point of a piece is within a quarter of a cell of
    an end of it; the four corners around that end, a little farther out, lie in every cell it can be in.
    """
    import shapely

    ends = shapely.get_coordinates(shapely.segmentize(shapely.boundary(shapes), CELL_DEG / 2))
    marked = np.zeros(size, dtype=bool)
    reach = 0.3 * CELL_DEG
    for aside in (-reach, reach):
        for up in (-reach, reach):
            row = ((ends[:, 1] + up - south) / CELL_DEG).astype(np.int32)
            column = ((ends[:, 0] + aside - west) / CELL_DEG).astype(np.int32)
            marked[row, column] = True
    return marked


def first_covering(
    shapes: Sequence[BaseGeometry], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int8]:
    """Return the place of the first shape that covers each point by asking the shapes, borders included."""
    import shapely

    answer = np.full(len(lon), NONE, dtype=np.int8)
    for place in reversed(range(len(shapes))):
        west, south, east, north = shapes[place].bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        answer[near[shapely.intersects_xy(shapes[place], lon[near], lat[near])]] = place
    return answer
