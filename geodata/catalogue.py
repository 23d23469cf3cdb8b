"""From files to a catalogue: read, check, give each incident its place, its point and its province.

    files ─► rows ─► schema.check ─► kept + refused ─► + place and point ─► + province ─► Catalogue

Nothing is dropped on the way: a row is kept, or refused with every reason. A catalogue is never
edited; a correction is a new file and a new catalogue.
"""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from geodata import boundaries, placing, schema
from geodata import manifest as manifests
from geodata.boundaries import Boundaries
from geodata.errors import DataError
from geodata.manifest import Manifest
from geodata.names import DATA, province_names
from geodata.schema import frictionless

_GUARD = r"^'(?='*[=+\-@\t\r])"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Checked and located incidents with all that was said about them.

    ``incidents``: kept rows in file order; columns of `schema.INCIDENTS`, then ``place_name, latitude,
    longitude`` (WGS 84 degrees, missing together), ``province, country`` (ISO 3166), ``shown_as``
    (dot, badge of its province, or tray of unplaced ones), ``area`` (missing unless boundaries were laid over
    the data, or the file says it), ``dataset`` (missing unless several were put together, or the file says it),
    and columns that serve the store.
    ``areas``: the boundaries that were laid over the data, as `boundaries.Boundaries.table` writes them.
    ``refused`` and ``findings``: lines of ``table, row, id, column, value, reason``.
    ``version`` changes whenever a byte of the data does.
    """

    manifest: Manifest
    version: str
    incidents: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    official_counts: pd.DataFrame
    key_dates: pd.DataFrame
    coverage: pd.DataFrame
    duplicates: pd.DataFrame
    refused: pd.DataFrame
    findings: pd.DataFrame
    areas: pd.DataFrame = field(default_factory=boundaries.no_areas)

    @property
    def refused_rows(self) -> int:
        """Return how many rows of all tables were refused, however many reasons each had."""
        return len(self.refused[["table", "row"]].drop_duplicates())


STATED = "area_stated"  # where a column `area` goes that the file brought itself


def under(data: Catalogue, over: Boundaries) -> Catalogue:
    """Return the incidents with the area that each lies in, in the column ``area``, and the boundaries beside them.

    Areas laid before are replaced.
    """
    has_own = not len(data.areas) and bool(data.incidents["area"].notna().any())
    return replace(beside(data, over), incidents=with_areas(data.incidents, over, has_own=has_own))


def beside(data: Catalogue, over: Boundaries) -> Catalogue:
    """Return a catalogue with boundaries beside incidents whose areas are found elsewhere, part by part."""
    version = hashlib.sha256(f"{data.version} {over.version}".encode()).hexdigest()[:12]
    return replace(data, version=version, areas=over.table())


def with_areas(incidents: pd.DataFrame, over: Boundaries, *, has_own: bool) -> pd.DataFrame:
    """Return incidents with the area that each lies in.

    Missing where the point lies in no area, where there is none, and where the incident is known only to its
    province (precision 3): such a point stands for the province. With `has_own`, the column ``area`` that a file brought
    itself stays under the name of `STATED`.
    """
    if has_own:
        incidents = incidents.assign(**{STATED: incidents["area"]})
    is_placed = incidents["latitude"].notna().to_numpy() & (incidents["geo_precision"].to_numpy(float, na_value=3) < 3)
    points = incidents.loc[is_placed, ["longitude", "latitude"]].to_numpy(dtype=float)
    area = pd.Series(None, index=incidents.index, dtype="str")
    area[is_placed] = over.locate(points[:, 0], points[:, 1])
    return incidents.assign(area=area)


def read(path: Path | str | None = None) -> Catalogue:
    """Read the bundled data, or the incident CSV or data package at `path`.

    Raises
    ------
    DataError
        If there is nothing there that can be read as incidents. Bad rows raise nothing: they are
        refused with their reasons in the catalogue.
    """
    where = DATA if path is None else Path(path)
    if where.name == manifests.DESCRIPTOR:
        where = where.parent
    if where.is_dir():
        return _read_package(where)
    if where.suffix.lower() in (".duckdb", ".db"):
        from geodata import archive

        return archive.read(where)
    return _read_incidents(where)


def _read_package(folder: Path) -> Catalogue:
    descriptor = manifests.read_descriptor(folder)
    paths = manifests.resource_paths(descriptor, folder)
    if schema.INCIDENTS.name not in paths:
        raise DataError(
            f"The package in {folder} has no resource named 'incidents'; it has {', '.join(sorted(paths))}."
        )
    texts = {table.name: read_rows(paths[table.name]) for table in schema.TABLES if table.name in paths}
    _refuse_other_tables(texts["incidents"], paths["incidents"])
    used = [paths[name] for name in texts]
    elsewhere = manifests.answered_elsewhere(descriptor)
    return assemble(
        texts, manifests.of_package(descriptor), version_of(used), other_ids=elsewhere, optional=frictionless.may_be_empty(descriptor))  # fmt: skip


def _read_incidents(path: Path) -> Catalogue:
    """Read a bare incident file: its places are the bundled ones or its own, and it may be an extract of the bundled data."""
    texts = {"incidents": read_rows(path), "places": read_rows(DATA / schema.PLACES.path)}
    _refuse_other_tables(texts["incidents"], path)
    bundled = read_rows(DATA / schema.INCIDENTS.path)["event_id"]
    return assemble(texts, manifests.of_file(path), version_of([path]), other_ids=set(bundled))


def _refuse_other_tables(rows: pd.DataFrame, path: Path) -> None:
    if not {"event_id", "event_date"} <= set(rows.columns):
        given = ", ".join(map(repr, rows.columns[:6]))
        raise DataError(f"{path} is not an incident file: it has columns {given} but needs event_id, event_date and the others "
                        f"of our table: {', '.join(schema.INCIDENTS.names)}.")  # fmt: skip


def read_rows(path: Path) -> pd.DataFrame:
    """Return a CSV file (UTF-8, header in the first line) with every cell as text; `DataError` if it is none.

    Where a row has more cells than the header, the rest stand in a column of their own, `schema.SURPLUS`,
    so that the check can refuse that row and keep the others.
    """
    try:
        header = _header(path)
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # cells beyond the header would be dropped
            rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except pd.errors.EmptyDataError as error:
        raise DataError(f"{path} is empty. An incident file has a header line and a row per incident.") from error
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        rows = _ragged(path, error)
    except UnicodeDecodeError as error:
        raise DataError(
            f"Cannot read {path}: it is not text in UTF-8. Save it as “CSV UTF-8” and try again."
        ) from error
    except OSError as error:
        raise DataError(
            f"Cannot read {path}: {error.strerror}. Accepted: CSV in UTF-8, a data package's folder, a catalogue."
        ) from error
    if repeated := sorted({name for name in header if name and header.count(name) > 1}):
        raise DataError(f"{path} has the column {repeated[0]!r} more than once. Keep one, or rename the others.")
    # The apostrophe that `geodata.export` sets before what a spreadsheet would run as a formula comes off again.
    rows = rows.rename(columns=lambda name: re.sub(_GUARD, "", str(name).strip()))
    return rows.apply(lambda cells: cells.str.replace(_GUARD, "", regex=True))


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [re.sub(_GUARD, "", name.strip()) for name in next(csv.reader(lines), [])]


def _ragged(path: Path, reason: Exception) -> pd.DataFrame:
    """Return the cells of a file whose rows differ in length, or raise why it cannot be read at all."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines, strict=True)
    except (csv.Error, ValueError) as error:
        raise DataError(f"Cannot read {path}: {str(reason).strip()}. Accepted: CSV in UTF-8.") from error
    width = len(header)
    cells = [[*row[:width], *[""] * (width - len(row)), " | ".join(row[width:])] for row in rows if row]
    return pd.DataFrame(cells, columns=[*header, schema.SURPLUS], dtype="str")


