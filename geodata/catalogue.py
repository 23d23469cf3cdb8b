"""From files to a catalogue: read, check, give each incident its place, its point and its province.

    files ─► rows ─► schema.check ─► kept + refused ─► + place and point ─► + province ─► Catalogue

Nothing is dropped on the way: a row is kept, or refused with every reason. A catalogue is never
edited; a correction is a new file and a new catalogue.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geodata import manifest as manifests
from geodata import provinces, schema
from geodata.errors import DataError
from geodata.manifest import Manifest
from geodata.names import DATA, province_names, search_words
from geodata.schema import findings as rules
from geodata.schema.check import PROBLEM_COLUMNS

NEAREST_KM = 5.0  # a point outside every polygon belongs to a province this near: coasts and border towns
DISAGREEMENT_KM = 1.0  # the screen's line is right to a few hundred metres; farther than this is worth a look
DOT, BADGE, TRAY = "dot", "badge", "tray"
_GUARD = r"^'(?='*[=+\-@\t\r])"
_SEARCHED = ("notes", "damage", "place_name", "_aliases", "actor1", "actor2")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Checked and located incidents with all that was said about them.

    ``incidents``: kept rows in file order; columns of `schema.INCIDENTS`, then ``place_name, latitude,
    longitude`` (WGS 84 degrees, missing together), ``province, country`` (ISO 3166), ``shown_as``
    (dot, badge of its province, or tray of unplaced ones), and columns that serve the store.
    ``refused`` and ``findings``: lines of ``table, row, id, column, value, reason``.
    ``version`` changes whenever a byte of the data does.
    """

    manifest: Manifest
    version: str
    incidents: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    official_counts: pd.DataFrame
    refused: pd.DataFrame
    findings: pd.DataFrame

    @property
    def refused_rows(self) -> int:
        """Return how many rows of all tables were refused, however many reasons each had."""
        return len(self.refused[["table", "row"]].drop_duplicates())


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
    return assemble(texts, manifests.of_package(descriptor), version_of(used))


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
    """Return a CSV file (UTF-8, header in the first line) with every cell as text; `DataError` if it is none."""
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except pd.errors.EmptyDataError as error:
        raise DataError(f"{path} is empty. An incident file has a header line and a row per incident.") from error
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise DataError(
            f"Cannot read {path}: {str(error).strip()}. Accepted: CSV in UTF-8, a data package's folder, a catalogue."
        ) from error
    # The apostrophe that `geodata.export` sets before what a spreadsheet would run as a formula comes off again.
    rows = rows.rename(columns=lambda name: re.sub(_GUARD, "", str(name).strip()))
    if repeated := rows.columns[rows.columns.duplicated()].tolist():
        raise DataError(f"{path} has the column {repeated[0]!r} more than once. Keep one, or rename the others.")
    return rows.apply(lambda cells: cells.str.replace(_GUARD, "", regex=True))


def version_of(paths: Iterable[Path]) -> str:
    """Return twelve hexadecimal digits that change whenever a byte of the files does."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def assemble(
    texts: dict[str, pd.DataFrame], manifest: Manifest, version: str, *, other_ids: Collection[str] = ()
) -> Catalogue:
    """Check the tables in `texts` (cells as text, by table name) and locate their incidents.

    `other_ids` are incidents elsewhere that these may be reported as answering.
    """
    empty = {table.name: pd.DataFrame(columns=list(table.names), dtype="str") for table in schema.TABLES}
    places = schema.check_table(texts.get("places", empty["places"]), schema.PLACES)
    places = schema.unresolved(places, schema.PLACES, "admin1_code", province_names())
    has_sources = schema.SOURCES.name in texts
    sources = schema.check_table(texts.get("incident_sources", empty["incident_sources"]), schema.SOURCES)
    checked = schema.check(
        texts["incidents"], places=places.rows, sources=sources.rows if has_sources else None, other_ids=other_ids)  # fmt: skip
    sources = schema.unresolved(sources, schema.SOURCES, "event_id", set(texts["incidents"]["event_id"].str.strip()))
    counts = schema.check_table(texts.get("official_counts", empty["official_counts"]), schema.OFFICIAL_COUNTS)
    incidents, odd = _located(checked.rows, places.rows)
    return Catalogue(
        manifest, version, incidents,
        sources.rows.drop(columns="row"), places.rows.drop(columns="row"), counts.rows.drop(columns="row"),
        refused=_stacked([part.refused for part in (checked, sources, places, counts)]),
        findings=_stacked([checked.findings, odd]),
    )  # fmt: skip


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=PROBLEM_COLUMNS)


def _located(incidents: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the incidents with place, point and province, and what the polygons find odd about them."""
    placed = _with_place(incidents, places)
    lon, lat = placed["longitude"].to_numpy(), placed["latitude"].to_numpy()
    stated = placed["province"]
    by_polygon = pd.Series(provinces.locate(lon, lat), index=placed.index, dtype="str")
    unstated = stated.isna() & placed["latitude"].notna()
    near = _nearest(lon, lat, unstated & by_polygon.isna())
    placed["province"] = stated.fillna(by_polygon).fillna(near)
    placed["country"] = placed["country"].fillna(placed["province"].str[:2])
    found = [
        rules.pointed(
            placed, near.notna(), "province", "no province stated; the nearest lies within 5 km of the point"
        ),
        _outside_stated(placed, stated),
        _exact_without_point(placed),
    ]
    odd = _stacked(found)
    odd = odd.assign(table=schema.INCIDENTS.name).reindex(columns=PROBLEM_COLUMNS).sort_values("row", kind="stable")
    return _with_service_columns(placed), odd.reset_index(drop=True)


