"""Likely double reports: pairs of incidents that may be one, and what people decided about them.

Context: a claim and a report of one drone, or one attack filed under two neighbouring bases, look like
two incidents. Options were to merge what a rule finds (loses rows on a guess), to score pairs by many
signs (nobody can check a score), or one rule whose every part can be read on the two cards.
Decision: the rule below names pairs and its reasons, a person decides, and no count changes unless asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain, combinations
from operator import or_
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import DataError
from geodata.query import IncidentQuery
from geodata.rules import say_date
from geodata.store import Store

DAYS_APART = 1  # at one place: local days; sources in other time zones date a night's attack to either day
NEIGHBOUR_KM = 50  # between two places, on one day: Erbil and Harir, named for each other, lie 47 km apart
MOST_PAIRS = 30_000_000  # of incidents within `DAYS_APART` that are looked at: some seconds; beyond, a narrower question is needed
MOST_ALIKE = 30_000  # of those that may be one, 18 MB; 250 incidents alike in all but notes make as many
_AT_ONCE = 1_000_000  # pairs that are looked at together
_BITS = 62  # of a whole number, without its sign
REMEDY = (
    "Narrow the filters, to fewer days, one province or one weapon say; of a file, export such a part and check that."
)
UNDECIDED, SAME, DIFFERENT = "undecided", "same", "different"

Pair = tuple[str, str]  # two event_ids, sorted
_ALL = IncidentQuery()
_EARTH_KM = 6371.0088
_COLUMNS = ["event_id", "event_date", "place_id", "place_name", "latitude", "longitude", "category", "weapons", "actor1",
            "claimed_by", "confidence"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two incidents that may be one. ``reasons`` say what they share, in words; ``distance_km`` is 0 at one place.

    ``day`` and ``place_name`` are those of the earlier; the name is missing where no place is known.
    """

    pair: Pair
    day: date
    place_name: str | None
    days_apart: int
    distance_km: float
    reasons: tuple[str, ...]


def candidates(store: Store, query: IncidentQuery = _ALL) -> tuple[Candidate, ...]:
    """Return the pairs of incidents that may be one, both among those that answer, by day.

    Both of one kind, at one place at most `DAYS_APART` days apart or on one day at places at most `NEIGHBOUR_KM`
    apart, with a weapon or the actor in common. Left out: pairs that are both confirmed, that are both claimed (who
    claims two means two), and that one page reports both of (it tells them apart).

    Raises
    ------
    DataError
        If more than `MOST_PAIRS` pairs would be looked at, or more than `MOST_ALIKE` are near and alike; the message names
        the day that holds most.
    """
    per_day = store.counts(query, ["day", "category"]).dropna(subset="day")
    if (most := _looked_at(per_day)) > MOST_PAIRS:
        fullest = per_day.loc[per_day["count"].idxmax()]
        raise DataError(_too_many(f"About {most:,} pairs of these incidents lie within a day of each other", MOST_PAIRS,
                                  fullest["day"], int(fullest["count"])))  # fmt: skip
    incidents = store.incidents(query, columns=_COLUMNS)
    pairs = _told_of(_near(incidents), incidents)
    found = [_candidate(row) for row in pairs.to_dict("records")]
    likely = [each for each in found if each is not None]
    pages = _pages(store, likely)
    return tuple(each for each in likely if not pages.get(each.pair[0], set()) & pages.get(each.pair[1], set()))


def _looked_at(per_day: pd.DataFrame) -> int:
    """Return how many pairs of one kind lie on one day or at most `DAYS_APART` days apart, from the incidents of each day."""
    counted = per_day.assign(day=pd.to_datetime(per_day["day"])).set_index(["day", "category"])["count"]
    looked_at = 0
    for apart in range(DAYS_APART + 1):
        days = counted.index.get_level_values("day") + pd.Timedelta(days=apart)
        later = pd.MultiIndex.from_arrays([days, counted.index.get_level_values("category")])
        looked_at += int((counted.to_numpy() * counted.reindex(later, fill_value=0).to_numpy()).sum())
    return looked_at


