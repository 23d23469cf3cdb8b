"""Areas that somebody brought, such as districts: their shapes, and which of them a point lies in (all EPSG:4326).

Beside the provinces that are bundled (`geodata.provinces`), these are of any country and level. They travel with
the data they were laid over, as a table of their own (`Boundaries.table`), so that a catalogue file or a database
remembers them.

Points are counted on the full shapes, pictures drawn with simplified ones whose neighbours still share their
borders. A point on a border that two areas share belongs to the one with the lower code, always.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import pandas as pd

from geodata import _grid
from geodata.provinces import degrees

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

SIMPLER_DEG = 0.003  # about 300 m: borders as the screen shows them
MOST_POINTS = 80_000  # of all borders on the screen, about a megabyte; beyond it they are drawn coarser
COARSE_DEG, MOST_COARSE = 0.006, 5_000  # of borders that are sent anew with each question, to be pointed at
COLUMNS = ("code", "name", "part_of", "area_km2", "shape", "screen", "boundaries", "source")


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `name` is its own among the areas; `part_of` the name of what it lies in, or empty.

    `area_km2` is geodesic (WGS 84), of the full shape; `screen` is the shape to draw.
    """

    code: str
    name: str
    part_of: str
    area_km2: float
    shape: BaseGeometry
    screen: BaseGeometry


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Areas by code, in sorted order. `name` is what the file was called, `source` what a picture credits."""

    name: str
    source: str
    areas: Mapping[str, Area]

    @classmethod
    def of(cls, name: str, source: str, areas: Iterable[Area]) -> Self:
        """Return boundaries of areas with full shapes alone, simplified here for drawing."""
        listed = sorted(areas, key=lambda area: area.code)
        drawn = simplified([area.shape for area in listed])
        return cls(
            name, source, _by_code(replace(area, screen=shape) for area, shape in zip(listed, drawn, strict=True))
        )

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.object_]:
        """Return the name of the area that each point lies in, None outside all of them and for a missing point.

        Degrees are WGS 84, NaN where missing; `ProjectionError` if a number cannot be degrees.
        """
        points_lon, points_lat = degrees(lon, lat)
        found = self._shapes.covering(points_lon.ravel(), points_lat.ravel())
        names = np.array([*(area.name for area in self.areas.values()), None], dtype=object)
        located: NDArray[np.object_] = names[found].reshape(points_lon.shape)  # the last, None, answers for -1
        return located

    @cached_property
    def named(self) -> Mapping[str, Area]:
        """The areas by name, in the order of their codes."""
        return MappingProxyType({area.name: area for area in self.areas.values()})

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with every name and shape."""
        digest = hashlib.sha256(f"{self.name}\0{self.source}\0".encode())
        for area in self.areas.values():
            digest.update(f"{area.code}\0{area.name}\0{area.part_of}\0".encode() + area.shape.wkb)
        return digest.hexdigest()[:12]

    @cached_property
    def middles(self) -> Mapping[str, Middle]:
        """Where a name can stand in each area, by its name."""
        return MappingProxyType(
            dict(zip(self.named, middles([area.screen for area in self.areas.values()]), strict=True))
        )

    @cached_property
    def coarse(self) -> Mapping[str, str]:
        """The areas by name as `coarse` gives them."""
        return MappingProxyType(
            dict(zip(self.named, coarse([area.shape for area in self.areas.values()]), strict=True))
        )

    @cached_property
    def _shapes(self) -> _grid.Grid:
        return _grid.build([area.shape for area in self.areas.values()])

    def geojson(self) -> str:
        """Return the areas as GeoJSON to draw, each with its name; degrees to 10 m."""
        import shapely

        drawn = shapely.set_precision([area.screen for area in self.areas.values()], 1e-4, mode="pointwise")
        features = (
            f'{{"type":"Feature","properties":{{"area":{json.dumps(area.name)}}},"geometry":{shapely.to_geojson(shape)}}}'
            for area, shape in zip(self.areas.values(), drawn, strict=True)
        )
        return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'

    def table(self) -> pd.DataFrame:
        """Return the areas as a catalogue keeps them: `COLUMNS`, shapes as hexadecimal WKB, a row each."""
        rows = [
            (area.code, area.name, area.part_of, area.area_km2, area.shape.wkb_hex, area.screen.wkb_hex, self.name, self.source)
            for area in self.areas.values()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(_TYPES)

    @classmethod
    def of_table(cls, table: pd.DataFrame) -> Self | None:
        """Return what `table` wrote; None for a table of no areas."""
        import shapely

        if not len(table):
            return None
        full, drawn = (shapely.from_wkb(table[name].to_numpy(dtype=object)) for name in ("shape", "screen"))
        shapely.prepare(full)
        texts = (table[name].astype("str").fillna("") for name in ("code", "name", "part_of"))
        areas = (Area(*each) for each in zip(*texts, table["area_km2"], full, drawn, strict=True))
        return cls(str(table["boundaries"].iloc[0]), str(table["source"].iloc[0]), _by_code(areas))


_TYPES = {name: "float64" if name == "area_km2" else "str" for name in COLUMNS}


def no_areas() -> pd.DataFrame:
    """Return the table of a catalogue that no boundaries were laid over."""
    return pd.DataFrame(columns=list(COLUMNS)).astype(_TYPES)


def _by_code(areas: Iterable[Area]) -> Mapping[str, Area]:
    return MappingProxyType({area.code: area for area in sorted(areas, key=lambda area: area.code)})


class Middle(NamedTuple):
    """The largest circle inside a shape: its middle and radius in degrees."""

    lon: float
    lat: float
    radius: float


def middles(shapes: Sequence[BaseGeometry]) -> list[Middle]:
    """Return the largest circle inside each shape, to a fiftieth of its width."""
    import shapely

    width = np.sqrt(np.maximum(shapely.area(shapes), 1e-9))
    ends = shapely.get_coordinates(shapely.maximum_inscribed_circle(shapes, tolerance=width / 50)).reshape(-1, 2, 2)
    radius = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    return [Middle(*each) for each in np.column_stack([ends[:, 0], radius]).tolist()]


def coarse(shapes: list[BaseGeometry]) -> list[str]:
    """Return GeoJSON geometries of so few points that a page can be sent them with each question."""
    import shapely

    drawn = shapely.set_precision(simplified(shapes, COARSE_DEG, MOST_COARSE), 1e-3, mode="pointwise")
    return [str(each) for each in shapely.to_geojson(drawn)]


def simplified(
    shapes: list[BaseGeometry], tolerance_deg: float = SIMPLER_DEG, most_points: int = MOST_POINTS
) -> list[BaseGeometry]:
    """Return the shapes with fewer points, neighbours still sharing their borders; none vanishes.

    Coarser where so many points would be left that a page takes long to draw them.
    """
    import shapely

    tolerance, drawn = tolerance_deg, np.asarray(shapes, dtype=object)
    while True:
        drawn = np.asarray(shapely.coverage_simplify(np.asarray(shapes, dtype=object), tolerance), dtype=object)
        if shapely.get_num_coordinates(drawn).sum() <= most_points or tolerance > 1:
            break
        tolerance *= 2
    lost = shapely.is_empty(drawn) | shapely.is_missing(drawn)
    return list(np.where(lost, np.asarray(shapes, dtype=object), drawn))
