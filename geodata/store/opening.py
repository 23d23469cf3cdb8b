"""Opens whatever holds incidents as a store: a file that is read in place where it can be, else a file that is checked."""

from __future__ import annotations

from pathlib import Path

from geodata import importers, names
from geodata.addresses import is_address
from geodata.store import parquet
from geodata.store.duck import DuckDB
from geodata.store.questions import Store

IN_PLACE = (".duckdb", ".db")


def opened(given: Path | str | None = None) -> Store:
    """Return the store of the bundled data, or of what is `given`.

    Parameters
    ----------
    given
        A catalogue file and GeoParquet of ours (a file or a folder, also a parted one) are read in place; any
        other file that `geodata.importers` accepts is read, checked and held in memory. ``postgresql://…`` is a
        database that an import has put incidents into.

    Raises
    ------
    DataError
        If there is nothing there that can be read as incidents.
    StoreError
        If the database cannot be reached or holds no incidents.
    """
    if is_address(given):
        from geodata.store.postgres import PostgreSQL  # half a tenth of a second, for those who have a database

        return Store(PostgreSQL(str(given)))
    path = None if given is None else Path(given)
    if path is not None and path.suffix.lower() in IN_PLACE:
        return Store(DuckDB.at(path))
    if path is not None and parquet.is_parquet(path) and parquet.is_ours(path):
        return Store(parquet.opened(path))
    return Store(importers.read(names.DATA if path is None else path).catalogue)