def _too_many(what: str, most: int, day: object, count: int) -> str:
    return (
        f"{what}; likely double reports are looked for among at most {most:,}. Most are on {say_date(pd.Timestamp(day))}, "
        f"with {count:,} incidents of one kind. {REMEDY}"
    )


def _near(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of one kind that are near and alike: the rows of both, ``days_apart`` and ``distance_km``.

    The earlier is ``row_a``. Pairs are made some at a time and only those kept, so that a day of thousands of
    incidents takes no more memory than one of hundreds.
    """
    dated = _placed(incidents)
    found, held = [_pairs(dated.head(0), dated, apart=0)], 0
    for apart in range(DAYS_APART + 1):
        for some in _slices(dated, apart):
            near = _pairs(some, dated, apart)
            found.append(near)
            held += len(near)
            if held > MOST_ALIKE:
                days = incidents.iloc[near["row_a"]]["event_date"]
                fullest = days.mode()[0]
                of_day = incidents[incidents["event_date"] == fullest]["category"].value_counts()
                what = f"More than {MOST_ALIKE:,} pairs of these incidents are near and alike"
                raise DataError(_too_many(what, MOST_ALIKE, fullest, int(of_day.max())))
    return pd.concat(found, ignore_index=True)


def _placed(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return, of incidents with a day, what is near is decided by, in numbers; those without nothing says are one."""
    known = incidents["event_date"].notna().to_numpy()
    numbered = pd.DataFrame({
        "row": np.arange(len(incidents)),
        "day": pd.to_datetime(incidents["event_date"]).astype("datetime64[s]").astype("int64") // 86_400,
        "category": pd.factorize(incidents["category"])[0],
        "place": pd.factorize(incidents["place_id"])[0],  # -1 where none is known
        "latitude": incidents["latitude"].astype(float),
        "longitude": incidents["longitude"].astype(float),
        "actor": pd.factorize(incidents["actor1"])[0],
        "weapons": _as_bits(incidents["weapons"]),
        "confirmed": incidents["confidence"] == "high",
        "claimed": incidents["claimed_by"].notna(),
    })  # fmt: skip
    return numbered[known]


def _as_bits(weapons: pd.Series) -> list[int]:
    """Return each list of weapons as a number with a bit for each that is known, by which two are compared at once.

    Of more weapons than bits some share one, and `_candidate` looks at their names.
    """
    bit = {weapon: 1 << number % _BITS for number, weapon in enumerate(sorted({*chain(*weapons)} - {"unknown"}))}
    return [reduce(or_, (bit.get(each, 0) for each in listed), 0) for listed in weapons]


def _slices(dated: pd.DataFrame, apart: int) -> Iterator[pd.DataFrame]:
    """Yield parts of the incidents, each with about `_AT_ONCE` others of its kind so many days later."""
    sizes = dated.groupby(["day", "category"]).size()
    there = pd.MultiIndex.from_arrays([dated["day"] + apart, dated["category"]])
    others = sizes.reindex(there, fill_value=0).to_numpy()
    for _, some in dated.groupby(np.cumsum(others) // _AT_ONCE, sort=False):
        yield some


def _pairs(some: pd.DataFrame, dated: pd.DataFrame, apart: int) -> pd.DataFrame:
    """Return the pairs of `some` incidents with those so many days later that may be one."""
    later = dated.assign(day=dated["day"] - apart)
    both = some.merge(later, on=["day", "category"], suffixes=("_a", "_b")).assign(days_apart=apart)
    has_more_in_common = (both["weapons_a"] & both["weapons_b"]) > 0
    has_more_in_common |= (both["actor_a"] == both["actor_b"]) & (both["actor_a"] >= 0)
    told_apart = (both["confirmed_a"] & both["confirmed_b"]) | (both["claimed_a"] & both["claimed_b"])
    likely = both[has_more_in_common & ~told_apart]
    once = likely[likely["row_a"] < likely["row_b"]] if apart == 0 else likely
    return _near_in_space(once.assign(distance_km=_distance_km(once)))[["row_a", "row_b", "days_apart", "distance_km"]]


def _told_of(near: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with what is known of both incidents, by day, the earlier as ``_a``, the later as ``_b``."""
    ends = [incidents.iloc[near[f"row_{end}"]].add_suffix(f"_{end}").reset_index(drop=True) for end in "ab"]
    told = pd.concat([*ends, near[["days_apart", "distance_km"]].reset_index(drop=True)], axis="columns")
    return told.sort_values(["event_date_a", "event_id_a", "event_id_b"], ignore_index=True)


def _near_in_space(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs at one place, by name or by point, and on one day those at neighbouring places."""
    is_named_so = (pairs["place_a"] == pairs["place_b"]) & (pairs["place_a"] >= 0)
    distance = pairs["distance_km"].mask(is_named_so, 0.0)
    near = (distance == 0) | ((distance <= NEIGHBOUR_KM) & (pairs["days_apart"] == 0))
    return pairs.assign(distance_km=distance)[near]


def _distance_km(pairs: pd.DataFrame) -> pd.Series:
    """Return great-circle distances in km, missing where a point is."""
    lat_a, lon_a, lat_b, lon_b = (
        np.radians(pairs[f"{axis}_{end}"].astype(float)) for end in "ab" for axis in ("latitude", "longitude")
    )
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(half))


def _candidate(row: Mapping[Any, Any]) -> Candidate | None:
    """Return a pair with what it has in common, or None if that is neither a weapon nor the actor."""
    weapons = sorted(set(row["weapons_a"]) & set(row["weapons_b"]) - {"unknown"})
    actor = row["actor1_a"] if pd.notna(row["actor1_a"]) and row["actor1_a"] == row["actor1_b"] else None
    if not weapons and actor is None:
        return None
    distance = float(row["distance_km"])
    where = f"{distance:.0f} km apart" if distance else "at the same place"
    reasons = [f"{'on the same day' if row['days_apart'] == 0 else 'one day apart'}, {where}"]
    reasons += [f"with the same weapon ({', '.join(weapons)})"] if weapons else []
    reasons += [f"by the same actor ({actor})"] if actor else []
    pair = pair_of(row["event_id_a"], row["event_id_b"])
    place = row["place_name_a"] if isinstance(row["place_name_a"], str) else None
    return Candidate(pair, row["event_date_a"], place, int(row["days_apart"]), distance, tuple(reasons))


def _pages(store: Store, likely: Iterable[Candidate]) -> dict[str, set[str]]:
    sources = store.sources({event_id for each in likely for event_id in each.pair})
    return {str(event_id): set(urls) for event_id, urls in sources.groupby("event_id")["url"]}


def pair_of(one: str, other: str) -> Pair:
    """Return two event_ids as the pair they make, whichever comes first."""
    return (one, other) if one <= other else (other, one)


def decisions(rows: pd.DataFrame) -> Mapping[Pair, str]:
    """Return what a table of decisions says of each pair; of two lines about one pair the later holds."""
    return MappingProxyType({
        pair_of(row["event_id"], row["other_id"]): str(row["decision"]) for row in rows.to_dict("records")
    })  # fmt: skip


def table(found: Iterable[Candidate], decided: Mapping[Pair, str]) -> pd.DataFrame:
    """Return candidates and decisions as the rows of a file of decisions, by pair."""
    reasons = {each.pair: "; ".join(each.reasons) for each in found}
    pairs = sorted({*reasons, *decided})
    lines = [(*pair, decided.get(pair, UNDECIDED), reasons.get(pair, "")) for pair in pairs]
    return pd.DataFrame(lines, columns=["event_id", "other_id", "decision", "note"])


def groups_of_same(decided: Mapping[Pair, str]) -> tuple[frozenset[str], ...]:
    """Return the incidents that decisions hold to be one, each group once: same as the same is the same."""
    groups: list[set[str]] = []
    for pair in sorted(pair for pair, decision in decided.items() if decision == SAME):
        touching = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touching] + [set(pair).union(*touching)]
    return tuple(frozenset(group) for group in groups)


def contradictions(decided: Mapping[Pair, str]) -> tuple[Pair, ...]:
    """Return the pairs decided to be different that other decisions together make the same."""
    made_same = {pair_of(*pair) for group in groups_of_same(decided) for pair in combinations(sorted(group), 2)}
    return tuple(sorted(pair for pair, decision in decided.items() if decision == DIFFERENT and pair in made_same))
