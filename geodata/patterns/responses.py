"""Which incidents are reported as answering which, how long after, in what chains, and which attacks nobody is reported to have answered.

A link repeats what sources say. It is not a finding that one incident caused another, and where there
is none, only that no source named one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import pandas as pd

from geodata.query import IncidentQuery
from geodata.store import Store

ATTACK, STRIKE = "attack_on_us_coalition", "us_coalition_strike"
SURE_OF_DAY = 1  # `time_precision` of a day that is known; beyond it a lag is said with "about"
_OF_ENDS = ["event_id", "event_date", "time_precision", "place_name", "category"]
_ENDS = ("cause", "answer")


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """The reported links of which an end, or both, answer a question.

    ``links``: one row per link, by day of the answer: as `links` gives them, and ``cause_asked``,
    ``answer_asked`` (whether that end answers the question) and ``chain``, the number of its chain.
    ``ends``: one row per incident of these links, by day: ``event_id, event_date, time_precision, place_name,
    category, chain, asked``.
    ``elsewhere``: how many links lead to incidents that are not in the data; they are in neither frame.
    """

    links: pd.DataFrame
    ends: pd.DataFrame
    elsewhere: int

    @property
    def outside(self) -> int:
        """Return how many of the incidents linked lie outside the question."""
        return int((~self.ends["asked"]).sum())


@dataclass(frozen=True, slots=True)
class Lags:
    """How many days after what they are reported as answering the answers came.

    Each link counts once. ``about``: of the ``links`` counted, those in which a day is known to within a
    few days only. ``backwards``: links left out because the answer is dated before what it answers.
    ``median`` and ``longest`` in days, None without links.
    """

    links: int
    about: int
    backwards: int
    median: float | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days with attacks on none of which an attack is reported as answered.

    ``days`` are those with attacks, from `since` to `until`. ``ended_on`` is the next day with an attack that is
    reported as answered, None where none follows.
    """

    attacks: int
    days: int
    since: date
    until: date
    ended_on: date | None


def links(store: Store) -> pd.DataFrame:
    """Return every reported link of the data, one row each.

    Returns
    -------
    links
        For both ends, ``cause`` and ``answer``: its event_id, and ``_date``, ``_precision``, ``_place``, ``_category``;
        ``lag_days`` (local days, negative where the answer is dated first) and ``is_about``. All that is
        known of a cause is missing where it is not in the data.
    """
    incidents = store.frame(
        f"""SELECT {", ".join(_OF_ENDS)}, responds_to FROM incidents WHERE responds_to_text IS NOT NULL
        OR event_id IN (SELECT unnest(responds_to) FROM incidents) ORDER BY event_date, event_id"""
    )
    answering = incidents[incidents["responds_to"].map(len) > 0].explode("responds_to")
    known = incidents[_OF_ENDS]
    causes, answers = (known.rename(columns=dict(zip(_OF_ENDS, _columns(end), strict=True))) for end in _ENDS)
    named = answering.rename(columns={"event_id": "answer", "responds_to": "cause"})[["cause", "answer"]]
    found = named.merge(causes, on="cause", how="left").merge(answers, on="answer", how="left")
    lag = (pd.to_datetime(found["answer_date"]) - pd.to_datetime(found["cause_date"])).dt.days.astype("Int64")
    vague = (found[["cause_precision", "answer_precision"]] > SURE_OF_DAY).any(axis=1)
    return found.assign(lag_days=lag, is_about=vague).sort_values(["answer_date", "answer", "cause_date", "cause"])


def _columns(end: str) -> list[str]:
    return [end, f"{end}_date", f"{end}_precision", f"{end}_place", f"{end}_category"]