def _with_place(incidents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents with what the table of places says, then with what their own columns say."""
    table = places.set_index("place_id").rename(
        columns={"name": "place_name", "country_iso2": "country", "admin1_code": "province", "aliases": "_aliases"})  # fmt: skip
    known = table.reindex(incidents["place_id"].fillna("")).set_axis(incidents.index)
    own = incidents.reindex(columns=[*(column.name for column in schema.OWN_PLACE), "_aliases"])
    # A place gives its point and its province together: half of one and half of another would be a third place.
    from_table = known["place_name"].notna()
    kept = incidents.drop(columns=[name for name in own if name in incidents])
    return kept.assign(**{
        name: known[name].where(from_table, own[name]).astype("float64" if name in ("latitude", "longitude") else "str")
        for name in own
    })  # fmt: skip


def _nearest(lon: np.ndarray, lat: np.ndarray, wanted: pd.Series) -> pd.Series:
    near = pd.Series(None, index=wanted.index, dtype="str")
    if wanted.any():
        at = wanted.to_numpy()
        near[wanted] = provinces.nearest(lon[at], lat[at], within_km=NEAREST_KM)
    return near


def _outside_stated(placed: pd.DataFrame, stated: pd.Series) -> pd.DataFrame:
    known = stated.isin(provinces.codes()) & placed["latitude"].notna()
    km = pd.Series(0.0, index=placed.index)
    at = placed[known]
    km[known] = provinces.distance_km(at["longitude"].to_numpy(), at["latitude"].to_numpy(), at["province"].to_numpy())
    told = (
        "the point lies "
        + km.round(1).astype("str")
        + " km outside the stated province ("
        + placed["place_name"].astype("str")
        + ")"
    )
    return rules.pointed(placed, km > DISAGREEMENT_KM, "province", told)


def _exact_without_point(placed: pd.DataFrame) -> pd.DataFrame:
    odd = (placed["geo_precision"] == 1) & placed["latitude"].isna()
    return rules.pointed(
        placed, odd, "geo_precision", "says exact site, but the place has no known point: shown in its province"
    )


def _with_service_columns(placed: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents with how they are shown, what they are found by and where they lie on a web map."""
    has_dot = placed["latitude"].notna() & (placed["geo_precision"] != 3)
    shown = np.select([has_dot, placed["province"].notna()], [DOT, BADGE], TRAY)
    texts = (
        placed[list(_SEARCHED)].astype("str").fillna("").agg(" ".join, axis=1)
        if len(placed)
        else pd.Series(dtype="str")
    )
    x, y = mercator(placed["longitude"].to_numpy(), placed["latitude"].to_numpy())
    return placed.drop(columns="_aliases").assign(
        shown_as=pd.Series(shown, index=placed.index, dtype="str"),
        search_text=pd.Series([" " + " ".join(search_words(text)) for text in texts], index=placed.index, dtype="str"),
        mercator_x=pd.array(x, dtype="Float64").astype("Int64"),
        mercator_y=pd.array(y, dtype="Float64").astype("Int64"),
    )  # fmt: skip


def mercator(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Project degrees to Web Mercator as 32-bit integers: a tile is a range, a bin is a shift of bits.

    Missing degrees give missing values. Latitudes beyond the map (±85.05°) lie on its edge.
    """
    sine = np.sin(np.radians(np.clip(lat, -85.0511287, 85.0511287)))
    x = np.floor((lon + 180) / 360 * 2**32)
    y = np.floor((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * 2**32)
    return np.clip(x, 0, 2**32 - 1), np.clip(y, 0, 2**32 - 1)
