"""Lists of incidents in pages: where a page begins is found from counts, so that the last costs what the first does.

To pass over a million rows an engine sorts them. Instead the groups of the order are counted, from the tables counted ahead
where there are any: the values sorted by, the months, the days of those months. What is sorted in the end is the page
and the rest of a day. Keys of the row before (“after this one”) would do the same, but for no page that is named by its number.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geodata import rollups
from geodata._sql import quoted
from geodata.query import IncidentQuery
from geodata.store import source
from geodata.store.tables import Tables

Question = tuple[str, list[Any]]
Group = tuple[Any, int]  # what its incidents have in common, and how many they are
_FAR = 1_000  # rows passed over before a page, that are worth counting where nothing is counted ahead
_MANY = 10_000  # rows passed over that are worth sorting by their names alone
_DAY = "event_date"
_WHOLE: Question = ("TRUE", [])


@dataclass(frozen=True, slots=True)
class Listing:
    """The incidents that answer, in an order: by a column, then by day, then by name; missing values last.

    `shown_as`: only those drawn so. `turned`: incidents of one day from the last name to the first.
    """

    query: IncidentQuery
    sort: str = _DAY
    descending: bool = False
    shown_as: str | None = None
    turned: bool = False

    def where(self, inside: Question = _WHOLE) -> Question:
        """Return the clause for those that are on the list and `inside` a part of it."""
        where, bound = self.query.to_sql()
        if self.shown_as is not None:
            where, bound = f"{where} AND shown_as = ?", [*bound, self.shown_as]
        return f"{where} AND {inside[0]}", [*bound, *inside[1]]

    @property
    def order(self) -> str:
        by_column = f"{quoted(self.sort)} {_way(turned=self.descending)} NULLS LAST"
        by_day = "" if self.sort == _DAY else f"{_DAY} NULLS LAST, "
        return f"{by_column}, {by_day}event_id {_way(turned=self.turned)}"

    @property
    def days_descend(self) -> bool:
        return self.descending and self.sort == _DAY

    def counted_from(self, tables: Collection[str], columns: Sequence[str]) -> Question | None:
        """Return the table counted ahead from which groups by `columns` can be counted; None if there is none."""
        drawn = [] if self.shown_as is None else ["shown_as"]
        wanted = [*columns, *drawn]
        touched = ["month" if name == _DAY else name for name in wanted]
        if source.chosen(source.needed(self.query, touched), tables) is None:
            return None
        sql, bound = source.of(self.query, wanted, tables=tables, touched=touched)
        return (f"{sql} WHERE shown_as = ?", [*bound, self.shown_as]) if drawn else (f"{sql} WHERE TRUE", bound)


def page(store: Tables, listing: Listing, columns: Sequence[str], *, limit: int | None, offset: int) -> pd.DataFrame:
    """Return those `columns` of at most `limit` incidents of a list, after `offset` others."""
    parts, passed = [_WHOLE], offset
    if limit:
        parts, passed = _parts(store, listing, limit, offset)
    return store.engine.frame(*_listed(listing, columns, parts, limit, passed))


def _listed(
    listing: Listing, columns: Sequence[str], parts: Sequence[Question], limit: int | None, passed: int
) -> Question:
    far = passed > _MANY and limit is not None  # only the names of what is passed over are read
    names = ["event_id"] if far else columns
    read = _quoted(dict.fromkeys([*names, listing.sort, _DAY, "event_id"]))
    within = [listing.where(part) for part in parts]
    rows = " UNION ALL ".join(f"SELECT {read} FROM incidents WHERE {where}" for where, _ in within)
    bound = [value for _, values in within for value in values]
    most = "" if limit is None else f" LIMIT {int(limit)}"
    sql = f"SELECT {_quoted(names)} FROM ({rows}) AS listed ORDER BY {listing.order}{most} OFFSET {int(passed)}"
    if far:
        there = " OR ".join(f"({clause})" for clause, _ in parts)
        bound = [*(value for _, values in parts for value in values), *bound]
        sql = (
            f"SELECT {_quoted(columns)} FROM incidents WHERE ({there}) AND event_id IN ({sql}) ORDER BY {listing.order}"
        )
    return sql, bound


def _parts(store: Tables, listing: Listing, limit: int, offset: int) -> tuple[list[Question], int]:
    """Return clauses for parts of the list that hold a page, the first of them first, and how many rows come before it there."""
    if listing.sort == _DAY:
        if offset <= _FAR and listing.counted_from(store.counted_ahead, [_DAY]) is None:
            return [_WHOLE], offset
        part, passed = _days(store, listing, _WHOLE, limit, offset)
        return [part], passed
    counted = listing.counted_from(store.counted_ahead, [listing.sort]) if listing.sort in rollups.ALIKE else None
    if counted is None:
        return [_WHOLE], offset
    sql, bound = counted
    by_value = f"SELECT {listing.sort}, CAST(sum(n) AS bigint) FROM {sql} GROUP BY {listing.sort}"
    groups = _ordered(store.engine.rows(by_value, bound), turned=listing.descending)
    return _values(store, listing, groups, limit, offset)


def _values(
    store: Tables, listing: Listing, groups: Sequence[Group], limit: int, offset: int
) -> tuple[list[Question], int]:
    """Return the parts for a page that begins in one group, holds others whole, and ends in one."""
    spanned, passed = _spanned(groups, limit, offset)
    if not spanned:
        return [("FALSE", [])], 0
    first, *middle, last = spanned if len(spanned) > 1 else [*spanned, (None, 0)]
    left = min(first[1] - passed, limit)
    begin, passed = _narrowed(store, listing, first, left, passed)
    parts = [begin]
    if middle:
        marks = ", ".join("?" for _ in middle)
        parts.append((f"{listing.sort} IN ({marks})", [value for value, _ in middle]))
    if last[1]:
        rest = limit - left - sum(count for _, count in middle)
        parts.append(_narrowed(store, listing, last, rest, 0)[0])
    return parts, passed


def _narrowed(store: Tables, listing: Listing, group: Group, limit: int, offset: int) -> tuple[Question, int]:
    """Return the part of one group that holds a stretch of it, and how many rows come before that there."""
    value, count = group
    of_group = (f"{listing.sort} IS NULL", []) if value is None else (f"{listing.sort} = ?", [value])
    if count <= limit:
        return of_group, offset
    return _days(store, listing, of_group, limit, offset)


def _days(store: Tables, listing: Listing, inside: Question, limit: int, offset: int) -> tuple[Question, int]:
    """Return the days `inside` a part of the list that hold a stretch of it, and how many rows come before that on the first."""
    columns = [_DAY] if listing.sort == _DAY else [_DAY, listing.sort]
    asked = listing.counted_from(store.counted_ahead, columns)
    if asked is None:
        where, bound = listing.where()
        asked = f"(SELECT *, 1 AS n FROM incidents WHERE {where}) AS asked WHERE TRUE", bound
    sql, bound = asked
    by_month = f"SELECT {rollups.MONTH}, CAST(sum(n) AS bigint) FROM {sql} AND {inside[0]} GROUP BY {rollups.MONTH}"
    months = _ordered(store.engine.rows(by_month, [*bound, *inside[1]]), turned=listing.days_descend)
    spanned, passed = _spanned(months, limit, offset)
    part = _both(inside, _between([(_last_of(month), month) for month, _ in spanned]))
    where, bound = listing.where(part)
    by_day = f"SELECT {_DAY}, count(*) FROM incidents WHERE {where} GROUP BY {_DAY}"
    days = _ordered(store.engine.rows(by_day, bound), turned=listing.days_descend)
    spanned, passed = _spanned(days, limit, passed)
    return _both(inside, _between([(day, day) for day, _ in spanned])), passed


def _ordered(groups: Iterable[Sequence[Any]], *, turned: bool) -> list[Group]:
    """Return counted groups in the order of the list, that of missing values last."""
    found = [(value, int(count)) for value, count in groups]
    stated = sorted((group for group in found if group[0] is not None), reverse=turned)
    return [*stated, *(group for group in found if group[0] is None)]


def _spanned(groups: Iterable[Group], limit: int, offset: int) -> tuple[list[Group], int]:
    """Return the groups in which `limit` rows after `offset` lie, and how many rows of the first come before."""
    found: list[Group] = []
    passed, held = offset, 0
    for value, count in groups:
        if not found and passed >= count:
            passed -= count
        elif held < passed + limit:
            found.append((value, count))
            held += count
    return found, passed


def _between(days: Iterable[tuple[date | None, date | None]]) -> Question:
    """Return the clause for everything from the first to the last of some days; each is given with the last day it stands for."""
    stated = list(days)
    dated = [(first, last) for last, first in stated if first is not None and last is not None]
    clauses, bound = [], []
    if dated:
        clauses.append(f"{_DAY} BETWEEN ? AND ?")
        bound += [min(first for first, _ in dated), max(last for _, last in dated)]
    if len(dated) < len(stated):
        clauses.append(f"{_DAY} IS NULL")
    return (f"({' OR '.join(clauses)})" if clauses else "FALSE"), bound


def _last_of(month: date | None) -> date | None:
    return month and month.replace(day=monthrange(month.year, month.month)[1])


def _both(one: Question, other: Question) -> Question:
    return f"{one[0]} AND {other[0]}", [*one[1], *other[1]]


def _way(*, turned: bool) -> str:
    return "DESC" if turned else "ASC"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))
