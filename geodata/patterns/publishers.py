"""On whom the data rest: publishers, incidents that only one of them reports, and what would be lost without one.

A publisher is counted as the sources name it: agencies whose text another carries, and two spellings of
one name, count apart. So "one publisher" is about who published, not about how many saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.style import CATEGORY


@dataclass(frozen=True, slots=True)
class Reliance:
    """How many of `incidents` rest on no publisher, on one, on two and on more."""

    incidents: int
    none: int
    one: int
    two: int
    more: int


def reliance(store: Store, query: IncidentQuery) -> Reliance:
    """Return on how many publishers the incidents that answer rest."""
    where, bound = query.to_sql()
    found = store.frame(
        f"""SELECT publishers, CAST(count(*) AS bigint) AS count FROM (
            SELECT incidents.event_id, count(DISTINCT publisher) AS publishers
            FROM (SELECT event_id FROM incidents WHERE {where}) AS incidents
            LEFT JOIN sources ON sources.event_id = incidents.event_id GROUP BY incidents.event_id) AS counted
        GROUP BY publishers""",
        bound,
    )
    by_number = {int(n): int(count) for n, count in zip(found["publishers"], found["count"], strict=True)}
    total = sum(by_number.values())
    none, one, two = (by_number.get(n, 0) for n in range(3))
    return Reliance(total, none, one, two, total - none - one - two)


def publishers(store: Store, query: IncidentQuery) -> pd.DataFrame:
    """Return who published the sources of the incidents that answer.

    Returns
    -------
    publishers
        ``publisher, incidents`` (that it reports), ``alone`` (that nobody else does), ``pages``; the most incidents first.
    """
    where, bound = query.to_sql()
    return store.frame(
        f"""WITH told AS (SELECT event_id, publisher, url FROM sources WHERE publisher IS NOT NULL AND event_id IN
            (SELECT event_id FROM incidents WHERE {where})),
        number AS (SELECT event_id, count(DISTINCT publisher) AS publishers FROM told GROUP BY event_id)
        SELECT publisher, CAST(count(DISTINCT told.event_id) AS bigint) AS incidents,
            CAST(count(DISTINCT CASE WHEN publishers = 1 THEN told.event_id END) AS bigint) AS alone,
            CAST(count(DISTINCT url) AS bigint) AS pages
        FROM told JOIN number ON number.event_id = told.event_id
        GROUP BY publisher ORDER BY incidents DESC, alone DESC, publisher""",
        bound,
    )


def alone(store: Store, event_ids: Sequence[str]) -> frozenset[str]:
    """Return those of some incidents that one publisher alone reports."""
    found = store.frame(
        """SELECT event_id FROM sources WHERE publisher IS NOT NULL AND event_id IN (SELECT unnest(CAST(? AS text[])))
        GROUP BY event_id HAVING count(DISTINCT publisher) = 1""",
        [list(event_ids)],
    )
    return frozenset(found["event_id"])


def only_from(store: Store, query: IncidentQuery, publisher: str | None = None) -> pd.DataFrame:
    """Return the incidents that answer and that `publisher` alone reports; that any one publisher alone does, unless named.

    Returns
    -------
    incidents
        ``event_id, event_date, place_name, category, confidence, publisher``, by date.
    """
    where, bound = query.to_sql()
    named = "" if publisher is None else "AND publisher = ?"
    return store.frame(
        f"""WITH told AS (SELECT event_id, min(publisher) AS publisher FROM sources WHERE publisher IS NOT NULL
            GROUP BY event_id HAVING count(DISTINCT publisher) = 1)
        SELECT found.event_id, event_date, place_name, category, confidence, publisher
        FROM (SELECT event_id, event_date, place_name, category, confidence FROM incidents WHERE {where}) AS found
        JOIN told ON told.event_id = found.event_id WHERE TRUE {named} ORDER BY event_date, found.event_id""",
        [*bound, *([] if publisher is None else [publisher])],
    )


def without(store: Store, query: IncidentQuery, publisher: str) -> dict[str, tuple[int, int]]:
    """Return how many incidents of each kind answer, and how many would still if `publisher` had reported none."""
    counted = store.counts_each(query, ["category"])["category"]
    lost = only_from(store, query, publisher)["category"].value_counts()
    return {kind: (counted.get(kind, 0), counted.get(kind, 0) - int(lost.get(kind, 0))) for kind in CATEGORY}