def version_of(paths: Iterable[Path]) -> str:
    """Return twelve hexadecimal digits that change whenever a byte of the files does."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def assemble(
    texts: dict[str, pd.DataFrame],
    manifest: Manifest,
    version: str,
    *,
    other_ids: Collection[str] = (),
    optional: Collection[str] = (),
) -> Catalogue:
    """Check the tables in `texts` (cells as text, by table name) and locate their incidents.

    `other_ids` are incidents elsewhere that these may be reported as answering, `optional` columns that they may
    leave empty although ours may not.
    """
    empty = {table.name: pd.DataFrame(columns=list(table.names), dtype="str") for table in schema.TABLES}
    places = schema.check_table(texts.get("places", empty["places"]), schema.PLACES)
    places = schema.unresolved(places, schema.PLACES, "admin1_code", province_names())
    has_sources = schema.SOURCES.name in texts
    sources = schema.check_table(texts.get("incident_sources", empty["incident_sources"]), schema.SOURCES)
    checked = schema.check(
        texts["incidents"], places=places.rows, sources=sources.rows if has_sources else None, other_ids=other_ids,
        optional=optional)  # fmt: skip
    sources = schema.unresolved(sources, schema.SOURCES, "event_id", set(texts["incidents"]["event_id"].str.strip()))
    counts = schema.check_table(texts.get("official_counts", empty["official_counts"]), schema.OFFICIAL_COUNTS)
    dates = schema.check_table(texts.get("key_dates", empty["key_dates"]), schema.KEY_DATES)
    dates = schema.unresolved(dates, schema.KEY_DATES, "event_id", set(checked.rows["event_id"]))
    dates = schema.unresolved(dates, schema.KEY_DATES, "url", {*sources.rows["url"], *counts.rows["url"]})
    spans = schema.check_table(texts.get("coverage", empty["coverage"]), schema.COVERAGE)
    pairs = schema.check_table(texts.get("duplicates", empty["duplicates"]), schema.DUPLICATES)
    for end in ("event_id", "other_id"):
        pairs = schema.unresolved(pairs, schema.DUPLICATES, end, set(checked.rows["event_id"]))
    incidents, odd = placing.place(checked.rows, places.rows)
    return Catalogue(
        manifest, version, incidents,
        sources.rows.drop(columns="row"), places.rows.drop(columns="row"), counts.rows.drop(columns="row"),
        dates.rows.drop(columns="row"), spans.rows.drop(columns="row"), pairs.rows.drop(columns="row"),
        refused=placing.stacked([part.refused for part in (checked, sources, places, counts, dates, spans, pairs)]),
        findings=placing.stacked([checked.findings, odd]),
    )  # fmt: skip
