"""Lambert's conformal conic, fitted to what a map shows: shapes and angles true, scale true on two parallels.

Conformal rather than equal-area because readers measure distances to sites and read bearings of rivers
and borders; over 10° of latitude areas are still within 1 % of each other. Written out here, 20 lines
after Snyder (1987, p. 107-109) on the WGS 84 ellipsoid, as loading PROJ takes longer than drawing; the tests
hold it against PROJ to a millimetre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_A = 6378.137  # km, WGS 84
_E2 = 0.0066943799901413165
_E = math.sqrt(_E2)


class Box(NamedTuple):
    """West, south, east, north in WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Lambert:
    """Degrees (WGS 84) ↔ kilometres east and north of the middle of the map, with two true parallels."""

    lon: float
    lat: float
    south_parallel: float
    north_parallel: float

    @classmethod
    def fitted(cls, box: Box) -> Lambert:
        """Return the projection whose true parallels lie a sixth inside the box (rounded to quarter degrees)."""
        sixth = (box.north - box.south) / 6
        south, north = (round((edge) * 4) / 4 for edge in (box.south + sixth, box.north - sixth))
        return cls(
            round((box.west + box.east) / 2 * 4) / 4, (box.south + box.north) / 2, south, max(north, south + 0.25)
        )

    @cached_property
    def _cone(self) -> tuple[float, float, float]:
        m1, m2 = (_m(parallel) for parallel in (self.south_parallel, self.north_parallel))
        t1, t2 = (float(_t(np.float64(parallel))) for parallel in (self.south_parallel, self.north_parallel))
        n = (math.log(m1) - math.log(m2)) / (math.log(t1) - math.log(t2))
        f = m1 / (n * t1**n)
        return n, f, _A * f * float(_t(np.float64(self.lat))) ** n

    def project(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Return kilometres east and north of the middle of the map."""
        n, f, rho0 = self._cone
        rho = _A * f * _t(np.asarray(lat, dtype=float)) ** n
        theta = n * np.radians(np.asarray(lon, dtype=float) - self.lon)
        return rho * np.sin(theta), rho0 - rho * np.cos(theta)

    def unproject(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the degrees of a point in kilometres."""
        n, f, rho0 = self._cone
        east, north = np.asarray(x, dtype=float), rho0 - np.asarray(y, dtype=float)
        t = (np.hypot(east, north) / (_A * f)) ** (1 / n)
        lon = self.lon + np.degrees(np.arctan2(east, north) / n)
        phi = np.pi / 2 - 2 * np.arctan(t)
        for _ in range(6):  # converges to 1e-12 in four
            sine = _E * np.sin(phi)
            phi = np.pi / 2 - 2 * np.arctan(t * ((1 - sine) / (1 + sine)) ** (_E / 2))
        return lon, np.degrees(phi)

    def scale(self, lat: float) -> float:
        """Return kilometres on the map per kilometre on the ground at this latitude."""
        n, f, _ = self._cone
        return float(n * f * float(_t(np.float64(lat))) ** n / _m(lat))

    def __str__(self) -> str:
        south, north = (f"{parallel:g}°" for parallel in (self.south_parallel, self.north_parallel))
        return f"Lambert conformal conic, true at {south} and {north} N, centred on {self.lon:g}° E"


def _m(lat: float) -> float:
    phi = math.radians(lat)
    return math.cos(phi) / math.sqrt(1 - _E2 * math.sin(phi) ** 2)


def _t(lat: Floats | np.float64) -> Floats:
    phi = np.radians(lat)
    sine = _E * np.sin(phi)
    t: Floats = np.tan(np.pi / 4 - phi / 2) / ((1 - sine) / (1 + sine)) ** (_E / 2)
    return t