def among(every: pd.DataFrame, asked: Collection[str]) -> Responses:
    """Return those of the links `every` of which an end is among the incidents `asked`."""
    flags = {f"{end}_asked": every[end].isin(asked) for end in _ENDS}
    touched = every.assign(**flags)[flags["cause_asked"] | flags["answer_asked"]]
    known = touched[touched["cause_date"].notna()].reset_index(drop=True)
    chain = _chains(list(zip(known["cause"], known["answer"], strict=True)))
    numbered = known.assign(chain=known["answer"].map(chain).astype("Int64"))
    return Responses(numbered, _ends(numbered), len(touched) - len(known))


def _chains(pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Return the number of its chain for each incident: those that links connect, however far, share one."""
    chain = {each: number for number, each in enumerate(dict.fromkeys(name for pair in pairs for name in pair))}
    members = {number: [each] for each, number in chain.items()}
    for pair in pairs:
        keep, merge = sorted(chain[each] for each in pair)
        if keep != merge:
            for each in members.pop(merge):
                chain[each] = keep
                members[keep].append(each)
    number_of = {old: new for new, old in enumerate(members, start=1)}
    return {each: number_of[old] for each, old in chain.items()}


def _ends(known: pd.DataFrame) -> pd.DataFrame:
    """Return each incident of the links once."""
    sides = [
        known[[*_columns(end), "chain", f"{end}_asked"]].set_axis([*_OF_ENDS, "chain", "asked"], axis=1)
        for end in _ENDS
    ]
    return pd.concat(sides).drop_duplicates("event_id").sort_values(["event_date", "event_id"]).reset_index(drop=True)


def lags(known: pd.DataFrame) -> Lags:
    """Return what the lags of links are together."""
    forward = known[known["lag_days"] >= 0]
    days = forward["lag_days"]
    return Lags(
        links=len(forward),
        about=int(forward["is_about"].sum()),
        backwards=int((known["lag_days"] < 0).sum()),
        median=float(days.median()) if len(days) else None,
        longest=int(days.max()) if len(days) else None,
    )


def lag_counts(known: pd.DataFrame) -> pd.DataFrame:
    """Return how many links have each lag: ``lag_days, answer_category, is_about, count``; those dated backwards left out."""
    keys = ["lag_days", "answer_category", "is_about"]
    return known[known["lag_days"] >= 0].groupby(keys).size().rename("count").reset_index()


def lag_words(days: int, is_about: bool) -> str:
    """Say how long after what it answers an answer came; local days are all that the data state."""
    about = "about " if is_about else ""
    if days == 0:
        return f"{about}the same day"
    far = f"{about}{abs(days):,} day{'s' * (abs(days) != 1)}"
    return f"{far} later" if days > 0 else f"dated {far} before it"


def unanswered_runs(store: Store, query: IncidentQuery, answered: Collection[str]) -> tuple[Run, ...]:
    """Return the runs of attacks on U.S. and coalition forces that nobody is reported to have answered, longest first.

    The order within a day is not known, so days are what a run is made of: a day with an attack that is
    reported as answered ends it and belongs to none. `answered` names the incidents that any other, asked for
    or not, is reported as answering.
    """
    if query.category and ATTACK not in query.category:
        return ()
    where, bound = replace(query, category=(ATTACK,)).to_sql()
    by_day = store.engine.rows(
        f"""SELECT event_date, count(named.event_id) > 0, count(*) FROM (SELECT event_id, event_date FROM incidents WHERE {where}) AS attacks
        LEFT JOIN (SELECT DISTINCT unnest(CAST(? AS text[])) AS event_id) AS named ON named.event_id = attacks.event_id
        WHERE event_date IS NOT NULL GROUP BY event_date ORDER BY event_date""",
        [*bound, sorted(answered)],
    )
    ends = [day for day, is_answered, _ in by_day if is_answered]
    found = []
    for is_answered, group in groupby(by_day, key=lambda day: bool(day[1])):
        if not is_answered:
            run = list(group)
            after = next((end for end in ends if end > run[-1][0]), None)
            found.append(Run(sum(day[2] for day in run), len(run), run[0][0], run[-1][0], after))
    return tuple(sorted(found, key=lambda run: (-run.attacks, run.since)))
