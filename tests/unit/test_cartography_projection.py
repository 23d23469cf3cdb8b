"""The projection agrees with PROJ, the scale bar with the ground."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod, Transformer

from geodata.cartography.projection import Box, Lambert
from geodata.cartography.sheet import Rect
from geodata.cartography.view import extent_points, fitted

BOXES = [Box(35.6, 29, 48.6, 37.4), Box(43.6, 32.6, 45, 33.9), Box(30, 24, 55, 43)]


@pytest.mark.parametrize("box", BOXES)
def test_projected_points_are_those_of_proj_to_a_millimetre(box):
    ours = Lambert.fitted(box)
    proj = f"+proj=lcc +lat_1={ours.south_parallel} +lat_2={ours.north_parallel} +lat_0={ours.lat} +lon_0={ours.lon} +ellps=WGS84"
    lon, lat = np.linspace(box.west, box.east, 50), np.linspace(box.south, box.north, 50)
    theirs = Transformer.from_crs(4326, proj, always_xy=True).transform(lon, lat)
    assert np.abs(np.array(ours.project(lon, lat)) * 1000 - np.array(theirs)).max() < 0.001


@pytest.mark.parametrize("box", BOXES)
def test_unprojecting_gives_the_degrees_back(box):
    ours = Lambert.fitted(box)
    lon, lat = ours.unproject(*ours.project([box.west, box.east], [box.south, box.north]))
    assert np.allclose([lon, lat], [[box.west, box.east], [box.south, box.north]], atol=1e-9)


def test_a_hundred_kilometres_on_the_map_are_a_hundred_on_the_ground():
    view = fitted(np.array([36.0, 48]), np.array([29.0, 37]), Rect(0, 0, 600, 400))
    east = Geod(ellps="WGS84").fwd(42, view.middle_lat, 90, 100_000)
    (left, right), _ = view.place([42, east[0]], [view.middle_lat, east[1]])
    assert right - left == pytest.approx(100 * view.pt_per_km * view.projection.scale(view.middle_lat), rel=1e-4)


@pytest.mark.parametrize("extent", ["countries", "IQ", "SY", "IQ-BG,SY-DI", "42,33,43,34", "incidents"])
@pytest.mark.parametrize("space", [Rect(10, 10, 590, 400), Rect(10, 10, 300, 700)])
def test_all_that_was_asked_for_lies_inside_the_frame(bundled, extent, space):
    lon, lat = extent_points(extent, bundled.incidents)
    view = fitted(lon, lat, space)
    x, y = view.place(lon, lat)
    assert view.frame.holds(Rect(x.min(), y.min(), x.max(), y.max()))
    assert space.holds(view.frame)
