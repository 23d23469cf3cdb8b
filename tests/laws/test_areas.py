"""Areas laid over incidents count as a spatial join does, whatever their shapes, order and engine."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.boundaries import Area, Boundaries
from geodata.query import IncidentQuery
from geodata.store import Store, laying
from tests import engines
from tests.engines import on_every_engine
from tests.strategies import catalogues

EVERYTHING = IncidentQuery()
WEST, SOUTH = 38.0, 32.0


@st.composite
def grids(draw):
    """Small grids of areas that share borders, some joined to larger ones, some left out, their codes in any order."""
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    edges_x = WEST + np.cumsum(
        [0, *draw(st.lists(st.sampled_from([0.7, 1.0, 2.4]), min_size=columns, max_size=columns))]
    )
    edges_y = SOUTH + np.cumsum([0, *draw(st.lists(st.sampled_from([0.5, 1.3, 2.0]), min_size=rows, max_size=rows))])
    cells = [shapely.box(*pair) for pair in (
        (edges_x[x], edges_y[y], edges_x[x + 1], edges_y[y + 1]) for x in range(columns) for y in range(rows)
    )]  # fmt: skip
    owners = draw(st.lists(st.integers(-1, 5), min_size=len(cells), max_size=len(cells)))
    shapes = {
        owner: shapely.union_all([cell for cell, each in zip(cells, owners, strict=True) if each == owner])
        for owner in set(owners)
    }
    return {f"A{owner}": shape for owner, shape in shapes.items() if owner >= 0} or {"A0": cells[0]}


def boundaries(shapes):
    shapely.prepare(list(shapes.values()))
    return Boundaries.of(
        "grid", "grid", [Area(code, f"{code} name", "", 1.0, shape, shape) for code, shape in shapes.items()]
    )


def joined(shapes, lon, lat):
    """What geopandas says: every area that touches a point, the one with the lowest code taken."""
    areas = gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    found = gpd.sjoin(points, areas, predicate="intersects")["code"].groupby(level=0).min()
    return found.reindex(range(len(lon)))


degrees = st.sampled_from([0.0, 0.35, 0.7, 1.0, 1.7, 2.4, 3.4]) | st.floats(-0.5, 9.0)
points = st.lists(st.tuples(degrees, degrees), min_size=1, max_size=30)


@given(grids(), points)
def test_a_point_lies_where_a_spatial_join_finds_it_and_on_a_border_in_the_lower_code(shapes, at):
    lon, lat = np.add(at, [WEST, SOUTH]).T
    expected = [None if pd.isna(code) else f"{code} name" for code in joined(shapes, lon, lat)]
    assert boundaries(shapes).locate(lon, lat).tolist() == expected


@given(grids(), points, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(shapes, at, random):
    lon, lat = np.add(at, [WEST, SOUTH]).T
    shuffled = dict(random.sample(list(shapes.items()), len(shapes)))
    assert boundaries(shuffled).locate(lon, lat).tolist() == boundaries(shapes).locate(lon, lat).tolist()


@given(grids())
def test_areas_come_back_from_the_table_that_a_catalogue_keeps(shapes):
    before = boundaries(shapes)
    after = Boundaries.of_table(before.table())
    assert list(after.areas) == list(before.areas)
    assert after.version == before.version


@given(grids())
def test_what_is_drawn_covers_what_is_counted_but_for_slivers(shapes):
    made = boundaries(shapes)
    for area in made.areas.values():
        assert area.screen.symmetric_difference(area.shape).area < 0.02 * area.shape.area


@pytest.mark.parametrize("engine", [engines.DUCKDB], indirect=True, scope="session")
@given(catalogues(), grids())
@settings(max_examples=15)
def test_counts_by_area_are_those_of_a_spatial_join(engine, made, shapes):
    _counted_alike(made, shapes)


@on_every_engine
def test_both_engines_count_alike(engine, crowd):
    shapes = {"A1": shapely.box(38, 32, 40.3, 36), "A2": shapely.box(40.3, 32, 43, 36)}
    _counted_alike(crowd, shapes)
    kept = engines.kept(laying.laid(crowd.catalogue, boundaries(shapes)))
    assert kept.boundaries.version == boundaries(shapes).version
    assert (
        laying.laid(kept, boundaries(shapes)).incidents["area"].notna().sum() == laying.tally(kept, EVERYTHING).inside
    )


def _counted_alike(made, shapes):
    store = engines.kept(laying.laid(made.catalogue, boundaries(shapes)))
    rows = Store(made.catalogue).incidents(EVERYTHING, columns=["event_id", "longitude", "latitude", "geo_precision"])
    rows = rows[rows["latitude"].notna() & (rows["geo_precision"] < 3)].reset_index(drop=True)
    code = joined(shapes, rows["longitude"], rows["latitude"]) if len(rows) else pd.Series(dtype=str)
    expected = (code.dropna() + " name").value_counts().to_dict()
    counted = store.counts(EVERYTHING, ["area"])
    assert counted.dropna().set_index("area")["count"].to_dict() == expected
    assert counted["count"].sum() == len(made.catalogue.incidents)
    for name, count in expected.items():
        assert store.count(IncidentQuery(area=(name,))) == count


@given(catalogues(), grids())
@settings(max_examples=15)
def test_every_incident_is_in_an_area_in_none_known_to_its_province_or_without_a_place(made, shapes):
    store = Store(laying.laid(made.catalogue, boundaries(shapes)))
    found = laying.tally(store, EVERYTHING)
    assert found.inside + found.outside + found.province_only + found.unplaced == len(made.catalogue.incidents)
    assert min(found.inside, found.outside, found.province_only, found.unplaced) >= 0


@given(catalogues(), grids())
@settings(max_examples=10)
def test_laying_the_same_areas_again_changes_nothing_but_the_version(made, shapes):
    once = laying.laid(made.catalogue, boundaries(shapes))
    twice = laying.laid(Store(once), boundaries(shapes))
    assert twice.incidents.sort_values("row")["area"].tolist() == once.incidents.sort_values("row")["area"].tolist()
