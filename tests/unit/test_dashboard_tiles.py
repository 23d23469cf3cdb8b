"""Tiles: every dot is in one tile, as itself or in a bin; what is on a screen is bounded whatever the data."""

import json
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import layers, mapdata, tiles
from dashboard.crowd import short
from geodata import style
from geodata.placing import mercator
from geodata.query import IncidentQuery
from geodata.rules import Bbox
from geodata.summarise import figures
from tests.strategies import crowd, made_of, queries

EVERYTHING = IncidentQuery()
WORLD = (0, 0, 0)
SITE = {"place_id": "conoco", "geo_precision": "1"}


def body(store, query, tile, most):
    return json.loads(tiles.body(store, query, tile, most, style.DOT_PX))


def counted(features):
    return sum(each["properties"].get("count", 1) for each in features)


@pytest.mark.parametrize(("dots", "tiled"), [(0, False), (1, False), (5_000, False), (5_001, True), (10**7, True)])
def test_more_dots_than_a_screen_may_show_come_in_tiles(store, dots, tiled):
    found = figures(store, EVERYTHING)
    shown = {"dot": dots, "badge": 10**6, "tray": 0}
    assert (
        mapdata.is_tiled(type(found)(**{name: getattr(found, name) for name in found.__slots__} | {"shown_as": shown}))
        is tiled
    )


@given(query=queries(), zoom=st.integers(0, 6), most=st.sampled_from([16, 60, 400]))
@settings(max_examples=20)
def test_every_dot_is_in_one_tile_and_no_tile_holds_more_than_it_may(crowd_store, query, zoom, most):
    there = {(zoom, x, y) for x, y in tiles_of(crowd_store, query, zoom)}
    bodies = [body(crowd_store, query, tile, most) for tile in there]
    assert sum(counted(each["features"]) for each in bodies) == figures(crowd_store, query).shown_as["dot"]
    assert all(len(each["features"]) <= most for each in bodies)


def tiles_of(store, query, zoom):
    rows = store.incidents(query, columns=["mercator_x", "mercator_y"]).dropna()
    return {(int(x) >> (32 - zoom), int(y) >> (32 - zoom)) for x, y in rows.itertuples(index=False)}


def test_a_tile_says_whether_it_holds_bins_and_of_what(store):
    few, many = body(store, IncidentQuery(place="tower-22"), WORLD, 400), body(store, EVERYTHING, WORLD, 16)
    assert (few["binned"], few["says"]) == (False, "1 incident, one point each")
    assert (many["binned"], many["incidents"]) == (True, 368)
    assert re.fullmatch(r"368 incidents in \d+ bins: the numbers of incidents in a grid of 4 by 4 cells", many["says"])


def test_single_incidents_are_drawn_as_on_the_small_map(store):
    query = IncidentQuery(province="IQ-AN")
    small = {each["id"]: each for each in json.loads(mapdata.dots(store, query, 0, style.DOT_PX))}
    for feature in body(store, query, WORLD, 400)["features"]:
        mine = feature["properties"]
        assert {name: mine[name] for name in ("i", "title", "line")} == {
            name: small[mine["id"]][name] for name in ("i", "title", "line")
        }


def test_incidents_of_one_site_fan_out():
    store = made_of(*[SITE] * 5).store
    offsets = {tuple(each["properties"]["o"]) for each in body(store, EVERYTHING, WORLD, 400)["features"]}
    assert len(offsets) == 5


def test_a_bin_says_its_kinds_and_for_how_many_casualties_are_stated():
    cells = [SITE | {"killed_min": "1", "killed_max": "2"}, *[SITE | {"category": "other_attack"}] * 16]
    (found,) = body(made_of(*cells).store, EVERYTHING, WORLD, 16)["features"]
    assert found["properties"]["other_attack"] == 17
    assert "Killed: 1–2 (stated for 1 of 17)" in found["properties"]["line"]
    for kind, count in ((kind, found["properties"][kind]) for kind in style.CATEGORY):
        assert (f"{style.label('category', kind)} {count}" in found["properties"]["line"]) == bool(count)


def test_a_bin_names_its_kinds_as_the_legend_does():
    cells = [SITE] * 17
    (found,) = body(made_of(*cells).store, EVERYTHING, WORLD, 16)["features"]
    kind = next(kind for kind in style.CATEGORY if found["properties"][kind])
    assert found["properties"]["line"].startswith(f"{style.label('category', kind)} 17. ")


