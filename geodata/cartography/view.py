"""What a map shows and how large: from an extent to a projection, a scale and a frame on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from geodata import provinces
from geodata.cartography import ground
from geodata.cartography.projection import Box, Lambert
from geodata.cartography.sheet import Rect
from geodata.errors import LayoutError
from geodata.rules import Bbox

Floats = NDArray[np.float64]
_SMALLEST_KM = 60.0  # a map of incidents at one site shows this much around it
_KM_PER_DEGREE = 111.2  # of latitude
_PADDING = 0.035  # of the frame, left free on each side of what is to be shown


@dataclass(frozen=True)
class View:
    """Degrees → points on the page. `pt_per_km` is the scale where the projection is true."""

    projection: Lambert
    frame: Rect
    pt_per_km: float
    middle_x: float
    middle_y: float

    def place(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Return points on the page."""
        return self.on_page(*self.projection.project(lon, lat))

    def on_page(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Return the points on the page of kilometres of the projection."""
        return (
            (self.frame.left + self.frame.right) / 2 + (east - self.middle_x) * self.pt_per_km,
            (self.frame.bottom + self.frame.top) / 2 + (north - self.middle_y) * self.pt_per_km,
        )

    def degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the degrees of points on the page."""
        east = (np.asarray(x, dtype=float) - (self.frame.left + self.frame.right) / 2) / self.pt_per_km + self.middle_x
        north = (np.asarray(y, dtype=float) - (self.frame.bottom + self.frame.top) / 2) / self.pt_per_km + self.middle_y
        return self.projection.unproject(east, north)

    def path(self, path: Path) -> Path:
        """Return a path in degrees as one in points."""
        x, y = self.place(*np.asarray(path.vertices).T)
        return Path(np.column_stack([x, y]), path.codes)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.place(lon, lat)
        return float(x), float(y)

    @property
    def middle_lat(self) -> float:
        """Latitude in the middle of the frame."""
        return float(self.projection.unproject(self.middle_x, self.middle_y)[1])

    @property
    def box(self) -> Box:
        """The degrees that the frame spans."""
        edge = np.linspace(-0.5, 0.5, 21)
        wide, high = self.frame.width / self.pt_per_km, self.frame.height / self.pt_per_km
        x = self.middle_x + wide * np.concatenate([edge, edge, np.full(21, -0.5), np.full(21, 0.5)])
        y = self.middle_y + high * np.concatenate([np.full(21, -0.5), np.full(21, 0.5), edge, edge])
        lon, lat = self.projection.unproject(x, y)
        return Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


def fitted(lon: Floats, lat: Floats, space: Rect) -> View:
    """Return the view that shows these points as large as `space` allows, its frame filling the space.

    Where the ground we have ends sooner than the space, the frame is made smaller, never the map wrong.
    """
    projection = Lambert.fitted(Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())))
    x, y = projection.project(lon, lat)
    left, right, bottom, top = x.min(), x.max(), y.min(), y.max()
    scale = min(space.width / (right - left), space.height / (top - bottom)) * (1 - 2 * _PADDING)
    view = View(projection, space, float(scale), float(left + right) / 2, float(bottom + top) / 2)
    return _within_ground(view)


def _within_ground(view: View) -> View:
    for _ in range(60):
        box, frame, covered = view.box, view.frame, ground.COVERED
        narrow = box.west < covered.west or box.east > covered.east
        low = box.south < covered.south or box.north > covered.north
        if not (narrow or low):
            return view
        by_x, by_y = (frame.width * 0.012 if narrow else 0.0), (frame.height * 0.012 if low else 0.0)
        smaller = Rect(frame.left + by_x, frame.bottom + by_y, frame.right - by_x, frame.top - by_y)
        view = View(view.projection, smaller, view.pt_per_km, view.middle_x, view.middle_y)
    raise LayoutError(f"The map would reach beyond the ground we have ({', '.join(f'{d:g}' for d in ground.COVERED)} degrees). "
                      f"Choose a smaller extent.")  # fmt: skip


def _rim(box: Box) -> tuple[Floats, Floats]:
    """Return points along the edge of a box, as its sides are curves on the map."""
    step = np.linspace(0, 1, 25)
    lon = box.west + (box.east - box.west) * np.concatenate([step, step, np.zeros(25), np.ones(25)])
    lat = box.south + (box.north - box.south) * np.concatenate([np.zeros(25), np.ones(25), step, step])
    return lon, lat


def extent_points(extent: str, incidents: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the points in degrees that a map must show: the rim of countries, provinces or a box, or the incidents."""
    if extent == "incidents":
        return _rim(_around(incidents)) if _pointed(incidents).size else extent_points("countries", incidents)
    if extent[0] in "-+0123456789.":
        return _rim(_inside(Box(*Bbox.read(extent))))
    shapes = [each.shape for code, each in provinces.known().items() if _is_part(code, extent)]
    lon, lat = shapely.get_coordinates(shapes).T
    if (
        lat.max() - lat.min()
    ) * _KM_PER_DEGREE < _SMALLEST_KM:  # a province of one town is shown with what is around it
        rim = _rim(_box_around(np.column_stack([lon, lat])))
        return np.concatenate([lon, rim[0]]), np.concatenate([lat, rim[1]])
    return lon, lat


def _is_part(code: str, extent: str) -> bool:
    return code[:2] in ("IQ", "SY") if extent == "countries" else code in extent.split(",") or code[:2] == extent


def _inside(box: Box) -> Box:
    west, south, east, north = ground.COVERED
    if box.west < west or box.east > east or box.south < south or box.north > north:
        raise LayoutError(f"Layout option 'extent' cannot be '{','.join(f'{d:g}' for d in box)}': our ground covers "
                          f"{west:g} to {east:g}° E and {south:g} to {north:g}° N. Choose a box inside it.")  # fmt: skip
    return box


def _pointed(incidents: pd.DataFrame) -> Floats:
    """Return the sites of dots and the label points of badges, a row each."""
    sites = incidents[incidents["shown_as"] == "dot"][["longitude", "latitude"]].to_numpy(dtype=float)
    badges = sorted(set(incidents.loc[incidents["shown_as"] == "badge", "province"]) & set(provinces.known()))
    labels = [(provinces.known()[code].label_lon, provinces.known()[code].label_lat) for code in badges]
    return np.vstack([sites, np.array(labels, dtype=float).reshape(-1, 2)])


def _around(incidents: pd.DataFrame) -> Box:
    """Return a box around the incidents, never a very small one."""
    return _box_around(_pointed(incidents))


def _box_around(points: Floats) -> Box:
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    lat, lon = (south + north) / 2, (west + east) / 2
    half_lat = max((north - south) / 2 * 1.08, _SMALLEST_KM / _KM_PER_DEGREE / 2)
    half_lon = max((east - west) / 2 * 1.08, _SMALLEST_KM / _KM_PER_DEGREE / 2 / np.cos(np.radians(lat)))
    return Box(float(lon - half_lon), float(lat - half_lat), float(lon + half_lon), float(lat + half_lat))
