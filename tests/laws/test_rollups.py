"""A count from the tables counted ahead is the count from the incidents."""

from contextlib import contextmanager
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import archive, rollups
from geodata.query import FILTERS, IncidentQuery
from geodata.store import KEYS, Store, opened, source
from geodata.store.binning import MOST_ZOOM
from geodata.summarise import figures
from tests.engines import POSTGRESQL, kept, on_every_engine
from tests.strategies import queries

pytestmark = on_every_engine
FIELDS = ("province", "place", "weapon", "actor", "evidence")


@pytest.fixture(scope="module")
def ahead(crowd, engine, tmp_path_factory):
    """The crowd with every table that can be counted ahead, however little is gained."""
    path = tmp_path_factory.mktemp("ahead") / "crowd.duckdb"
    with as_of_many():
        if engine == POSTGRESQL:
            store = kept(crowd.catalogue)
        else:
            archive.write(crowd.catalogue, path)
            store = opened(path)
    assert store.counted_ahead == {*rollups.TABLES} - ({rollups.BY_PLACE} if engine == POSTGRESQL else set())
    return store


@contextmanager
def as_of_many():
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FEWEST_INCIDENTS", "LEAST_SMALLER", "MANY"):
            patch.setattr(rollups, name, 0)
        yield


def test_incidents_are_not_held_in_memory_twice(crowd):
    with as_of_many():
        assert Store(crowd.catalogue).counted_ahead == {*rollups.TABLES} - {rollups.BY_PLACE}


def test_small_data_are_counted_from_the_rows(crowd_store):
    assert crowd_store.counted_ahead == frozenset()


@given(query=queries())
def test_figures_are_those_of_the_incidents(ahead, crowd_store, query):
    assert figures(ahead, query) == figures(crowd_store, query)
    assert ahead.count(query) == crowd_store.count(query)


@given(query=queries(), keys=st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=3, unique=True))
def test_counts_are_those_of_the_incidents(ahead, crowd_store, query, keys):
    pd.testing.assert_frame_equal(ahead.counts(query, keys), crowd_store.counts(query, keys))


@given(query=queries())
@settings(max_examples=20)
def test_counts_of_each_field_are_those_of_the_incidents(ahead, crowd_store, query):
    assert ahead.counts_each(query, FIELDS) == crowd_store.counts_each(query, FIELDS)


@given(query=queries(), zoom=st.sampled_from([0, 3, 5, 8, 9, MOST_ZOOM]), grid=st.sampled_from([1, 8, 16]))
def test_bins_are_those_of_the_incidents(ahead, crowd_store, query, zoom, grid):
    # The tile of Al-Asad, where a third of the crowd is.
    x, y = int((42.4 + 180) / 360 * 2**zoom), int(0.40046 * 2**zoom)
    bins = [each.bins(query, zoom=zoom, x=x, y=y, grid=grid, shown_as="dot") for each in (ahead, crowd_store)]
    pd.testing.assert_frame_equal(*bins)


@pytest.mark.parametrize(("asked", "columns", "table"), [
    ({}, ["category"], "counted"),
    ({"country": "SY", "killed": 1, "weapon": "rockets"}, ["province"], "counted"),
    ({"since": "2023-11-19"}, ["category"], "counted_by_month"),
    ({}, ["month"], "counted_by_month"),
    ({}, ["cell"], "counted_by_cell"),
    ({"until": "2023-11-19"}, ["cell"], "counted_by_cell_and_month"),
    ({}, ["event_date"], None),
    ({"text": "drone"}, ["category"], None),
    ({"bbox": "38,33,44,36"}, ["category"], None),
])  # fmt: skip
def test_a_question_is_answered_from_the_smallest_table_that_holds_what_it_touches(asked, columns, table):
    found = source.chosen(source.needed(IncidentQuery(**asked), columns), rollups.TABLES)
    assert (found and found.table) == table


@given(query=queries(), zoom=st.sampled_from([5, 9, MOST_ZOOM]))
@settings(max_examples=20)
def test_single_incidents_of_a_tile_are_those_of_the_incidents(ahead, crowd_store, query, zoom):
    tile = {"zoom": zoom, "x": int((42.4 + 180) / 360 * 2**zoom), "y": int(0.40046 * 2**zoom)}
    shown = [each.in_tile(query, **tile, columns=["event_id", "place_name"]) for each in (ahead, crowd_store)]
    pd.testing.assert_frame_equal(*shown)


@pytest.mark.parametrize(("asked", "touched", "table"), [
    ({"since": "2023-11-19"}, ["mercator_x", "category"], "by_place"),
    ({"bbox": "38,33,44,36", "weapon": "rockets"}, [], "by_place"),
    ({"text": "drone"}, ["mercator_x"], "incidents"),
    ({"since": "2023-11-19"}, ["event_date"], "incidents"),
    ({}, ["mercator_x", "notes"], "incidents"),
])  # fmt: skip
def test_incidents_by_place_are_looked_through_for_points_only(asked, touched, table):
    assert source.rows(source.needed(IncidentQuery(**asked), touched), rollups.TABLES) == table


@pytest.mark.parametrize("name", [name for name, declared in FILTERS.items() if declared.many])
def test_every_field_with_choices_is_counted_ahead(name):
    assert FILTERS[name].column in rollups.GRAINS[0].holds
    assert KEYS[name].touches in rollups.GRAINS[0].holds


@pytest.mark.parametrize(("since", "until", "whole"), [
    ("2023-11-01", "2023-11-30", ("2023-11-01", "2023-12-01")),
    ("2023-11-02", "2024-01-30", ("2023-12-01", "2024-01-01")),
    ("2023-11-02", "2023-11-20", ("2023-12-01", "2023-11-01")),
    (None, "2023-11-30", ("0001-01-01", "2023-12-01")),
    ("2023-12-01", None, ("2023-12-01", "9999-12-31")),
    ("9999-12-02", "9999-12-31", ("9999-12-31", "9999-12-31")),
])  # fmt: skip
def test_the_whole_months_of_a_period_are_known(since, until, whole):
    days = (each and date.fromisoformat(each) for each in (since, until))
    assert tuple(map(str, source.whole_months(*days))) == whole
