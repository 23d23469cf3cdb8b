"""GeoJSON, GeoPackage, KML, KMZ and shapefiles, read by GDAL; Parquet with or without shapes, read by Arrow.

Points become ``latitude`` and ``longitude`` in WGS 84; of any other shape a point inside it.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.errors import DataError, QuestionError
from geodata.importers.options import Limits, Options
from geodata.importers.table import Batch, Evidence, File, Table, distinct

if TYPE_CHECKING:
    from pyproj import CRS

WGS84 = "EPSG:4326"
LONGITUDE, LATITUDE = "longitude", "latitude"
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_SPACED = {"source_urls"}  # lists whose values hold semicolons
_PIECE = 65_536
# Fields that GDAL makes of how a KML is drawn.
_OF_DRAWING = {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"}


def refuse_entities(name: str, body: bytes) -> None:
    """Refuse XML that declares entities: they can name other files, or grow without end."""
    if _ENTITY.search(body):
        raise DataError(
            f"{name} declares XML entities (<!DOCTYPE or <!ENTITY), which no map file needs. Save it anew without them."
        )


def read(file: File, container: str, options: Options, limits: Limits, *, inner: str = "") -> list[Table]:
    """Return the layers of a file that GDAL reads, a table each; `DataError` if it cannot."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    source: Any = file.read() if file.path is None else str(file.path)
    if inner and file.path is not None:
        source = f"/vsizip/{file.path}/{inner}"
    warnings.filterwarnings("ignore", message=".*non conformant file extension", category=RuntimeWarning)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(source)]
        if options.sheet is not None and options.sheet not in layers:
            raise DataError(f"{file.name} has no layer {options.sheet!r}. Its layers: {', '.join(map(repr, layers))}.")
        # By number: a layer of a file in memory is called after an address that is new each time.
        wanted = range(len(layers)) if options.sheet is None else [layers.index(options.sheet)]
        found = [_layer(file, container, source, at, layers[at], options, limits) for at in wanted]
        return [_joined(found)] if container in ("KML", "KMZ") and len(found) > 1 else found
    except (DataSourceError, DataLayerError, pa.ArrowInvalid, UnicodeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"Cannot read {file.name} as {container}: {str(error).splitlines()[0][:160]}. "
                        "Open it in QGIS and save it anew, as GeoPackage or GeoJSON.") from error  # fmt: skip


def _layer(file: File, container: str, source: Any, at: int, name: str, options: Options, limits: Limits) -> Table:
    import pyogrio

    said = {"DATE_AS_STRING": "YES"} if container == "GeoJSON" else {}
    meta, cells = pyogrio.read_arrow(source, layer=at, datetime_as_string=True, **said)
    if cells.num_columns > limits.columns:
        raise DataError(
            f"{file.name} has {cells.num_columns:,} columns. Accepted: up to {limits.columns:,} (setting GEODATA_MAX_COLUMNS)."
        )
    shapes = meta["geometry_name"] or "wkb_geometry"
    texts = {column: as_text(cells[column], column) for column in cells.column_names if column != shapes}
    if container == "GeoJSON":
        texts = {column: _lists_joined(values, column) for column, values in texts.items()}
    texts = {
        column: values
        for column, values in texts.items()
        if container not in ("KML", "KMZ") or column not in _OF_DRAWING
    }
    told = [] if name.startswith("pyogrio_") else [Evidence("layer", name)]
    if shapes in cells.column_names:
        points, more = _points(file.name, cells[shapes], meta["crs"], container, options)
        texts |= {
            axis: values
            for axis, values in points.items()
            if axis not in texts or not pc.any(pc.not_equal(texts[axis], "")).as_py()
        }
        told += more
    return _table(name, container, texts, tuple(told))


def _joined(layers: list[Table]) -> Table:
    """Return the folders of a KML as one table: they part what belongs together."""
    columns = list(dict.fromkeys(name for layer in layers for name in layer.columns))
    texts = {}
    for name in columns:
        parts = [batch.cells[name] if name in layer.columns else pa.array([""] * len(batch.rows), pa.string())
                 for layer in layers for batch in layer.batches()]  # fmt: skip
        texts[name] = pa.chunked_array(
            [chunk for part in parts for chunk in (part.chunks if isinstance(part, pa.ChunkedArray) else [part])],
            pa.string(),
        )
    told = (
        Evidence("folders", ", ".join(layer.name for layer in layers), "read as one table"),
        *layers[0].evidence[1:],
    )
    return _table(layers[0].name, layers[0].container, texts, told)


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


