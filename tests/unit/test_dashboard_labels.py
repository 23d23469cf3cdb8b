"""Names on the map: at every zoom they are shown at, no name covers another."""

import json
from functools import cache
from itertools import pairwise, product

import pytest
from matplotlib.textpath import TextPath

from dashboard import labels
from geodata.cartography import fonts

HEIGHT_PX = 11.0  # from the top of a capital to the foot of a descender, at 11.5 px


@cache
def width_px(text: str, size: float) -> float:
    return TextPath((0, 0), text, prop=fonts.properties(size)).get_extents().width


def boxes(zoom: float, tile_zoom: int) -> list[tuple[float, float, float, float, str]]:
    """Return the box that each name fills, measured from its typeface, in pixels of the screen."""
    drawn = []
    for each in labels.chosen(tile_zoom):
        half = width_px(each.text, 11.5 if each.is_town else 10.5) / 2
        x, y = each.x * 2**zoom, each.y * 2**zoom + (labels.TOWN_LIFT_PX if each.is_town else 0)
        drawn.append((x - half, x + half, y - HEIGHT_PX / 2, y + HEIGHT_PX / 2, each.text))
    return sorted(drawn)


@pytest.mark.parametrize("shift", [-0.5, 0, 0.5])
@pytest.mark.parametrize("zoom", labels.ZOOMS)
def test_no_name_covers_another(zoom, shift):
    covered, open_boxes = [], []
    for west, east, north, south, text in boxes(zoom + shift, zoom):
        open_boxes = [each for each in open_boxes if each[1] > west]
        covered += [(text, other) for _, _, n, s, other in open_boxes if n < south and north < s]
        open_boxes.append((west, east, north, south, text))
    assert not covered


def test_the_closer_the_more_names():
    counts = [len(labels.chosen(zoom)) for zoom in labels.ZOOMS]
    assert all(fewer <= more for fewer, more in pairwise(counts))
    assert counts[-1] > 10 * counts[0]


@pytest.mark.parametrize("zoom", [3, 5, 7])
def test_each_name_is_in_exactly_one_tile(zoom):
    tiles = [json.loads(labels.tile(zoom, *at)) for at in product(range(2**zoom), repeat=2)]
    named = [feature["properties"]["text"] for tile in tiles for feature in tile["features"]]
    assert sorted(named) == sorted(each.text for each in labels.chosen(zoom))


@pytest.mark.parametrize("zoom", [4, 5, 6, 7])
def test_a_map_of_both_countries_names_their_capitals(zoom):
    assert {"Baghdad", "Damascus"} <= {each.text for each in labels.chosen(zoom)}
