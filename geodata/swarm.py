"""One dot = one incident: incidents at one site fan out in a swarm, and no swarm covers another.

Screen and print call this same function, with pixels or points as the unit. The dots of a site lie on
a sunflower spiral in the order given (by date, say), so a swarm is round and its first dot lies next
to the site. Swarms are then discs: those that overlap push each other apart, the smaller yielding
more, while each is drawn back to its site. What little overlap is left at the end is taken out by
spreading all swarms from their common middle, so it holds always: no two dots are nearer than a dot's width.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# Dot k lies at SPACING·√(k + START) dot widths: the tightest such spiral whose dots do not touch
# (the nearest two, the first and the fourth, are 1.003 widths apart).
SPACING, START = 0.642, 0.7
_GAP = 0.25  # dot widths left free between two swarms
_PULLED = 80  # rounds in which sites pull; in the rest swarms only part
_ROUNDS = 500  # the most; a few more than `_PULLED` do unless a crowd is dense
_FEW = 500  # swarms up to which every pair is compared


class Swarm(NamedTuple):
    """Where the dots go, in the unit and order of the input.

    `x`, `y` of each dot; `site`: the index of its site; `site_x`, `site_y`: the sites; `middle_x`,
    `middle_y`: the middles of their swarms; `radius` of each swarm, dots included; `discs`: the middles of the
    discs that were placed among the swarms, a row of x and y each.
    """

    x: Floats
    y: Floats
    site: Ints
    site_x: Floats
    site_y: Floats
    middle_x: Floats
    middle_y: Floats
    radius: Floats
    discs: Floats

    @property
    def moved(self) -> Floats:
        """How far each swarm lies from its site."""
        return np.hypot(self.middle_x - self.site_x, self.middle_y - self.site_y)


def arrange(
    x: Floats,
    y: Floats,
    dot: float,
    within: tuple[float, float, float, float] | None = None,
    discs: Floats | None = None,
) -> Swarm:
    """Return a place for each dot, none nearer to another than `dot`, the width of one.

    Parameters
    ----------
    x, y
        The site of each incident, projected, in pixels or points. Equal coordinates are one site.
        The order within a site is the order of its dots, from the middle outwards.
    within
        Left, bottom, right and top of a frame that swarms keep inside, if there is room.
    discs
        Rows of x, y and radius of whatever else lies on the map, such as badges: they part from swarms as swarms do.
    """
    others = np.zeros((0, 3)) if discs is None else np.asarray(discs, dtype=float).reshape(-1, 3)
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    sites, site, count = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    site = site.reshape(-1)
    rank = _rank_within(site, count)
    radius = _radius(count, dot)
    reach = np.concatenate([radius, others[:, 2]]) + _GAP / 2 * dot
    middles = part(np.concatenate([sites, others[:, :2]]), reach, within)
    distance = np.where(count[site] == 1, 0.0, SPACING * np.sqrt(rank + START)) * dot
    angle = rank * GOLDEN_ANGLE
    dots = middles[site] + np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
    of_discs, middles = middles[len(sites) :], middles[: len(sites)]
    return Swarm(dots[:, 0], dots[:, 1], site, sites[:, 0], sites[:, 1], middles[:, 0], middles[:, 1], radius, of_discs)


def _rank_within(site: Ints, count: Ints) -> Ints:
    """Return the number of each row among the rows of its site, from 0, in their order."""
    by_site = np.argsort(site, kind="stable")
    first = np.concatenate([[0], np.cumsum(count)[:-1]]) if len(count) else np.zeros(0, dtype=np.int64)
    rank = np.empty(len(site), dtype=np.int64)
    rank[by_site] = np.arange(len(site)) - np.repeat(first, count)
    return rank


def _radius(count: Ints, dot: float) -> Floats:
    """Return the radius of swarms of so many dots, out to the rim of the outermost."""
    spiral = SPACING * np.sqrt(np.maximum(count - 1, 0) + START)
    radius: Floats = (np.where(count == 1, 0.0, spiral) + 0.5) * dot
    return radius


def part(home: Floats, radius: Floats, within: tuple[float, float, float, float] | None) -> Floats:
    """Return middles of discs near `home` (rows of x and y) such that no two discs overlap."""
    low, high = _limits(radius, within)
    at = np.clip(home, low, high)
    share = 1.0 / radius**2  # the larger a swarm, the less it moves
    done = 1e-3 * float(radius.min(initial=np.inf))
    pairs = _pairs(at, radius)
    for turn in range(_ROUNDS if len(pairs[0]) else 0):
        if turn and turn % 10 == 0:
            pairs = _pairs(at, radius)
        pushed, worst = _push(at, radius, share, *pairs)
        at += pushed
        if turn < _PULLED:
            at += (home - at) * (0.25 * (1 - turn / _PULLED))
        at = np.clip(at, low, high)
        if turn < _PULLED:
            continue
        if worst < done:
            break
    return _spread(at, radius)


def _limits(radius: Floats, within: tuple[float, float, float, float] | None) -> tuple[Floats, Floats]:
    """Return the lowest and the highest middle of each disc for which it lies inside the frame."""
    left, bottom, right, top = within or (-np.inf, -np.inf, np.inf, np.inf)
    low = np.column_stack([left + radius, bottom + radius])
    return low, np.maximum(np.column_stack([right - radius, top - radius]), low)


def _pairs(at: Floats, radius: Floats) -> tuple[Ints, Ints]:
    """Return pairs of discs that may touch soon, each once, in a fixed order."""
    if len(at) <= _FEW:
        distance = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
        first, second = np.nonzero(np.triu(distance < 1.5 * (radius[:, None] + radius[None, :]), k=1))
        return first.astype(np.int64), second.astype(np.int64)
    import shapely  # only for crowds; 80 ms to load

    reach = radius * 1.5
    boxes = shapely.box(at[:, 0] - reach, at[:, 1] - reach, at[:, 0] + reach, at[:, 1] + reach)
    one, other = shapely.STRtree(boxes).query(boxes)
    kept = one < other
    order = np.lexsort((other[kept], one[kept]))
    return one[kept][order].astype(np.int64), other[kept][order].astype(np.int64)


def _push(at: Floats, radius: Floats, share: Floats, one: Ints, other: Ints) -> tuple[Floats, float]:
    """Return how far each disc is to move so that overlapping pairs part, and the worst overlap."""
    apart = at[other] - at[one]
    distance = np.hypot(apart[:, 0], apart[:, 1])
    overlap = radius[one] + radius[other] - distance
    touching = overlap > 0
    one, other = one[touching], other[touching]
    apart, distance, overlap = apart[touching], distance[touching], overlap[touching]
    if not len(one):
        return np.zeros_like(at), 0.0
    # Discs on one point part along a direction of their own.
    angle = (one * 7 + other * 13) * GOLDEN_ANGLE
    own = np.column_stack([np.cos(angle), np.sin(angle)])
    direction = np.where(distance[:, None] > 1e-9, apart / np.maximum(distance, 1e-9)[:, None], own)
    total = share[one] + share[other]
    back, forth = overlap * share[one] / total, overlap * share[other] / total
    moved = np.column_stack([
        np.bincount(other, direction[:, axis] * forth, len(at)) - np.bincount(one, direction[:, axis] * back, len(at))
        for axis in (0, 1)
    ])  # fmt: skip
    return moved, float(overlap.max())


def _spread(at: Floats, radius: Floats) -> Floats:
    """Return the discs spread from their middle as far as the worst overlapping pair needs."""
    one, other = _pairs(at, radius)
    distance = np.hypot(*(at[other] - at[one]).T)
    needed = radius[one] + radius[other]
    close = distance < needed
    if not close.any():
        return at
    factor = float((needed[close] / np.maximum(distance[close], 1e-9)).max())
    middle = at.mean(axis=0)
    spread: Floats = middle + (at - middle) * factor
    return spread
