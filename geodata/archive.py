"""A catalogue kept as one DuckDB file: checked, located and sorted once, opened in a moment, read in place.

The tables of the file are those that `geodata.store` asks: incidents by day, days as days, lists as lists,
points as Web Mercator integers too. DuckDB keeps texts that repeat as dictionary codes and small numbers in
few bits; columns of its type ENUM were tried and are no quicker (a million rows, counts by ten columns in one
pass: 19 ms with texts, 58 ms with ENUM).

A column with one value in all rows, as a third of those of a foreign file are, costs as much to write as one of many
values: of incidents that come in parts it is kept as that value alone, in what the file says of itself, and the table is
a view that puts it back.

The file is written in a folder beside it and renamed into place, so a reader sees the old catalogue or the
new one, an import that is cut off leaves the old one as it was, and two imports to one name do not meet.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from geodata import rollups, scratch
from geodata._sql import literal, quoted
from geodata.catalogue import Catalogue
from geodata.errors import DataError, ExportError
from geodata.manifest import Manifest
from geodata.once import Once, takes
from geodata.runs import ORDER, ROWS, Runs

FORMAT = "incident-atlas-catalogue-7"
_MEMORY = "300MB"  # of DuckDB while incidents come in parts; a file of any size then needs no more
ABOUT = "about"  # the table of one text that says what the file is
VARYING = "incidents_varying"  # the incidents without the columns of one value
_LISTS = ("weapons", "responds_to")
# What serves the store and no reader: each list as one text between semicolons, which is quicker to look in.
LIST_TEXTS = tuple(f"{each}_text" for each in _LISTS)
_SORTED = f"SELECT * FROM frame ORDER BY {', '.join(ORDER)}"
_INCIDENTS = f"""
SELECT * REPLACE (
    event_date::DATE AS event_date,
    coalesce(string_split(weapons, ';'), []) AS weapons,
    coalesce(string_split(responds_to, ';'), []) AS responds_to),
    {", ".join(f"';' || {each} || ';' AS {each}_text" for each in _LISTS)}
FROM ({{}})
"""  # lists are made after sorting, which then moves less
# table → how its rows are taken from the frame of that name
TABLES: Mapping[str, str] = MappingProxyType({
    each.name: _INCIDENTS.format(_SORTED) if each.name == "incidents" else "SELECT * FROM frame"
    for each in dataclasses.fields(Catalogue) if each.name not in ("manifest", "version")
})  # fmt: skip


def fill(
    database: duckdb.DuckDBPyConnection, catalogue: Catalogue, *, but: Sequence[str] = (), once: Once | None = None
) -> None:
    """Put the tables of a catalogue, `but` some, into an empty database, with what its incidents keep `once`."""
    for name in TABLES:
        if name not in but:
            put(database, name, getattr(catalogue, name))
    database.execute(
        f"CREATE TABLE {ABOUT} AS SELECT ?::VARCHAR AS text", [said(catalogue.manifest, catalogue.version, once)]
    )
    rollups.write(database)


def put(database: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """Put one table into a database, out of the frame that a catalogue has of it."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    database.register("frame", table.cast(pa.schema([each.with_type(_stated(each.type)) for each in table.schema])))
    database.execute(f"CREATE TABLE {name} AS {TABLES[name]}")
    database.unregister("frame")


def _stated(kind: pa.DataType) -> pa.DataType:
    """Return the type of a column as files with more rows would have it: without any cell it has none of its own."""
    if pa.types.is_null(kind):
        return pa.string()
    return pa.timestamp("us") if pa.types.is_timestamp(kind) else kind


def write(catalogue: Catalogue, path: Path) -> None:
    """Keep `catalogue` in a new file at `path`; `ExportError` if it cannot be written there."""
    try:
        with scratch.beside(path) as folder:
            draft = folder / "draft"
            with duckdb.connect(str(draft)) as database:
                fill(database, catalogue)
            draft.replace(path)
    except (duckdb.Error, OSError) as error:
        raise ExportError(
            f"Cannot write the catalogue {path}: {error}. Give a path in a folder that can be written."
        ) from error


def write_parts(parts: Iterable[pa.Table], rest: Callable[[pd.DataFrame], Catalogue], path: Path) -> None:
    """Keep incidents that come in parts in a new file at `path`, as `write` does, without holding all of them.

    `rest` is asked at the end for the catalogue of all else, given ``event_id`` and ``source_urls`` of incidents
    that bring addresses of sources. Whatever stops the parts, an interruption too, leaves the file at `path` as it was.
    """
    try:
        with scratch.beside(path) as folder:
            draft = folder / "draft"
            with duckdb.connect() as database:
                runs = Runs(parts, folder)
                database.execute(f"ATTACH {literal(draft)} AS draft (ROW_GROUP_SIZE {ROWS}); USE draft")
                database.execute("SET enable_progress_bar = false")
                database.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = {literal(folder)}")
                pa.default_memory_pool().release_unused()  # what the parts took is DuckDB's now
                once = _put_sorted(database, runs)
                found = _with_addresses(database)
                fill(database, rest(found), but=("incidents",), once=once)
                database.execute("CHECKPOINT draft")
            draft.replace(path)
    except (duckdb.Error, OSError) as error:
        raise ExportError(
            f"Cannot write the catalogue {path}: {error}. Give a path in a folder that can be written."
        ) from error


