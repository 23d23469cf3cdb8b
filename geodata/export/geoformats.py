"""Incidents as GeoPackage and GeoParquet: points in EPSG:4326, a null geometry where no point is known."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.export.extract import Extract, arrow

CRS = "EPSG:4326"
GEOPARQUET = "1.1.0"  # version of the specification


def geopackage(taken: Extract) -> bytes:
    """Return an extract as a GeoPackage with the layers ``incidents``, ``sources`` and ``about``."""
    about = taken.about()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.gpkg"
        for name, table in (layers(taken) | {"about": about_layer(about)}).items():
            add_layer(path, name, table, taken, about)
        date_layers(path, taken)
        return path.read_bytes()


def layers(taken: Extract) -> dict[str, pa.Table]:
    """Return the rows of a GeoPackage by layer, the points as WKB."""
    incidents = arrow(taken.flat(), taken={"fid", "geom"})
    return {
        "incidents": _with_points(incidents, taken.incidents, "geom"),
        "sources": arrow(taken.sources, taken={"fid", "geom"}),
    }


def about_layer(about: Mapping[str, str]) -> pa.Table:
    return pa.table({"name": list(about), "text": list(about.values())})


def add_layer(path: Path, name: str, rows: pa.Table, taken: Extract, about: Mapping[str, str]) -> None:
    """Add rows to a layer of the GeoPackage at `path`; those of ``incidents`` come first, for they make the file."""
    import pyogrio

    if path.exists():
        points = {"geometry_type": "Point", "geometry_name": "geom", "crs": CRS} if name == "incidents" else {}
        pyogrio.write_arrow(rows, path, layer=name, driver="GPKG", append=True, encoding="UTF-8", **points)
        return
    pyogrio.write_arrow(
        rows, path, layer=name, driver="GPKG", crs=CRS, geometry_type="Point", geometry_name="geom", encoding="UTF-8",
        dataset_metadata=about, layer_metadata={**about, "IDENTIFIER": name, "DESCRIPTION": taken.sentence},
    )  # fmt: skip


def date_layers(path: Path, taken: Extract) -> None:
    """Set the times of change that GDAL writes from its clock to the day the extract was made."""
    moment = f"{taken.made.isoformat()}T00:00:00.000Z"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", [moment])
        database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", [moment])


def geoparquet(taken: Extract) -> bytes:
    """Return an extract as GeoParquet 1.1: lists stay lists, and the file's key-value metadata say what it is."""
    from pyarrow import parquet

    metadata = taken.about() | {"geo": json.dumps(geo(taken.incidents))}
    body = io.BytesIO()
    parquet.write_table(pointed(taken).replace_schema_metadata(metadata), body, compression="zstd")
    return body.getvalue()


def pointed(taken: Extract) -> pa.Table:
    """Return the rows of a GeoParquet file."""
    return _with_points(arrow(taken.incidents, taken={"geometry"}), taken.incidents, "geometry")


def geo(incidents: pd.DataFrame) -> dict[str, Any]:
    """Return the ``geo`` metadata of the specification; without a point there is no type and no box."""
    import pyproj

    points = incidents[["longitude", "latitude"]].dropna()
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": [], "crs": pyproj.CRS(CRS).to_json_dict()}
    if len(points):
        box = [*points.min().astype("float64"), *points.max().astype("float64")]
        column |= {"geometry_types": ["Point"], "bbox": [float(edge) for edge in box]}
    return {"version": GEOPARQUET, "primary_column": "geometry", "columns": {"geometry": column}}


def _with_points(table: pa.Table, incidents: pd.DataFrame, name: str) -> pa.Table:
    """Return `table` with the points of `incidents` as WKB in a last column."""
    import shapely

    lon, lat = (incidents[axis].to_numpy("float64", na_value=np.nan) for axis in ("longitude", "latitude"))
    points = np.where(np.isnan(lat), None, shapely.points(lon, lat))
    return table.append_column(
        pa.field(name, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"}),
        pa.array(shapely.to_wkb(points), pa.binary()),
    )
