"""Files of shapes as tables of incidents: points become ``latitude`` and ``longitude`` in WGS 84; of any other shape a point inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers import layers
from geodata.importers.layers import Layer
from geodata.importers.options import Limits, Options
from geodata.importers.table import Batch, Evidence, File, Table, distinct

LONGITUDE, LATITUDE = "longitude", "latitude"
_PIECE = 65_536


def read(file: File, container: str, options: Options, limits: Limits) -> list[Table]:
    """Return the layers of a file that GDAL reads, a table each with points; `DataError` if it cannot."""
    found = [_with_points(file.name, layer, options) for layer in layers.read(file, container, options, limits)]
    return [_joined(found)] if container in ("KML", "KMZ") and len(found) > 1 else found


def _with_points(name: str, layer: Layer, options: Options) -> Table:
    texts, told = layer.texts, list(layer.told)
    if layer.shapes is not None:
        points, more = _points(name, layer, options)
        # Columns of degrees that a map file has go before its shapes, unless they are empty; those of Parquet always do.
        texts = texts | {
            axis: values
            for axis, values in points.items()
            if axis not in texts or (layer.container != "Parquet" and not pc.any(pc.not_equal(texts[axis], "")).as_py())
        }
        told += more
    return replace(_table(layer.name, layer.container, texts, tuple(told), layer.about), inside=layer.inside)


def _joined(folders: list[Table]) -> Table:
    """Return the folders of a KML as one table: they part what belongs together."""
    columns = list(dict.fromkeys(name for layer in folders for name in layer.columns))
    texts = {}
    for name in columns:
        parts = [batch.cells[name] if name in layer.columns else pa.array([""] * len(batch.rows), pa.string())
                 for layer in folders for batch in layer.batches()]  # fmt: skip
        texts[name] = layers.chained(parts)
    told = (
        Evidence("folders", ", ".join(layer.name for layer in folders), "read as one table"),
        *folders[0].evidence[1:],
    )
    return replace(_table("", folders[0].container, texts, told), inside=folders[0].inside)  # of no one name


def _table(
    name: str,
    container: str,
    texts: dict[str, pa.ChunkedArray],
    told: tuple[Evidence, ...],
    about: dict[str, str] | None = None,
) -> Table:
    columns = distinct(list(texts))
    cells = pa.table(dict(zip(columns, texts.values(), strict=True)))

    def batches() -> Iterator[Batch]:
        for at in range(0, cells.num_rows, _PIECE):
            part = cells.slice(at, _PIECE)
            yield Batch(part, np.arange(at + 1, at + 1 + part.num_rows))

    return Table(name, container, columns, batches, told, about=about or {})


def _points(name: str, layer: Layer, options: Options) -> tuple[dict[str, pa.Array], list[Evidence]]:
    """Return degrees as text, and what was done to get them."""
    import shapely

    geometries = layers.geometries_of(layer)
    told = []
    missing = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    kinds = shapely.get_type_id(geometries)
    if other := int(((kinds != 0) & ~missing).sum()):
        told.append(Evidence("shapes", f"{other:,} are lines or areas", "a point inside each is used"))
        geometries = np.asarray(np.where((kinds != 0) & ~missing, shapely.point_on_surface(geometries), geometries))
    geometries = geometries.astype(object)
    geometries[missing] = None
    if not missing.all():
        geometries, how = layers.in_degrees(name, geometries, layer, options.crs)
        told += how
    lon, lat = shapely.get_x(geometries), shapely.get_y(geometries)
    return {LONGITUDE: _degrees(lon), LATITUDE: _degrees(lat)}, told


def _degrees(values: np.ndarray) -> pa.Array:
    return pa.array(["" if np.isnan(value) else repr(float(value)) for value in values], pa.string())


def parquet(file: File, options: Options, limits: Limits) -> Table:
    """Return the table of a Parquet or GeoParquet file."""
    return _with_points(file.name, layers.parquet(file, limits), options)