def _put_sorted(database: duckdb.DuckDBPyConnection, runs: Runs) -> Once:
    """Make the incidents, and return what of them is kept once: it is neither sorted nor stored with each row."""
    database.register("frame", runs.schema.empty_table())
    frame = database.view("frame")
    kinds = {name: str(kind) for name, kind in zip(frame.columns, frame.types, strict=True)}
    alike = {name: runs.alike[name] for name in kinds if name in runs.alike}
    values = {
        name: (kinds[name], value) for name, value in alike.items() if name not in _LISTS and takes(kinds[name], value)
    }
    stored = [name for name in kinds if name not in values]
    listed = ", ".join(f"?::{kinds[name]} AS {quoted(name)}" if name in alike else quoted(name) for name in stored)
    database.register("frame", runs.in_order([name for name in kinds if name not in alike]))
    database.execute(
        f"CREATE TABLE {VARYING} AS {_INCIDENTS.format(f'SELECT {listed} FROM frame')}",
        [alike[name] for name in stored if name in alike],
    )
    database.unregister("frame")
    once = Once((*kinds, *LIST_TEXTS), values)
    database.execute(f"CREATE VIEW incidents AS {once.whole(VARYING)}")  # for who opens the file with another program
    return once


def _with_addresses(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    if "source_urls" not in database.view("incidents").columns:
        return pd.DataFrame()
    return database.sql("SELECT event_id, source_urls FROM incidents WHERE source_urls <> '' ORDER BY row").df()


def attached(path: Path, *, writing_to: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open the catalogue at `path` in place, its tables under their names; `DataError` if it is none or is locked.

    The database that names them is in memory and its own: a file renamed into place of this one is another
    file, and can be opened while this one is still read. Nothing else on the machine can be read through it, nor written
    but in the folder `writing_to`.
    """
    if not path.is_file():
        raise DataError(f"There is no catalogue {path}. `python -m geodata import FILE --to {path.name}` makes one.")
    database = duckdb.connect(":memory:")
    try:
        database.execute(f"ATTACH {literal(path)} AS kept (READ_ONLY)")
        told = json.loads(database.execute(f"SELECT text FROM kept.{ABOUT}").fetchall()[0][0])
        if told["format"] != FORMAT:
            raise DataError(f"{path} was written by another version ({told['format']}). Import the data again.")
        once = Once.of(told["once"]) if told["once"] else None
        tables = {name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for name in (*TABLES, ABOUT, *tables.intersection(rollups.TABLES)):
            stored = VARYING if name == "incidents" and once else name
            if stored not in tables:  # a view of that name might read anything
                raise DataError(f"{path} has no table {stored!r}. Import the data again.")
            whole = once.whole(f"kept.{VARYING}") if stored == VARYING and once else f"FROM kept.{name}"
            database.execute(f"CREATE VIEW {name} AS {whole}")
        if writing_to is not None:
            database.execute(f"SET allowed_directories = [{literal(writing_to)}]")
        database.execute("SET enable_external_access = false")
    except (duckdb.Error, ValueError, LookupError, TypeError) as error:
        database.close()
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"Cannot open {path} as a catalogue: {error}. If another program has it open, close that first."
        ) from error
    return database


def read(path: Path) -> Catalogue:
    """Return the whole catalogue at `path`; `DataError` if it is none or another program holds it locked."""
    with closing(attached(path)) as database:
        about = database.execute(f"SELECT text FROM {ABOUT}").fetchall()[0][0]
        frames = {name: _frame(database, name) for name in TABLES}
    manifest, version = understood(about)
    return Catalogue(manifest=manifest, version=version, **frames)


def said(manifest: Manifest, version: str, once: Once | None = None) -> str:
    """Return what a file says of itself."""
    of_once = None if once is None else once.told
    about = {"format": FORMAT, "version": version, "manifest": dataclasses.asdict(manifest), "once": of_once}
    return json.dumps(about, default=str)


def understood(about: str) -> tuple[Manifest, str]:
    """Return manifest and version of what `said` wrote; `DataError` if another version of this program wrote it."""
    told: dict[str, Any] = json.loads(about)
    if told["format"] != FORMAT:
        raise DataError(f"These data were imported by another version ({told['format']}). Import them again.")
    days = {key: date.fromisoformat(told["manifest"][key]) if told["manifest"].get(key) else None
            for key in ("since", "until", "accessed")}  # fmt: skip
    return Manifest(**(told["manifest"] | days)), told["version"]


def _frame(database: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    """Return one table as `Catalogue` has it: in the order of the file, lists as one text."""
    taken = f"SELECT * FROM {name}"
    if name == "incidents":
        joined = ", ".join(f"nullif(array_to_string({each}, ';'), '') AS {each}" for each in _LISTS)
        taken = f"SELECT * EXCLUDE ({', '.join(LIST_TEXTS)}) REPLACE ({joined}) FROM incidents ORDER BY row"
    found = database.sql(taken)
    whole = [column for column, kind in zip(found.columns, found.types, strict=True) if "INT" in str(kind)]
    texts = [column for column, kind in zip(found.columns, found.types, strict=True) if str(kind) == "VARCHAR"]
    return found.df().astype(dict.fromkeys(whole, "Int64") | dict.fromkeys(texts, "str"))
