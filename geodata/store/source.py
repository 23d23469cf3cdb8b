"""What a question is counted from: the smallest of the tables counted ahead that can answer it, else the incidents.

Either way it is rows of the columns wanted, each with the `geodata.rollups.MEASURES` of the ``n`` incidents that it stands
for, so that whoever counts adds up ``n`` and does not know which it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from geodata import rollups
from geodata.query import FILTERS, IncidentQuery
from geodata.rollups import MEASURES, Grain

Question = tuple[str, list[Any]]
_DATES = ("since", "until")
_POINTS = frozenset({"mercator_x", "longitude, latitude"})
_OVER_A_MONTH = timedelta(days=31)  # from its first day: a day of the next
_LAST_MONTH = date(9999, 12, 1)  # of the calendar, after which there is no day to go to


def of(
    query: IncidentQuery, columns: Iterable[str], *, tables: Collection[str], touched: Iterable[str] | None = None
) -> Question:
    """Return a table expression of those who answer, and its bound values.

    Parameters
    ----------
    columns
        Wanted beside the measures.
    tables
        Those of `geodata.rollups` that there are.
    touched
        What must be known of the columns in the words of `geodata.rollups.Grain.holds`; the columns themselves unless given.
    """
    wanted = list(dict.fromkeys(columns))
    is_dated = query.since is not None or query.until is not None
    asked = needed(query, wanted if touched is None else touched)
    grain = chosen(asked, tables)
    if grain is None:
        parts = [_incidents(query, wanted, rows(asked, tables))]
    elif is_dated:
        parts = _by_months(query, wanted, grain)
    else:
        parts = [_alike(query, wanted, grain)]
    return f"({' UNION ALL '.join(sql for sql, _ in parts)}) AS asked", [value for _, bound in parts for value in bound]


def needed(query: IncidentQuery, touched: Iterable[str]) -> set[str]:
    """Return all that must be known of the incidents to answer; of a period, the months and a few days beside."""
    return {"month" if name in _DATES else FILTERS[name].column for name in query.asked()} | set(touched)


def chosen(needed: Collection[str], tables: Collection[str]) -> Grain | None:
    """Return the first grain that holds all that is needed; None where only the incidents do."""
    return next((each for each in rollups.GRAINS if each.table in tables and each.holds.issuperset(needed)), None)


def rows(needed: Collection[str], tables: Collection[str]) -> str:
    """Return the table of single incidents to look through: that by place for a question of points which it holds."""
    is_of_points = bool(_POINTS.intersection(needed)) and rollups.HELD_BY_PLACE.issuperset(needed)
    return rollups.BY_PLACE if is_of_points and rollups.BY_PLACE in tables else "incidents"


def _incidents(query: IncidentQuery, columns: Sequence[str], table: str = "incidents") -> Question:
    where, bound = query.to_sql()
    single = (f"{of_one} AS {name}" for name, (_, of_one) in MEASURES.items())
    return f"SELECT {', '.join([*columns, *single])} FROM {table} WHERE {where}", bound


def _alike(query: IncidentQuery, columns: Sequence[str], grain: Grain) -> Question:
    where, bound = query.to_sql()
    return f"SELECT {', '.join([*columns, *MEASURES])} FROM {grain.table} WHERE {where}", bound


def _by_months(query: IncidentQuery, columns: Sequence[str], grain: Grain) -> list[Question]:
    """Return the whole months of a question, counted ahead, and the days before and after them from the incidents."""
    first, after = whole_months(query.since, query.until)
    if first >= after:
        return [_incidents(query, columns)]
    sql, bound = _alike(replace(query, since=None, until=None), columns, grain)
    parts = [(f"{sql} AND event_date >= ? AND event_date < ?", [*bound, first, after])]
    sql, bound = _incidents(query, columns)
    if query.since is not None and query.since < first:
        parts.append((f"{sql} AND event_date < ?", [*bound, first]))
    if query.until is not None and query.until >= after:
        parts.append((f"{sql} AND event_date >= ?", [*bound, after]))
    return parts


def whole_months(since: date | None, until: date | None) -> tuple[date, date]:
    """Return the first day of the first month that lies whole in a period, and the first day after the last such month."""
    first, after = since or date.min, until or date.max
    if first.day > 1:
        first = (first.replace(day=1) + _OVER_A_MONTH).replace(day=1) if first < _LAST_MONTH else date.max
    if after < _LAST_MONTH:
        after = (after + timedelta(days=1)).replace(day=1)
    return first, after
