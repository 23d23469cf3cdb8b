"""Puts a catalogue into a PostgreSQL database: a schema of its own, made readable at once when it is whole."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql as quoting

from geodata import archive, rollups
from geodata._sql import literal, quoted
from geodata.catalogue import Catalogue
from geodata.errors import ExportError
from geodata.store.dialects import POSTGRESQL
from geodata.store.postgres import POSITION, REGISTER, named

KEPT_IMPORTS = 2  # the newest and the one before it, which sessions may still read
_CHUNK = 1 << 20
_NUMBERED = frozenset(archive.TABLES) - {"incidents", "sources"}
_REGISTER = (
    f"CREATE TABLE IF NOT EXISTS {REGISTER} (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "schema text NOT NULL, about text NOT NULL, imported timestamptz NOT NULL DEFAULT now())"
)
# What the questions look by: an incident, its sources, a period, a tile, words.
_INDEXES = (
    "ALTER TABLE incidents ADD PRIMARY KEY (event_id)",
    "CREATE INDEX ON incidents (event_date, event_id)",
    "CREATE INDEX ON incidents (mercator_x, mercator_y)",
    "CREATE INDEX ON sources (event_id)",
)
_INDEXES_AHEAD = {
    name: f"CREATE INDEX ON {name} (mercator_x, mercator_y)"
    for name in ("counted_by_cell", "counted_by_cell_and_month")
}
_WORDS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public",
    "CREATE INDEX ON incidents USING gin (search_text public.gin_trgm_ops)",
)


def write(catalogue: Catalogue, address: str) -> None:
    """Put a catalogue into the database at `address`; `ExportError` if that cannot be done, and nothing is changed then."""
    with closing(duckdb.connect(":memory:")) as database, TemporaryDirectory() as folder:
        archive.fill(database, catalogue)
        _copy(database, address, Path(folder))


def copy(path: Path, address: str) -> None:
    """Put the catalogue file at `path` into the database at `address`, without holding it in memory."""
    with TemporaryDirectory() as folder, closing(archive.attached(path, writing_to=Path(folder))) as database:
        _copy(database, address, Path(folder))


def _copy(database: duckdb.DuckDBPyConnection, address: str, folder: Path) -> None:
    about = database.execute(f"SELECT text FROM {archive.ABOUT}").fetchall()[0][0]
    _, version = archive.understood(about)
    counted = [name for name in rollups.there(database) if name != rollups.BY_PLACE]  # an index does that here
    schema = f"atlas_{re.sub('[^a-z0-9]', '_', version.lower())[:24]}_{secrets.token_hex(4)}"
    try:
        with psycopg.connect(address) as connection, connection.transaction():
            connection.execute(_REGISTER)
            connection.execute(quoting.SQL("CREATE SCHEMA {}").format(quoting.Identifier(schema)))
            path = quoting.SQL("SET LOCAL search_path = {}, public").format(quoting.Identifier(schema))
            home = connection.execute("SELECT current_schema()").fetchone()
            connection.execute(path)
            for name in (*archive.TABLES, *counted):
                _copy_table(database, connection, name, folder)
            for statement in (*_INDEXES, *(_INDEXES_AHEAD[name] for name in counted if name in _INDEXES_AHEAD)):
                connection.execute(statement)
            _index_words(connection)
            connection.execute("ANALYZE")
            register = quoting.Identifier(home[0] if home else "public", REGISTER)
            connection.execute(
                quoting.SQL("INSERT INTO {} (schema, about) VALUES (%s, %s)").format(register), [schema, about]
            )
            _drop_older(connection, register)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ExportError(f"Cannot write to {named(address)}: {said}. The data there are as they were.") from error


def _copy_table(database: duckdb.DuckDBPyConnection, connection: psycopg.Connection, name: str, folder: Path) -> None:
    number = f", row_number() OVER () AS {POSITION}" if name in _NUMBERED else ""
    fields = list(database.sql(f"SELECT *{number} FROM {name} LIMIT 0").to_arrow_table().schema)
    typed = quoting.SQL(", ").join(
        quoting.SQL("{} {}").format(quoting.Identifier(field.name), quoting.SQL(_type(field.type))) for field in fields
    )
    connection.execute(quoting.SQL("CREATE TABLE {} ({})").format(quoting.Identifier(name), typed))
    cells = ", ".join(map(_cell, fields))
    order = " ORDER BY event_date, event_id" if name == "incidents" else ""
    path = folder / "rows.csv"
    rows = f"SELECT {cells} FROM (SELECT *{number} FROM {name}{order}) AS rows"
    database.execute(
        f"COPY ({rows}) TO {literal(path)} (FORMAT csv, HEADER false, QUOTE '\"', ESCAPE '\"', FORCE_QUOTE *, NULLSTR '')"
    )
    into = quoting.SQL("COPY {} FROM STDIN (FORMAT csv)").format(quoting.Identifier(name))
    with connection.cursor().copy(into) as target, path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def _type(kind: pa.DataType) -> str:
    # Lists of texts are one type whatever their elements are called.
    known = pa.list_(pa.string()) if pa.types.is_list(kind) else kind
    found: str = POSTGRESQL.types[known]
    return found


def _cell(field: pa.Field) -> str:
    """Return the SQL that writes a column as PostgreSQL reads it; a text cannot hold the character zero there."""
    name = quoted(field.name)
    if field.type == pa.string():
        return f"replace({name}, chr(0), '\ufffd') AS {name}"
    if pa.types.is_list(field.type):
        value = "replace(replace(replace(each, chr(0), '\ufffd'), '\\', '\\\\'), '\"', '\\\"')"
        return f"'{{' || array_to_string(list_transform({name}, lambda each: '\"' || {value} || '\"'), ',') || '}}' AS {name}"
    return name


def _index_words(connection: psycopg.Connection) -> None:
    """Index the words where the database offers trigrams and this user may have them; without, words are looked for row by row."""
    try:
        with connection.transaction():
            for statement in _WORDS:
                connection.execute(statement)
    except psycopg.Error:
        return


def _drop_older(connection: psycopg.Connection, register: quoting.Identifier) -> None:
    older: Iterable[tuple[str]] = connection.execute(
        quoting.SQL("DELETE FROM {0} WHERE number <= (SELECT number FROM {0} ORDER BY number DESC OFFSET %s LIMIT 1) RETURNING schema").format(
            register), [KEPT_IMPORTS])  # fmt: skip
    for (schema,) in list(older):
        connection.execute(quoting.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(quoting.Identifier(schema)))
