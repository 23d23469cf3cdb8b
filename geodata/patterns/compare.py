"""Two periods side by side: how many incidents in 30 days, the ratio of the two rates, and how sure it is.

The interval is exact (conditional binomial: given both counts together, how many fall in the second period;
Clopper and Pearson 1934, Przyborowski and Wilenski 1940). It takes incidents for independent of each other.
Attacks come in bursts, so the true uncertainty is larger; and it knows nothing of what the sources cover.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Self

import pandas as pd
from scipy.special import betaincinv  # the quantile of a beta distribution, without a second of scipy.stats

from geodata.errors import QueryError
from geodata.patterns.coverage import Span
from geodata.patterns.key_dates import KeyDate
from geodata.query import IncidentQuery
from geodata.rules import read_date
from geodata.store import Store

RATE_DAYS = 30  # rates are incidents in so many days
CONFIDENCE = 0.95
LEAST_TO_SAY = 10  # fewer incidents than these in the two periods together are too few to say anything
KEYS = ("province", "category", "weapon")

Reading = Literal["more", "fewer", "no clear difference", "too few to say"]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A period of local days, both included; written as ISO 8601 writes it, ``2023-10-18/2023-11-20``."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise QueryError(f"The period {self} ends before it begins. Give the earlier day first.")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` writes; `QueryError` says what is accepted."""
        first, _, last = text.partition("/")
        try:
            days = read_date(first), read_date(last)
        except QueryError as error:
            raise QueryError(f"{text!r} is no period. Give two days: 2023-10-18/2023-11-20.") from error
        return cls(*days)

    def __str__(self) -> str:
        return f"{self.since.isoformat()}/{self.until.isoformat()}"

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def words(self) -> str:
        return f"{self.since:%-d %b %Y} – {self.until:%-d %b %Y}"

    def outside(self, since: date, until: date) -> int:
        """Return how many of its days lie before `since` or after `until`."""
        inside = (min(self.until, until) - max(self.since, since)).days + 1
        return self.days - max(inside, 0)

    def overlaps(self, other: Interval) -> bool:
        return self.since <= other.until and other.since <= self.until


@dataclass(frozen=True, slots=True)
class Ratio:
    """How the rate of the second period compares with that of the first.

    ``ratio`` is missing where the first period has none; `low` and `high` bound it at `CONFIDENCE`, `high` is
    infinite and `low` 0 where a period has none.
    """

    first: int
    second: int
    first_rate: float
    second_rate: float
    ratio: float
    low: float
    high: float

    @property
    def reading(self) -> Reading:
        if self.first + self.second < LEAST_TO_SAY:
            return "too few to say"
        if self.low > 1:
            return "more"
        return "fewer" if self.high < 1 else "no clear difference"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods compared. ``by``: for each of `KEYS` a frame of that key and the fields of `Ratio` with ``reading``;
    `thin_first` and `thin_second` are the shares of their days for which few sources were found.
    """

    first: Interval
    second: Interval
    total: Ratio
    by: dict[str, pd.DataFrame]
    thin_first: float
    thin_second: float

    @property
    def is_uneven(self) -> bool:
        """Whether the sources cover one period better than the other, so that a difference may be theirs."""
        return abs(self.thin_first - self.thin_second) > 0.1


def ratio(first: int, second: int, first_days: int, second_days: int) -> Ratio:
    """Return the ratio of two rates with its exact interval; counts and days of the two periods."""
    together = first + second
    exposure = first_days / second_days
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(second, first + 1, tail)) if second else 0.0
    high = float(betaincinv(second + 1, first, 1 - tail)) if first else 1.0
    return Ratio(
        first, second, first / first_days * RATE_DAYS, second / second_days * RATE_DAYS,
        second / first * exposure if first else math.nan,
        low / (1 - low) * exposure if together else 0.0,
        high / (1 - high) * exposure if high < 1 else math.inf,
    )  # fmt: skip


def compare(
    store: Store, query: IncidentQuery, first: Interval, second: Interval, spans: Sequence[Span] = ()
) -> Comparison:
    """Return two periods side by side; the periods stand in place of the question's own days."""
    asked = [replace(query, since=each.since, until=each.until) for each in (first, second)]
    days = (first.days, second.days)
    total = ratio(store.count(asked[0]), store.count(asked[1]), first.days, second.days)
    by = {key: _by(store, asked, key, days) for key in KEYS}
    return Comparison(first, second, total, by, thin_share(first, spans), thin_share(second, spans))


def thin_share(period: Interval, spans: Sequence[Span]) -> float:
    """Return which share of the days of a period few sources were found for."""
    covered = (
        min(each.until, period.until) - max(each.since, period.since) + timedelta(days=1)
        for each in spans
        if each.is_thin
    )
    return sum(max(each.days, 0) for each in covered) / period.days


def around(pivot: date, days: int) -> tuple[Interval, Interval]:
    """Return the periods of so many days before a day, and from it on."""
    return (
        Interval(pivot - timedelta(days=days), pivot - timedelta(days=1)),
        Interval(pivot, pivot + timedelta(days=days - 1)),
    )


def opening(first: date, last: date, dates: Sequence[KeyDate], spans: Sequence[Span]) -> tuple[Interval, Interval]:
    """Return the periods to compare unless others are asked for: the longest equal ones around a key date that are
    both densely covered; without key dates, the two halves of the days from `first` to `last`.
    """
    dense = [
        Interval(max(each.since, first), min(each.until, last))
        for each in spans
        if not each.is_thin and each.since <= last and each.until >= first
    ]
    room = [
        (min((each.day - span.since).days, (span.until - each.day).days + 1), each.day)
        for each in dates
        for span in dense
    ]
    best = max(room, default=(0, first))
    if best[0] >= 1:
        return around(best[1], best[0])
    half = max(((last - first).days + 1) // 2, 1)
    return around(first + timedelta(days=half), half)


def _by(store: Store, asked: Sequence[IncidentQuery], key: str, days: tuple[int, int]) -> pd.DataFrame:
    """Return the ratio of each value of a key that occurs in either period, the most frequent first, missing as null."""
    counted = [store.counts(each, [key]).set_index(key)["count"] for each in asked]
    found: dict[object, list[int]] = {}
    for place, counts in enumerate(counted):
        for value, n in counts.items():
            found.setdefault(None if pd.isna(value) else value, [0, 0])[place] = int(n)
    rows = [(value, ratio(both[0], both[1], days[0], days[1])) for value, both in found.items()]
    rows.sort(key=lambda row: (row[0] is None, -(row[1].first + row[1].second), str(row[0])))
    columns = [key, "first", "second", "first_rate", "second_rate", "ratio", "low", "high", "reading"]
    return pd.DataFrame(
        [(value, each.first, each.second, each.first_rate, each.second_rate, each.ratio, each.low, each.high, each.reading)
         for value, each in rows], columns=columns)  # fmt: skip