def _points(
    name: str, shapes: pa.ChunkedArray, crs: str | None, container: str, options: Options
) -> tuple[dict[str, pa.Array], list[Evidence]]:
    """Return degrees as text, and what was done to get them."""
    import shapely

    geometries: np.ndarray = np.asarray(shapely.from_wkb(shapes.to_numpy(zero_copy_only=False)))
    told = []
    missing = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    kinds = shapely.get_type_id(geometries)
    if other := int(((kinds != 0) & ~missing).sum()):
        told.append(Evidence("shapes", f"{other:,} are lines or areas", "a point inside each is used"))
        geometries = np.asarray(np.where((kinds != 0) & ~missing, shapely.point_on_surface(geometries), geometries))
    geometries = geometries.astype(object)
    geometries[missing] = None
    given = options.crs or crs
    if not missing.all():
        if given is None:
            raise QuestionError(f"{name} does not say which coordinate system its points are in. Say it, such as EPSG:4326 for degrees "
                                "(--crs EPSG:4326).", "crs", ("EPSG:4326", "EPSG:3857", "EPSG:32638", "EPSG:32637"))  # fmt: skip
        geometries, how = _to_degrees(geometries, given, container)
        told += how
    lon, lat = shapely.get_x(geometries), shapely.get_y(geometries)
    return {LONGITUDE: _degrees(lon), LATITUDE: _degrees(lat)}, told


def known_crs(given: str) -> CRS:
    """Return the coordinate system that `given` names; `DataError` if it names none."""
    import pyproj

    try:
        return pyproj.CRS.from_user_input(given)
    except pyproj.exceptions.CRSError as error:
        raise DataError(f"Unknown coordinate system {given[:80]!r}. Accepted: EPSG codes such as EPSG:4326.") from error


def _to_degrees(geometries: np.ndarray, given: str, container: str) -> tuple[np.ndarray, list[Evidence]]:
    import pyproj
    import shapely

    crs = known_crs(given)
    if crs.equals(known_crs(WGS84), ignore_axis_order=True) or container in ("KML", "KMZ"):
        return geometries, [Evidence("coordinates", "WGS 84 degrees")]
    to_degrees = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    moved = shapely.transform(geometries, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))
    return moved, [Evidence("coordinates", f"converted from {crs.name} to WGS 84 degrees")]


def _degrees(values: np.ndarray) -> pa.Array:
    return pa.array(["" if np.isnan(value) else repr(float(value)) for value in values], pa.string())


def as_text(values: pa.ChunkedArray, name: str = "") -> pa.ChunkedArray:
    """Return a column of any type as text, what is missing as ``""``; lists parted as our exports part them."""
    kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lists = values.cast(pa.list_(pa.string()))
        values = pc.binary_join(lists, " " if name in _SPACED else ";")
    elif pa.types.is_floating(kind):
        values = pa.chunked_array([pa.array([_number(each) for each in values.to_pylist()], pa.string())])
    elif pa.types.is_timestamp(kind):
        values = pc.replace_substring_regex(pc.strftime(values, "%Y-%m-%dT%H:%M:%S"), r"T00:00:00(\.0*)?$", "")
    elif pa.types.is_binary(kind) or pa.types.is_nested(kind):
        values = pa.chunked_array(
            [pa.array(["" if each is None else str(each)[:200] for each in values.to_pylist()], pa.string())]
        )
    return pc.fill_null(values.cast(pa.string()), "")


def _lists_joined(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return lists, which GDAL gives as JSON where some are empty, as one text each."""
    if (
        not pc.all(pc.or_(pc.starts_with(values, "["), pc.equal(values, ""))).as_py()
        or not pc.any(pc.not_equal(values, "")).as_py()
    ):
        return values
    try:
        lists = [json.loads(text) if text else [] for text in values.to_pylist()]
    except ValueError:
        return values
    sign = " " if name in _SPACED else ";"
    return pa.chunked_array([pa.array([sign.join(map(str, each)) for each in lists], pa.string())])


def _number(value: float | None) -> str | None:
    if value is None or value != value:  # noqa: PLR0124  not a number is not equal to itself
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def parquet(file: File, options: Options, limits: Limits) -> Table:
    """Return the table of a Parquet or GeoParquet file."""
    from pyarrow import parquet as arrow_parquet

    try:
        stored = arrow_parquet.ParquetFile(file.path if file.path is not None else io.BytesIO(file.body))
        if len(stored.schema_arrow.names) > limits.columns:
            raise DataError(
                f"{file.name} has {len(stored.schema_arrow.names):,} columns. Accepted: up to {limits.columns:,}."
            )
        cells = stored.read()
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(
            f"Cannot read {file.name} as Parquet: {str(error).splitlines()[0][:160]}. Write the file anew."
        ) from error
    about = {
        key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for key, value in (cells.schema.metadata or {}).items()
    }
    geo = json.loads(about.get("geo", "{}"))
    shapes = geo.get("primary_column")
    texts = {name: as_text(cells[name], name) for name in cells.column_names if name != shapes}
    told: tuple[Evidence, ...] = ()
    if shapes in cells.column_names:
        crs = geo["columns"][shapes].get("crs", WGS84)
        points, more = _points(
            file.name, cells[shapes], json.dumps(crs) if isinstance(crs, dict) else crs, "Parquet", options
        )
        texts |= {axis: values for axis, values in points.items() if axis not in texts}
        told = tuple(more)
    return _table(file.stem, "Parquet", texts, told, about)
