"""Several data sets beside one another in a database of their own, where DuckDB compares and joins their rows.

Rows come out of each store as a stream, and none is held in Python. Of stores that lie on a disk, what the database cannot
hold in the memory that it may take goes to a folder for temporary files, which goes with it; rows that are only in memory,
such as those of an upload, stay there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geodata._sql import quoted
from geodata.export.extract import PARTED_BY, SOURCE_URLS
from geodata.store import Store
from geodata.store.duck import THREADS, unwritten
from geodata.store.engine import PART, Row, as_frame

MEMORY = "400MB"
KEY = "event_id"
Types = dict[str, str]  # column → its type in DuckDB
BROUGHT = "brought"  # what a store answers, in the statement that takes it in


class Beside:
    """A database for a comparison of stores, gone with the last reference to it."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._database = unwritten()
        self._database.execute(f"SET threads = {THREADS}")
        if not any(store.engine.in_memory for store in stores):
            self._folder = TemporaryDirectory(prefix="incidents-")
            self._database.execute(f"SET memory_limit = '{MEMORY}'")
            self._database.execute("SET temp_directory = ?", [self._folder.name])
        self._database.execute("SET preserve_insertion_order = false")  # every answer says its order
        # How long a stream is nobody knows, so what it is joined with, and not the stream, is what is held.
        self._database.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")

    def bring(self, store: Store, question: str, statement: str) -> None:
        """Run a statement on the answer of a store, which is called `BROUGHT` in it."""
        with store.engine.stream(question) as rows, self._database.cursor() as cursor:
            cursor.register(BROUGHT, rows)
            cursor.execute(statement)

    def run(self, *statements: str) -> None:
        with self._database.cursor() as cursor:
            for each in statements:
                cursor.execute(each)

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[Row]:
        with self._database.cursor() as cursor:
            return cursor.execute(sql, list(bound)).fetchall()

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        with self._database.cursor() as cursor:
            yield cursor.sql(sql).to_arrow_reader(PART)

    def frame(self, sql: str) -> pd.DataFrame:
        with self._database.cursor() as cursor:
            return as_frame(cursor.sql(sql).to_arrow_table())

    def frames(self, sql: str) -> Iterator[pd.DataFrame]:
        """Yield an answer part by part; at least one, perhaps without rows."""
        with self.stream(sql) as found:
            yield as_frame(pa.Table.from_batches([], found.schema))
            for part in found:
                yield as_frame(pa.Table.from_batches([part]))


def texts(fields: Iterable[str], types: Mapping[str, str], table: str) -> dict[str, str]:
    """Return the SQL of each field as one text: missing where nothing is stated, or where the table has no such column.

    Numbers are the same text whatever type a column has; lists are parted as in an export.
    """
    return {name: _text(f"{table}.{quoted(name)}", types[name], PARTED_BY.get(name, "")) if name in types else "NULL"
            for name in fields}  # fmt: skip


def _text(cell: str, kind: str, parted_by: str) -> str:
    if kind.endswith("[]"):
        return f"nullif(array_to_string({cell}, '{parted_by}'), '')"
    if kind in ("DOUBLE", "FLOAT"):
        return f"regexp_replace(CAST({cell} AS text), '[.]0$', '')"
    return f"nullif(CAST({cell} AS text), '')"


def kinds(store: Store) -> Types:
    """Return the columns of a store that are meant for readers, but for the addresses of sources, with their types."""
    names = [name for name in store.columns if name != SOURCE_URLS.name]
    question = f"SELECT {', '.join(map(quoted, names))} FROM incidents LIMIT 0"
    # A connection of its own: that of the module is one for all threads, and refuses a second.
    with store.engine.stream(question) as rows, duckdb.connect(":memory:") as own:
        found = own.from_arrow(rows.read_all())
        return dict(zip(found.columns, map(str, found.types), strict=True))


def digest(beside: Beside, side: str, store: Store, fields: Iterable[str], types: Mapping[str, str]) -> None:
    """Make the table `side`: by ``event_id``, numbers by which equal rows are known, ``cells`` and ``urls``.

    The addresses of sources compare as a set, for files keep no order of them. Rows that differ have equal numbers
    once in 2 to the 64th.
    """
    listed = ", ".join(map(quoted, types))
    cells = ", ".join(texts(fields, types, BROUGHT).values())
    beside.bring(store, f"SELECT {listed} FROM incidents",
                 f"CREATE TABLE cells AS SELECT {KEY}, hash({cells}) AS cells FROM {BROUGHT}")  # fmt: skip
    addresses(beside, "told", store, "cells")
    beside.run(
        f"CREATE TABLE {side} AS SELECT {KEY}, cells, urls FROM cells LEFT JOIN "
        f"(SELECT {KEY}, hash(count(*), bit_xor(hash(url))) AS urls FROM told GROUP BY {KEY}) USING ({KEY})",
        "DROP TABLE cells", "DROP TABLE told")  # fmt: skip


def addresses(beside: Beside, name: str, store: Store, among: str) -> None:
    """Make a table of ``event_id, url``, each pair once: the sources of the incidents that stand in the table `among`.

    A file that was exported before brings its addresses itself, as a column: they are those of incidents without sources.
    """
    theirs = f"FROM {BROUGHT} SEMI JOIN {among} USING ({KEY})"
    beside.bring(store, f"SELECT {KEY}, url FROM sources",
                 f"CREATE TABLE {name} AS SELECT DISTINCT {KEY}, url {theirs} WHERE url IS NOT NULL")  # fmt: skip
    if SOURCE_URLS.name not in store.columns:
        return
    own = f"unnest(regexp_split_to_array(array_to_string([{SOURCE_URLS.name}], ' '), '\\s+'))"
    beside.bring(store, f"SELECT {KEY}, {SOURCE_URLS.name} FROM incidents",
                 f"INSERT INTO {name} SELECT DISTINCT * FROM (SELECT {KEY}, {own} AS url {theirs} ANTI JOIN {name} USING ({KEY})) "
                 "WHERE url <> ''")  # fmt: skip
