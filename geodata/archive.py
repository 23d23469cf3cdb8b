"""A catalogue kept as one DuckDB file: checked and located once, opened in a moment.

The file is written beside its name and renamed into place, so a reader sees the old catalogue or the
new one, and an import that is cut off leaves the old one as it was.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from geodata.catalogue import Catalogue
from geodata.errors import DataError, ExportError
from geodata.manifest import Manifest

FORMAT = "incident-atlas-catalogue-2"
_FRAMES = ("incidents", "sources", "places", "official_counts", "key_dates", "coverage", "refused", "findings")


def write(catalogue: Catalogue, path: Path) -> None:
    """Keep `catalogue` in a new file at `path`; `ExportError` if it cannot be written there."""
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    about = {"format": FORMAT, "version": catalogue.version, "manifest": dataclasses.asdict(catalogue.manifest)}
    try:
        with duckdb.connect(str(draft)) as database:
            for name in _FRAMES:
                database.register("frame", getattr(catalogue, name))
                database.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
                database.unregister("frame")
            database.execute("CREATE TABLE about AS SELECT ?::VARCHAR AS text", [json.dumps(about, default=str)])
        draft.replace(path)
    except (duckdb.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        raise ExportError(
            f"Cannot write the catalogue {path}: {error}. Give a path in a folder that can be written."
        ) from error


def read(path: Path) -> Catalogue:
    """Open the catalogue at `path`; `DataError` if it is none or another program holds it locked."""
    if not path.is_file():
        raise DataError(f"There is no catalogue {path}. `python -m geodata import FILE --to {path.name}` makes one.")
    try:
        with duckdb.connect(str(path), read_only=True) as database:
            about = json.loads(database.execute("SELECT text FROM about").fetchall()[0][0])
            if about["format"] != FORMAT:
                raise DataError(f"{path} was written by another version ({about['format']}). Import the data again.")
            frames = {name: _frame(database, name) for name in _FRAMES}
    except (duckdb.Error, ValueError, LookupError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"Cannot open {path} as a catalogue: {error}. If another program has it open, close that first."
        ) from error
    manifest = about["manifest"] | {key: _day(about["manifest"][key]) for key in ("since", "until")}
    return Catalogue(manifest=Manifest(**manifest), version=about["version"], **frames)


def _frame(database: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    frame = database.sql(f"SELECT * FROM {name}").df()
    whole = [
        column
        for column, kind in zip(frame, database.sql(f"SELECT * FROM {name}").types, strict=True)
        if "INT" in str(kind)
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
