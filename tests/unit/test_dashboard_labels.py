"""Names on the map: at every zoom they are shown at, no name covers another."""

import json
import math
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise, product

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.textpath import TextPath

from dashboard import data, labels, layers, mapdata
from geodata import provinces
from geodata.cartography import fonts
from geodata.query import IncidentQuery


def mercator(lon: float, lat: float) -> tuple[float, float]:
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


HEIGHT_PX = 11.0  # from the top of a capital to the foot of a descender, at 11.5 px


@cache
def width_px(text: str, size: float) -> float:
    return TextPath((0, 0), text, prop=fonts.properties(size)).get_extents().width


def boxes(
    zoom: float, tile_zoom: int, marks: labels.Marks = labels.NO_MARKS
) -> list[tuple[float, float, float, float, str]]:
    """Return the box that each name fills, measured from its typeface, in pixels of the screen."""
    drawn = []
    for each in labels.clear(tile_zoom, marks):
        half = width_px(each.text, 11.5 if each.is_town else 10.5) / 2
        x, y = each.x * 2**zoom + each.right, each.y * 2**zoom + each.down
        drawn.append((x - half, x + half, y - HEIGHT_PX / 2, y + HEIGHT_PX / 2, each.text))
    return sorted(drawn)


def overlaps(drawn) -> list[tuple[str, str]]:
    covered, open_boxes = [], []
    for west, east, north, south, text in sorted(drawn):
        open_boxes = [each for each in open_boxes if each[1] > west]
        covered += [(text, other) for _, _, n, s, other in open_boxes if n < south and north < s]
        open_boxes.append((west, east, north, south, text))
    return covered


@pytest.mark.parametrize("shift", [-0.5, 0, 0.5])
@pytest.mark.parametrize("zoom", labels.ZOOMS)
def test_no_name_covers_another(zoom, shift):
    assert not overlaps(boxes(zoom + shift, zoom))


def strewn(seed: int, many: int) -> labels.Marks:
    """Scatter marks around the towns of both countries, some of them far from their points."""
    towns, random = labels.chosen(8), np.random.default_rng(seed)
    near = [towns[i] for i in random.integers(0, len(towns), many)]
    x, y = (np.array([getattr(each, axis) for each in near]) for axis in "xy")
    return labels.Marks(x, y, *random.normal(0, 15, (2, many)), np.full(many, 5.0))


@given(zoom=st.integers(4, 8), shift=st.sampled_from([-0.5, 0, 0.5]), seed=st.integers(0, 99), many=st.integers(1, 300))
def test_no_name_lies_under_a_mark_or_another_name(zoom, shift, seed, many):
    marks = strewn(seed, many)
    drawn = boxes(zoom + shift, zoom, marks)
    dots = [
        (x - 5, x + 5, y - 5, y + 5, "")
        for x, y in zip(
            marks.x * 2 ** (zoom + shift) + marks.right, marks.y * 2 ** (zoom + shift) + marks.down, strict=True
        )
    ]
    assert not overlaps(drawn)
    assert not [pair for pair in overlaps(drawn + dots) if any(pair)]


def degrees(label: labels.Label, zoom: int) -> shapely.Point:
    """Return where the middle of a name lies on the ground."""
    x, y = (label.x + label.right / 2**zoom) / 512, (label.y + label.down / 2**zoom) / 512
    return shapely.Point(360 * (x - 0.5), math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))))


@pytest.mark.parametrize("zoom", [5, 6, 7])
def test_the_name_of_a_province_that_is_moved_stays_in_it(zoom, store):
    named = labels.clear(zoom, mapdata.marks(store, IncidentQuery(), 5.3, 9.0))
    moved = [each for each in set(named) - set(labels.chosen(zoom)) if each.code]
    assert moved
    for each in moved:
        assert provinces.read()[each.code].shape.covers(degrees(each, zoom)), each.text


def test_a_line_joins_a_name_to_its_town_where_it_is_not_beside_it(store):
    marks = mapdata.marks(store, IncidentQuery(), 5.3, 9.0)
    [baghdad] = [each for each in labels.clear(5, marks) if each.text == "Baghdad"]
    town, end = baghdad.leader(2**5.3)
    assert town == pytest.approx((44.4, 33.3), abs=0.1)
    west, north, east, south = baghdad.box(2**5.3)
    x, y = (at * 512 * 2**5.3 for at in mercator(*end))
    assert (x, y) == pytest.approx((min(max(x, west), east), min(max(y, north), south)))


