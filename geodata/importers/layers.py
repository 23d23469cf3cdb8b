"""Layers of shapes as files have them: GeoJSON, GeoPackage, KML, KMZ and shapefiles by GDAL, GeoParquet by Arrow.

Incidents (`geodata.importers.spatial`) and areas (`geodata.importers.areas`) are read from these alike.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.errors import DataError, QuestionError
from geodata.importers.options import Limits, Options
from geodata.importers.table import Evidence, File, Inside

if TYPE_CHECKING:
    from pyproj import CRS

WGS84 = "EPSG:4326"
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BATCH = 256  # rows read at a time where a cell may be of any size
_SPACED = {"source_urls"}  # lists whose values hold semicolons
# Fields that GDAL makes of how a KML is drawn.
_OF_DRAWING = {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"}


def refuse_entities(name: str, body: bytes) -> None:
    """Refuse XML that declares entities, in any encoding: they can name other files, or grow without end."""
    if _ENTITY.search(body) or (b"\0" in body[:200] and _ENTITY.search(body.replace(b"\0", b""))):
        raise DataError(
            f"{name} declares XML entities (<!DOCTYPE or <!ENTITY), which no map file needs. Save it anew without them."
        )


@dataclass(frozen=True)
class Layer:
    """One layer as it is stored: its cells as text, its shapes as WKB, the coordinate system it says they are in."""

    name: str
    container: str
    texts: dict[str, pa.ChunkedArray]
    shapes: pa.ChunkedArray | None
    crs: str | None
    about: dict[str, str] = field(default_factory=dict)
    told: tuple[Evidence, ...] = ()
    inside: tuple[Inside, ...] = ()

    @property
    def rows(self) -> int:
        held = self.shapes if self.shapes is not None else next(iter(self.texts.values()), ())
        return len(held)


def read(file: File, container: str, options: Options, limits: Limits) -> list[Layer]:
    """Return the layers of a file that GDAL reads, or the one that is named; `DataError` if it cannot."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    limits.check_size(file.name, file.size)
    source: Any = file.read() if file.path is None else str(file.path)
    # An unusual ending is no fault, and a row whose point is empty is kept and counted without one.
    for known in (".*non conformant file extension", ".*Invalid coord dimension"):
        warnings.filterwarnings("ignore", message=known, category=RuntimeWarning)
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(source)]
        if options.sheet is not None and options.sheet not in names:
            raise DataError(f"{file.name} has no layer {options.sheet!r}. Its layers: {', '.join(map(repr, names))}.")
        # By number: a layer of a file in memory is called after an address that is new each time.
        wanted = range(len(names)) if options.sheet is None else [names.index(options.sheet)]
        read = [_layer(file, container, source, at, names[at], limits) for at in wanted]
        rows = {names[at]: layer.rows for at, layer in zip(wanted, read, strict=True)}
        inside = tuple(Inside(name, rows.get(name)) for name in names)
        return [replace(layer, inside=inside) for layer in read]
    except (DataSourceError, DataLayerError, pa.ArrowInvalid, UnicodeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"Cannot read {file.name} as {container}: {str(error).splitlines()[0][:160].rstrip('. ')}. "
                        "Open it in QGIS and save it anew, as GeoPackage or GeoJSON.") from error  # fmt: skip


def _layer(file: File, container: str, source: Any, at: int, name: str, limits: Limits) -> Layer:
    import pyogrio

    said = {"DATE_AS_STRING": "YES"} if container == "GeoJSON" else {}
    with pyogrio.open_arrow(source, layer=at, datetime_as_string=True, use_pyarrow=True, **said) as (meta, reader):
        limits.check_columns(file.name, len(meta["fields"]))
        cells = reader.read_all()
    shapes = meta["geometry_name"] or "wkb_geometry"
    texts = {column: as_text(cells[column], column) for column in cells.column_names if column != shapes}
    if container == "GeoJSON":
        texts = {column: _lists_joined(values, column) for column, values in texts.items()}
    if container in ("KML", "KMZ"):
        texts = {column: values for column, values in texts.items() if column not in _OF_DRAWING}
    told = () if name.startswith("pyogrio_") else (Evidence("layer", name),)
    return Layer(
        name, container, texts, cells[shapes] if shapes in cells.column_names else None, meta["crs"], told=told)  # fmt: skip


