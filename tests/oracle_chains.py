"""A second opinion on answers, places and double reports, worked out row by row from the raw text of the tables.

It knows the definitions of docs/methodology.md and nothing of geodata.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import pandas as pd

from tests import oracle

ATTACK, STRIKE = "attack_on_us_coalition", "us_coalition_strike"


def links(rows: pd.DataFrame) -> list[tuple[str, str, int, bool]]:
    """Return (cause, answer, lag in days, whether a day is only known to a few days) of every link among `rows`."""
    by_id = rows.set_index("event_id")
    found = []
    for answer, row in by_id.iterrows():
        for cause in oracle.listed(row["responds_to"]):
            if cause in by_id.index:
                lag = (row["day"] - by_id.loc[cause, "day"]).days
                vague = max(int(row["time_precision"]), int(by_id.loc[cause, "time_precision"])) > 1
                found.append((cause, answer, lag, vague))
    return found


def chains(pairs: list[tuple[str, str]]) -> set[frozenset[str]]:
    """Return the incidents connected by `pairs`, found by spreading from each."""
    beside: dict[str, set[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    groups = set()
    for start in beside:
        seen, frontier = {start}, [start]
        while frontier:
            new = beside[frontier.pop()] - seen
            seen |= new
            frontier += sorted(new)
        groups.add(frozenset(seen))
    return groups


def unanswered_runs(rows: pd.DataFrame, every: pd.DataFrame) -> list[tuple[int, str, str]]:
    """Return (attacks, first day, last day) of each unanswered run among `rows`; answers may be anywhere in `every`."""
    answered = {cause for cell in every["responds_to"] for cause in oracle.listed(cell)}
    attacks = rows[rows["category"] == ATTACK]
    runs: list[list[tuple[str, int]]] = [[]]
    for day in sorted(set(attacks["event_date"])):
        ids = list(attacks["event_id"][attacks["event_date"] == day])
        if answered & set(ids):
            runs.append([])
        else:
            runs[-1].append((day, len(ids)))
    told = [(sum(n for _, n in run), run[0][0], run[-1][0]) for run in runs if run]
    return sorted(told, key=lambda run: (-run[0], run[1]))


def near_in_time(here: pd.DataFrame, elsewhere: pd.DataFrame, days: int) -> dict[str, int]:
    """Return the days after the nearest incident `here` of each of those `elsewhere` that are at most `days` from one."""
    found = {}
    for event_id, day in zip(elsewhere["event_id"], elsewhere["day"], strict=True):
        if event_id not in set(here["event_id"]):
            gaps = [(day - other).days for other in here["day"]]
            nearest = min(gaps, key=lambda gap: (abs(gap), -gap), default=None)
            if nearest is not None and abs(nearest) <= days:
                found[event_id] = nearest
    return found


def kilometres(one: pd.Series, other: pd.Series) -> float:
    if pd.isna(one["lat"]) or pd.isna(other["lat"]):
        return math.inf
    phi, theta = math.radians(one["lat"]), math.radians(other["lat"])
    turn = math.radians(other["lon"] - one["lon"])
    cosine = math.sin(phi) * math.sin(theta) + math.cos(phi) * math.cos(theta) * math.cos(turn)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


def may_be_one(rows: pd.DataFrame, pages: dict[str, set[str]], *, days: int, km: float) -> set[tuple[str, str]]:
    """Return the pairs of incidents that the rule of the methodology names."""
    found = set()
    for (_, one), (_, other) in combinations(rows.iterrows(), 2):
        apart = abs((one["day"] - other["day"]).days)
        if apart > days or one["category"] != other["category"]:
            continue
        same_place = (one["place_id"] and one["place_id"] == other["place_id"]) or (one["lat"], one["lon"]) == (
            other["lat"],
            other["lon"],
        )
        if not same_place and not (apart == 0 and kilometres(one, other) <= km):
            continue
        weapons = set(oracle.listed(one["weapons"])) & set(oracle.listed(other["weapons"])) - {"unknown"}
        is_alike = weapons or (one["actor1"] and one["actor1"] == other["actor1"])
        is_told_apart = one["confidence"] == other["confidence"] == "high" or (
            one["claimed_by"] and other["claimed_by"]
        )
        if (
            is_alike
            and not is_told_apart
            and not pages.get(one["event_id"], set()) & pages.get(other["event_id"], set())
        ):
            found.add(tuple(sorted((one["event_id"], other["event_id"]))))
    return found


def pages() -> dict[str, set[str]]:
    return oracle.raw("incident_sources").groupby("event_id")["url"].apply(set).to_dict()


def by_place(rows: pd.DataFrame) -> Counter[str]:
    return Counter(rows["place_id"])
