"""Incidents as they are read one after another: a stretch of a list, whether one is on it, those before and after.

A list may be a million long, so none of this takes more of it than is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from geodata.query import IncidentQuery
from geodata.store import paging
from geodata.store.paging import Listing
from geodata.store.questions import Store


def newest(
    store: Store,
    query: IncidentQuery,
    *,
    columns: Sequence[str],
    shown_as: str | None = None,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """Return at most `limit` incidents that answer, after `offset` newer ones; only those drawn as a ``"badge"``, say."""
    listing = Listing(query, descending=True, shown_as=shown_as, turned=True)
    return paging.page(store, listing, columns, limit=limit, offset=offset)


def answers(store: Store, query: IncidentQuery, event_id: str) -> bool:
    """Return whether an incident is among those that answer."""
    where, bound = query.to_sql()
    found = store.row(f"SELECT count(*) FROM incidents WHERE {where} AND event_id = ?", [*bound, event_id])
    return int(found[0]) > 0


def answering(store: Store, query: IncidentQuery, event_ids: Collection[str]) -> frozenset[str]:
    """Return those of some incidents that are among those that answer."""
    where, bound = query.to_sql()
    named = "event_id IN (SELECT unnest(CAST(? AS text[])))"
    found = store.engine.rows(f"SELECT event_id FROM incidents WHERE {where} AND {named}", [*bound, sorted(event_ids)])
    return frozenset(event_id for (event_id,) in found)


def beside(store: Store, query: IncidentQuery, event_id: str) -> tuple[str | None, str | None]:
    """Return the incidents before and after this one among those that answer, by date; none where it does not answer."""
    if not answers(store, query, event_id):
        return None, None
    (day,) = store.row("SELECT event_date FROM incidents WHERE event_id = ?", [event_id])
    where, bound = query.to_sql()
    found = []
    for sign, way in (("<", "DESC"), (">", "ASC")):
        later = f"(event_date {sign} ? OR (event_date = ? AND event_id {sign} ?))"
        rows = store.engine.rows(
            f"SELECT event_id FROM incidents WHERE {where} AND {later} ORDER BY event_date {way}, event_id {way} LIMIT 1",
            [*bound, day, day, event_id])  # fmt: skip
        found.append(rows[0][0] if rows else None)
    return found[0], found[1]
