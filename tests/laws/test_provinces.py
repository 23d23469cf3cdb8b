"""Points are located exactly as the shapes themselves say, wherever they lie and in whatever order they come."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata import _grid, provinces

SHAPES = {code: province.shape for code, province in provinces.read().items()}
KNOWN = {code: province.shape for code, province in provinces.known().items()}
VERTICES = np.concatenate([shapely.get_coordinates(shape) for shape in SHAPES.values()])
EARTH = Geod(ellps="WGS84")
WEST, SOUTH = provinces._counted_grid().west, provinces._counted_grid().south

numbers = st.integers(0, len(VERTICES) - 2)
anywhere = st.tuples(st.floats(35, 49), st.floats(28.5, 38))
vertices = numbers.map(lambda n: tuple(VERTICES[n]))
midpoints = numbers.map(lambda n: tuple((VERTICES[n] + VERTICES[n + 1]) / 2))
a_hair_away = st.tuples(numbers, st.sampled_from([-1e-9, 0, 1e-9, 1e-4]), st.sampled_from([-1e-9, 1e-9, 1e-4])).map(
    lambda at: (VERTICES[at[0]][0] + at[1], VERTICES[at[0]][1] + at[2])
)
cell_corners = st.tuples(st.integers(0, 1288), st.integers(0, 836)).map(
    lambda cell: (WEST + cell[0] * _grid.CELL_DEG, SOUTH + cell[1] * _grid.CELL_DEG)
)
points = st.lists(st.one_of(anywhere, vertices, midpoints, a_hair_away, cell_corners), min_size=1, max_size=30).map(
    lambda pairs: np.array(pairs).T
)


def covering(lon, lat):
    """The naive answer: ask every shape, in order of the codes, whether it covers the point."""
    return next((code for code in sorted(SHAPES) if SHAPES[code].covers(shapely.Point(lon, lat))), None)


def km_to_points(lon, lat, coordinates):
    return EARTH.inv(np.full(len(coordinates), lon), np.full(len(coordinates), lat), *coordinates.T)[2] / 1000


def km_to_border(lon, lat, code):
    """Kilometres to the nearest of many points on a border, a few metres apart where it comes nearest."""
    border = shapely.segmentize(KNOWN[code].boundary, 0.02)
    every = shapely.get_coordinates(border)
    nearest = every[np.argsort(km_to_points(lon, lat, every))[:3]]
    stretch = shapely.intersection(border, shapely.union_all(shapely.buffer(shapely.points(nearest), 0.025)))
    return km_to_points(lon, lat, shapely.get_coordinates(shapely.segmentize(stretch, 5e-5))).min()


@given(points)
def test_a_point_lies_where_the_shapes_say(at):
    assert provinces.locate(*at).tolist() == [covering(lon, lat) for lon, lat in at.T]


def test_every_vertex_of_every_border_lies_where_the_shapes_say():
    tree = shapely.STRtree(list(SHAPES.values()))
    found, shape = tree.query(shapely.points(VERTICES), predicate="intersects")
    lowest = np.full(len(VERTICES), len(SHAPES))
    np.minimum.at(lowest, found, shape)
    assert provinces.locate(*VERTICES.T).tolist() == [list(SHAPES)[n] for n in lowest]


@given(points, st.randoms(use_true_random=False))
def test_the_order_of_points_does_not_matter(at, random):
    order = random.sample(range(at.shape[1]), at.shape[1])
    assert provinces.locate(*at[:, order]).tolist() == provinces.locate(*at)[order].tolist()


@given(points, st.integers(0, 30))
def test_a_missing_point_changes_nothing_for_the_others(at, where):
    where = min(where, at.shape[1])
    found = provinces.locate(*np.insert(at, where, np.nan, axis=1)).tolist()
    assert found.pop(where) is None
    assert found == provinces.locate(*at).tolist()


@given(points)
def test_a_point_is_no_distance_from_its_own_province_and_some_from_any_other(at):
    for code in ("IQ-BG", "SY-QU"):
        km = provinces.distance_km(*at, [code] * at.shape[1])
        assert ((km == 0) == shapely.intersects_xy(SHAPES[code], *at)).all()


@given(anywhere, st.sampled_from(sorted(KNOWN)))
def test_distances_agree_with_many_points_measured_on_the_ground(at, code):
    km = provinces.distance_km([at[0]], [at[1]], [code])[0]
    if km > 0:
        assert km == pytest.approx(km_to_border(*at, code), rel=0.002, abs=0.005)


@given(points, st.sampled_from([0.0, 5.0, 80.0]))
def test_the_nearest_province_is_the_one_at_the_least_distance(at, within_km):
    every = np.array([provinces.distance_km(*at, [code] * at.shape[1]) for code in sorted(KNOWN)])
    for code, km in zip(provinces.nearest(*at, within_km=within_km), every.T, strict=True):
        assert (code is None) == (km.min() > within_km)
        assert code is None or km[sorted(KNOWN).index(code)] == pytest.approx(km.min(), abs=1e-6)
