"""The map's layers: both countries fit, shades rank as their values, and only what is picked from is renamed."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import layers
from geodata import classes, provinces, style

sizes = st.tuples(st.integers(280, 2_000), st.integers(400, 900))
codes = st.sampled_from(["IQ-AN", "IQ-BB", "IQ-BG", "SY-DY", "SY-HA", "SY-HI", "SY-RD", "IQ-NI", "JO-MA"])
values = st.dictionaries(codes, st.floats(0.01, 1e6), max_size=9)


def pixels(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Return where a point is drawn, from the middle of the map, y growing southwards."""
    view = layers.opening_view(zoom)
    scale = 512 * 2**zoom / (2 * math.pi)
    return math.radians(lon - view.longitude) * scale, (_north(view.latitude) - _north(lat)) * scale


def _north(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


@given(sizes)
def test_both_countries_fit_the_opening_map_of_any_window(size):
    width, height = size
    zoom = layers.opening_zoom(width, height)
    for code, province in provinces.screen().items():
        if code[:2] in ("IQ", "SY"):
            west, south, east, north = province.shape.bounds
            (left, top), (right, bottom) = pixels(west, north, zoom), pixels(east, south, zoom)
            assert max(-left, right) <= width / 2
            assert max(-top, bottom) <= height / 2


@given(sizes)
def test_the_opening_map_is_no_smaller_than_it_must_be(size):
    zoom = layers.opening_zoom(*size) + 0.1
    west_to_east = pixels(layers.EAST, 33, zoom)[0] - pixels(layers.WEST, 33, zoom)[0]
    north_to_south = pixels(40, layers.SOUTH, zoom)[1] - pixels(40, layers.NORTH, zoom)[1]
    assert west_to_east > size[0] or north_to_south > size[1]


@given(values)
def test_a_shading_has_at_most_five_classes_that_hold_every_value(shaded):
    bounds = classes.bounds(shaded.values())
    assert len(bounds) <= 5
    assert bounds == sorted(set(bounds))
    assert max(shaded.values(), default=0) <= max(bounds, default=0)


@given(values)
def test_a_province_with_more_is_never_shaded_lighter(shaded):
    ramp = list(style.CHOROPLETH["light"])
    colours = layers.shading(shaded, classes.bounds(shaded.values()), "light")
    ranks = [ramp.index(colours[code]) for code in sorted(shaded, key=shaded.get)]
    assert ranks == sorted(ranks)
    assert set(colours) == set(shaded)


@pytest.mark.parametrize(("kind", "value"), [("count", 7.0), ("rate", 7 / (137_808 / 10_000))])
def test_shades_are_counts_or_counts_by_area(kind, value):
    shaded = layers.shading_values({"IQ-AN": 7, "XX-XX": 3}, kind)
    assert shaded == {"IQ-AN": pytest.approx(value, rel=0.05)}  # Anbar measures about 137,808 km²


@given(st.integers(280, 2_000))
def test_dots_are_smaller_on_a_phone_and_never_too_small_to_see(width):
    assert 5 <= layers.dot_px(width) <= layers.dot_px(width + 100) <= style.DOT_PX


def ids(asked: str, chosen: str | None = None) -> dict[bool, set[str]]:
    row = {"id": chosen, "p": [44, 33], "o": [0, 0], "i": "other_attack"} if chosen else None
    drawn = json.loads(layers.deck(layers.incident_layers("light", "", asked, 8.5, row), 5, "light").to_json())[
        "layers"
    ]
    return {
        is_picked: {each["id"] for each in drawn if bool(each.get("pickable")) == is_picked}
        for is_picked in (True, False)
    }


def test_another_question_renames_what_is_picked_from_and_nothing_that_is_seen():
    one, other = ids("country=IQ"), ids("country=SY")
    assert one[False] == other[False]
    assert len(one[True]) == 2
    assert not one[True] & other[True]


def test_each_pick_renames_what_is_picked_from_so_that_none_lasts_and_pales_the_rest():
    drawn = [layers.incident_layers("light", "", "a", 8.5, None, picks=picks) for picks in (0, 1)]
    before, after = ({each.id for each in one if hasattr(each, "pickable")} for one in drawn)
    assert not before & after


def test_a_view_that_is_asked_for_again_differs_so_that_the_map_goes_there_again():
    near = layers.Near(44.4, 33.3, 7)
    views = [layers.opening_view(5.0, layers.Clicks(turn, near)) for turn in (1, 2)]
    assert [(round(view.longitude, 4), round(view.zoom, 4)) for view in views] == [(44.4, 7), (44.4, 7)]
    assert views[0].longitude != views[1].longitude


def test_the_chosen_incident_adds_one_ring():
    assert ids("a", "e1")[False] - ids("a")[False] == {"chosen-light"}


def test_no_layer_and_no_map_style_asks_another_host():
    drawn = [
        *layers.ground("dark", "v", ""),
        *layers.province_layers("dark", "v", "", {}),
        layers.labels("dark", "v", ""),
    ]
    spec = layers.deck([*drawn, *layers.incident_layers("dark", "", "zoom=5", 8.5, None)], 5, "dark").to_json()
    assert "http" not in spec.replace("http://www.w3.org", "")
    assert "carto" not in spec.lower()


def test_no_rows_travel_with_the_page():
    drawn = layers.incident_layers("light", "", "zoom=5", 8.5, None)
    assert all(str(layer.data).startswith("/layers/") for layer in drawn)
