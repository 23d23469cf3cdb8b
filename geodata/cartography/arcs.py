"""Arcs from an attack to what is reported as answering it, all between two sites in one arc."""

from __future__ import annotations

from collections import Counter

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from geodata.cartography.marks import Dots
from geodata.cartography.sheet import Rect, Sheet
from geodata.patterns import arcs
from geodata.style import Ground


def links(dots: Dots) -> Counter[tuple[int, int]]:
    """Return how many reported answers lead from site to site, by the numbers of the sites."""
    return arcs.between(dots.incidents, dots.swarm.site.tolist())


def draw(sheet: Sheet, dots: Dots, colours: Ground, clip: Rect) -> int:
    """Draw the arcs with a head at the answer; return how many answers they stand for."""
    found = links(dots)
    middles = np.column_stack([dots.swarm.middle_x, dots.swarm.middle_y])
    for (attack, answer), count in sorted(found.items()):
        curve = _curve(middles[attack], middles[answer], float(dots.swarm.radius[answer]))
        width = 0.55 + 0.3 * np.sqrt(count)
        sheet.path(Path(curve), edge=colours.text, width=width, alpha=0.55, z=5.6, clip=clip)
        sheet.path(_head(curve[-2], curve[-1], 3.2 + width), face=colours.text, alpha=0.75, z=5.7, clip=clip)
    return sum(found.values())


def _curve(begin: np.ndarray, end: np.ndarray, short: float) -> np.ndarray:
    """Return points of a bow between two points, always bent to its left, that ends `short` of the second."""
    step, across = np.linspace(0, 1, 40)[:, None], end - begin
    bend = (begin + end) / 2 + np.array([-across[1], across[0]]) * 0.18
    points: NDArray[np.float64] = (1 - step) ** 2 * begin + 2 * step * (1 - step) * bend + step**2 * end
    kept: NDArray[np.float64] = points[np.hypot(*(points - end).T) >= short]
    return kept if len(kept) > 1 else points[:2]


def _head(before: np.ndarray, tip: np.ndarray, size: float) -> Path:
    along = (tip - before) / max(float(np.hypot(*(tip - before))), 1e-9)
    across = np.array([-along[1], along[0]])
    foot = tip - along * size
    return Path(np.array([tip, foot + across * size * 0.4, foot - across * size * 0.4, tip]), closed=True)
