"""Answers a query. DuckDB in this process; every answer to every part of the project comes from here.

One connection, one cursor a request, values bound: safe to share between threads and sessions.
A store never changes; another data version is another store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geodata.catalogue import Catalogue
from geodata.errors import QueryError
from geodata.keys import KEYS
from geodata.open_values import spelled
from geodata.query import FILTERS, IncidentQuery

# A column of the store that only serves the engine, never a reader.
_INTERNAL = ("search_text", "mercator_x", "mercator_y", "row", "shown_as")

_CREATE = """
CREATE TABLE incidents AS
SELECT * REPLACE (
    event_date::DATE AS event_date,
    coalesce(string_split(weapons, ';'), []) AS weapons,
    coalesce(string_split(responds_to, ';'), []) AS responds_to)
FROM rows ORDER BY event_date, event_id
"""


class Store:
    """The incidents of one catalogue, ready for questions.

    Parameters
    ----------
    catalogue
        Checked and located incidents; the store copies them and keeps no reference to frames of rows.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.manifest = catalogue.manifest
        self.version = catalogue.version
        self.key_dates, self.coverage = catalogue.key_dates, catalogue.coverage
        self._database = duckdb.connect(":memory:")
        self._database.execute("SET threads = 2")
        tables = {"rows": catalogue.incidents, "sources": catalogue.sources, "places": catalogue.places}
        with self._database.cursor() as cursor:
            for name, frame in tables.items():
                cursor.register(name, _plain(frame))
            cursor.execute(_CREATE)
            for name in ("sources", "places"):
                cursor.execute(f"CREATE TABLE {name}_table AS SELECT * FROM {name}")

    def count(self, query: IncidentQuery) -> int:
        """Return how many incidents answer."""
        where, bound = query.to_sql()
        return int(self._fetch(f"SELECT count(*) FROM incidents WHERE {where}", bound)[0][0])

    def incidents(
        self,
        query: IncidentQuery,
        *,
        columns: Sequence[str] | None = None,
        sort: str = "event_date",
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> pd.DataFrame:
        """Return the incidents that answer, one row each.

        Parameters
        ----------
        columns
            Columns wanted, by name; all that are meant for readers unless given.
        sort
            Column to sort by; ties follow date, then event_id, so that pages never overlap. Missing values last.
        limit, offset
            At most so many rows, after so many.

        Returns
        -------
        incidents
            Lists (`weapons`, `responds_to`) as lists, `event_date` as days, numbers that may be missing as
            nullable integers, missing texts as missing. Degrees are WGS 84.
        """
        *wanted, _ = self._known([*(self.columns if columns is None else columns), sort])
        where, bound = query.to_sql()
        order = f"{_quoted(sort)} {'DESC' if descending else 'ASC'} NULLS LAST, event_date, event_id"
        page = "" if limit is None else f" LIMIT {int(limit)}"
        names = ", ".join(map(_quoted, wanted))
        sql = f"SELECT {names} FROM incidents WHERE {where} ORDER BY {order}{page} OFFSET {int(offset)}"
        return self.frame(sql, bound)

    def incident(self, event_id: str) -> dict[str, Any] | None:
        """Return one incident by its name with all its columns, or None if there is none."""
        found = self.frame("SELECT * FROM incidents WHERE event_id = ?", [event_id])
        return {str(name): value for name, value in found.iloc[0].items()} if len(found) else None

    def counts(self, query: IncidentQuery, by: Sequence[str]) -> pd.DataFrame:
        """Return how many incidents answer for each value of the keys.

        An incident with two weapons counts under each of them, so counts by weapon may sum to more
        than the incidents. An incident without a value counts under a missing one.

        Returns
        -------
        counts
            One row per combination that occurs, one column per key and ``count``, sorted by key, missing last.

        Raises
        ------
        QueryError
            If a key is not one of `KEYS`.
        """
        self._known_keys(by or [""])
        keys = list(dict.fromkeys(by))
        where, bound = query.to_sql()
        named = ", ".join(f'{KEYS[key]} AS "{key}"' for key in keys)
        listed = ", ".join(f'"{key}"' for key in keys)
        order = ", ".join(f'"{key}" NULLS LAST' for key in keys)
        inner = f"SELECT {named} FROM incidents WHERE {where}"
        return self.frame(f"SELECT {listed}, count(*) AS count FROM ({inner}) GROUP BY ALL ORDER BY {order}", bound)

    def counts_each(self, query: IncidentQuery, by: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return how many incidents answer for each value of each key alone, in one pass; missing values left out."""
        self._known_keys(by)
        if not by:
            return {}
        where, bound = query.to_sql()
        single = [key for key in by if key != "weapon"]
        columns = ", ".join([*(f'{KEYS[key]} AS "{key}"' for key in single), "weapons"])
        counted = [f"SELECT '{key}', \"{key}\"::VARCHAR, count(*) FROM matched GROUP BY 2" for key in single]
        if "weapon" in by:  # a list: beside the others it would multiply their rows
            counted.append("SELECT 'weapon', unnest(weapons), count(*) FROM matched GROUP BY 2")
        matched = f"WITH matched AS MATERIALIZED (SELECT {columns} FROM incidents WHERE {where})"
        found: dict[str, dict[str, int]] = {key: {} for key in by}
        for key, value, count in self._fetch(f"{matched} {' UNION ALL '.join(counted)}", bound):
            if value is not None:
                found[key][value] = count
        return found

    def sites(self, query: IncidentQuery) -> pd.DataFrame:
        """Return the points that hold dots: ``longitude, latitude, count`` and `near`, whether any dot is only near its site."""
        where, bound = query.to_sql()
        return self.frame(
            f"""SELECT longitude, latitude, count(*) AS count, bool_or(geo_precision = 2) AS near
            FROM incidents WHERE {where} AND shown_as = 'dot' GROUP BY ALL ORDER BY longitude, latitude""",
            bound,
        )

    def bins(self, query: IncidentQuery, *, zoom: int, x: int, y: int, grid: int = 16) -> pd.DataFrame:
        """Return the incidents of one web map tile, binned to `grid` by `grid` cells (a power of two).

        Returns
        -------
        bins
            One row per cell that holds incidents: ``count`` and the mean ``longitude, latitude`` (degrees).
        """
        limit = 1 << max(zoom, 0)
        if not (0 <= zoom <= 24 and 0 <= x < limit and 0 <= y < limit and grid & (grid - 1) == 0 and 0 < grid <= 256):
            raise QueryError(f"No tile {zoom}/{x}/{y}: zoom 0 to 24, x and y below 2^zoom, grid a power of two to 256.")
        tile, cell = 32 - zoom, max(32 - zoom - (grid.bit_length() - 1), 0)
        where, bound = query.to_sql()
        return self.frame(
            f"""SELECT count(*) AS count, avg(longitude) AS longitude, avg(latitude) AS latitude
            FROM incidents WHERE {where} AND mercator_x BETWEEN ? AND ? AND mercator_y BETWEEN ? AND ?
            GROUP BY mercator_x >> {cell}, mercator_y >> {cell} ORDER BY mercator_y >> {cell}, mercator_x >> {cell}""",
            [*bound, x << tile, ((x + 1) << tile) - 1, y << tile, ((y + 1) << tile) - 1],
        )

    def sources(self, event_ids: Iterable[str]) -> pd.DataFrame:
        """Return the sources of the incidents named, by date of publication, undated ones last."""
        return self.frame(
            "SELECT * FROM sources_table WHERE list_contains(?, event_id) ORDER BY event_id, published NULLS LAST, url",
            [list(event_ids)],
        )

    def links(self, event_id: str) -> pd.DataFrame:
        """Return the incidents that this one is reported as answering and those reported as answering it.

        Returns
        -------
        links
            ``event_id, event_date, place_name, category, relation``; `relation` is ``answers`` or ``answered_by``.
        """
        return self.frame(
            """WITH this AS (SELECT responds_to FROM incidents WHERE event_id = ?)
            SELECT event_id, event_date, place_name, category,
                   CASE WHEN list_contains(responds_to, ?) THEN 'answered_by' ELSE 'answers' END AS relation
            FROM incidents
            WHERE list_contains(responds_to, ?) OR event_id IN (SELECT unnest(responds_to) FROM this)
            ORDER BY event_date, event_id""",
            [event_id] * 3,
        )

    def understand(self, query: IncidentQuery) -> IncidentQuery:
        """Return `query` with the values of open fields as the data spell them.

        Raises
        ------
        QueryError
            If a value does not occur in the data; the message offers the nearest that do.
        """
        understood, problems = self.understood(query)
        if problems:
            raise QueryError(*problems)
        return understood

    def understood(self, query: IncidentQuery) -> tuple[IncidentQuery, tuple[str, ...]]:
        """Return what the data know of `query`, and a sentence for each value they do not."""
        params = query.to_params()
        problems: list[str] = []
        for name in (name for name in query.asked() if FILTERS[name].is_open):
            titles = self.place_names if name == "place" else {}
            params[name], lost = spelled(name, params[name], self.values(name), titles)
            problems += lost
        return IncidentQuery.from_params({name: values for name, values in params.items() if values}), tuple(problems)

    def values(self, name: str) -> list[str]:
        """Return the values of a field that occur in the data, sorted."""
        return self._values[name]

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        everything = IncidentQuery()
        fields = [name for name, declared in FILTERS.items() if declared.many]
        return {name: [str(v) for v in self.counts(everything, [name])[name].dropna()] for name in fields}

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """Names of the places by place_id."""
        rows = self._fetch("SELECT DISTINCT place_id, place_name FROM incidents WHERE place_id IS NOT NULL", [])
        return MappingProxyType(dict(sorted(rows)))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns meant for readers, in order."""
        described = self._fetch("SELECT column_name FROM (DESCRIBE incidents)", [])
        return tuple(name for (name,) in described if name not in _INTERNAL)

    def sentence(self, query: IncidentQuery, count: int | None = None) -> str:
        """Say the question with the names of places."""
        return query.sentence(count, self.place_names)

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        """Return the answer to a read of the tables as a frame; for modules of geodata, with bound values."""
        with self._database.cursor() as cursor:
            return cursor.sql(sql, params=list(bound)).to_arrow_table().to_pandas(types_mapper=_FRAME_TYPES.get)

    def row(self, sql: str, bound: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Return the one row that an aggregate of the tables gives; for modules of geodata."""
        return self._fetch(sql, bound)[0]

    def _fetch(self, sql: str, bound: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._database.cursor() as cursor:
            return cursor.execute(sql, list(bound)).fetchall()

    @staticmethod
    def _known_keys(by: Sequence[str]) -> None:
        if unknown := [key for key in by if key not in KEYS]:
            raise QueryError(f"Cannot count by {unknown[0]!r}. Keys: {', '.join(KEYS)}.")

    def _known(self, columns: Iterable[str]) -> list[str]:
        wanted = list(columns)
        if unknown := [name for name in wanted if name not in (*self.columns, *_INTERNAL)]:
            raise QueryError(f"Unknown column {unknown[0]!r}. Columns: {', '.join(self.columns)}.")
        return wanted


_FRAME_TYPES = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.string(): pd.StringDtype(na_value=float("nan")),
}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'  # a file may bring columns of any name


def _plain(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as Arrow, which DuckDB reads without copying and with its missing values."""
    return pa.Table.from_pandas(frame, preserve_index=False)
