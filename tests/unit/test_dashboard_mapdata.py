"""What the map reads: a dot for each incident that has one, none over another, and a badge for each province."""

import itertools
import json
import math

import pytest
from scipy.spatial import cKDTree

from dashboard import data, mapdata, tiles
from geodata import style
from geodata.query import IncidentQuery
from tests import oracle

QUERIES = [
    IncidentQuery(),
    IncidentQuery(country="SY"),
    IncidentQuery(weapon="rockets", evidence="high"),
    IncidentQuery(killed=1_000),
]
asked = pytest.mark.parametrize("query", QUERIES, ids=str)


def shown(rows, query: IncidentQuery, way: str):
    found = oracle.select(rows, **oracle.asked_of(query))
    return found[found.apply(oracle.shown_as, axis=1) == way] if len(found) else found


@asked
def test_the_dots_are_those_of_the_oracle(bundled_rows, query):
    dots = json.loads(mapdata.dots(data.store(), query, 5.2, style.DOT_PX))
    assert [dot["id"] for dot in dots] == list(shown(bundled_rows, query, "dot")["event_id"])


@asked
def test_badges_count_the_incidents_known_only_to_a_province(bundled_rows, query):
    counted = shown(bundled_rows, query, "badge")["province"].value_counts().to_dict()
    assert {
        badge["id"]: int(badge["text"]) for badge in json.loads(mapdata.badges(data.store(), query, 5.2, style.DOT_PX))
    } == counted


@asked
def test_a_ring_is_drawn_round_each_point_known_only_nearly(bundled_rows, query):
    near = shown(bundled_rows, query, "dot").query("geo_precision == '2'")
    assert {tuple(ring["p"]) for ring in json.loads(mapdata.rings(data.store(), query))} == set(
        zip(near["lon"], near["lat"], strict=True)
    )


@pytest.mark.parametrize(("zoom", "dot_px"), [(4.2, 5.5), (5.0, 8.5), (5.7, 8.5), (8.0, 8.5), (14.0, 8.5)])
def test_no_dot_covers_another_at_the_zoom_it_was_placed_for(bundled_rows, zoom, dot_px):
    scale = 512 * 2**zoom
    points = bundled_rows.set_index("event_id")[["lon", "lat"]]
    at = [
        (*_mercator(*points.loc[dot["id"]], scale), *dot["o"])
        for dot in json.loads(mapdata.dots(data.store(), IncidentQuery(), zoom, dot_px))
    ]
    tree = cKDTree([(x + right, y + down) for x, y, right, down in at])
    assert not tree.query_pairs(dot_px - 0.15)  # offsets are rounded to a tenth of a pixel


@pytest.mark.parametrize(("zoom", "dot_px"), [(4.2, 5.5), (5.0, 8.5), (5.7, 8.5), (8.0, 8.5)])
def test_no_badge_covers_a_dot_or_another_badge(bundled_rows, zoom, dot_px):
    scale, asked = 512 * 2**zoom, (data.store(), IncidentQuery(), zoom, dot_px)

    def discs(rows, radius):
        at = [(*_mercator(*row["p"], scale), *row["o"], row.get("radius", radius)) for row in rows]
        return [(x + right, y + down, reach) for x, y, right, down, reach in at]

    badges = discs(json.loads(mapdata.badges(*asked)), 0)
    others = [*badges, *discs(json.loads(mapdata.dots(*asked)), dot_px / 2)]
    overlaps = [math.dist(one[:2], two[:2]) - one[2] - two[2] for one in badges for two in others if one is not two]
    assert min(overlaps) > -0.2  # offsets are rounded to a tenth of a pixel


def _mercator(lon: float, lat: float, scale: float) -> tuple[float, float]:
    return (lon / 360 + 0.5) * scale, (0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * scale


@asked
def test_the_list_holds_all_that_answer_newest_first_however_they_are_shown(bundled_rows, query):
    answer = list(oracle.select(bundled_rows, **oracle.asked_of(query))["event_date"])[::-1]
    rows = {way: json.loads(mapdata.listed(data.store(), query, way)) for way in ("all", "dot", "badge", "tray")}
    assert [row["id"][:4] for row in rows["all"]] == [day[:4] for day in answer]
    parts = [row["id"] for way in ("dot", "badge", "tray") for row in rows[way]]
    assert sorted(parts) == sorted(row["id"] for row in rows["all"])


def test_a_lone_incident_lies_on_its_site():
    (dot,) = json.loads(mapdata.dots(data.store(), IncidentQuery(country="JO"), 5.0, style.DOT_PX))
    assert dot["o"] == [0, 0]
    assert dot["p"] == [38.70333, 33.31417]


def test_a_dot_says_its_day_place_kind_and_evidence():
    (dot,) = json.loads(mapdata.dots(data.store(), IncidentQuery(country="JO"), 5.0, style.DOT_PX))
    assert dot["title"] == "28 Jan 2024 · Tower 22"
    assert dot["line"] == "Attack on U.S. and coalition forces. Confirmed."


@pytest.mark.parametrize(("name", "province", "said"), [
    ("Hit", "IQ-AN", "Hit"), (None, "IQ-AN", "Al Anbar, place not named"), (float("nan"), float("nan"), "Place not named"),
])  # fmt: skip
def test_an_incident_without_the_name_of_a_place_is_called_by_its_province(name, province, said):
    assert mapdata.place_name(name, province) == said


def test_an_incident_without_a_dot_is_not_ringed():
    assert mapdata.dot(data.store(), IncidentQuery(), 5.0, 8.5, "nobody") is None
    assert mapdata.dot(data.store(), IncidentQuery(country="SY"), 5.0, 8.5, "2024-01-28-tower-22-drone") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_atlas_holds_each_symbol_where_the_map_looks_for_it(theme):
    atlas, places = mapdata.icon_atlas(theme), mapdata.icon_mapping()
    assert list(places) == [*style.CATEGORY, "chosen", "badge"]
    for name, symbol in style.CATEGORY.items():
        assert f'translate({places[name]["x"]} 0)"><g fill="{symbol.colour}"' in atlas


@pytest.fixture
def crowded(monkeypatch):
    """A screen that may show forty dots."""
    monkeypatch.setattr(mapdata, "MOST_DOTS", 40)
    for kept in vars(mapdata).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    yield
    for kept in vars(mapdata).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@pytest.mark.usefixtures("crowded")
def test_no_badge_covers_a_ring_of_the_crowded_map_nor_another_badge():
    zoom, scale, discs = 5.1, 512 * 2**5.1, []
    for tile in itertools.product([5], [19, 20], [12, 13]):
        body = json.loads(tiles.body(data.store(), IncidentQuery(), tile, 64, style.DOT_PX))
        for ring in (each for each in body["features"] if "count" in each["properties"]):
            x, y = _mercator(*ring["geometry"]["coordinates"], scale)
            right, down = ring["properties"]["o"]
            discs.append((x + right, y + down, ring["properties"]["s"] / 2))
    assert len(discs) > 10
    for badge in json.loads(mapdata.badges(data.store(), IncidentQuery(), zoom, style.DOT_PX)):
        x, y = _mercator(*badge["p"], scale)
        here = (x + badge["o"][0], y + badge["o"][1], badge["radius"])
        assert all(math.dist(here[:2], other[:2]) >= here[2] + other[2] - 0.2 for other in discs)
        discs.append(here)
