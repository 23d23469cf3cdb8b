"""Where on the map there is still room: a fine grid of cells, taken or free."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from geodata.cartography.sheet import Rect

_CELLS_PER_PT = 1.0


class Room:
    """The free room within a frame. What is taken stays taken; answers err on the side of "taken"."""

    def __init__(self, frame: Rect) -> None:
        self.frame = frame
        rows, columns = int(np.ceil(frame.height * _CELLS_PER_PT)), int(np.ceil(frame.width * _CELLS_PER_PT))
        self._taken: NDArray[np.bool_] = np.zeros((rows, columns), dtype=bool)

    def _cells(self, rect: Rect) -> tuple[slice, slice]:
        left, bottom = rect.left - self.frame.left, rect.bottom - self.frame.bottom
        right, top = rect.right - self.frame.left, rect.top - self.frame.bottom
        rows = slice(max(int(bottom * _CELLS_PER_PT), 0), max(int(np.ceil(top * _CELLS_PER_PT)), 0))
        columns = slice(max(int(left * _CELLS_PER_PT), 0), max(int(np.ceil(right * _CELLS_PER_PT)), 0))
        return rows, columns

    def take(self, rect: Rect) -> None:
        self._taken[self._cells(rect)] = True

    def take_all(self, x: Iterable[float], y: Iterable[float], radius: float) -> None:
        for each_x, each_y in zip(x, y, strict=True):
            self.take(Rect(each_x - radius, each_y - radius, each_x + radius, each_y + radius))

    def is_free(self, rect: Rect) -> bool:
        """Whether `rect` lies within the frame and touches nothing taken."""
        return self.frame.holds(rect) and not self._taken[self._cells(rect)].any()

    def share_taken(self, rect: Rect) -> float:
        """Return how much of `rect` is taken, 0 to 1."""
        cells = self._taken[self._cells(rect)]
        return float(cells.mean()) if cells.size else 1.0
