"""PostgreSQL behind the same questions, for teams whose servers share one database: psycopg 3, plain SQL, a pool.

Each import is a schema of its own, and a row of the table ``incident_atlas`` names it, so a store never changes while
it is read, an import blocks nobody, and a replica or a distributed table serves as it stands. Indexes and collation are
set at import (`geodata.store.loading`); texts sort by code point, as in DuckDB.

A connection that was lost is replaced and the question asked once more; where the database is gone, every question says so
until it is back.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import psycopg
import pyarrow as pa
from psycopg import sql as quoting
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from geodata import archive
from geodata.errors import QueryError, StoreError
from geodata.store.dialects import POSTGRESQL
from geodata.store.engine import PART, Row, Stopped, as_frame, interruptible, is_stopped

REGISTER = "incident_atlas"  # the table that names the schema of each import, the newest last
POSITION = "atlas_position"  # the order of the rows of a small table
CONNECTIONS = 8
PATIENCE_S = 5.0  # for a connection; a reader waits no longer to be told that there is none
_INDEX_OF_WORDS = "SELECT 1 FROM pg_indexes WHERE schemaname = ? AND strpos(indexdef, 'gin_trgm_ops') > 0"
Answer = TypeVar("Answer")
# type of a column as PostgreSQL numbers it → that of DuckDB's answer
_ARROW = {
    16: pa.bool_(), 20: pa.int64(), 21: pa.int64(), 23: pa.int64(), 25: pa.string(), 700: pa.float64(), 701: pa.float64(),
    1009: pa.list_(pa.string()), 1043: pa.string(), 1082: pa.date32(), 1114: pa.timestamp("us"), 1700: pa.float64(),
}  # fmt: skip


class _LostError(StoreError):
    """A question ended for no reason of its own: its connection was lost, or it was stopped in place of an earlier one."""


def named(address: str) -> str:
    """Return a database's address as a message may show it: without user and password."""
    try:
        told = conninfo_to_dict(address)
    except psycopg.Error:
        return "the database"
    return f"the database {told.get('dbname', 'postgres')!r} at {told.get('host', 'this machine')!r}"


def newest(address: str) -> tuple[str, str]:
    """Return the schema of the newest import and what it says of itself; `StoreError` if there is none."""
    try:
        with psycopg.connect(address, connect_timeout=int(PATIENCE_S), autocommit=True) as connection:
            found = connection.execute(f"SELECT schema, about FROM {REGISTER} ORDER BY number DESC LIMIT 1").fetchone()
    except psycopg.errors.UndefinedTable:
        found = None
    except psycopg.Error as error:
        raise StoreError(_unreachable(address, error)) from error
    if found is None:
        raise StoreError(
            f"There are no incidents in {named(address)}. Put some there: `python -m geodata import FILE --to postgresql://…`."
        )
    return found[0], found[1]


class PostgreSQL:
    """The tables of one import in a PostgreSQL database, through a pool of connections that this engine owns."""

    dialect = POSTGRESQL
    in_memory = False

    def __init__(self, address: str) -> None:
        self._address = address
        self.schema, about = newest(address)
        self.manifest, self.version = archive.understood(about)
        self._pool = ConnectionPool(
            address, min_size=1, max_size=CONNECTIONS, timeout=PATIENCE_S, reconnect_timeout=PATIENCE_S, open=True,
            kwargs={"autocommit": True, "cursor_factory": psycopg.RawCursor, "connect_timeout": int(PATIENCE_S)},
            configure=partial(_configure, schema=self.schema), check=ConnectionPool.check_connection)  # fmt: skip
        # The pool knows nothing of the engine, so an engine that nobody holds any more is gone at once, and its connections.
        weakref.finalize(self, self._pool.close)
        self.finds_words = bool(self.rows(_INDEX_OF_WORDS, [self.schema]))

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[Row]:
        return self._asked(lambda connection: self._execute(connection, sql, bound).fetchall())

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        return self._asked(
            lambda connection: _frame(cursor := self._execute(connection, sql, bound), cursor.fetchall())
        )

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        with (
            self._asking() as connection,
            connection.transaction(),
            psycopg.RawServerCursor(connection, "stream") as cursor,
        ):
            cursor.execute(self.dialect.marks(sql))
            first = _table(cursor, cursor.fetchmany(PART))
            yield pa.RecordBatchReader.from_batches(first.schema, _batches(first, cursor))

    def table(self, name: str) -> pd.DataFrame:
        return self.frame(f"SELECT * FROM {name} ORDER BY {POSITION}").drop(columns=POSITION)

    def close(self) -> None:
        self._pool.close()

    def _execute(self, connection: psycopg.Connection[Row], sql: str, bound: Sequence[Any]) -> psycopg.Cursor[Row]:
        return connection.execute(self.dialect.marks(sql), list(bound))

    def _asked(self, ask: Callable[[psycopg.Connection[Row]], Answer]) -> Answer:
        """Return what `ask` gets from a connection, from another one where the first was lost."""
        try:
            with self._asking() as connection:
                return ask(connection)
        except _LostError:
            with self._asking() as connection:
                return ask(connection)

    @contextmanager
    def _asking(self) -> Iterator[psycopg.Connection[Row]]:
        try:
            cancel = partial(psycopg.Connection.cancel_safe, timeout=PATIENCE_S)
            with self._pool.connection() as connection, interruptible(partial(cancel, connection)):
                yield connection
        except psycopg.errors.QueryCanceled as error:
            if is_stopped():
                raise Stopped("Nobody waits for this answer any more.") from error
            raise _LostError(
                f"The database ended this question ({_first_line(error)}). Ask for less at once."
            ) from error
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
            raise StoreError("These data have been replaced by newer ones since. Load the page anew.") from error
        except PoolTimeout as error:
            raise StoreError(_unreachable(self._address, error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise _LostError(_unreachable(self._address, error)) from error
        except psycopg.DataError as error:
            raise QueryError(f"A value cannot be compared with the data: {_first_line(error)}.") from error


def _configure(connection: psycopg.Connection[Row], *, schema: str) -> None:
    cursor = psycopg.Cursor(connection)
    cursor.execute(quoting.SQL("SET search_path = {}").format(quoting.Identifier(schema)))
    cursor.execute("SET jit = off")  # to compile a question of a page takes longer than to answer it


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _unreachable(address: str, error: Exception) -> str:
    said = str(error).strip().splitlines()
    return (
        f"No connection to {named(address)} ({said[-1].strip() if said else type(error).__name__}). "
        "Try again in a moment; whoever looks after the database should see that it runs."
    )


def _frame(cursor: psycopg.Cursor[Row], found: list[Row]) -> pd.DataFrame:
    return as_frame(_table(cursor, found))


def _table(cursor: psycopg.Cursor[Row], found: list[Row]) -> pa.Table:
    columns = cursor.description or []
    cells = list(zip(*found, strict=True)) if found else [()] * len(columns)
    arrays = [pa.array(values, _ARROW[each.type_code]) for each, values in zip(columns, cells, strict=True)]
    return pa.table(arrays, names=[each.name for each in columns])


def _batches(first: pa.Table, cursor: psycopg.Cursor[Row]) -> Iterator[pa.RecordBatch]:
    part = first
    while len(part):
        yield from part.to_batches()
        part = _table(cursor, cursor.fetchmany(PART))
