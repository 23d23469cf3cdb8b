"""Our running count of attacks by Iran-aligned militias beside the running counts that others gave.

Officials count from 17 October 2023 in Washington, which is the night of the 18th here; the Syrian
Observatory from the 19th, for Syria. Nobody counts by the same rule, so the counts stand side by side
and none is corrected by another. The gap says how complete the data may be, on which side is not known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from geodata.query import IncidentQuery
from geodata.schema import vocabulary
from geodata.store import Store

Part = Literal["total", "iraq", "syria"]

SINCE = date(2023, 10, 18)  # local day of the first attack that officials count
CATEGORY, ACTOR = "attack_on_us_coalition", "Iran-aligned militias"
COUNTRY_OF = {"iraq": "IQ", "syria": "SY"}
LEVELS = tuple(vocabulary.EVIDENCE)  # from claimed to confirmed
_COMPARABLE = ("since", "until", "evidence", "category", "actor")  # fields that leave the counts comparable
SLACK_DAYS = 1  # a night in Iraq is the day before in Washington


@dataclass(frozen=True, slots=True)
class Tally:
    """Our running count and those of others, for one part of the region, from day `first` to day `last`.

    ``ours``: one row a day from `SINCE` to the end of the data, index ``day``, a column a level of evidence, each the
    number of attacks until that day at that level or better; levels below the one asked for are left out.
    ``official``: one row a day and scope: ``as_of, scope, least, most`` (they differ where reports do), ``said``
    (pairs of count and number of reports, the most reported first), ``is_floor`` (“more than”), ``publishers``.
    ``undated``: counts whose page names no day. ``narrowed``: fields of the question by which others did not
    narrow, so that counts do not compare.
    """

    part: Part
    first: date
    last: date
    ours: pd.DataFrame
    official: pd.DataFrame
    undated: pd.DataFrame
    narrowed: tuple[str, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.ours.columns)

    def until(self, day: date) -> dict[str, int]:
        """Return our count until the end of a day at each level of evidence."""
        place = min((day - SINCE).days, len(self.ours) - 1)  # one row a day, from `SINCE` on
        reached = self.ours.to_numpy()[place] if place >= 0 else [0] * len(self.levels)
        return {level: int(count) for level, count in zip(self.levels, reached, strict=True)}

    def latest(self, day: date) -> pd.DataFrame:
        """Return the last count of each scope given for `day` or before."""
        given = self.official[self.official["as_of"] <= pd.Timestamp(day)]
        return given.sort_values("as_of").groupby("scope", sort=False).tail(1)


def count(store: Store, query: IncidentQuery, part: Part = "total") -> Tally:
    """Return the running counts side by side.

    The question narrows ours, but the count always begins at `SINCE`: `since` and `until` only bound the days
    shown, which else end with the last count of others.
    """
    official, undated = _official(store.official_counts, part)
    first = max(query.since or SINCE, SINCE)
    last = max(query.until or max(official["as_of"].dt.date, default=SINCE), first)
    levels = list(LEVELS[LEVELS.index(query.evidence or LEVELS[0]) :])
    shown = official["as_of"].between(pd.Timestamp(first), pd.Timestamp(last))
    narrowed = tuple(name for name in query.asked() if name not in _COMPARABLE)
    ours = _ours(store, query, part, last)[levels]
    return Tally(part, first, last, ours, official[shown].reset_index(drop=True), undated, narrowed)


def question(query: IncidentQuery, part: Part = "total") -> IncidentQuery | None:
    """Return which incidents are counted: attacks by these militias that answer; None where none can."""
    country = (COUNTRY_OF[part],) if part in COUNTRY_OF else query.country
    wanted = ((query.category, CATEGORY), (query.actor, ACTOR), (query.country, COUNTRY_OF.get(part)))
    if any(asked and value and value not in asked for asked, value in wanted):
        return None
    return replace(query, since=SINCE, category=(CATEGORY,), actor=(ACTOR,), country=country)


def compared(tally: Tally) -> pd.DataFrame:
    """Return the official counts with ours until the same day.

    Returns
    -------
    compared
        The rows of ``official`` with a column a level, and ``gap_least, gap_most``: ours at the lowest level asked
        for less theirs, negative where we hold fewer.
    """
    counts = [tally.until(day.date()) for day in tally.official["as_of"]]
    ours = pd.DataFrame(counts, columns=list(tally.levels), index=tally.official.index, dtype="int64")
    rows = tally.official.join(ours)
    lowest = rows[tally.levels[0]]
    return rows.assign(gap_least=lowest - rows["most"], gap_most=lowest - rows["least"])


def missing(tally: Tally, level: str, scope: str = "us_official") -> pd.DataFrame:
    """Return the spans of days in which a count of others rose by more than ours.

    A floor says nothing of the rise after it, so no span begins there. Where reports of one day differ,
    the smallest rise that they allow is taken.

    Returns
    -------
    missing
        ``after, until`` (days of the two counts), ``official_rise``, ``our_rise``, ``missing`` (the difference), and
        ``surely``: what is left if attacks on `SLACK_DAYS` around the span were counted in it.
    """
    rows = tally.official[tally.official["scope"] == scope].sort_values("as_of")
    found = [
        _shortfall(tally, level, before, after)
        for before, after in zip(rows.to_dict("records"), rows.to_dict("records")[1:], strict=False)
        if not before["is_floor"]
    ]
    columns = ["after", "until", "official_rise", "our_rise", "missing", "surely"]
    days = dict.fromkeys(["after", "until"], "datetime64[us]")  # also where there are none
    return pd.DataFrame([row for row in found if row["missing"] > 0], columns=columns).astype(days)


def _shortfall(tally: Tally, level: str, before: dict[Any, Any], after: dict[Any, Any]) -> dict[str, Any]:
    slack = pd.Timedelta(days=SLACK_DAYS)
    reached = {shift: tally.until((after["as_of"] + shift * slack).date())[level] for shift in (0, 1)}
    left = {shift: tally.until((before["as_of"] - shift * slack).date())[level] for shift in (0, 1)}
    rise = after["least"] - before["most"]
    lacking = rise - (reached[0] - left[0])
    return {
        "after": before["as_of"], "until": after["as_of"], "official_rise": rise, "our_rise": reached[0] - left[0],
        "missing": lacking, "surely": max(rise - (reached[1] - left[1]), 0),
    }  # fmt: skip


def _ours(store: Store, query: IncidentQuery, part: Part, last: date) -> pd.DataFrame:
    """Return our attacks from `SINCE` until each day, at each level of evidence or better."""
    asked = question(query.without("since", "until", "evidence"), part)
    counted = store.counts(asked, ["day", "evidence"]) if asked else _NONE
    counted = counted.assign(day=pd.to_datetime(counted["day"]))
    last_day = max([pd.Timestamp(last), *counted["day"]])
    by_level = counted.pivot_table(index="day", columns="evidence", values="count", aggfunc="sum")
    days = pd.date_range(SINCE, last_day, name="day")
    daily = by_level.reindex(index=days, columns=list(LEVELS)).fillna(0).astype("int64")
    return daily[list(LEVELS)[::-1]].cumsum(axis=1)[list(LEVELS)].cumsum()


_NONE = pd.DataFrame({"day": [], "evidence": [], "count": []})


def _official(rows: pd.DataFrame, part: Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts of others of one part: by day and scope, and those without a day."""
    given = rows[rows[part].notna()]
    is_floor = given["notes"].str.contains("floor", case=False).fillna(value=False).astype(bool)
    given = given.assign(count=given[part].astype("int64"), is_floor=is_floor)
    dated, undated = given[given["as_of"].notna()], given[given["as_of"].isna()]
    by_day = [
        {
            "as_of": as_of, "scope": scope, "least": int(each["count"].min()), "most": int(each["count"].max()),
            "said": _said(each["count"]), "is_floor": bool(each["is_floor"].any()),
            "publishers": "; ".join(dict.fromkeys(each["publisher"])),
        }
        for (as_of, scope), each in dated.groupby(["as_of", "scope"])
    ]  # fmt: skip
    columns = ["as_of", "scope", "least", "most", "said", "is_floor", "publishers"]
    official = pd.DataFrame(by_day, columns=columns).astype({"as_of": "datetime64[us]"})
    return official, undated[["scope", "count", "publisher", "url", "notes"]].reset_index(drop=True)


def _said(counts: pd.Series[int]) -> tuple[tuple[int, int], ...]:
    """Return each count of one day with how many reports give it, the most reported first."""
    return tuple(sorted(Counter(counts.tolist()).items(), key=lambda each: (-each[1], -each[0])))