def parquet(file: File, limits: Limits) -> Layer:
    """Return a Parquet or GeoParquet file as a layer; `DataError` if it cannot be read."""
    from pyarrow import parquet as arrow_parquet

    limits.check_size(file.name, file.size)
    try:
        stored = arrow_parquet.ParquetFile(file.path if file.path is not None else io.BytesIO(file.body))
        limits.check_columns(file.name, len(stored.schema_arrow.names))
        limits.check_rows(file.name, stored.metadata.num_rows)
        cells = _bounded(file.name, stored, limits)
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
    if shapes not in cells.column_names:
        return Layer(file.stem, "Parquet", texts, None, None, about)
    crs = geo["columns"][shapes].get("crs", WGS84)
    return Layer(
        file.stem, "Parquet", texts, cells[shapes], json.dumps(crs) if isinstance(crs, dict) else crs, about)  # fmt: skip


def _bounded(name: str, stored: Any, limits: Limits) -> pa.Table:
    """Return all rows of a Parquet file, read in parts: a text that repeats is stored once and grows when it is read."""
    kept = stored.schema_arrow
    plain = pa.schema([field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in kept],
                      kept.metadata)  # fmt: skip
    parts, held = [], 0
    for part in (each.cast(plain) for each in stored.iter_batches(batch_size=_BATCH)):
        parts.append(part)
        held += part.nbytes
        if held > limits.unpacked_mb << 20:
            raise DataError(
                f"{name} grows to more than {limits.unpacked_mb:,} MB when it is read. Accepted: up to that "
                "(setting GEODATA_MAX_UNPACKED_MB). Leave out long texts, or split it."
            )
    return pa.Table.from_batches(parts, plain).combine_chunks()


def geometries_of(layer: Layer) -> np.ndarray:
    """Return the shapes of a layer that has some."""
    import shapely

    if layer.shapes is None:
        return np.array([], dtype=object)
    return np.asarray(shapely.from_wkb(layer.shapes.to_numpy(zero_copy_only=False)))


def together(layers: Sequence[Layer]) -> Layer:
    """Return layers as one, the cells of a column empty where a layer has no such column."""
    first, *others = layers
    if not others:
        return first
    sizes = [len(layer.shapes or ()) for layer in layers]
    columns = dict.fromkeys(name for layer in layers for name in layer.texts)
    texts = {
        name: chained([layer.texts.get(name, pa.array([""] * size, pa.string())) for layer, size in zip(layers, sizes, strict=True)])
        for name in columns
    }  # fmt: skip
    shapes = pa.chunked_array([chunk for layer in layers if layer.shapes is not None for chunk in layer.shapes.chunks])
    return replace(first, name="", texts=texts, shapes=shapes)


def chained(parts: Iterable[pa.Array | pa.ChunkedArray]) -> pa.ChunkedArray:
    """Return columns of text one after another."""
    return pa.chunked_array(
        [chunk for part in parts for chunk in (part.chunks if isinstance(part, pa.ChunkedArray) else [part])],
        pa.string(),
    )


def in_degrees(name: str, geometries: np.ndarray, layer: Layer, said: str | None) -> tuple[np.ndarray, list[Evidence]]:
    """Return shapes in WGS 84 degrees, and how they got there; `QuestionError` if nobody says what they are in."""
    given = said or layer.crs
    if given is None:
        raise QuestionError(f"{name} does not say which coordinate system its points are in. EPSG:4326 is degrees.",
                            "crs", ("EPSG:4326", "EPSG:3857", "EPSG:32638", "EPSG:32637"), "--crs EPSG:4326 (of areas: --areas-crs)")  # fmt: skip
    return _to_degrees(geometries, given, layer.container)


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
