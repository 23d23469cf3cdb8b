"""The pages that report any number of incidents, by date, in parts: what is held at once is one part, never all of them.

A page may be a source of many incidents, and its rows may name different days; it belongs to the part of its own day, which is that
of its first row that has one. So the rows of every page with some row in a part are read, and pages of other parts left to those.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from geodata.export.references import Page, pages
from geodata.query import IncidentQuery
from geodata.store import Store, counting
from geodata.store.questions import BY_DATE

_DAY = "CAST(published AS date)"
_PART = 20_000  # rows of sources held at once, or those of one day


def parts(store: Store, query: IncidentQuery, *, size: int = _PART) -> Iterator[list[Page]]:
    """Yield the pages of all who answer, each once, in the order of `geodata.export.references.pages`."""
    where, bound = query.to_sql()
    asked = f"sources JOIN (SELECT event_id FROM incidents WHERE {where}) AS named USING (event_id)"
    counted = store.engine.rows(f"SELECT {_DAY}, count(*) FROM {asked} GROUP BY {_DAY} ORDER BY {_DAY}", bound)
    for days, edges in counting.stretches(counted, size, day=_DAY):
        touched = f"url IN (SELECT url FROM sources WHERE {days})"
        rows = store.frame(f"SELECT sources.* FROM {asked} WHERE {touched} {BY_DATE}", [*bound, *edges])
        yield [page for page in pages(rows) if _is_of(page.published, edges)]


def _is_of(day: date | None, edges: list[date]) -> bool:
    """Return whether a page's day lies between two edges; without edges, whether it has none."""
    if day is None or not edges:
        return day is None and not edges
    return edges[0] <= day <= edges[1]
