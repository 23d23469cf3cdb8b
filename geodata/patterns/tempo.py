"""How incidents follow one another in time: gaps, bursts, quiet spells, weekdays, sites month by month.

All from counts by day, so a million incidents cost no more than their days. The data state days and no
hour, so nothing here goes below the day.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from geodata.patterns.compare import Interval, thin_share
from geodata.patterns.coverage import Span
from geodata.query import IncidentQuery
from geodata.store import Store

BURST_LEAST = 10  # incidents on consecutive days that make a burst
QUIET_DAYS = 7  # days in a row without an incident that make a quiet spell
SITES_SHOWN = 12  # small multiples, the most frequent first


@dataclass(frozen=True, slots=True)
class Spell:
    """Consecutive days, both ends included: `incidents` on them, and the share of them for which few sources were found."""

    since: date
    until: date
    incidents: int
    thin: float

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def daily(store: Store, query: IncidentQuery) -> pd.Series[int]:
    """Return how many incidents answer on each day that has any; index of days in order."""
    counted = store.counts(query, ["day"]).dropna(subset="day")
    return pd.Series(counted["count"].to_numpy("int64"), index=pd.DatetimeIndex(counted["day"]), name="count")


def gaps(by_day: pd.Series[int]) -> pd.Series[int]:
    """Return how many times an incident came so many days after the one before; index of days, 0 on the same day."""
    between = by_day.index.to_series().diff().dt.days.dropna().astype("int64").value_counts()
    same_day = int((by_day - 1).sum())
    found = between.add(pd.Series({0: same_day} if same_day else {}, dtype="int64"), fill_value=0)
    return found.astype("int64").sort_index().rename("count").rename_axis("days")


def bursts(by_day: pd.Series[int], spans: Sequence[Span] = ()) -> tuple[Spell, ...]:
    """Return the runs of consecutive days with incidents that hold `BURST_LEAST` or more together, by day."""
    run = by_day.index.to_series().diff().dt.days.ne(1).cumsum()
    found = []
    for _, counts in by_day.groupby(run.to_numpy()):
        if counts.sum() >= BURST_LEAST:
            found.append(_spell(counts.index[0].date(), counts.index[-1].date(), int(counts.sum()), spans))
    return tuple(found)


def quiet(by_day: pd.Series[int], spans: Sequence[Span] = ()) -> tuple[Spell, ...]:
    """Return the spells of `QUIET_DAYS` or more between two days with incidents, by day."""
    one = timedelta(days=1)
    days = [day.date() for day in by_day.index]
    between = [(before + one, after - one) for before, after in itertools.pairwise(days)]
    return tuple(_spell(since, until, 0, spans) for since, until in between if (until - since).days + 1 >= QUIET_DAYS)


def calendar(by_day: pd.Series[int], first: date, last: date, spans: Sequence[Span] = ()) -> pd.DataFrame:
    """Return every day from `first` to `last`: ``day, count`` and `is_thin`, whether few sources were found for it."""
    days = pd.date_range(first, last, name="day")
    thin = pd.Series(data=False, index=days)
    for span in spans:
        if span.is_thin:
            thin.loc[pd.Timestamp(span.since) : pd.Timestamp(span.until)] = True
    counts = by_day.reindex(days, fill_value=0)
    return pd.DataFrame({"day": days, "count": counts.to_numpy(), "is_thin": thin.to_numpy()})


def weekdays(store: Store, query: IncidentQuery) -> tuple[pd.Series[int], int]:
    """Return how many incidents fell on each weekday (0 is Monday), and how many are left out as their day is not sure."""
    counted = store.counts(query, ["day", "time_precision"]).dropna(subset="day")
    sure = counted["time_precision"] == 1
    on = pd.DatetimeIndex(counted.loc[sure, "day"]).day_of_week
    found = counted.loc[sure, "count"].groupby(on.to_numpy()).sum().reindex(range(7), fill_value=0)
    return found.astype("int64").rename_axis("weekday"), int(counted.loc[~sure, "count"].sum())


def sites(store: Store, query: IncidentQuery) -> pd.DataFrame:
    """Return incidents month by month at the `SITES_SHOWN` places with the most: ``place, month, count``, those first."""
    counted = store.counts(query, ["place", "month"]).dropna(subset=["place", "month"])
    totals = counted.groupby("place")["count"].sum()
    order = totals.reset_index().sort_values(["count", "place"], ascending=[False, True])["place"].head(SITES_SHOWN)
    rank = {place: number for number, place in enumerate(order)}
    kept = counted[counted["place"].isin(rank)]
    return (
        kept.assign(rank=kept["place"].map(rank))
        .sort_values(["rank", "month"])
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def _spell(since: date, until: date, incidents: int, spans: Sequence[Span]) -> Spell:
    return Spell(since, until, incidents, thin_share(Interval(since, until), spans))
