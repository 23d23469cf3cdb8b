"""Likely double reports: pairs of incidents that may be one, and what people decided about them.

Context: a claim and a report of one drone, or one attack filed under two neighbouring bases, look like
two incidents. Options were to merge what a rule finds (loses rows on a guess), to score pairs by many
signs (nobody can check a score), or one rule whose every part can be read on the two cards.
Decision: the rule below names pairs and its reasons, a person decides, and no count changes unless asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from geodata.errors import DataError
from geodata.query import IncidentQuery
from geodata.store import Store

DAYS_APART = 1  # at one place: local days; sources in other time zones date a night's attack to either day
NEIGHBOUR_KM = 50  # between two places, on one day: Erbil and Harir, named for each other, lie 47 km apart
MOST_PAIRS = (
    2_000_000  # pairs of incidents within `DAYS_APART` that are compared; beyond, a narrower question is needed
)
REMEDY = "Narrow the filters, to fewer days or one province say; of a file, export such a part and check that."
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
        If there are more than `MOST_PAIRS` pairs to compare.
    """
    per_day = store.counts(query, ["day", "category"]).dropna(subset="day")["count"]
    if (most := int((per_day**2).sum()) * (DAYS_APART + 1)) > MOST_PAIRS:
        raise DataError(
            f"About {most:,} pairs of these incidents lie within a day of each other; likely double reports are "
            f"looked for among at most {MOST_PAIRS:,}. {REMEDY}"
        )
    incidents = store.incidents(query, columns=_COLUMNS)
    near = _near_in_time(incidents)
    pairs = _near_in_space(near.assign(distance_km=_distance_km(near)))
    told_apart = (pairs["confidence_a"] == "high") & (pairs["confidence_b"] == "high")
    told_apart |= pairs["claimed_by_a"].notna() & pairs["claimed_by_b"].notna()
    found = [_candidate(row) for row in pairs[~told_apart].to_dict("records")]
    likely = [each for each in found if each is not None]
    pages = _pages(store, likely)
    return tuple(each for each in likely if not pages.get(each.pair[0], set()) & pages.get(each.pair[1], set()))


def _near_in_time(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of one kind at most `DAYS_APART` days apart, the earlier as ``_a``, the later as ``_b``."""
    known = incidents[incidents["event_date"].notna()]  # without a day nothing says that two are one
    dated = known.assign(day=pd.to_datetime(known["event_date"]).dt.normalize())
    found = []
    for apart in range(DAYS_APART + 1):
        later = dated.assign(day=dated["day"] - pd.Timedelta(days=apart))
        both = dated.merge(later, on=["day", "category"], suffixes=("_a", "_b")).assign(days_apart=apart)
        found.append(both[both["event_id_a"] < both["event_id_b"]] if apart == 0 else both)
    return pd.concat(found).sort_values(["day", "event_id_a", "event_id_b"], ignore_index=True)


def _near_in_space(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs at one place, by name or by point, and on one day those at neighbouring places."""
    is_named_so = pairs["place_id_a"] == pairs["place_id_b"]
    distance = pairs["distance_km"].mask(is_named_so.fillna(False).astype(bool), 0.0)
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
