"""The questions: every answer to every part of the project is composed here and run by an engine.

The SQL is what every engine understands (`geodata.store.dialects`); values are bound, names are our own.
A store never changes; another data version is another store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd

from geodata._sql import quoted
from geodata.archive import LIST_TEXTS
from geodata.catalogue import Catalogue
from geodata.errors import QueryError
from geodata.open_values import spelled
from geodata.query import FILTERS, IncidentQuery
from geodata.store import binning, counting, paging
from geodata.store.duck import DuckDB
from geodata.store.engine import Engine, Row
from geodata.store.paging import Listing
from geodata.store.searching import Searching
from geodata.store.tables import OPTIONAL, Tables

# A column of the store that only serves the engine, never a reader.
INTERNAL = ("search_text", "mercator_x", "mercator_y", "row", "shown_as", *LIST_TEXTS)
_BATCH = 20_000  # rows held at once while an answer of any size is written


class Store(Tables):
    """The incidents of one catalogue, ready for questions.

    Parameters
    ----------
    data
        Checked and located incidents, which are copied; or the engine that keeps them. `geodata.store.opened`
        takes files, folders and databases.
    """

    def __init__(self, data: Catalogue | Engine) -> None:
        self.engine: Engine = Searching(DuckDB.of(data) if isinstance(data, Catalogue) else data)
        self.manifest = self.engine.manifest
        self.version = self.engine.version

    def count(self, query: IncidentQuery) -> int:
        """Return how many incidents answer."""
        asked, bound = self.source(query, [])
        return int(self.row(f"SELECT coalesce(sum(n), 0) FROM {asked}", bound)[0])

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
        return paging.page(self, Listing(query, sort, descending), wanted, limit=limit, offset=offset)

    def batches(
        self,
        query: IncidentQuery,
        *,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
        size: int = _BATCH,
    ) -> Iterator[pd.DataFrame]:
        """Yield the incidents that answer, by date, in frames of about `size` rows; at least one frame.

        Stretches of days are asked for one after another, so no more than one is held or sorted at once.
        """
        if limit is not None or offset:
            yield self.incidents(query, columns=columns, limit=limit, offset=offset)
            return
        where, bound = query.to_sql()
        wanted = ", ".join(map(quoted, self._known(self.columns if columns is None else columns)))
        counted = self.engine.rows(
            f"SELECT event_date, count(*) FROM incidents WHERE {where} GROUP BY event_date ORDER BY event_date", bound)  # fmt: skip
        for days, edges in counting.stretches(counted, size):
            yield self.frame(
                f"SELECT {wanted} FROM incidents WHERE {where} AND {days} {_FIRST_TO_LAST}", [*bound, *edges]
            )

    def incident(self, event_id: str) -> dict[str, Any] | None:
        """Return one incident by its name with all its columns, or None if there is none."""
        found = self.frame("SELECT * FROM incidents WHERE event_id = ?", [event_id])
        return {str(name): value for name, value in found.iloc[0].items()} if len(found) else None

    def counts(self, query: IncidentQuery, by: Sequence[str], *, most: int | None = None) -> pd.DataFrame:
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
            If a key is not one of `KEYS`, or there would be more rows than `most`.
        """
        asked = counting.together(query, counting.known(by), self.counted_ahead)
        found = self.frame(*counting.first(asked, most))
        if most is not None and len(found) > most:
            counting.refuse(self.row(*counting.how_many(asked))[0], by, most)
        return counting.written(found)

    def counts_each(self, query: IncidentQuery, by: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return how many incidents answer for each value of each key alone, in one pass; missing values left out."""
        found: dict[str, dict[str, int]] = {key: {} for key in by}
        if found:
            ahead, is_columnar = self.counted_ahead, self.engine.dialect.is_columnar
            asked = counting.apart(query, counting.known(by), ahead, is_columnar=is_columnar)
            for key, value, count in self.engine.rows(*asked):
                found[key][value] = count
        return found

    def sites(self, query: IncidentQuery) -> pd.DataFrame:
        """Return the points that hold dots: ``longitude, latitude, count`` and `near`, whether any dot is only near its site."""
        where, bound = query.to_sql()
        return self.frame(
            f"""SELECT longitude, latitude, count(*) AS count, bool_or(geo_precision = 2) AS near
            FROM incidents WHERE {where} AND shown_as = 'dot' GROUP BY longitude, latitude ORDER BY longitude, latitude""",
            bound,
        )

    def bins(
        self, query: IncidentQuery, *, zoom: int, x: int, y: int, grid: int = 16, shown_as: str | None = None
    ) -> pd.DataFrame:
        """Return the incidents of one web map tile, binned to `grid` by `grid` cells (a power of two).

        Parameters
        ----------
        shown_as
            Only those drawn as ``"dot"``, say; all that have a point unless given.

        Returns
        -------
        bins
            One row per cell that holds incidents: the columns of `geodata.store.binning`.

        Raises
        ------
        QueryError
            If there is no such tile.
        """
        tile = {"zoom": zoom, "x": x, "y": y, "grid": grid}
        asked = binning.bins(query, **tile, shown_as=shown_as, tables=self.counted_ahead)
        return binning.cells(self.engine.rows(*asked))

    def in_tile(self, query: IncidentQuery, *, zoom: int, x: int, y: int, columns: Sequence[str]) -> pd.DataFrame:
        """Return the incidents drawn as dots in one web map tile, by date: those `columns` of them."""
        wanted, ahead = self._known(columns), self.counted_ahead
        return self.frame(*binning.dots(query, zoom=zoom, x=x, y=y, columns=wanted, tables=ahead))

    def sources(self, event_ids: Iterable[str]) -> pd.DataFrame:
        """Return the sources of the incidents named, by date of publication, undated ones last."""
        named = "SELECT DISTINCT unnest(CAST(? AS text[])) AS event_id"
        return self.frame(f"SELECT sources.* FROM sources JOIN ({named}) AS named USING (event_id) {BY_DATE}",
                          [list(event_ids)])  # fmt: skip

    def sources_of(self, query: IncidentQuery) -> pd.DataFrame:
        """Return the sources of all incidents that answer, in the order of `sources`."""
        where, bound = query.to_sql()
        named = f"SELECT event_id FROM incidents WHERE {where}"
        return self.frame(f"SELECT sources.* FROM sources JOIN ({named}) AS named USING (event_id) {BY_DATE}", bound)

    def links(self, event_id: str) -> pd.DataFrame:
        """Return the incidents that this one is reported as answering and those reported as answering it.

        Returns
        -------
        links
            ``event_id, event_date, time_precision, place_name, category, relation``; `relation` is ``answers`` or ``answered_by``.
        """
        return self.frame(
            """WITH this AS (SELECT responds_to FROM incidents WHERE event_id = ?)
            SELECT event_id, event_date, time_precision, place_name, category,
                   CASE WHEN strpos(responds_to_text, ?) > 0 THEN 'answered_by' ELSE 'answers' END AS relation
            FROM incidents
            WHERE strpos(responds_to_text, ?) > 0 OR event_id IN (SELECT unnest(responds_to) FROM this)
            ORDER BY event_date, event_id""",
            [event_id, f";{event_id};", f";{event_id};"],
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
            if name in self.lacking:
                problems.append(OPTIONAL[name])
                del params[name]
                continue
            titles = self.place_names if name == "place" else {}
            params[name], lost = spelled(name, params[name], self.values(name), titles)
            problems += lost
        return IncidentQuery.from_params({name: values for name, values in params.items() if values}), tuple(problems)

    def values(self, name: str) -> list[str]:
        """Return the values of a field that occur in the data, sorted."""
        return self._values.get(name, [])

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        return {name: sorted(counted) for name, counted in self.counts_each(IncidentQuery(), self.fields).items()}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of a question that have values to choose from in these data."""
        return tuple(name for name, declared in FILTERS.items() if declared.many and name not in self.lacking)

    @cached_property
    def place_names(self) -> Mapping[str, str]:
        """Names of the places by place_id."""
        sql = "SELECT DISTINCT place_id, place_name FROM incidents WHERE place_id IS NOT NULL"
        return MappingProxyType(dict(sorted(self.engine.rows(sql))))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns meant for readers, in order; the optional ones only where some incident has something there."""
        hidden = {*INTERNAL, *self.lacking}
        return tuple(name for name in self.frame("SELECT * FROM incidents LIMIT 0") if name not in hidden)

    def sentence(self, query: IncidentQuery, count: int | None = None) -> str:
        """Say the question with the names of places."""
        return query.sentence(count, self.place_names)

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        """Return the answer to a read of the tables as a frame; for modules of geodata, with bound values."""
        return self.engine.frame(sql, bound)

    def row(self, sql: str, bound: Sequence[Any] = ()) -> Row:
        """Return the one row that an aggregate of the tables gives; for modules of geodata."""
        return self.engine.rows(sql, bound)[0]

    def _known(self, columns: Iterable[str]) -> list[str]:
        wanted = list(columns)
        if unknown := [name for name in wanted if name not in (*self.columns, *OPTIONAL, *INTERNAL)]:
            raise QueryError(f"Unknown column {unknown[0]!r}. Columns: {', '.join(self.columns)}.")
        return wanted


_FIRST_TO_LAST = "ORDER BY event_date, event_id"
BY_DATE = "ORDER BY event_id, published NULLS LAST, url, publisher, title"