def test_names_that_nothing_covers_stay_where_they_were():
    far = labels.Marks(*np.array([[10.0], [10.0], [0.0], [0.0], [5.0]]))
    assert set(labels.clear(6, far)) == set(labels.chosen(6))


def test_the_names_keep_clear_of_the_bundled_incidents_and_the_capitals_are_still_named(store):
    marks = mapdata.marks(store, IncidentQuery(), 5.3, 9.0)
    assert len(marks.x) == 368 + len(data.badges(store, IncidentQuery()))
    assert {"Baghdad", "Damascus"} <= {each.text for each in labels.clear(5, marks)}


@pytest.mark.parametrize(("width", "height"), [(356, 360), (725, 580), (1028, 580)])
def test_at_the_first_view_no_name_is_cut_and_the_capitals_are_named(store, width, height):
    zoom = layers.opening_zoom(width, height)
    marks = mapdata.marks(store, IncidentQuery(), zoom, layers.dot_px(width))
    drawn = boxes(zoom, round(zoom), marks)
    west, east = (512 * 2**zoom * mercator(lon, 33)[0] for lon in (labels.WEST, labels.EAST))
    assert [text for left, right, *_, text in drawn if left < west or right > east] == []
    assert {"Baghdad", "Damascus"} <= {text for *_, text in drawn}
    assert not overlaps(boxes(layers.opening_view(zoom).min_zoom, round(zoom), marks))


def test_the_closer_the_more_names():
    counts = [len(labels.chosen(zoom)) for zoom in labels.ZOOMS]
    assert all(fewer <= more for fewer, more in pairwise(counts))
    assert counts[-1] > 10 * counts[0]


@pytest.mark.parametrize("zoom", [3, 5, 7])
def test_each_name_is_in_exactly_one_tile(zoom):
    tiles = [json.loads(labels.tile(zoom, *at)) for at in product(range(2**zoom), repeat=2)]
    named = [
        feature["properties"]["text"] for tile in tiles for feature in tile["features"] if feature["properties"]["text"]
    ]
    assert sorted(named) == sorted(each.text for each in labels.chosen(zoom))


@pytest.fixture(scope="module")
def areas():
    """Made-up districts: three quarters of a degree, each named after its corner."""
    corners = product(np.arange(39, 46, 0.75), np.arange(31, 36, 0.75))
    return labels.Areas(tuple(labels.area_label(f"{lon:g}-{lat:g}", lon, lat, 0.375) for lon, lat in corners))


@pytest.mark.parametrize("zoom", labels.ZOOMS)
def test_areas_are_named_where_there_is_room_and_in_themselves(store, areas, zoom):
    marks = mapdata.marks(store, IncidentQuery(), 5.3, 9.0)
    named = [each for each in labels.clear(zoom, marks, areas) if each.room]
    assert bool(named) == (zoom >= 5)
    for each in named:
        assert math.hypot(each.right, each.down) <= each.room * 2**zoom + 1e-9
    seen = max(zoom, min(5.3 - labels.FARTHER_OUT, zoom + 0.5))  # farther out than that nobody can zoom
    drawn = [each.box(2.0**seen) for each in labels.clear(zoom, marks, areas)]
    assert not any(labels._meets(box, np.array(drawn[:at]).reshape(-1, 4)) for at, box in enumerate(drawn))


@pytest.mark.parametrize("zoom", [4, 5, 6, 7])
def test_a_map_of_both_countries_names_their_capitals(zoom):
    assert {"Baghdad", "Damascus"} <= {each.text for each in labels.chosen(zoom)}


def test_the_tiles_of_a_map_that_ask_at_once_have_their_names_placed_once(monkeypatch):
    placed, chosen = [], labels.chosen

    def slowly(*asked):
        placed.append(asked)
        time.sleep(0.05)  # the others come meanwhile
        return chosen(*asked)

    monkeypatch.setattr(labels, "chosen", slowly)
    marks = labels.Marks(*np.zeros((5, 1)))
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(lambda tile: labels.tile(5, *tile, marks), product((19, 20), (12, 13))))
    assert len(placed) == 1
