"""Files of areas → boundaries: read as spatial files of incidents are, in degrees, each shape sound, each area once.

What had to be decided or mended is said: which columns name the areas, which shapes crossed themselves and by how much
mending them changed their area, what is no area at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.boundaries import Area, Boundaries
from geodata.errors import DataError, QuestionError
from geodata.importers import area_columns, detect
from geodata.importers import layers as spatial_layers
from geodata.importers.area_columns import Columns
from geodata.importers.layers import Layer
from geodata.importers.options import Limits, Options
from geodata.importers.progress import Progress, tell, unwatched
from geodata.importers.table import Evidence, File

_POLYGONS = (3, 6)  # as Shapely numbers polygons and multipolygons
_OVERLAP = 0.001  # of the whole area: neighbours drawn by different hands overlap by less
_PIECE_DEG = 0.05  # a side as long bends by a foot at most against the straight line on the ground
_LONGEST = 200  # letters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaOptions:
    """Answers that go before what is detected of a file of areas; None means "detect it".

    `name` and `code` are columns; `source` is what pictures credit the boundaries to.
    """

    name: str | None = None
    code: str | None = None
    layer: str | None = None
    crs: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Brought:
    """Boundaries as read from a file, the columns that they were taken from, and what was found out and mended."""

    boundaries: Boundaries
    columns: Columns
    evidence: tuple[Evidence, ...]

    def sentences(self) -> list[str]:
        return [str(each) for each in self.evidence]


NOTHING_SAID = AreaOptions()


def read(file: File | Path | str, options: AreaOptions = NOTHING_SAID, *, limits: Limits | None = None) -> Brought:
    """Read the areas of a file: GeoJSON, GeoPackage, zipped shapefile, KML, KMZ or GeoParquet.

    Raises
    ------
    DataError
        If there are no areas in it, or more than the limits allow.
    QuestionError
        If only its owner can say which layer, columns or coordinate system are meant.
    """
    most = limits or Limits.of_settings()
    given = file if isinstance(file, File) else File.at(Path(file))
    return of_layer(given, layer_of(given, options.layer, most), options, most)


def layer_of(file: File, wanted: str | None, limits: Limits) -> Layer:
    """Return the layer of areas of a file, or the one that is `wanted`, as it is stored; raises as `read` does."""
    kind = detect.kind_of(file, limits)
    try:
        layer = _chosen(file, detect.layers(file, Options(sheet=wanted), limits))
    except QuestionError as error:
        raise QuestionError(error.question, "areas_layer", error.choices, "--areas-layer NAME") from error
    return replace(layer, told=(detect.evidence(kind), *layer.told))


def of_layer(
    file: File, layer: Layer, options: AreaOptions, limits: Limits, *, progress: Progress = unwatched
) -> Brought:
    """Return the areas of a layer, in degrees and sound; raises as `read` does, and once `progress` answers False.

    `progress` is called with the number of areas done, and of how many.
    """
    tell(progress, file.name, 0, layer.rows)
    shapes, told = _sound(file.name, layer, options.crs)
    if len(shapes) > limits.areas:
        raise DataError(
            f"{file.name} has {len(shapes):,} areas. Accepted: up to {limits.areas:,} (setting GEODATA_MAX_AREAS)."
        )
    columns = area_columns.decided(file.name, layer.texts, name=options.name, code=options.code)
    rows = pd.DataFrame({
        "name": _cells(layer, columns.name, shapes.index), "code": _cells(layer, columns.code, shapes.index),
        "part_of": _cells(layer, columns.part_of, shapes.index), "shape": shapes,
    })  # fmt: skip
    areas, merged = _areas(file.name, rows, progress)
    title = Path(file.name).name
    source = options.source or (f"{title}, columns of {columns.publisher}" if columns.publisher else title)
    made = Boundaries.of(title, source, areas)
    counted = Evidence("areas", f"{len(areas):,}")
    return Brought(made, columns, (*layer.told, *told, *columns.evidence, *merged, counted, *_overlaps(made)))


def _chosen(file: File, layers: Sequence[Layer]) -> Layer:
    """Return the layer that holds areas; those of a KML, which parts what belongs together, as one."""
    holding = [layer for layer in layers if _is_area(spatial_layers.geometries_of(layer)).any()]
    if not holding:
        raise DataError(
            f"{file.name} holds no areas, only points, lines or a table. Give the polygons of districts or provinces."
        )
    if len(holding) > 1 and holding[0].container not in ("KML", "KMZ"):
        names = tuple(layer.name for layer in holding)
        raise QuestionError(
            f"{file.name} holds {len(names)} layers of areas: {', '.join(names[:8])}. Which one?",
            "areas_layer", names, "--areas-layer NAME")  # fmt: skip
    return spatial_layers.together(holding)


def _is_area(geometries: np.ndarray) -> np.ndarray:
    import shapely

    found: np.ndarray = np.isin(shapely.get_type_id(geometries), _POLYGONS) & ~shapely.is_empty(geometries)
    return found


def _sound(name: str, layer: Layer, crs: str | None) -> tuple[pd.Series, list[Evidence]]:
    """Return the areas in degrees, by the number of their row, and what was done to them."""
    import shapely

    geometries = spatial_layers.geometries_of(layer)
    is_area = _is_area(geometries)
    told = [] if is_area.all() else [Evidence("left out", _counted(int((~is_area).sum()), "row"), "they are no areas")]
    flat = shapely.force_2d(geometries[is_area])
    inside, how = spatial_layers.in_degrees(name, flat, layer, crs)
    _refuse_beyond_the_globe(name, inside)
    mended, repairs = _repaired(inside)
    kept = ~shapely.is_empty(mended)
    if not kept.all():
        repairs.append(Evidence("left out", _counted(int((~kept).sum()), "shape"), "they cover nothing"))
    if not kept.any():
        raise DataError(f"{name} holds no area that covers anything. Save it anew from a GIS.")
    return pd.Series(mended[kept], index=np.flatnonzero(is_area)[kept], dtype="object"), [*told, *how, *repairs]


def _refuse_beyond_the_globe(name: str, shapes: np.ndarray) -> None:
    import shapely

    west, south, east, north = shapely.total_bounds(shapes)
    if not (west >= -180.001 and east <= 180.001 and south >= -90.001 and north <= 90.001):  # nor is "inf" inside
        raise QuestionError(
            f"{name} has shapes from {west:g} to {east:g} and {south:g} to {north:g}, which are no degrees. Which coordinate "
            "system are they in?", "areas_crs", ("EPSG:32638", "EPSG:32637", "EPSG:3857"), "--areas-crs EPSG:32638")  # fmt: skip


def _repaired(shapes: np.ndarray) -> tuple[np.ndarray, list[Evidence]]:
    """Return the shapes with those made valid that crossed or touched themselves, and by how much that changed them."""
    import shapely

    broken = ~shapely.is_valid(shapes)
    if not broken.any():
        return shapes, []
    mended = shapes.copy()
    mended[broken] = [_polygons(shape) for shape in shapely.make_valid(shapes[broken], method="structure")]
    before, after = (sum(map(km2, each[broken])) for each in (shapes, mended))
    why = str(shapely.is_valid_reason(shapes[broken][0])).partition("[")[0].lower()
    count = int(broken.sum())
    said = f"{_counted(count, 'shape')} repaired"
    return mended, [Evidence("shapes", said, f"{why}; their area was {before:,.1f} km² and is {after:,.1f} km²")]


def _polygons(shape: object) -> object:
    """Return what of a mended shape is area; mending may leave lines and points beside it."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts([shape]))
    return shapely.union_all([part for part in parts if shapely.get_type_id(part) in _POLYGONS])


