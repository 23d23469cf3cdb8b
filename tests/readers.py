"""Other programs read our files: one reader a format, each giving the rows in the same plain form.

A row is a dictionary of what is stated: days as YYYY-MM-DD, numbers as numbers, lists as lists, and ``point``
as (longitude, latitude). What is not stated is not there, however the format leaves it out.
"""

from __future__ import annotations

import io
import json
import math
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import geopandas
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.utils.escape import unescape

from geodata import export, schema
from geodata.query import IncidentQuery
from geodata.store import Store

EVERYTHING, NOTHING, JORDAN = IncidentQuery(), IncidentQuery(since="2030-01-01"), IncidentQuery(country="JO")
DAY = date(2026, 11, 22)
PARTED_BY = {"weapons": ";", "responds_to": ";", "source_urls": " "}
NUMBERS = {
    column.name for column in (*schema.INCIDENTS.columns, *schema.OWN_PLACE) if column.kind in ("integer", "number")
}
POINT = ("longitude", "latitude")


def made(store: Store, ending: str, query: IncidentQuery = EVERYTHING) -> bytes:
    """Return a file as made on a day that never changes."""
    return export.to_bytes(store, query, ending, made=DAY)


def written(store: Store, ending: str, folder: Path, query: IncidentQuery = EVERYTHING) -> Path:
    """Write a file into `folder` and return its path."""
    path = folder / f"file{ending}"
    path.write_bytes(made(store, ending, query))
    return path


def plain(row: Mapping[str, Any], point: tuple[float, float] | None = None) -> dict[str, Any]:
    """Return what a row states, with its point in one place."""
    stated = {name: _plain(name, value) for name, value in row.items() if name not in POINT and not _missing(value)}
    own = [row.get(name) for name in POINT]
    if point is None and not any(map(_missing, own)):
        point = tuple(map(float, own))
    return stated | ({"point": point} if point else {})


def _missing(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value is pd.NaT or value is pd.NA or len(value if hasattr(value, "__len__") else "x") == 0


def _plain(name: str, value: Any) -> Any:
    if name in PARTED_BY:
        return value.split(PARTED_BY[name]) if isinstance(value, str) else list(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return float(value) if name in NUMBERS else str(value)


def _unguarded(text: Any) -> Any:
    return re.sub(r"^'(?='*[=+\-@\t\r])", "", text) if isinstance(text, str) else text


def _on_disk(body: bytes, ending: str, read: Callable[[Path], Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{ending}"
        path.write_bytes(body)
        return read(path)


def _points(geometries: Iterable[Any]) -> list[tuple[float, float] | None]:
    return [None if each is None else (each.x, each.y) for each in geometries]


def _of_frame(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame of GeoPandas, or of pandas where no row has a geometry."""
    points = _points(frame["geometry"]) if "geometry" in frame else [None] * len(frame)
    rows = frame.drop(columns="geometry", errors="ignore").astype(object).to_dict("records")
    return [plain({**row, **dict.fromkeys(POINT)}, point) for row, point in zip(rows, points, strict=True)]


def csv(body: bytes) -> list[dict[str, Any]]:
    """By DuckDB, told the dialect: what it guesses from texts full of quotation marks may be another."""

    def read(path: Path) -> list[dict[str, Any]]:
        table = duckdb.sql(
            f"""FROM read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')"""
        )
        return [plain({n: _unguarded(v) for n, v in zip(table.columns, row, strict=True)}) for row in table.fetchall()]

    return _on_disk(body, ".csv", read)


def xlsx(body: bytes, sheet: str = "incidents") -> list[dict[str, Any]]:
    """By openpyxl."""
    header, *rows = openpyxl.load_workbook(io.BytesIO(body), read_only=True)[sheet].iter_rows(values_only=True)
    return [
        plain({n: unescape(v) if isinstance(v, str) else v for n, v in zip(header, row, strict=True)}) for row in rows
    ]


def geojson(body: bytes) -> list[dict[str, Any]]:
    """By the standard library."""
    features = json.loads(body)["features"]
    return [plain(each["properties"], each["geometry"] and tuple(each["geometry"]["coordinates"])) for each in features]


def gpkg(body: bytes, layer: str = "incidents") -> list[dict[str, Any]]:
    """By GDAL."""
    return _on_disk(body, ".gpkg", lambda path: _of_frame(pyogrio.read_dataframe(path, layer=layer)))


def kml(body: bytes) -> list[dict[str, Any]]:
    """By GDAL's LIBKML, whose own fields come before ours."""

    def read(path: Path) -> list[dict[str, Any]]:
        layers = [pyogrio.read_dataframe(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]]
        return [row for layer in layers if len(layer) for row in _of_frame(layer.loc[:, "event_id":])]

    rows = _on_disk(body, ".kml", read)
    return sorted(rows, key=lambda row: (row["event_date"], row["event_id"]))


def parquet(body: bytes) -> list[dict[str, Any]]:
    """By GeoPandas."""
    return _on_disk(body, ".parquet", lambda path: _of_frame(geopandas.read_parquet(path)))


def parquet_by_duckdb(body: bytes) -> list[dict[str, Any]]:
    def read(path: Path) -> list[dict[str, Any]]:
        table = duckdb.sql(f"SELECT * EXCLUDE geometry FROM '{path}'")
        return [plain(dict(zip(table.columns, row, strict=True))) for row in table.fetchall()]

    return _on_disk(body, ".parquet", read)


def package(body: bytes) -> list[dict[str, Any]]:
    """By frictionless, with the types that the descriptor names."""
    with tempfile.TemporaryDirectory() as folder, frictionless.system.use_context(trusted=True):
        unzipped(body, Path(folder))
        resource = frictionless.Package(f"{folder}/datapackage.json").get_resource("incidents")
        return [plain({n: _unguarded(v) for n, v in row.to_dict().items()}) for row in resource.read_rows()]


def unzipped(body: bytes, folder: Path) -> Path:
    zipfile.ZipFile(io.BytesIO(body)).extractall(folder)
    return folder


READERS: Mapping[str, tuple[str, Callable[[bytes], list[dict[str, Any]]]]] = {
    "CSV by DuckDB": (".csv", csv),
    "Excel by openpyxl": (".xlsx", xlsx),
    "GeoJSON by Python": (".geojson", geojson),
    "GeoPackage by GDAL": (".gpkg", gpkg),
    "KML by GDAL": (".kml", kml),
    "GeoParquet by GeoPandas": (".parquet", parquet),
    "GeoParquet by DuckDB": (".parquet", parquet_by_duckdb),
    "data package by frictionless": (".zip", package),
}
