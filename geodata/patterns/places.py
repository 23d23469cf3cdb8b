"""What is known of one site or province: the lists behind its page, and what happened elsewhere near its incidents in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from geodata.names import COUNTRY_NAMES, province_names
from geodata.patterns.responses import ATTACK, STRIKE
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.style import CATEGORY

Kind = Literal["place", "province"]
NEAR_DAYS = 2  # local days before and after an incident in which others count as near it in time


@dataclass(frozen=True, slots=True)
class Subject:
    """The one place or province that a question is about; ``key`` is its place_id or ISO 3166-2 code."""

    kind: Kind
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class FirstStrike:
    """The first U.S. or coalition strike of a country in the data, and the attacks at a place until then.

    ``before`` are those on earlier days, ``that_day`` those of the same day: the order within a day is not known.
    """

    day: date
    event_ids: tuple[str, ...]
    country: str
    before: int
    that_day: int


@dataclass(frozen=True, slots=True)
class Sources:
    """How many source records, distinct pages and publishers report the incidents."""

    records: int
    pages: int
    publishers: int
    single: int


def subject(store: Store, query: IncidentQuery) -> Subject | None:
    """Return the one place that `query` asks for, or the one province where it asks for no place."""
    if len(query.place) == 1:
        key = query.place[0]
        return Subject("place", key, store.place_names.get(key, key))
    if not query.place and len(query.province) == 1:
        return Subject("province", query.province[0], province_names()[query.province[0]].name)
    return None


def listing(store: Store, query: IncidentQuery, kind: Kind) -> pd.DataFrame:
    """Return the places or provinces of the incidents that answer, those with most first.

    Returns
    -------
    listing
        One row each: ``key`` (missing where the incidents have none), ``name``, ``province`` and ``country`` as names,
        ``count``, a count for each category, ``first`` and ``last`` local day. The counts add up to the answer.
    """
    keys = [kind, "country"] if kind == "province" else ["place", "province", "country"]
    counted = store.counts(query, [*keys, "category"])
    days = store.counts(query, [*keys, "day"]).groupby(keys, dropna=False)["day"].agg(["min", "max"])
    of_each = {category: counted["count"].where(counted["category"] == category, 0) for category in CATEGORY}
    found = counted.assign(**of_each).groupby(keys, dropna=False)[["count", *CATEGORY]].sum().join(days).reset_index()
    names = {code: province.name for code, province in province_names().items()}
    of_kind = store.place_names if kind == "place" else names
    return found.assign(
        key=found[kind],
        name=found[kind].map(of_kind.get, na_action="ignore"),
        province=found["province"].map(names, na_action="ignore"),
        country=found["country"].map(COUNTRY_NAMES, na_action="ignore"),
        first=found["min"],
        last=found["max"],
    ).sort_values(["count", "name"], ascending=[False, True])[
        ["key", "name", "province", "country", "count", *CATEGORY, "first", "last"]
    ].reset_index(drop=True)  # fmt: skip


def first_strike(store: Store, query: IncidentQuery) -> FirstStrike | None:
    """Return the first strike in the country of the place or province that `query` asks for, or None if there is none.

    The strike is looked for in all data; the attacks are those that answer `query`, whatever kinds it asks for.
    """
    countries = store.counts(query.without("category"), ["country"])["country"].dropna()
    if len(countries) != 1:
        return None
    country = str(countries.iloc[0])
    strikes = store.incidents(
        IncidentQuery(country=(country,), category=(STRIKE,)), columns=["event_id", "event_date"])  # fmt: skip
    if not len(strikes):
        return None
    first = pd.Timestamp(strikes["event_date"].min()).date()
    of_day = strikes.loc[pd.to_datetime(strikes["event_date"]).dt.date == first, "event_id"]
    attacks = replace(query, category=(ATTACK,))
    until = min(query.until or first, first)
    through = store.count(replace(attacks, until=until))
    that_day = store.count(replace(attacks, since=first, until=first)) if _holds(query, first) else 0
    return FirstStrike(first, tuple(of_day), COUNTRY_NAMES[country], through - that_day, that_day)


def _holds(query: IncidentQuery, day: date) -> bool:
    return (query.since is None or query.since <= day) and (query.until is None or query.until >= day)


def neighbours(store: Store, query: IncidentQuery, *, around: str | None = None) -> pd.DataFrame:
    """Return the incidents elsewhere within `NEAR_DAYS` days of an incident that answers `query`.

    Parameters
    ----------
    query
        Asks for a place or a province; elsewhere, its other filters are in force too.
    around
        The one incident to look around; all that answer unless given.

    Returns
    -------
    neighbours
        One row per incident elsewhere, by day: ``event_id, event_date, place_id, place_name, category`` and
        ``gap_days``, days after the nearest incident here (negative: before; of two as near, the earlier one).
    """
    columns = ["event_id", "event_date", "place_id", "place_name", "category"]
    if around is not None:  # what lies farther from it in time need not be read
        query = _around(store, query, around)
    here = store.incidents(query, columns=columns)
    elsewhere = store.incidents(query.without("place", "province"), columns=columns)
    elsewhere = elsewhere[~elsewhere["event_id"].isin(here["event_id"])]
    near = here if around is None else here[here["event_id"] == around]
    days = pd.DataFrame({"when": pd.to_datetime(near["event_date"].drop_duplicates())}).sort_values("when")
    dated = elsewhere.assign(when=pd.to_datetime(elsewhere["event_date"])).sort_values(["when", "event_id"])
    if not len(days) or not len(dated):
        return elsewhere.head(0).assign(gap_days=pd.Series(dtype="int64"))
    gaps = [
        (dated["when"] - pd.merge_asof(dated[["when"]], days.assign(here=days["when"]), on="when", direction=way)["here"].array).dt.days
        for way in ("backward", "forward")
    ]  # fmt: skip
    gap = gaps[0].where(gaps[1].isna() | (gaps[0] <= -gaps[1]), gaps[1])
    kept = dated.assign(gap_days=gap)[gap.abs() <= NEAR_DAYS]
    return kept.astype({"gap_days": "int64"}).drop(columns="when").reset_index(drop=True)


def _around(store: Store, query: IncidentQuery, event_id: str) -> IncidentQuery:
    """Return the part of a question within `NEAR_DAYS` days of an incident; all of it where that has no day."""
    row = store.incident(event_id)
    if row is None or not isinstance(day := row["event_date"], date):
        return query
    since, until = day - timedelta(days=NEAR_DAYS), day + timedelta(days=NEAR_DAYS)
    return replace(query, since=max(since, query.since or since), until=min(until, query.until or until))


def sources(store: Store, query: IncidentQuery) -> Sources:
    """Return how many sources report the incidents that answer."""
    where, bound = query.to_sql()
    asked = f"FROM sources WHERE event_id IN (SELECT event_id FROM incidents WHERE {where})"
    records, pages, publishers = store.row(
        f"SELECT count(*), count(DISTINCT url), count(DISTINCT publisher) {asked}", bound
    )
    (single,) = store.row(
        f"SELECT count(*) FROM (SELECT event_id {asked} GROUP BY event_id HAVING count(DISTINCT url) = 1) AS single",
        bound,
    )
    return Sources(records, pages, publishers, single)