def km2(shape: object) -> float:
    """Return the geodesic area (WGS 84) of a shape in degrees, whose sides are straight in degrees."""
    import shapely
    from pyproj import Geod

    if shapely.is_empty(shape):
        return 0.0
    pieces = shapely.segmentize(shape, _PIECE_DEG)
    return float(abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(pieces))[0])) / 1e6


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _cells(layer: Layer, column: str, rows: pd.Index) -> list[str]:
    if not column:
        return [""] * len(rows)
    texts = layer.texts[column].to_pylist()
    return [" ".join(texts[row].split())[:_LONGEST] for row in rows]


def _areas(name: str, rows: pd.DataFrame, progress: Progress) -> tuple[list[Area], list[Evidence]]:
    """Return an area for each code, or for each name where there are no codes; names that repeat say what they are part of."""
    import shapely

    numbered = [f"area {at}" for at in range(1, len(rows) + 1)]
    named = rows.assign(
        name=np.where(rows["name"] != "", rows["name"], np.where(rows["code"] != "", rows["code"], numbered))
    )
    named["code"] = named["code"].where(
        named["code"] != "", named["name"] + np.where(named["part_of"] != "", " | " + named["part_of"], "")
    )
    grouped = named.groupby("code", sort=True)
    firsts = grouped[["name", "part_of"]].first()
    labels = _distinct(firsts)
    areas: list[Area] = []
    for code, group in grouped:
        shape = group["shape"].iloc[0] if len(group) == 1 else shapely.union_all(group["shape"].to_numpy())
        tell(progress, name, len(areas), len(rows))
        areas.append(Area(str(code), labels[str(code)], str(firsts["part_of"][code]), km2(shape), shape, shape))
    shapely.prepare([area.shape for area in areas])
    merged = len(rows) - len(areas)
    return areas, [
        Evidence("areas in several rows", f"{_counted(merged, 'row')} joined", "they have the same code or name")
    ] if merged else []


def _distinct(firsts: pd.DataFrame) -> dict[str, str]:
    """Return a name for each code, no two alike."""
    names = firsts["name"].copy()
    for more in (firsts["part_of"], pd.Series(firsts.index, index=firsts.index)):
        twice = names.duplicated(keep=False) & (more != "") & (more != names)
        names = names.where(~twice, firsts["name"] + " (" + more + ")")
    return {str(code): str(name) for code, name in names.items()}


def _overlaps(boundaries: Boundaries) -> list[Evidence]:
    import shapely

    drawn = [area.screen for area in boundaries.areas.values()]
    whole, union = float(np.sum(shapely.area(drawn))), float(shapely.area(shapely.union_all(drawn)))
    share = (whole - union) / whole if whole else 0.0
    if share <= _OVERLAP:
        return []
    return [
        Evidence(
            "overlaps", f"{share:.1%} of their area", "an incident in two areas counts in the one with the lower code"
        )
    ]