@pytest.mark.parametrize("tile", [(3, 4, 3), (5, 19, 12), (6, 38, 25)])
def test_no_ring_covers_another_or_leaves_its_tile(crowd_store, tile):
    rings = [ring_at(each, tile[0]) for each in body(crowd_store, EVERYTHING, tile, 16)["features"]]
    for number, (x, y, radius) in enumerate(rings):
        assert all(
            math.hypot(x - other_x, y - other_y) >= radius + other - 0.3 for other_x, other_y, other in rings[:number]
        )
        assert tile[1] * 512 - 0.3 <= x - radius <= x + radius <= (tile[1] + 1) * 512 + 0.3


def ring_at(feature, zoom):
    x, y = mercator(*(np.array([degrees]) for degrees in feature["geometry"]["coordinates"]))
    scale, (right, down) = 512 * 2**zoom / 2**32, feature["properties"]["o"]
    return float(x[0] * scale + right), float(y[0] * scale + down), feature["properties"]["s"] / 2


def test_a_crowd_at_one_site_is_a_bin_from_afar_and_fans_out_near_by():
    store = made_of(*[SITE] * 80).store
    assert body(store, EVERYTHING, WORLD, 400)["binned"]
    (tile,) = ((12, x, y) for x, y in tiles_of(store, EVERYTHING, 12))
    assert len(body(store, EVERYTHING, tile, 400)["features"]) == 80


def test_every_ring_of_a_bin_is_in_the_atlas():
    crowded = crowd(300).store
    named = {each["properties"]["i"] for zoom in (0, 4, 5) for x, y in tiles_of(crowded, EVERYTHING, zoom)
             for each in body(crowded, EVERYTHING, (zoom, x, y), 16)["features"]}  # fmt: skip
    assert named <= set(tiles.icon_mapping())


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3).filter(any))
def test_a_kind_that_occurs_has_a_part_of_the_ring_and_no_other(counts):
    parts = [int(part) for part in tiles._ring(counts).split("-")[1:]]
    assert [part > 0 for part in parts] == [count > 0 for count in counts]
    assert tiles._ring(counts) in tiles.icon_mapping()


@pytest.mark.parametrize(("count", "written"), [(1, "1"), (999, "999"), (1_000, "1k"), (1_234, "1.2k"), (9_999, "9.9k"), (34_567, "34k"),
                                                (999_999, "999k"), (1_250_000, "1.2M")])  # fmt: skip
def test_numbers_on_the_map_are_short_and_never_rounded_up(count, written):
    assert short(count) == written


@pytest.mark.parametrize("size", [(390, 360), (1_000, 580), (1_530, 580), (3_840, 2_160)])
def test_a_screen_of_full_tiles_stays_within_the_most(size):
    across, down = (-(-each // mapdata.TILE_PX) + 1 for each in size)
    assert across * down * tiles.most_in_a_tile(*size) <= tiles.MOST_OBJECTS


def test_the_layer_asks_this_server_and_the_symbols_are_those_of_the_legend():
    drawn = json.loads(
        layers.deck(tiles.layers_of("light", "", "country=SY&v=1", 9.0, (1000, 580), "1"), 5.0, "light").to_json()
    )["layers"][0]
    assert drawn["data"] == "/api/tiles/{z}/{x}/{y}.json?country=SY&v=1&most=555&dot=9.0"
    assert set(style.CATEGORY) <= set(drawn["iconMapping"])


def in_bin(zoom: int) -> list[dict]:
    return [{"geometry": {"coordinates": [40.5, 34.5]}, "properties": {"z": zoom, "count": 7}}]


@pytest.mark.parametrize(("objects", "picked"), [
    pytest.param({"tile-pick-1": [{"properties": {"id": "e1"}}]}, "e1", id="an incident"),
    pytest.param({"tile-pick-1": in_bin(5)}, layers.Near(40.5, 34.5, 7), id="a bin: closer by"),
    pytest.param({"tile-pick-1": in_bin(14)}, Bbox(40.49863, 34.49863, 40.50137, 34.50137), id="a bin near by: its incidents"),
    pytest.param({"pick-1": [{"id": "e1"}]}, None, id="of the small map"), pytest.param({}, None, id="nothing"),
])  # fmt: skip
def test_a_click_in_a_tile_names_an_incident_or_what_to_show_of_a_bin(objects, picked):
    assert tiles.picked(objects) == picked
