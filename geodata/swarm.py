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
_FARTHEST, _STEP = 120.0, 4.0  # pixels from its home that a disc may lie `beside`, and between places tried
_SAME = 1e-9  # units between discs that lie on one point
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
    at = np.minimum(np.maximum(home, low), high)
    done = 1e-3 * float(radius.min(initial=np.inf))
    for turn in range(_ROUNDS if len(at) > 1 else 0):
        if turn % 10 == 0:
            pairs = _Pairs.near(at, radius)
        worst = pairs.push(at)
        if not (turn or worst):
            break  # all lie apart as they are
        if turn < _PULLED:
            at += (home - at) * (0.25 * (1 - turn / _PULLED))
        if within is not None:
            at = np.minimum(np.maximum(at, low), high)
        if turn >= _PULLED and worst < done:
            break
    return _spread(at, radius)


def beside(home: Floats, radius: Floats, taken: Floats) -> Floats:
    """Return middles near `home` (rows of x and y) for discs that keep clear of each other and of those that stay.

    Each takes the nearest free place in turn, as far as `_FARTHEST` pixels away; where none is free it stays.

    Parameters
    ----------
    taken
        Rows of x, y and radius of the discs that stay where they are.
    """
    placed = home.copy()
    steps = np.arange(0, _FARTHEST, _STEP)
    angles = np.linspace(-np.pi / 2, 1.5 * np.pi, 24, endpoint=False)
    moves = np.stack([np.outer(steps, np.cos(angles)), np.outer(steps, np.sin(angles))], axis=-1).reshape(-1, 2)
    others = taken
    for at, reach in enumerate(radius):
        near = home[at] + moves
        distance = np.hypot(near[:, :1] - others[:, 0], near[:, 1:] - others[:, 1])
        free = np.flatnonzero((distance >= reach + others[:, 2] + 1).all(axis=1))
        placed[at] = near[free[0]] if len(free) else home[at]
        others = np.vstack([others, [*placed[at], reach]])
    return placed


def _limits(radius: Floats, within: tuple[float, float, float, float] | None) -> tuple[Floats, Floats]:
    """Return the lowest and the highest middle of each disc for which it lies inside the frame."""
    left, bottom, right, top = within or (-np.inf, -np.inf, np.inf, np.inf)
    low = np.column_stack([left + radius, bottom + radius])
    return low, np.maximum(np.column_stack([right - radius, top - radius]), low)


class _Pairs(NamedTuple):
    """Pairs of discs that may touch soon: rows, how far apart they are to be, and how much of an overlap each yields."""

    one: Ints
    other: Ints
    apart: Floats
    back: Floats
    forth: Floats

    @classmethod
    def near(cls, at: Floats, radius: Floats) -> _Pairs:
        """Return each pair once, in a fixed order."""
        one, other = _near(at, radius)
        share = 1.0 / radius**2  # the larger a swarm, the less it moves
        total = share[one] + share[other]
        return cls(one, other, radius[one] + radius[other], -share[one] / total, share[other] / total)

    def push(self, at: Floats) -> float:
        """Move discs in place so that overlapping pairs part, all at once; return the worst overlap there was."""
        between = at[self.other] - at[self.one]
        distance = np.sqrt(between[:, 0] ** 2 + between[:, 1] ** 2)
        overlap = self.apart - distance
        touching = np.flatnonzero(overlap > 0)
        if not len(touching):
            return 0.0
        one, other, overlap = self.one[touching], self.other[touching], overlap[touching]
        between, distance = between[touching], distance[touching]
        if (distance <= _SAME).any():  # discs on one point part along a direction of their own
            same = distance <= _SAME
            angle = (one[same] * 7 + other[same] * 13) * GOLDEN_ANGLE
            between[same] = np.column_stack([np.cos(angle), np.sin(angle)])
            distance[same] = 1.0
        moved = np.concatenate([overlap / distance * self.back[touching], overlap / distance * self.forth[touching]])
        rows, between = np.concatenate([one, other]), np.concatenate([between, between])
        for axis in (0, 1):
            at[:, axis] += np.bincount(rows, moved * between[:, axis], len(at))
        return float(overlap.max())


def _near(at: Floats, radius: Floats) -> tuple[Ints, Ints]:
    if len(at) <= _FEW:
        x, y = at[:, 0], at[:, 1]
        reach = 1.5 * (radius[:, None] + radius)
        near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 < reach**2
        first, second = np.nonzero(np.triu(near, k=1))
        return first.astype(np.int64), second.astype(np.int64)
    import shapely  # only for crowds; 80 ms to load

    reach = radius * 1.5
    boxes = shapely.box(at[:, 0] - reach, at[:, 1] - reach, at[:, 0] + reach, at[:, 1] + reach)
    one, other = shapely.STRtree(boxes).query(boxes)
    kept = one < other
    order = np.lexsort((other[kept], one[kept]))
    return one[kept][order].astype(np.int64), other[kept][order].astype(np.int64)


def _spread(at: Floats, radius: Floats) -> Floats:
    """Return the discs spread from their middle as far as the worst overlapping pair needs."""
    one, other = _near(at, radius)
    distance = np.hypot(*(at[other] - at[one]).T)
    needed = radius[one] + radius[other]
    close = distance < needed
    if not close.any():
        return at
    factor = float((needed[close] / np.maximum(distance[close], 1e-9)).max())
    middle = at.mean(axis=0)
    spread: Floats = middle + (at - middle) * factor
    return spread
