"""Provinces as small outlines for charts: on the plane of the printed map, as coarse as a picture 300 pixels wide.

Kilometres east and south of the middle of the map; a chart draws them as they are, without a projection.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geodata import provinces
from geodata.cartography.projection import Box, Lambert

BOTH_COUNTRIES = Box(35.4, 28.9, 48.9, 37.6)
_TOLERANCE_DEG = 0.025  # half a pixel of such a picture


@cache
def _plane() -> Lambert:
    return Lambert.fitted(BOTH_COUNTRIES)


def placed(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points (degrees, WGS 84) on the plane of the outlines: km east and south, to 0.1."""
    east, north = _plane().project(np.asarray(lon, float), np.asarray(lat, float))
    return east.round(1), -north.round(1)


@cache
def read() -> Mapping[str, Mapping[str, Any]]:
    """Return the geometry of each counted province as GeoJSON has it, by code, coordinates in km to 0.1."""
    return MappingProxyType({code: _small(province.shape) for code, province in provinces.screen().items()})


def _small(shape: shapely.Geometry) -> Mapping[str, Any]:
    on_plane = shapely.transform(shape.simplify(_TOLERANCE_DEG), lambda points: np.column_stack(placed(*points.T)))
    drawn: Mapping[str, Any] = shapely.geometry.mapping(on_plane)
    return drawn
