"""DuckDB in this process: a catalogue in memory, or a catalogue file read in place.

One connection, one cursor a question, values bound: safe to share between threads and sessions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geodata import archive
from geodata.catalogue import Catalogue
from geodata.errors import DataError
from geodata.store.dialects import DUCKDB
from geodata.store.engine import PART, Row, Stopped, as_frame, interruptible

THREADS = 2  # a server of many readers gains nothing from one question on every core


def unwritten() -> duckdb.DuckDBPyConnection:
    """Return an empty database that puts nothing on the disk, also where memory runs short."""
    return duckdb.connect(":memory:", config={"temp_directory": ""})


class DuckDB:
    """The tables of one catalogue in a DuckDB database, which this engine owns."""

    dialect = DUCKDB
    finds_words = False

    def __init__(self, database: duckdb.DuckDBPyConnection, *, in_memory: bool = False) -> None:
        self._database = database
        self.in_memory = in_memory
        self._database.execute(f"SET threads = {THREADS}")
        about = database.execute(f"SELECT text FROM {archive.ABOUT}").fetchall()[0][0]
        self.manifest, self.version = archive.understood(about)

    @classmethod
    def of(cls, catalogue: Catalogue) -> DuckDB:
        """Copy a catalogue into memory; no reference to its frames is kept."""
        database = unwritten()
        archive.fill(database, catalogue)
        return cls(database, in_memory=True)

    @classmethod
    def at(cls, path: Path) -> DuckDB:
        """Read the catalogue file at `path` in place; `DataError` if it is none or is locked."""
        return cls(archive.attached(path))

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[Row]:
        with self._asking() as cursor:
            return cursor.execute(sql, list(bound)).fetchall()

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        with self._asking() as cursor:
            return as_frame(cursor.sql(sql, params=list(bound)).to_arrow_table())

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        with self._asking() as cursor:
            yield cursor.sql(sql).to_arrow_reader(PART)

    def table(self, name: str) -> pd.DataFrame:
        return self.frame(f"SELECT * FROM {name}")

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._database.cursor() as cursor, interruptible(cursor.interrupt):
            try:
                yield cursor
            except duckdb.InterruptException as error:
                raise Stopped("Nobody waits for this answer any more.") from error
            except duckdb.IOException as error:
                raise DataError(f"The data file can no longer be read: {error}. Import the data again.") from error
