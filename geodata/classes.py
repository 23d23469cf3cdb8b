"""Classes of shaded maps: at most five, cut where the values part (Fisher 1958, Jenks 1977).

Screen and print cut their classes here, so both shade alike. Exact, by dynamic programming; for
some dozens of provinces it takes a millisecond, where importing a library for it takes two seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST = 5  # classes a reader can tell apart


def bounds(values: Iterable[float], most: int = MOST) -> list[float]:
    """Return the upper bounds of the classes, smallest first; each bound is one of the values.

    Classes are those with the least sum of squared distances from their means. No more classes than
    distinct values; none for no values.
    """
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    if len(distinct) <= most:
        return distinct
    ends = [ordered.index(value) + ordered.count(value) for value in distinct]  # equal values share a class
    costs = [[0.0 if end <= start else _spread(ordered[start:end]) for end in ends] for start in [0, *ends[:-1]]]
    best = [costs[0]]
    cuts: list[list[int]] = []
    for _ in range(most - 1):
        row = [
            min((best[-1][cut] + costs[cut + 1][end], cut) for cut in range(end)) if end else (0.0, 0)
            for end in range(len(ends))
        ]
        best.append([cost for cost, _ in row])
        cuts.append([cut for _, cut in row])
    found, end = [distinct[-1]], len(ends) - 1
    for row_of_cuts in reversed(cuts):
        end = row_of_cuts[end]
        found.append(distinct[end])
    return sorted(set(found))


def _spread(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def class_of(value: float, upper: Sequence[float]) -> int:
    """Return the number of the class that holds `value`, from 0."""
    return next((number for number, bound in enumerate(upper) if value <= bound), len(upper) - 1)


def ramp(count: int, colours: Sequence[str]) -> list[str]:
    """Return `count` colours of a ramp, from its light end to its dark end; the middle one for one class."""
    if count <= 1:
        return [colours[len(colours) // 2]] * count
    return [colours[round(number * (len(colours) - 1) / (count - 1))] for number in range(count)]
