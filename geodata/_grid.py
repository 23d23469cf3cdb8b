"""Which of several shapes covers a point: looked up in a grid, asked of the shapes only near their borders.

A cell that no border touches lies as a whole inside or outside every shape, so one answer serves all
its points. Cells that a border may touch are marked, and their points are tested one by one. The
answer is that of the shapes themselves.

Options for a million points among the 32 provinces: a spatial join (2.4 s), prepared shapes asked within
their boxes (18 times faster; every point pays), this grid (60 to 100 times faster, for 2 MB and 30 ms once).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CELL_DEG = 0.01  # the 32 provinces: 1.1 million cells of two bytes, 2 % of them marked
MOST_CELLS = 4_000_000  # shapes that span more of the globe get larger cells
NONE, ASK = -1, -2


@dataclass(frozen=True, slots=True)
class Grid:
    """Shapes (EPSG:4326) and the answer for every cell: the place of a shape among them, `NONE` or `ASK`.

    Every cell at the edge is `NONE`, so points beyond the grid are answered by the edge.
    """

    shapes: tuple[BaseGeometry, ...]
    cells: NDArray[np.int16]
    west: float
    south: float
    cell_deg: float = CELL_DEG

    def covering(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int16]:
        """Return the place of the first shape that covers each point, `NONE` where no shape does or a number is NaN."""
        rows, columns = self.cells.shape
        # fmin and fmax pass over NaN, which so ends in the empty cells at the edge.
        row = np.fmax(np.fmin((lat - self.south) / self.cell_deg, rows - 1), 0).astype(np.int32)
        column = np.fmax(np.fmin((lon - self.west) / self.cell_deg, columns - 1), 0).astype(np.int32)
        answer: NDArray[np.int16] = self.cells.ravel()[row * columns + column]
        asked = np.flatnonzero(answer == ASK)
        answer[asked] = first_covering(self.shapes, lon[asked], lat[asked])
        return answer


def build(shapes: Sequence[BaseGeometry]) -> Grid:
    """Return the grid of up to 32,767 polygons, each prepared (`shapely.prepare`); overlaps go to the first."""
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    cell = max(CELL_DEG, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
    # Two cells beyond the outermost border: its marks reach one cell out, the next is the empty edge.
    west, south = west - 2 * cell, south - 2 * cell
    size = (int((north - south) / cell) + 4, int((east - west) / cell) + 4)
    is_border = _near_border(shapes, west, south, size, cell)
    # Neighbours in a row with no border between have one answer: the first of each run is asked for all of it.
    starts = ~is_border
    starts[:, 1:] &= is_border[:, :-1]
    row, column = np.nonzero(starts)
    answers = first_covering(shapes, west + (column + 0.5) * cell, south + (row + 0.5) * cell)
    run = np.cumsum(starts.ravel(), dtype=np.int32).reshape(size) - 1
    cells = np.where(is_border, np.int16(ASK), answers[run])
    return Grid(tuple(shapes), cells, west, south, cell)


def _near_border(
    shapes: Sequence[BaseGeometry], west: float, south: float, size: tuple[int, int], cell: float
) -> NDArray[np.bool_]:
    """Return the cells that a border may touch.

    Borders are cut to pieces of half a cell at most. Each point of a piece is within a quarter of a cell of
    an end of it; the four corners around that end, a little farther out, lie in every cell it can be in.
    """
    import shapely

    ends = shapely.get_coordinates(shapely.segmentize(shapely.boundary(shapes), cell / 2))
    marked = np.zeros(size, dtype=bool)
    reach = 0.3 * cell
    for aside in (-reach, reach):
        for up in (-reach, reach):
            row = ((ends[:, 1] + up - south) / cell).astype(np.int32)
            column = ((ends[:, 0] + aside - west) / cell).astype(np.int32)
            marked[row, column] = True
    return marked


def first_covering(
    shapes: Sequence[BaseGeometry], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.int16]:
    """Return the place of the first shape that covers each point by asking the shapes, borders included."""
    import shapely

    answer = np.full(len(lon), NONE, dtype=np.int16)
    for place in reversed(range(len(shapes))):
        west, south, east, north = shapes[place].bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        answer[near[shapely.intersects_xy(shapes[place], lon[near], lat[near])]] = place
    return answer
