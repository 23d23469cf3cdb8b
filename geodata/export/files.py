"""The formats by ending, and the way from a question to a file on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from geodata.errors import ExportError
from geodata.export import geoformats, references
from geodata.export.extract import Extract, extract
from geodata.export.geojson import geojson_of
from geodata.export.kml import kml
from geodata.export.package import package
from geodata.export.tables import csv_bytes
from geodata.export.workbook import MOST_ROWS, workbook
from geodata.manifest import Manifest
from geodata.query import IncidentQuery
from geodata.store import Store

Writer = Callable[[Extract], bytes]
MOST_WHOLE = 50_000  # incidents of a file that is made in memory; larger ones are written piece by piece where their format can be
MOST_IN_MEMORY = 100_000  # incidents of a format that cannot be written so: KML of as many takes 1.6 GB to make


@dataclass(frozen=True, slots=True)
class Format:
    """One format of a data file: what a reader chooses it by, what makes it, and the most incidents that it can hold."""

    label: str
    write: Writer
    most: int | None = None


FORMATS: Mapping[str, Format] = MappingProxyType({
    ".csv": Format("CSV, one table for any program", lambda taken: csv_bytes(taken.flat())),
    ".xlsx": Format("Excel workbook with sources", workbook, MOST_ROWS - 1),
    ".geojson": Format("GeoJSON, for web maps", lambda taken: geojson_of(taken).encode()),
    ".gpkg": Format("GeoPackage, for QGIS and ArcGIS", geoformats.geopackage),
    ".kml": Format("KML, for Google Earth", kml, MOST_IN_MEMORY),
    ".parquet": Format("GeoParquet, for Python, R and DuckDB", geoformats.geoparquet),
    ".zip": Format("Zip with README, citation, tables and GeoJSON", package, MOST_IN_MEMORY),
    ".bib": Format("BibTeX, the sources as references", references.bibtex),
    ".ris": Format("RIS, the sources as references", references.ris),
})  # fmt: skip
WRITERS: Mapping[str, Writer] = MappingProxyType({ending: each.write for ending, each in FORMATS.items()})


def refusal(manifest: Manifest) -> str | None:
    """Return why a data set may not be passed on as rows, or None if it may."""
    if manifest.redistribute_rows:
        return None
    return f"{manifest.title} may not be passed on as rows ({manifest.licence}). Export a picture."


def to_bytes(store: Store, query: IncidentQuery, ending: str, *, made: date | None = None) -> bytes:
    """Return the incidents in the format of a file `ending`, `made` today unless another day is given.

    Raises
    ------
    ExportError
        If no format has that ending or holds so many, or the data set may not be passed on as rows.
    """
    if ending.lower() not in WRITERS:
        raise ExportError(f"No data format ends in {ending!r}. Accepted: {', '.join(WRITERS)}.")
    if problem := refusal(store.manifest):
        raise ExportError(problem)
    most = FORMATS[ending.lower()].most
    if most is not None and (count := store.count(query)) > most:  # said before any of them is read
        raise ExportError(
            f"A {ending.lower()} file holds at most {most:,} incidents, these are {count:,}. "
            "Export .csv, .geojson, .parquet or .gpkg instead, or ask for less."
        )
    return WRITERS[ending.lower()](extract(store, query, made=made))


def write(store: Store, query: IncidentQuery, path: Path) -> None:
    """Write the incidents to `path`, in the format that its ending names; all of it or nothing."""
    save(path, to_bytes(store, query, path.suffix))


def save(path: Path, body: bytes) -> None:
    """Write `body` to `path` at once: a reader sees the old file or the new one, never half of it."""
    with whole_or_nothing(path) as draft:
        draft.write_bytes(body)


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Give a path to write to that becomes `path` at the end of the block, or goes where the block fails."""
    draft = path.with_name(f".{path.name}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise ExportError(
            f"Cannot write {path}: {error.strerror}. Give a path in a folder that exists and can be written."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
