"""Classes of shaded maps: at most five, cut where the values part (Fisher 1958, Jenks 1977).

Screen and print cut their classes here, so both shade alike. Among a million incidents one province may have thousands
of times as many as another; the lightest class would then hold nearly all of them, two incidents beside seven thousand.
Quantiles part values that hardly differ, and head/tail breaks leave the lower half in one class; so orders of magnitude
are cut in place of the values, by the same method, and only there.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence

MOST = 5  # classes a reader can tell apart
SKEWED = 100  # times the smallest value: further, a class says nothing of it
WHOLE_FROM = 100  # from here on decimals are of no use


def bounds(values: Iterable[float], most: int = MOST) -> list[float]:
    """Return the upper bounds of the classes, smallest first; each bound is one of the values.

    No more classes than distinct values; none for no values. Orders of magnitude are cut where the lightest class would
    reach to more than `SKEWED` times the smallest value.
    """
    listed = sorted(map(float, values))
    distinct = sorted(set(listed))
    if len(distinct) <= most:
        return distinct
    cut = _cut(listed, most)
    if distinct[0] <= 0 or cut[0] <= SKEWED * distinct[0]:
        return cut
    sizes = {math.log(value): value for value in listed}
    return sorted({sizes[size] for size in _cut(list(map(math.log, listed)), most)})


def _cut(listed: list[float], most: int) -> list[float]:
    """Return the upper bounds of the classes of sorted values that spread least."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Numba not installed")  # for dozens of values it is not missed
        import mapclassify  # brings scikit-learn, two seconds that only shaded maps need

        cut = mapclassify.FisherJenks(listed, k=most)
    return sorted({float(bound) for bound in cut.bins})


def told(value: float, digits: int | None = None) -> str:
    """Write a number for a legend: hundreds and whole numbers in full with thousands parted, else so many digits as count.

    Never with an exponent. `digits` is how many count, 3 from ten on and 2 below unless given.

    Examples
    --------
    >>> [told(value) for value in (1_074_718.9, 20, 12.345, 0.0678)]
    ['1,074,719', '20', '12.3', '0.068']
    """
    size = abs(value)
    if size >= WHOLE_FROM or value == round(value):
        return f"{value:,.0f}"
    digits = digits or (3 if size >= 10 else 2)
    decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:,.0f}"


def held(values: Iterable[float], upper: Sequence[float]) -> list[str]:
    """Say what each class holds, from the smallest to the largest of its values, in words for a legend.

    No two classes share an end, as they would from bound to bound.

    Examples
    --------
    >>> held([1, 2, 5, 6, 40], upper=[5, 40])
    ['1 – 5', '6 – 40']
    """
    of_class: dict[int, list[float]] = {}
    for value in sorted(values):
        of_class.setdefault(class_of(value, upper), []).append(value)
    ends = ((told(each[0]), told(each[-1])) for _, each in sorted(of_class.items()))
    return [low if low == high else f"{low} – {high}" for low, high in ends]


def class_of(value: float, upper: Sequence[float]) -> int:
    """Return the number of the class that holds `value`, from 0."""
    return next((number for number, bound in enumerate(upper) if value <= bound), len(upper) - 1)


def ramp(count: int, colours: Sequence[str]) -> list[str]:
    """Return `count` colours of a ramp, from its light end to its dark end; the middle one for one class."""
    if count <= 1:
        return [colours[len(colours) // 2]] * count
    return [colours[round(number * (len(colours) - 1) / (count - 1))] for number in range(count)]
